"""What went to the National Panel and what it answered (guidance 4.8.1, F17, F38)."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Session, Utc


class PanelSending(OfCase, Base):
    """A Combined Summary released and sent to the Panel, for which version of the decision."""

    __tablename__ = "panel_sending"
    data_map = Data("what went to the National Panel", OF_CASE)

    decision_id: Mapped[str | None]
    released_by: Mapped[str | None]
    released_at: Mapped[datetime] = mapped_column(Utc)
    sent_at: Mapped[datetime | None] = mapped_column(Utc)
    is_late: Mapped[bool]
    submission_id: Mapped[str | None]


class PanelReply(OfCase, Base):
    """The Panel's answer; its words are in the submission."""

    __tablename__ = "panel_reply"
    data_map = Data("replies of the National Panel", OF_CASE, codes="position")

    received_on: Mapped[date]
    position: Mapped[str]
    reply_due: Mapped[date | None]
    submission_id: Mapped[str | None]
    logged_at: Mapped[datetime] = mapped_column(Utc)
    settled_at: Mapped[datetime | None] = mapped_column(Utc)
    """When nothing more was owed to the Panel for it: noted, or answered, or followed."""


def release(
    session: Session, case_id: str, decision_id: str | None, released_by: str | None, is_late: bool, now: datetime
) -> PanelSending:
    """The papers are released to the Panel; sending follows. What was given back before it left is released anew."""
    waiting = [each for each in sendings(session, case_id) if each.sent_at is None]
    sending = waiting[-1] if waiting else PanelSending(**owned.key(case_id))
    sending.decision_id, sending.released_by, sending.released_at = decision_id, released_by, now
    sending.is_late = is_late
    session.add(sending)
    session.flush()
    return sending


def mark_sent(session: Session, case_id: str, now: datetime) -> datetime | None:
    """Note that what was released last went out, and when; a second call keeps the first time. None: not released."""
    released = sendings(session, case_id)
    if not released:
        return None
    released[-1].sent_at = released[-1].sent_at or now
    return released[-1].sent_at


def sendings(session: Session, case_id: str) -> list[PanelSending]:
    """What was released to the Panel, oldest first."""
    return list(session.scalars(owned.rows(PanelSending, case_id).order_by(None).order_by(PanelSending.released_at)))


def log_reply(
    session: Session, case_id: str, received_on: date, position: str, reply_due: date | None, now: datetime
) -> PanelReply:
    """Keep that the Panel answered, and which way."""
    reply = PanelReply(
        **owned.key(case_id), received_on=received_on, position=position, reply_due=reply_due, logged_at=now
    )
    session.add(reply)
    session.flush()
    return reply


def replies(session: Session, case_id: str) -> list[PanelReply]:
    """The Panel's answers, oldest first."""
    return list(session.scalars(owned.rows(PanelReply, case_id).order_by(None).order_by(PanelReply.logged_at)))


def settle(session: Session, case_id: str, now: datetime) -> None:
    """Note that nothing more is owed for what the Panel has answered so far; what is settled stays so."""
    for reply in replies(session, case_id):
        reply.settled_at = reply.settled_at or now


def is_outstanding(session: Session, case_id: str) -> bool:
    """Whether the Panel has yet to answer what was sent last, or an answer of its is not settled (guidance 1.6.3)."""
    sent = [each.sent_at for each in sendings(session, case_id) if each.sent_at]
    answers = replies(session, case_id)
    unanswered = bool(sent) and not any(each.logged_at >= sent[-1] for each in answers)
    return unanswered or any(each.settled_at is None for each in answers)
