"""People and their accounts: who there is, one person's page, a new one, a link to set an account up with."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import directory
from cases.people import Person
from cases.signing_in import accounts, sessions
from cases.signing_in.links import Purpose
from casework import administering, reaching
from casework.reaching import NotAllowed, NotYours
from casework.signing_in import mailing
from foundation.database import Session
from web import people_forms, read_log, searches
from web.here import limits, now, office, viewer
from web.pages.operations import Errors
from web.problems import not_found

blueprint = Blueprint("people", __name__, url_prefix="/people")


@blueprint.get("")
def index() -> str:
    """Everybody whom the person there looks after, by name."""
    q, everybody = request.args.get("q", ""), bool(request.args.get("left"))
    words = searches.opened("people", q) if q else {}
    text = (words or {}).get("name", "")
    with office().database.reading() as session:
        found = directory.listed(session, people_forms.whose(session).where, text, everybody=everybody)
        ids = [one.id for one in found]
        held = directory.roles_of(session, ids, people_forms.today())
        if text:
            read_log.searched("people", text, len(found))
        return render_template(
            "pages/people.html",
            title="People",
            people=found,
            roles={person: directory.in_words(theirs, people_forms.today()) for person, theirs in held.items()},
            means=directory.with_means(session, ids),
            text=text,
            everybody=everybody,
            is_over=words is None,
        )


@blueprint.post("")
def search() -> Response:
    """Look for what was sent, at an address that does not say what."""
    searches.count()
    q = searches.sealed("people", {"name": request.form.get("name", "").strip()[: people_forms.LONGEST]})
    return redirect(url_for("people.index", q=q or None, left=request.form.get("left") or None), 303)


@blueprint.get("/new")
def new() -> str:
    """The form for somebody who is not known yet."""
    with office().database.reading() as session:
        return _new(session, [])


@blueprint.post("/new")
def add() -> tuple[str, int] | Response:
    """Add them with a first role, and send the link to set their account up with."""
    details, errors = people_forms.read_details()
    role, wrong = people_forms.read_role()
    errors += wrong
    try:
        if errors:
            raise NotAllowed(errors[0][1], errors[0][0])
        with office().database.transaction() as session:
            person = administering.add(session, office(), people_forms.whose(session), details, role)
            mailing.send_link(session, office(), person.id, Purpose.SET_UP, viewer().id, now())
    except NotYours as refused:
        raise people_forms.not_yours(refused) from refused
    except NotAllowed as refused:
        with office().database.reading() as session:
            return _new(session, errors or [(refused.field, str(refused))]), 422
    flash(f"{details.name} is added, and a link to set the account up with is on its way.")
    return redirect(url_for("people.show", person_id=person.id), 303)


@blueprint.get("/<person_id>")
def show(person_id: str) -> str:
    """One person: details, roles, for whom they stand in, how they sign in."""
    with office().database.reading() as session:
        return page(session, people_forms.found(session, person_id), [])


@blueprint.post("/<person_id>")
def change(person_id: str) -> tuple[str, int] | Response:
    """Put details right."""
    details, errors = people_forms.read_details()
    with office().database.transaction() as session:
        person = people_forms.found(session, person_id)
        try:
            if errors:
                raise NotAllowed(errors[0][1], errors[0][0])
            administering.change(session, office(), people_forms.whose(session), person, details)
        except NotYours as refused:
            raise people_forms.not_yours(refused) from refused
        except NotAllowed as refused:
            return page(session, person, errors or [(refused.field, str(refused))]), 422
    flash("The details are changed.")
    return redirect(url_for("people.show", person_id=person_id), 303)


@blueprint.post("/<person_id>/link")
def link(person_id: str) -> tuple[str, int] | str:
    """Send a link with which the account is set up anew; administrators see it, to pass it on where mail fails."""
    with office().database.transaction() as session:
        person = people_forms.changeable(session, person_id)
        if not person.active:
            raise not_found()
        address = mailing.send_link(session, office(), person.id, Purpose.SET_UP, viewer().id, now())
        # Whoever sees the link could set the account up: that is for administrators, who could do so anyway.
        is_shown = people_forms.whose(session).everybody
    return render_template(
        "pages/person_link.html", title="A link is on its way", person=person, address=address if is_shown else None
    )


@blueprint.post("/<person_id>/sign-out")
def sign_out(person_id: str) -> Response:
    """End all sessions of a person at once."""
    with office().database.transaction() as session:
        person = people_forms.changeable(session, person_id)
        sessions.end_all(session, person.id, viewer().id, now())
    flash(f"{person.name} is signed out everywhere.")
    return redirect(url_for("people.show", person_id=person_id), 303)


def page(session: Session, person: Person, errors: Errors) -> str:
    """One person's page."""
    reach = people_forms.whose(session)
    return render_template(
        "pages/person.html",
        title=person.name,
        person=person,
        roles=directory.roles_of(session, [person.id], people_forms.today())[person.id],
        ties=directory.ties_of(session, person.id),
        may_change=reaching.may_change(session, reach, person),
        is_me=person.id == viewer().id,
        account=accounts.of_person(session, person.id),
        means=person.id in directory.with_means(session, [person.id]),
        sessions=sessions.in_force(session, person.id, now(), limits()),
        **people_forms.in_name_of(session, person),
        others=[one for one in directory.listed(session, reach.where) if one.id != person.id],
        today=people_forms.today(),
        errors=errors,
        given=request.form,
        **people_forms.choices(session),
    )


def _new(session: Session, errors: Errors) -> str:
    return render_template(
        "pages/person_new.html",
        title="Add a person",
        errors=errors,
        given=request.form,
        **people_forms.choices(session),
    )
