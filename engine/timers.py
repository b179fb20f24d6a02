"""The clock moves an instance: fire what is due, set again what depends on a changed date, move or trigger by hand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from engine import buckets, definitions, history, instances, jobs, programs
from engine.errors import EngineError, NotFound
from engine.tables.instances import Instance, Timer
from engine.work import Environment
from foundation.database import Session

REARM = "rearm"
"""The kind of job that reads the clocks of an instance again."""


def due_in(session: Session, bucket: int, now: datetime, limit: int) -> list[tuple[Timer, Instance]]:
    """Due timers of one bucket, oldest first, each with its instance locked; what others hold is left to them."""
    query = (
        select(Timer, Instance)
        .join(Instance, (Instance.bucket == Timer.bucket) & (Instance.id == Timer.instance_id))
        .where(Timer.bucket == bucket, Timer.due_at <= now)
        .order_by(Timer.due_at, Timer.id)
        .limit(limit)
        .with_for_update(of=Instance, skip_locked=True)
    )
    return [(timer, instance) for timer, instance in session.execute(query)]


def due_buckets(session: Session, now: datetime) -> list[int]:
    """Which buckets have due timers, asked without locks."""
    return buckets.having(session, Timer.bucket, Timer.due_at <= now)


def any_due(session: Session, bucket: int, now: datetime) -> bool:
    """Whether one bucket has due timers, asked without locks."""
    return bool(session.scalar(select(exists().where(Timer.bucket == bucket, Timer.due_at <= now))))


def overdue(session: Session, now: datetime, *among: ColumnElement[bool]) -> int:
    """How many timers, of those among which it is asked, are due and have not fired."""
    return buckets.counted(session, Timer.bucket, Timer.due_at <= now, *among)


def fire(session: Session, environment: Environment, instance: Instance, now: datetime) -> None:
    """Fire every due timer of a locked instance in order; raises EngineError when one of them stays due."""
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    taken.run.fire_due()
    instances.save(taken)
    left = {wait.token_id for wait in taken.run.waits().timers if wait.due_at is not None and wait.due_at <= now}
    rows = session.scalars(
        select(Timer).where(Timer.bucket == instance.bucket, Timer.instance_id == instance.id, Timer.due_at <= now)
    )
    for row in rows:
        if row.id in left:
            raise EngineError("A due timer did not fire.")
        # The row is only an index: the state says otherwise, so the row follows it.
        row.due_at = next((w.due_at for w in taken.run.waits().timers if w.token_id == row.id), None)


def rearm_case(session: Session, case_id: str, now: datetime) -> int:
    """Ask every running instance of a case to read its clocks again, each in a command of its own; gives how many."""
    return jobs.order_for_each(session, case_id, REARM, now)


def rearm(session: Session, environment: Environment, instance: Instance, now: datetime) -> None:
    """Read the clocks of a locked instance again: timers and due dates move with them, and past ones fire."""
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    moves = taken.run.rearm()
    taken.run.fire_due()
    instances.save(taken)
    for moved in moves:
        text = f"{_shown(moved.was)} → {_shown(moved.now)}"
        actor, element = instances.SYSTEM, moved.element_id
        history.event(session, instance, what="clock moved", actor=actor, now=now, element_id=element, reason=text)


@dataclass(frozen=True, slots=True)
class WouldMove:
    """A timer or due date that would be another one: of which step of which process, by name."""

    step: str
    process: str
    was: datetime | None
    to: datetime | None


def would_move(session: Session, environment: Environment, instance: Instance, now: datetime) -> list[WouldMove]:
    """What `rearm` would move in an instance as the clocks stand; nothing is changed."""
    taken = instances.opened(session, environment, instance, instances.SYSTEM, now)
    called = programs.programs(session, instance.pinned).values()
    names = {element.id: element.name for program in called for element in program.elements.values()}
    process = definitions.by_id(session, instance.definition_id).name
    return [
        WouldMove(names.get(moved.element_id) or moved.element_id, process, moved.was, moved.now)
        for moved in taken.run.rearm()
    ]


def _shown(instant: datetime | None) -> str:
    return "no date" if instant is None else instant.isoformat()


def find(session: Session, timer_id: str) -> Timer:
    """One waiting timer; raises NotFound when it has fired or was never there."""
    timer: Timer | None = buckets.with_id(session, Timer, timer_id)
    if timer is None:
        raise NotFound("There is no such timer: it has fired, or the process moved on.")
    return timer


def of_instance(session: Session, instance: Instance) -> list[Timer]:
    """The waiting timers of an instance, next one first, those without a date last."""
    query = select(Timer).where(Timer.bucket == instance.bucket, Timer.instance_id == instance.id)
    return sorted(session.scalars(query), key=lambda timer: (timer.due_at is None, timer.due_at, timer.id))


def move(
    session: Session, environment: Environment, timer_id: str, to: datetime, by: str, reason: str, now: datetime
) -> None:
    """Move one waiting timer to another instant, with the operator's reason; a past instant fires it at once."""
    timer = find(session, timer_id)
    instance = instances.locked(session, timer.bucket, timer.instance_id)
    element_id = timer.element_id
    taken = instances.opened(session, environment, instance, by, now)
    instances.snapshot(session, instance, by, reason, now)
    taken.run.set_due(timer_id, to)
    instances.save(taken)
    left = session.get(Timer, (timer.bucket, timer_id))
    if left is not None:
        left.moved_by = by
    history.event(session, instance, what="timer moved", actor=by, now=now, element_id=element_id, reason=reason)


def trigger(session: Session, environment: Environment, timer_id: str, by: str, reason: str, now: datetime) -> None:
    """Fire one waiting timer now, with the operator's reason."""
    timer = find(session, timer_id)
    instance = instances.locked(session, timer.bucket, timer.instance_id)
    element_id = timer.element_id
    taken = instances.opened(session, environment, instance, by, now)
    instances.snapshot(session, instance, by, reason, now)
    taken.run.fire(timer_id)
    instances.save(taken)
    history.event(session, instance, what="timer triggered", actor=by, now=now, element_id=element_id, reason=reason)
