"""Legal holds: nothing of a case is deleted while one is in force, whatever period is over and whoever asks.

An inquiry, a court, the police or a claim needs the records. Why is in the submissions; here is only who and when, and
that stays when the case is deleted later. Lifting one takes two people.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.elements import SQLCoreOperations

from cases import audit, owned, records
from cases.owned import OfCase
from cases.records import Case
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Session, Utc

BY_REQUEST = "data_request"
"""Who asked for a hold that a request about data placed (cases.data_requests): whoever it is about."""

SYSTEM = "system"


class LegalHold(OfCase, Base):
    """One legal hold on a case. `asked_by` is a code of the form, never a reason."""

    __tablename__ = "legal_hold"
    data_map = Data("legal holds", OFFICE, kept="for good", codes="asked_by")

    asked_by: Mapped[str]
    placed_by: Mapped[str]
    placed_at: Mapped[datetime] = mapped_column(Utc)
    submission_id: Mapped[str | None]
    lift_asked_by: Mapped[str | None]
    lifted_by: Mapped[str | None]
    lifted_at: Mapped[datetime | None] = mapped_column(Utc)


class SamePerson(ValueError):
    """One person wanted to do what takes two."""


class OnLegalHold(Exception):
    """Something was to be deleted in a case that is on legal hold."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id} is on legal hold: nothing of it is deleted until that is lifted")


def place(session: Session, hold: LegalHold) -> LegalHold:
    """Put a case on legal hold."""
    records.lock(session, hold.case_id)
    session.add(hold)
    session.flush()
    audit.append(
        session, audit.of_case(hold.case_id), hold.placed_by, "legal hold placed", hold.id, {"asked_by": hold.asked_by},
        hold.placed_at,
    )  # fmt: skip
    return hold


def lift(session: Session, case_id: str, hold_id: str, people: tuple[str, str], now: datetime) -> None:
    """End a legal hold that the first of two people wants lifted and the second has confirmed; twice changes nothing.

    Raises SamePerson, and owned.NotInCase.
    """
    hold = owned.get(session, LegalHold, case_id, hold_id)
    if hold.lifted_at is not None:
        return
    hold.lift_asked_by, hold.lifted_by = people
    if hold.lift_asked_by == hold.lifted_by:
        raise SamePerson("a legal hold is lifted by two people: somebody else must confirm it")
    hold.lifted_at = now
    detail = {"asked_by": people[0]}
    audit.append(session, audit.of_case(case_id), people[1], "legal hold lifted", hold_id, {**detail}, now)


def end_of_request(session: Session, case_id: str, hold_id: str, now: datetime) -> None:
    """End the hold that a request about data placed, with that request; twice changes nothing. Raises NotInCase.

    Two people decided what the request came to (or whoever asked took it back), so no two are asked once more.
    """
    hold = owned.get(session, LegalHold, case_id, hold_id)
    if hold.lifted_at is None:
        hold.lift_asked_by = hold.lifted_by = SYSTEM
        hold.lifted_at = now
        audit.append(session, audit.of_case(case_id), SYSTEM, "legal hold lifted", hold_id, {"asked_by": SYSTEM}, now)


def of_case(session: Session, case_id: str) -> list[LegalHold]:
    """Every legal hold of a case, lifted ones too, oldest first."""
    return list(session.scalars(owned.rows(LegalHold, case_id)))


def in_force(session: Session, case_id: str) -> list[LegalHold]:
    """The legal holds on a case now, oldest first."""
    return list(session.scalars(owned.rows(LegalHold, case_id).where(LegalHold.lifted_at.is_(None))))


def held(session: Session, case_ids: Collection[str]) -> set[str]:
    """Which of these cases are on legal hold."""
    query = select(LegalHold.case_id).where(LegalHold.case_id.in_(case_ids), LegalHold.lifted_at.is_(None))
    return set(session.scalars(query))


def may_lose(case_id: SQLCoreOperations[str], partnership_id: str) -> ColumnElement[bool]:
    """Whether the case is of this partnership and on no legal hold, as a condition on a column of case ids."""
    of_it = exists().where(Case.id == case_id, Case.partnership_id == partnership_id)
    return of_it & ~exists().where(LegalHold.case_id == case_id, LegalHold.lifted_at.is_(None))


def refuse(session: Session, case_id: str) -> None:
    """Raise OnLegalHold where a case is."""
    if in_force(session, case_id):
        raise OnLegalHold(case_id)
