"""A person moves an instance by telling it what happened: the message that one event waits for, given at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import instances
from engine.errors import NotFound
from engine.tables.instances import Instance, Subscription
from engine.work import Environment
from foundation import audit
from foundation.canonical import Json
from foundation.database import Session, bucket_of


def waiting(session: Session, case_id: str) -> list[tuple[Subscription, Instance]]:
    """Every event of a case's instances that waits for a message, with its instance, in order."""
    query = (
        select(Subscription, Instance)
        .join(Instance, (Instance.bucket == Subscription.bucket) & (Instance.id == Subscription.instance_id))
        .where(Subscription.bucket == bucket_of(case_id), Subscription.case_id == case_id)
        .where(Subscription.kind == "message")
    )
    return [(one, instance) for one, instance in session.execute(query.order_by(Subscription.created_at))]


def tell(
    session: Session,
    environment: Environment,
    waits: Subscription,
    variables: Mapping[str, Any],
    by: str,
    now: datetime,
) -> str:
    """Give an event its message with routing variables and run to quiet; gives the instance id.

    Raises NotFound when the process has moved on.
    """
    instance = instances.locked(session, waits.bucket, waits.instance_id)
    taken = instances.opened(session, environment, instance, by, now)
    if waits.id not in {one.token_id for one in taken.before.subscriptions}:
        raise NotFound("The process has moved on: it no longer waits for this.")
    taken.run.deliver(waits.id, dict(variables))
    instances.save(taken)
    details: dict[str, Json] = {"element": waits.element_id}
    audit.append(session, audit.stream_of("case", waits.case_id), by, "told", waits.id, details, now)
    return instance.id
