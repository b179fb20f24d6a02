"""A message moves an instance: kept until the one token that waits for it is there, delivered once.

A signal moves every token of its case that waits for it when it is thrown, and is not kept for later ones.
"""

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

CARRY, SIGNAL = "message", "signal"
"""The kinds of job that carry a message to its receiver, and a signal to one of its receivers."""


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


def broadcast(session: Session, case_id: str, thrown: Thrown, unique_id: str, now: datetime) -> None:
    """Send a signal to all in the case that wait for it now; what is about something is for those who ask for that."""
    bucket = bucket_of(case_id)
    listening = session.scalars(
        select(Subscription).where(
            Subscription.bucket == bucket,
            Subscription.case_id == case_id,
            Subscription.kind == SIGNAL,
            Subscription.name == thrown.name,
            Subscription.correlation == thrown.correlation,
        )
    )
    for one in listening.all():
        parameters = {"receiver": one.id, "variables": dict(thrown.variables)}
        session.add(_job(bucket, case_id, SIGNAL, thrown.name, parameters, f"{SIGNAL}:{unique_id}:{one.id}", now))


def _carrier(message: Message, now: datetime, attempt: int) -> Job:
    key = f"{CARRY}:{message.id}:{attempt}:{new_id()}"
    return _job(message.bucket, message.case_id, CARRY, message.name, {"message_id": message.id}, key, now)


def _job(
    bucket: int, case_id: str, kind: str, name: str, parameters: Mapping[str, Any], key: str, now: datetime
) -> Job:
    return Job(
        bucket=bucket,
        id=new_id(),
        case_id=case_id,
        instance_id=None,
        kind=kind,
        topic=name,
        element_id="",
        parameters=parameters,
        key=key,
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
            Subscription.kind == CARRY,
            Subscription.name == message.name,
            Subscription.correlation == message.correlation,
        )
        .order_by(Subscription.created_at, Subscription.id)
        .limit(1)
    ).first()


def offer(session: Session, instance: Instance, before: Waits, after: Waits, now: datetime) -> None:
    """Send off again the messages that were waiting for a token that waits only now."""
    known = {wait.token_id for wait in before.subscriptions}
    wanted = {
        (wait.name, wait.correlation)
        for wait in after.subscriptions
        if wait.token_id not in known and wait.kind == CARRY
    }
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
