"""Requests of people about the data that a case holds on them (UK GDPR Articles 15, 16 and 21; guidance 2.1.5).

Who asks, on whom and why is in the submissions, sealed; here is only what was asked for, how far it is and who decided.
While a request runs, data protection leads of the case's partnership know the case (cases.grounds).
"""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, owned, reads
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Session, Utc

COPY = "data copy"
"""The kind of the file that is handed to whoever asked; nobody reads it as a document of the case."""

ACCESS, RECTIFY, ERASE, RESTRICT, OBJECT = "access", "rectify", "erase", "restrict", "object"
"""The right that is used: to see what is held about oneself, to have it put right, deleted or used no longer for a
time, or to object to its use (UK GDPR Articles 15 to 18 and 21)."""

RIGHTS = {
    ACCESS: "A copy of what is held",
    RECTIFY: "Put it right",
    ERASE: "Delete it",
    RESTRICT: "Use it no longer for a time",
    OBJECT: "End its use, to which they object",
}
"""What somebody asks for, in short."""


class DataRequest(OfCase, Base):
    """One request: which right, since when, who decided what about it, who checked that, and when it was over.

    `asked`, `decision` and `outcome` are codes of its forms, never words of people. `hold_id` is the legal hold that
    keeps what it is about; `shown_at` is since when what was decided is shown with the records, and `released_at`
    since when those that stay as they are may be used as before (cases.contested).
    """

    __tablename__ = "data_request"
    data_map = Data("requests of people about data held on them", OFFICE, codes="asked decision outcome")
    indexes = (Index("data_request_by_end", "ended_at"),)

    asked: Mapped[str]
    submission_id: Mapped[str]
    registered_by: Mapped[str]
    registered_at: Mapped[datetime] = mapped_column(Utc)
    decision: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Utc)
    decision_id: Mapped[str | None]
    checked_by: Mapped[str | None]
    checked_at: Mapped[datetime | None] = mapped_column(Utc)
    check_id: Mapped[str | None]
    copy_id: Mapped[str | None]
    copy_made_at: Mapped[datetime | None] = mapped_column(Utc)
    copy_taken_by: Mapped[str | None]
    copy_taken_at: Mapped[datetime | None] = mapped_column(Utc)
    due_was: Mapped[datetime | None] = mapped_column(Utc)
    hold_id: Mapped[str | None]
    shown_at: Mapped[datetime | None] = mapped_column(Utc)
    released_at: Mapped[datetime | None] = mapped_column(Utc)
    outcome: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)

    @property
    def is_open(self) -> bool:
        """Whether what is disclosed may be changed: not while the second person has it, and not once it is right."""
        is_back = self.check_id is not None and self.checked_at is None
        return self.ended_at is None and (self.decision is None or is_back)


class SamePerson(ValueError):
    """Whoever decided what is disclosed wanted to check it too."""


class TakenAlready(ValueError):
    """The copy was taken once, or there is none."""


def register(session: Session, request: DataRequest) -> DataRequest:
    """Take a request in."""
    session.add(request)
    session.flush()
    _note(session, request, request.registered_by, "data request registered", request.registered_at)
    return request


def get(session: Session, case_id: str, request_id: str) -> DataRequest:
    """One request of a case; raises owned.NotInCase."""
    return owned.get(session, DataRequest, case_id, request_id)


def of_case(session: Session, case_id: str) -> list[DataRequest]:
    """Every request of a case, those that are over too, oldest first."""
    return list(session.scalars(owned.rows(DataRequest, case_id)))


def decide(session: Session, request: DataRequest, decision: str, by: tuple[str, str], now: datetime) -> None:
    """Say what is to be done, a code; `by` is the person and their form. Whatever was checked before counts no more."""
    request.decision, request.decided_at = decision, now
    request.decided_by, request.decision_id = by
    request.checked_by = request.checked_at = request.check_id = None
    _note(session, request, by[0], "data request decided", now, decision=decision)


def check(session: Session, request: DataRequest, is_right: bool, by: tuple[str, str], now: datetime) -> None:
    """Say whether what was decided is right; raises SamePerson."""
    if by[0] == request.decided_by:
        raise SamePerson("what is disclosed is checked by somebody who has not decided it")
    request.checked_by, request.check_id = by
    request.checked_at = now if is_right else None
    _note(session, request, by[0], "data request checked", now, right=is_right)


def show(session: Session, request: DataRequest, now: datetime) -> None:
    """What was decided, and found right, stands with the records from now on."""
    request.shown_at = now
    _note(session, request, "system", "data request shown with its records", now)


def release(session: Session, request: DataRequest, now: datetime) -> None:
    """They were told: records that stay as they are may be used as before (UK GDPR Article 18(3))."""
    if request.released_at is None:
        request.released_at = now
        _note(session, request, "system", "data request released its records", now)


def copied(session: Session, request: DataRequest, file_id: str, now: datetime) -> None:
    """A copy, or a letter, was made for whoever asked; it can be taken once."""
    request.copy_id, request.copy_made_at = file_id, now
    request.copy_taken_by = request.copy_taken_at = None
    _note(session, request, "system", "data copy made", now)


def take(session: Session, request: DataRequest, by: str, now: datetime) -> str:
    """Let somebody take the copy, once; gives its file's id. It is in the audit and in the read log. Raises
    TakenAlready.
    """
    if request.copy_id is None or request.copy_taken_at is not None or request.ended_at is not None:
        raise TakenAlready("the copy was taken already, or there is none")
    request.copy_taken_by, request.copy_taken_at = by, now
    _note(session, request, by, "data copy taken", now)
    detail: dict[str, Json] = {"what": COPY}
    audit.append(session, audit.of_reads(request.case_id), by, reads.EXPORTED, request.id, detail, now)
    return request.copy_id


def end(session: Session, request: DataRequest, outcome: str, by: str, now: datetime) -> None:
    """It is over, and data protection leads know the case no longer by it; ending it again changes nothing."""
    if request.ended_at is None:
        request.outcome, request.ended_at = outcome, now
        _note(session, request, by, "data request ended", now, outcome=outcome)


def _note(session: Session, request: DataRequest, by: str, what: str, now: datetime, **detail: Json) -> None:
    audit.append(session, audit.of_case(request.case_id), by, what, request.id, {**detail}, now)
