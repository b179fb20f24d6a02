"""Holds: one named step of a case stops, because police, a court or somebody else asks; everything else goes on.

Each has an owner and a day on which somebody looks whether it still applies (domain.md §2, T21). Why it was put on and
lifted is in the submissions.
"""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, owned
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Session, Utc


class Hold(OfCase, Base):
    """One step that waits. `step` is the name that the diagram gives to what is held, never a reason."""

    __tablename__ = "hold"
    data_map = Data("steps that wait", OF_CASE, codes="step asked_by")

    step: Mapped[str]
    owner_id: Mapped[str]
    asked_by: Mapped[str]
    review_on: Mapped[date]
    submission_id: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


def put_on(session: Session, hold: Hold, by: str) -> Hold:
    """Put a hold on a step of a case."""
    session.add(hold)
    session.flush()
    _write_down(session, hold, by, "hold put on", hold.started_at)
    return hold


def keep(session: Session, case_id: str, hold_id: str, review_on: date, by: str, now: datetime) -> Hold:
    """The hold still applies, until it is looked at again. Raises owned.NotInCase."""
    hold = owned.get(session, Hold, case_id, hold_id)
    hold.review_on = review_on
    _write_down(session, hold, by, "hold kept", now)
    return hold


def lift(session: Session, case_id: str, hold_id: str, by: str, now: datetime) -> None:
    """The step may be taken again; lifting it twice changes nothing. Raises owned.NotInCase."""
    hold = owned.get(session, Hold, case_id, hold_id)
    if hold.ended_at is None:
        hold.ended_at = now
        _write_down(session, hold, by, "hold lifted", now)


def of_case(session: Session, case_id: str) -> list[Hold]:
    """Every hold of a case, lifted ones too, oldest first."""
    return list(session.scalars(owned.rows(Hold, case_id)))


def in_force(session: Session, case_id: str) -> list[Hold]:
    """The holds of a case now, oldest first."""
    return list(session.scalars(owned.rows(Hold, case_id).where(Hold.ended_at.is_(None))))


def _write_down(session: Session, hold: Hold, by: str, what: str, now: datetime) -> None:
    details: dict[str, Json] = {"step": hold.step, "review_on": hold.review_on.isoformat()}
    audit.append(session, audit.of_case(hold.case_id), by, what, hold.id, details, now)
