"""A message moves an instance: kept until the one token that waits for it is there, delivered once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from sqlalchemy import select, tuple_

from engine.spiff.runner import Thrown, Waits
from engine.states import JobState
from engine.tables.instances import Instance, Job, Subscription
from engine.tables.records import Message
from foundation.database import Session, bucket_of, new_id

CARRY = "message"
"""The kind of job that carries a message to its receiver."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to send: its name, whom it is for (correlation, empty for the case), what it says, and a unique id."""

    name: str
    unique_id: str
    correlation: str = ""
    variables: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, thrown: Thrown, unique_id: str) -> Self:
        """The message that a diagram threw."""
        return cls(thrown.name, unique_id, thrown.correlation, thrown.variables)


def publish(session: Session, case_id: str, letter: Letter, now: datetime, life: timedelta) -> bool:
    """Hand in a message for a case; False when its unique id was handed in before, and nothing more happens then."""
    bucket = bucket_of(case_id)
    seen = session.scalar(select(Message.id).where(Message.bucket == bucket, Message.unique_id == letter.unique_id))
    if seen is not None:
        return False
    message = Message(
        bucket=bucket,
        id=new_id(),
        case_id=case_id,
        name=letter.name,
        correlation=letter.correlation,
        variables=dict(letter.variables),
        unique_id=letter.unique_id,
        published_at=now,
        expires_at=now + life,
    )
    session.add(message)
    session.add(_carrier(message, now, attempt=0))
    session.flush()
    return True


def _carrier(message: Message, now: datetime, attempt: int) -> Job:
    return Job(
        bucket=message.bucket,
        id=new_id(),
        case_id=message.case_id,
        instance_id=None,
        kind=CARRY,
        topic=message.name,
        element_id="",
        parameters={"message_id": message.id},
        key=f"{CARRY}:{message.id}:{attempt}:{new_id()}",
        state=JobState.READY,
        attempts=0,
        retries="",
        run_at=now,
        created_at=now,
    )


def receiver(session: Session, message: Message) -> Subscription | None:
    """The token that waits for this message: same case, name and correlation; the one that has waited longest."""
    return session.scalars(
        select(Subscription)
        .where(
            Subscription.bucket == message.bucket,
            Subscription.case_id == message.case_id,
            Subscription.name == message.name,
            Subscription.correlation == message.correlation,
        )
        .order_by(Subscription.created_at, Subscription.id)
        .limit(1)
    ).first()


def offer(session: Session, instance: Instance, before: Waits, after: Waits, now: datetime) -> None:
    """Send off again the messages that were waiting for a token that waits only now."""
    known = {wait.token_id for wait in before.subscriptions}
    wanted = {(wait.name, wait.correlation) for wait in after.subscriptions if wait.token_id not in known}
    if not wanted:
        return
    waiting = session.scalars(
        select(Message).where(
            Message.bucket == instance.bucket,
            Message.case_id == instance.case_id,
            Message.delivered_at.is_(None),
            Message.expires_at > now,
            tuple_(Message.name, Message.correlation).in_(list(wanted)),
        )
    )
    for message in waiting:
        session.add(_carrier(message, now, attempt=1))
