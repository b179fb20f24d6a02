"""Agencies: which there are, who leads them, another one, one put right, and one that is not asked any more."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import called, directory, partnerships
from cases.directory import Served
from casework import agencies, reaching
from casework.agencies import Described
from casework.reaching import NotAllowed, NotYours
from foundation.clock import london_date
from foundation.database import Session
from web import people_forms
from web.here import now, office
from web.pages.operations import Errors
from web.problems import Problem

blueprint = Blueprint("agencies", __name__, url_prefix="/people/agencies")


@blueprint.get("")
def index() -> str:
    """Every agency within reach, and the form for another one."""
    with office().database.reading() as session:
        return _page(session, [])


@blueprint.post("")
def add() -> tuple[str, int] | Response:
    """Add an agency."""
    new, errors = _read()
    try:
        _refuse(errors)
        with office().database.transaction() as session:
            agencies.add(session, office(), people_forms.whose(session), new)
    except NotAllowed as refused:
        with office().database.reading() as session:
            return _page(session, [(refused.field, str(refused))]), 422
    flash(f"{new.name} can be asked from now on. Give its Safeguarding Lead the role on their own page.")
    return redirect(url_for("agencies.index"), 303)


@blueprint.get("/<agency_id>")
def show(agency_id: str) -> str:
    """One agency, to be put right."""
    with office().database.reading() as session:
        found = _found(session, agency_id)
        known = agencies.described(found)
        given = {"name": known.name, "category": known.category, "partner": known.partner, "council": known.council_id}
        given |= {key: day.isoformat() for key in ("since", "until") if (day := getattr(known, key))}
        return _one(session, found, given, known.partnership_ids, [])


@blueprint.post("/<agency_id>/details")
def change(agency_id: str) -> tuple[str, int] | Response:
    """Put it right."""
    new, errors = _read()
    try:
        _refuse(errors)
        with office().database.transaction() as session:
            found = _found(session, agency_id)
            agencies.change(session, office(), people_forms.whose(session), found, new)
    except NotYours as refused:
        raise people_forms.not_yours(refused) from refused
    except NotAllowed as refused:
        with office().database.reading() as session:
            found, serves = _found(session, agency_id), request.form.getlist("serves")
            return _one(session, found, request.form, serves, [(refused.field, str(refused))]), 422
    flash(f"{new.name} is changed.")
    return redirect(url_for("agencies.index"), 303)


@blueprint.post("/<agency_id>")
def switch(agency_id: str) -> Response:
    """Let it not be asked any more, or again."""
    try:
        with office().database.transaction() as session:
            found = agencies.switch(session, office(), people_forms.whose(session), agency_id)
    except NotYours as refused:
        raise people_forms.not_yours(refused) from refused
    if found is None:
        raise _no_such()
    flash(f"{found.name} can be asked again." if found.active else f"{found.name} is not asked any more.")
    return redirect(url_for("agencies.index"), 303)


def _found(session: Session, agency_id: str) -> Served:
    found = agencies.find(session, office(), people_forms.whose(session), agency_id)
    if found is None:
        raise _no_such()
    return found


def _no_such() -> Problem:
    back = (url_for("agencies.index"), "All agencies")
    return Problem(409, "There is no such agency here", "Nothing was changed.", back)


def _read() -> tuple[Described, Errors]:
    name = " ".join(request.form.get("name", "").split())[: people_forms.LONGEST]
    given = {key: request.form.get(key) or None for key in ("partner", "council")}
    since, until, errors = people_forms.read_days("since", "until")
    serves = request.form.getlist("serves")
    kind = request.form.get("category", "")
    return Described(name, kind, given["partner"], given["council"], serves, since, until), errors


def _refuse(errors: Errors) -> None:
    if errors:
        raise NotAllowed(errors[0][1], errors[0][0])


def _one(session: Session, found: Served, given: Mapping[str, Any], serves: Any, errors: Errors) -> str:
    return render_template(
        "pages/agency.html",
        title=found.row.name,
        agency=found,
        may_change=agencies.is_theirs(people_forms.whose(session), found),
        given=given,
        serves=serves,
        errors=errors,
        **_choices(session),
    )


def _page(session: Session, errors: Errors) -> str:
    reach = people_forms.whose(session)
    return render_template(
        "pages/agencies.html",
        title="Agencies",
        agencies=directory.agencies(session, reach.where, people_forms.today()),
        names={one.id: one.name for one in partnerships.all_partnerships(session)},
        today=people_forms.today(),
        given=request.form,
        serves=request.form.getlist("serves"),
        errors=errors,
        **_choices(session),
    )


def _choices(session: Session) -> dict[str, Any]:
    homes = reaching.homes(session, people_forms.whose(session))
    return {
        "homes": homes,
        "councils": partnerships.local_authorities(session),
        "categories": called.kinds(session, [one.id for one in homes], london_date(now())),
        "partners": partnerships.SAFEGUARDING_PARTNERS,
    }
