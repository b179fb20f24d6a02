"""Agencies: which there are, who leads them, another one, and one that is not asked any more."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import directory, partnerships
from casework import agencies, reaching
from casework.agencies import NewAgency
from casework.reaching import NotAllowed, NotYours
from foundation.database import Session
from web import people_forms
from web.here import office
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
    name = " ".join(request.form.get("name", "").split())[: people_forms.LONGEST]
    given = {key: request.form.get(key) or None for key in ("partner", "council")}
    new = NewAgency(
        name, request.form.get("category", ""), given["partner"], given["council"], request.form.getlist("serves")
    )
    try:
        with office().database.transaction() as session:
            agencies.add(session, office(), people_forms.whose(session), new)
    except NotAllowed as refused:
        with office().database.reading() as session:
            return _page(session, [(refused.field, str(refused))]), 422
    flash(f"{name} can be asked from now on. Give its Safeguarding Lead the role on their own page.")
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
        raise Problem(
            409, "There is no such agency here", "Nothing was changed.", (url_for("agencies.index"), "All agencies")
        )
    flash(f"{found.name} can be asked again." if found.active else f"{found.name} is not asked any more.")
    return redirect(url_for("agencies.index"), 303)


def _page(session: Session, errors: Errors) -> str:
    reach = people_forms.whose(session)
    return render_template(
        "pages/agencies.html",
        title="Agencies",
        agencies=directory.agencies(session, reach.where, people_forms.today()),
        homes=reaching.homes(session, reach),
        names={one.id: one.name for one in partnerships.all_partnerships(session)},
        councils=partnerships.local_authorities(session),
        categories=partnerships.CATEGORIES,
        partners=partnerships.SAFEGUARDING_PARTNERS,
        given=request.form,
        serves=request.form.getlist("serves"),
        errors=errors,
    )
