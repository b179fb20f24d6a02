"""Whether every message is delivered, on its way, or waits for somebody who does not wait yet."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from engine import messages
from engine.tables.instances import Job
from engine.tables.records import Message
from foundation.database import Session
from foundation.soundness import Unsound


def examine(session: Session, now: datetime) -> Iterator[Unsound]:
    """Every message that has a receiver and no job that carries it there."""
    carried = {
        str(job.parameters.get("message_id")) for job in session.scalars(select(Job).where(Job.kind == messages.CARRY))
    }
    waiting = select(Message).where(Message.delivered_at.is_(None), Message.expires_at > now)
    for message in session.scalars(waiting.order_by(Message.id)):
        if message.id not in carried and messages.receiver(session, message) is not None:
            yield Unsound("a message is not on its way although somebody waits for it", message.id)
