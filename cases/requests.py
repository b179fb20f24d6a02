"""Which agencies were asked for what, and how far each has come (process P3).

Every agency asked has a row of its own, so that nobody's reply shares anything with another agency's.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.data_classes import Data
from foundation.database import Base, Session, Utc


class RequestStatus(Enum):
    """How far a request has come (domain.md §3.2)."""

    DRAFT = "draft"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    LATE = "late"
    REPLIED = "replied"
    CLARIFIED = "clarified"
    NO_TRACE = "no_trace"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


_ANSWERS = frozenset({RequestStatus.REPLIED, RequestStatus.NO_TRACE, RequestStatus.REFUSED, RequestStatus.WITHDRAWN})

MOVES: Mapping[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.DRAFT: frozenset({RequestStatus.SENT, RequestStatus.WITHDRAWN}),
    RequestStatus.SENT: _ANSWERS | {RequestStatus.ACKNOWLEDGED, RequestStatus.IN_PROGRESS, RequestStatus.LATE},
    RequestStatus.ACKNOWLEDGED: _ANSWERS | {RequestStatus.IN_PROGRESS, RequestStatus.LATE},
    RequestStatus.IN_PROGRESS: _ANSWERS | {RequestStatus.LATE},
    # An agency that is given more time is not late any more.
    RequestStatus.LATE: _ANSWERS | {RequestStatus.SENT, RequestStatus.ACKNOWLEDGED},
    RequestStatus.REPLIED: frozenset({RequestStatus.CLARIFIED, RequestStatus.WITHDRAWN}),
    RequestStatus.CLARIFIED: frozenset({RequestStatus.WITHDRAWN}),
    RequestStatus.NO_TRACE: frozenset({RequestStatus.REPLIED, RequestStatus.WITHDRAWN}),
    # An agency that refused may still supply what was asked, after escalation (guidance 2.1.7).
    RequestStatus.REFUSED: frozenset({RequestStatus.REPLIED, RequestStatus.NO_TRACE, RequestStatus.WITHDRAWN}),
    RequestStatus.WITHDRAWN: frozenset(),
}

WAITING = (RequestStatus.SENT, RequestStatus.ACKNOWLEDGED, RequestStatus.IN_PROGRESS, RequestStatus.LATE)
"""Asked and not yet answered in any way."""

ANSWERED = (RequestStatus.REPLIED, RequestStatus.CLARIFIED, RequestStatus.NO_TRACE)
"""Answered; "no trace" is an answer too (guidance 4.3.1)."""


ADDED = "added_requests"
"""The variable that names requests added after the others were sent, in the process that sends them."""


class InformationRequest(OfCase, Base):
    """One agency asked for information about one case. `due_at` is fixed when the letter goes out.

    `covers` names the children it is asked about, by code with spaces between; empty means all that the office named
    for the agency. `reply_id` is the submission with the reply as it is now.
    """

    __tablename__ = "information_request"
    data_map = Data(
        "what was asked of which agency",
        "office and chair of the case, the agency",
        codes="variant records_secured covers",
    )
    indexes = (Index("request_by_agency", "agency_id", "case_id"),)

    agency_id: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    variant: Mapped[str] = mapped_column(default="standard")
    status: Mapped[RequestStatus] = mapped_column(stored(RequestStatus), default=RequestStatus.DRAFT)
    lead_id: Mapped[str | None]
    completer_id: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    due_at: Mapped[datetime | None] = mapped_column(Utc)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Utc)
    answered_at: Mapped[datetime | None] = mapped_column(Utc)
    late_since: Mapped[datetime | None] = mapped_column(Utc)
    records_secured: Mapped[str | None]
    covers: Mapped[str] = mapped_column(default="")
    reply_id: Mapped[str | None]


def named(agency: str, version: int) -> str:
    """An agency's name where its requests stand in a list: a further one can be told from the first."""
    return agency if version == 1 else f"{agency}, request {version}"


def prepare(session: Session, case_id: str, agency_id: str, variant: str, now: datetime) -> InformationRequest:
    """A request in draft; asking an agency again while its earlier request is in draft gives that one."""
    earlier = of_agency(session, case_id, agency_id)
    if earlier and earlier[-1].status is RequestStatus.DRAFT:
        earlier[-1].variant = variant
        return earlier[-1]
    request = InformationRequest(
        **owned.key(case_id),
        agency_id=agency_id,
        version=len(earlier) + 1,
        variant=variant,
        status=RequestStatus.DRAFT,
        made_at=now,
    )
    session.add(request)
    session.flush()
    return request


def drafts_among(asked: Iterable[InformationRequest], known: Mapping[str, Any]) -> list[InformationRequest]:
    """Requests not sent yet: those that a process about requests added later is about, else all of them."""
    only = known.get(ADDED) or None
    return [one for one in asked if one.status is RequestStatus.DRAFT and (only is None or one.id in only)]


def ask_again(
    session: Session, case_id: str, request_id: str, covers: list[str], due_at: datetime, now: datetime
) -> InformationRequest:
    """A further request to an agency that was asked before, about these children only; not sent yet."""
    before = get(session, case_id, request_id)
    request = InformationRequest(
        **owned.key(case_id),
        agency_id=before.agency_id,
        version=len(of_agency(session, case_id, before.agency_id)) + 1,
        variant=before.variant,
        status=RequestStatus.DRAFT,
        lead_id=before.lead_id,
        covers=" ".join(covers),
        due_at=due_at,
        made_at=now,
    )
    session.add(request)
    session.flush()
    return request


def send(session: Session, case_id: str, request_id: str, due_at: datetime, now: datetime) -> None:
    """The letter goes out and fixes the reply date; sending again changes nothing (domain.md, corrections, T03)."""
    request = get(session, case_id, request_id)
    if request.status is RequestStatus.SENT:
        return
    _move(request, RequestStatus.SENT)
    request.sent_at, request.due_at = now, due_at


def extend(session: Session, case_id: str, request_id: str, due_at: datetime, now: datetime) -> None:
    """Give the agency until another date; where that is to come, a request that was late is so no longer."""
    request = get(session, case_id, request_id)
    request.due_at = due_at
    if request.status is RequestStatus.LATE and due_at > now:
        _move(request, RequestStatus.ACKNOWLEDGED if request.acknowledged_at else RequestStatus.SENT)
        request.late_since = None


def acknowledge(session: Session, case_id: str, request_id: str, secured: str, now: datetime) -> None:
    """The agency has the request; `secured` is its answer about records (guidance 4.3.5). Late is still late."""
    request = get(session, case_id, request_id)
    request.acknowledged_at = request.acknowledged_at or now
    request.records_secured = secured
    if request.status is RequestStatus.SENT:
        _move(request, RequestStatus.ACKNOWLEDGED)


def mark(session: Session, case_id: str, request_id: str, status: RequestStatus, now: datetime) -> None:
    """Move a request on; marking it with the state it has changes nothing. Raises IllegalMove."""
    request = get(session, case_id, request_id)
    if request.status is status:
        return
    _move(request, status)
    if status is RequestStatus.LATE:
        request.late_since = now
    if status in ANSWERED:
        request.answered_at = request.answered_at or now


def get(session: Session, case_id: str, request_id: str) -> InformationRequest:
    """One request of a case; raises owned.NotInCase."""
    return owned.get(session, InformationRequest, case_id, request_id)


def of_case(session: Session, case_id: str) -> list[InformationRequest]:
    """Every request of a case, oldest first."""
    return list(session.scalars(owned.rows(InformationRequest, case_id)))


def of_agency(session: Session, case_id: str, agency_id: str) -> list[InformationRequest]:
    """An agency's requests in one case, oldest first."""
    mine = owned.rows(InformationRequest, case_id).where(InformationRequest.agency_id == agency_id)
    return list(session.scalars(mine.order_by(None).order_by(InformationRequest.version)))


def count_waiting(session: Session, case_id: str) -> int:
    """How many agencies asked have given no answer of any kind."""
    return sum(request.status in WAITING for request in of_case(session, case_id))


def _move(request: InformationRequest, status: RequestStatus) -> None:
    request.status = moved("the request", MOVES, request.status, status)
