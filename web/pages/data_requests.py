"""Requests of people about their data: what is to be answered by when, over all cases and of one."""

from dataclasses import replace

from flask import Blueprint, render_template

from cases import access
from cases.data_requests import RIGHTS
from casework import data_requests_listed
from casework.data_requests_listed import Listed
from foundation.clock import london_date
from foundation.database import Session
from web import clocks
from web.case_page import page
from web.clocks import Clock
from web.here import PROTECTORS, now, office, viewer
from web.standing import standing

blueprint = Blueprint("data_requests", __name__)


@blueprint.get("/data-requests")
def index() -> str:
    """The requests of whoever answers them: open ones by when they are due, and those that are over."""
    at, person = now(), viewer().id
    with office().database.reading() as session:
        roles = access.roles_of(session, person, london_date(at))
        offices = {partnership for role, partnership in roles if role in PROTECTORS}
        return render_template(
            "pages/data_requests.html",
            title="Requests about data",
            rights=RIGHTS,
            waiting=_shown(data_requests_listed.theirs(session, person, offices, at, ended=False)),
            ended=_shown(data_requests_listed.theirs(session, person, offices, at, ended=True)),
        )


@blueprint.get("/cases/<reference>/data-requests")
def of_case(reference: str) -> str:
    """The requests on one case, each with its clock."""
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        found = _of_case(session, here.case.id, here.reference)
        return page(session, here, "requests", requests=found, rights=RIGHTS)


def _of_case(session: Session, case_id: str, reference: str) -> list[tuple[Listed, Clock | None]]:
    """Each with a clock of a name of its own, by the order in which they came."""
    found = _shown(data_requests_listed.of_case(session, case_id, reference, now()))
    return [
        (one, view and replace(view, id=one.request.id, name=f"Answer to request {number}"))
        for number, (one, view) in zip(range(len(found), 0, -1), found, strict=True)
    ]


def _shown(found: list[Listed]) -> list[tuple[Listed, Clock | None]]:
    """With the clock of each that is not answered and not over."""
    return [(one, None if one.request.ended_at or one.answered else clocks.clock(one.clock, None)) for one in found]
