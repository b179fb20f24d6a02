"""An agency that does not give what it was asked for, taken further step by step (process P11, guidance 2.1.7)."""

from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from cases.states import stored
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Session, Utc


class Step(Enum):
    """With whom it is taken up."""

    LEAD = "lead"
    STRATEGIC_LEAD = "strategic_lead"
    PARTNERS = "partners"


class EscalationStep(OfCase, Base):
    """One step about one request. Without `outcome` nothing was recorded in its time; the words are in the form."""

    __tablename__ = "escalation_step"
    data_map = Data("how a late reply was escalated", OF_CASE, codes="outcome", words="reason")

    request_id: Mapped[str]
    step: Mapped[Step] = mapped_column(stored(Step))
    began_at: Mapped[datetime] = mapped_column(Utc)
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    submission_id: Mapped[str | None]
    recorded_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


def begin(session: Session, case_id: str, request_id: str, step: Step, now: datetime) -> EscalationStep:
    """The next step of a request's escalation; the one before it is over."""
    end(session, case_id, request_id, now)
    begun = EscalationStep(**owned.key(case_id), request_id=request_id, step=step, began_at=now)
    session.add(begun)
    session.flush()
    return begun


def end(session: Session, case_id: str, request_id: str, now: datetime) -> None:
    """The escalation of a request goes no further with the step it is in."""
    for one in of_request(session, case_id, request_id):
        one.ended_at = one.ended_at or now


def record(
    session: Session, case_id: str, request_id: str, said: tuple[str, str | None, str], now: datetime
) -> EscalationStep | None:
    """Note on the running step what came of it: outcome, the agency's reason, and the form; None: no step runs."""
    running = current(session, case_id, request_id)
    if running is not None:
        running.outcome, running.reason, running.submission_id = said
        running.recorded_at = now
    return running


def current(session: Session, case_id: str, request_id: str) -> EscalationStep | None:
    """The step that a request's escalation is in; None when it is not escalated, or no longer."""
    return next((one for one in of_request(session, case_id, request_id) if one.ended_at is None), None)


def of_request(session: Session, case_id: str, request_id: str) -> list[EscalationStep]:
    """Every step about one request, oldest first."""
    mine = owned.rows(EscalationStep, case_id).where(EscalationStep.request_id == request_id)
    return list(session.scalars(mine))


def of_case(session: Session, case_id: str) -> list[EscalationStep]:
    """Every step about any request of a case, oldest first."""
    return list(session.scalars(owned.rows(EscalationStep, case_id)))
