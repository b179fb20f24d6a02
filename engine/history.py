"""What happened in an instance: appended in the transaction of the step, never edited."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from engine.spiff.runner import Step as Finished
from engine.tables.instances import Instance
from engine.tables.records import History
from foundation.database import Session, new_id

_ROWS: Any = History.__table__
"""Rows that nobody looks at in this transaction: written past the session, which takes a quarter of the time."""


def steps(session: Session, instance: Instance, finished: Iterable[Finished], actor: str) -> None:
    """Append the elements that were completed, cancelled or failed in this step."""
    rows = [
        {
            "bucket": instance.bucket,
            "id": new_id(),
            "instance_id": instance.id,
            "token_id": one.token_id,
            "element_id": one.element_id,
            "name": one.name or one.element_id,
            "kind": one.kind,
            "what": one.state,
            "started_at": one.started_at,
            "at": one.ended_at,
            "actor": actor,
        }
        for one in finished
    ]
    if rows:
        session.execute(insert(_ROWS), rows)


def event(
    session: Session,
    instance: Instance,
    *,
    what: str,
    actor: str,
    now: datetime,
    element_id: str = "",
    reason: str | None = None,
) -> None:
    """Append something that was done to the instance as a whole or to one element, with its reason."""
    session.add(
        History(
            bucket=instance.bucket,
            id=new_id(),
            instance_id=instance.id,
            token_id=None,
            element_id=element_id,
            name=element_id or instance.process,
            kind="event",
            what=what,
            started_at=None,
            at=now,
            actor=actor,
            reason=reason,
        )
    )


def of_instance(session: Session, instance: Instance) -> list[History]:
    """Everything that happened in one instance, oldest first."""
    return of_instances(session, [instance])[instance.id]


def of_instances(session: Session, found: Collection[Instance]) -> dict[str, list[History]]:
    """Everything that happened in each of these instances, by its id, oldest first."""
    happened: dict[str, list[History]] = {instance.id: [] for instance in found}
    query = select(History).where(
        History.bucket.in_({instance.bucket for instance in found}), History.instance_id.in_(happened)
    )
    for entry in session.scalars(query.order_by(History.id)):
        happened[entry.instance_id].append(entry)
    return happened
