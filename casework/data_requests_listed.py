"""Requests about data as lists show them: which case, since when, by when, and how far each is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select

from cases import access, data_requests
from cases.clocks import anchors, answering, readings
from cases.clocks.readings import Reading
from cases.data_requests import DataRequest
from cases.records import Case, Reference
from foundation.clock import london_date
from foundation.database import Session

PAGE = 50

PROOF, TO_DECIDE, TO_CHECK, TO_TELL = "Proof awaited", "To be decided", "To be checked", "To be told"
STANDS = "Their answer awaited"
ENDED = {
    "disclose": "Answered",
    "decide": "Answered",
    "refuse": "Refused",
    "withdrawn": "Taken back",
    "not_shown": "Closed, proof not shown",
}
"""How a request ended, by the code of the form that said so."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A request, the reference of its case, its clock, and how far it is in words."""

    request: DataRequest
    reference: str
    clock: Reading
    state: str
    answered: date | None


def theirs(session: Session, person_id: str, offices: Collection[str], now: datetime, ended: bool) -> list[Listed]:
    """The requests on cases of these partnerships that somebody may know, what is due first; or those that are over."""
    its = exists().where(Case.id == DataRequest.case_id, Case.partnership_id.in_(offices))
    query = (
        select(DataRequest, Reference.reference)
        .join(Reference, (Reference.bucket == DataRequest.bucket) & (Reference.case_id == DataRequest.case_id))
        .where(Reference.ended_at.is_(None), its, access.knows(person_id, DataRequest.case_id, now))
        .where(DataRequest.ended_at.is_not(None) if ended else DataRequest.ended_at.is_(None))
        .order_by(DataRequest.ended_at.desc(), DataRequest.registered_at)
    )
    found = [listed(session, one, name, now) for one, name in session.execute(query.limit(PAGE))]
    return found if ended else sorted(found, key=lambda one: (one.clock.at is None, one.clock.at or now))


def of_case(session: Session, case_id: str, reference: str, now: datetime) -> list[Listed]:
    """The requests on one case, latest first."""
    return [listed(session, one, reference, now) for one in reversed(data_requests.of_case(session, case_id))]


def listed(session: Session, request: DataRequest, reference: str, now: datetime) -> Listed:
    """One request with its clock."""
    subjects = {"data_request_id": request.id}
    dated = anchors.of_case(session, request.case_id)
    known = {name: at for (subject, name), at in dated.items() if subject == request.id}
    reading = readings.reading(session, request.case_id, answering.CLOCK, now, subjects)
    answered = known.get(answering.ANSWERED)
    return Listed(request, reference, reading, _state(request, known), london_date(answered) if answered else None)


def _state(request: DataRequest, known: Collection[str]) -> str:
    if request.ended_at is not None:
        return ENDED.get(request.outcome or "", "Over")
    if answering.ANSWERED in known:
        return "Answered"
    if answering.STANDS in known:
        return STANDS
    if request.checked_at is not None:
        return TO_TELL
    if request.decision and not request.check_id:
        return TO_CHECK
    return TO_DECIDE if answering.COUNTED in known else PROOF
