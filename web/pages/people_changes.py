"""What is done to one person: roles given and ended, standing in, being away, leaving."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from cases.people import Person, RelationKind
from casework import administering, leaving
from casework.reaching import NotAllowed, NotYours, Reach
from foundation.database import Session
from web import people_forms
from web.here import office
from web.pages import people as pages
from web.pages.operations import Errors
from web.words import count

blueprint = Blueprint("people_changes", __name__, url_prefix="/people/<person_id>")

Act = Callable[[Session, Reach, Person], str]


@blueprint.post("/roles")
def give(person_id: str) -> tuple[str, int] | Response:
    """Give a role."""
    role, errors = people_forms.read_role()

    def act(session: Session, whose: Reach, person: Person) -> str:
        administering.give(session, office(), whose, person, role)
        return "The role is given."

    return _done(person_id, act, errors)


@blueprint.post("/roles/<membership_id>/end")
def end(person_id: str, membership_id: str) -> tuple[str, int] | Response:
    """Take a role away at once."""

    def act(session: Session, whose: Reach, person: Person) -> str:
        administering.end(session, office(), whose, person, membership_id)
        return "The role has ended."

    return _done(person_id, act)


@blueprint.post("/relations")
def relate(person_id: str) -> tuple[str, int] | Response:
    """Let them stand in for somebody, or lead an agency strategically."""
    kind, other = request.form.get("kind", ""), request.form.get("other", "")

    def act(session: Session, whose: Reach, person: Person) -> str:
        if kind not in {one.value for one in RelationKind}:
            raise NotAllowed("Select what they are", "kind")
        of = request.form.get("led", "") if kind == RelationKind.STRATEGIC_LEAD.value else other
        if not of:
            raise NotAllowed("Select for whom, or for which agency", "other")
        administering.relate(session, office(), whose, person, RelationKind(kind), of)
        return "That is noted."

    return _done(person_id, act)


@blueprint.post("/relations/<relation_id>/end")
def unrelate(person_id: str, relation_id: str) -> tuple[str, int] | Response:
    """End that they stand in or lead."""

    def act(session: Session, whose: Reach, person: Person) -> str:
        administering.unrelate(session, office(), whose, person, relation_id)
        return "That has ended."

    return _done(person_id, act)


@blueprint.post("/away")
def away(person_id: str) -> tuple[str, int] | Response:
    """Give a substitute their roles for a time."""
    since, until, errors = people_forms.read_days("away_since", "away_until")

    def act(session: Session, whose: Reach, person: Person) -> str:
        substitute = session.get(Person, request.form.get("substitute", ""))
        if substitute is None:
            raise NotAllowed("Select somebody to stand in", "substitute")
        first = since or people_forms.today()
        if until is None or until < max(first, people_forms.today()):
            raise NotAllowed("Enter the last day: today or later, and not before the first", "away_until")
        try:
            given = leaving.be_away(session, office(), whose, person, substitute, (first, until))
        except NotYours:
            raise
        except NotAllowed as refused:
            raise NotAllowed(str(refused), "substitute") from refused
        on = people_forms.counted(session, given.cases, "case")
        place = f", and is on {on} in their place," if on else ""
        return f"{substitute.name} has {count(given.roles, 'role')} of {person.name}{place} until then."

    return _done(person_id, act, errors)


@blueprint.post("/leave")
def leave(person_id: str) -> tuple[str, int] | Response:
    """They leave: no way in any more, and their open tasks go on."""

    def act(session: Session, whose: Reach, person: Person) -> str:
        if request.form.get("sure") != "yes":
            raise NotAllowed("Confirm that the person leaves", "sure")
        done = leaving.leave(session, office(), whose, person, request.form.get("colleague") or None)
        parts = (
            (done.given, "task", "went to the colleague"),
            (done.back, "task", "went back to the team"),
            ([one.case_id for one in done.moved.given], "thing", "in their name went to the colleague"),
            ([one.case_id for one in done.moved.left], "thing", "still in their name: see below"),
            (done.off, "case", "to which the office puts somebody else"),
        )
        told = [(people_forms.counted(session, of, what), words) for of, what, words in parts]
        seen = [f"{number} {words}." for number, words in told if number]
        return " ".join([f"{person.name} has left.", *(["Of cases that you see:", *seen] if seen else [])])

    return _done(person_id, act)


@blueprint.post("/hand-on")
def hand_on(person_id: str) -> tuple[str, int] | Response:
    """What still stands in the name of somebody who has left goes to one more colleague."""

    def act(session: Session, whose: Reach, person: Person) -> str:
        moved = leaving.hand_on_rest(session, office(), whose, person, request.form.get("colleague", ""))
        number = people_forms.counted(session, [one.case_id for one in moved.given], "thing")
        return f"What the colleague may see is theirs now{f': {number} of cases that you see' if number else ''}."

    return _done(person_id, act)


@blueprint.post("/back")
def back(person_id: str) -> tuple[str, int] | Response:
    """They come back."""

    def act(session: Session, whose: Reach, person: Person) -> str:
        leaving.come_back(session, office(), whose, person)
        return f"{person.name} is back. Give the roles anew, then send a link."

    return _done(person_id, act)


def _done(person_id: str, act: Act, errors: Errors | None = None) -> tuple[str, int] | Response:
    """Carry it out in one transaction, or show the page again with why not."""
    try:
        with office().database.transaction() as session:
            person = people_forms.found(session, person_id)
            if errors:
                raise NotAllowed(errors[0][1], errors[0][0])
            said = act(session, people_forms.whose(session), person)
    except NotYours as refused:
        raise people_forms.not_yours(refused) from refused
    except NotAllowed as refused:
        with office().database.reading() as session:
            wrong = errors or [(refused.field, str(refused))]
            return pages.page(session, people_forms.found(session, person_id), wrong), 422
    flash(said)
    return redirect(url_for("people.show", person_id=person_id), 303)
