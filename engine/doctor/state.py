"""Whether the rows of a running instance say what its state says: tasks, timers, jobs and subscriptions.

The state decides; the rows are what it was last seen to wait for. Where they differ, somebody waits for nothing or
nothing waits for them.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import programs
from engine.carriers import HANDLER
from engine.spiff.runner import Run, Surroundings, Waits
from engine.states import OPEN_TASKS, InstanceState
from engine.tables.instances import Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Incident
from foundation.database import Session
from foundation.soundness import Unsound

Rows = Mapping[str, Any]
"""What is compared, by token id."""


def examine(session: Session, now: datetime) -> Iterator[Unsound]:
    """Every difference, instance by instance."""
    running = select(Instance).where(Instance.state == InstanceState.RUNNING).order_by(Instance.bucket, Instance.id)
    for instance in session.scalars(running.execution_options(yield_per=100)):
        try:
            waits = _waits(session, instance, now)
        except Exception as problem:  # whatever is wrong with it, the others are looked at too
            yield Unsound(f"the state of an instance cannot be read ({type(problem).__name__})", instance.id)
            continue
        yield from _differences(session, instance, waits)


def _waits(session: Session, instance: Instance, now: datetime) -> Waits:
    called = programs.programs(session, instance.pinned)
    looking_only = Surroundings(now=now, functions={}, decide=lambda _key, _variables: {})
    return Run.load(called[instance.process], called, instance.tokens, looking_only).waits()


def _differences(session: Session, instance: Instance, waits: Waits) -> Iterator[Unsound]:
    tasks = {one.token_id: (one.element_id, one.due_at, one.follow_up_at) for one in waits.user_tasks}
    is_open = UserTask.state.in_(OPEN_TASKS)
    kept = {one.id: (one.element_id, one.due_at, one.follow_up_at) for one in _of(session, UserTask, instance, is_open)}
    yield from _compared("user task", tasks, kept)
    jobs = {one.token_id: (one.element_id, one.topic) for one in waits.jobs}
    handled = _of(session, Job, instance, Job.kind == HANDLER)
    yield from _compared("job", jobs, {one.id: (one.element_id, one.topic) for one in handled})
    heard = {one.token_id: (one.kind, one.name, one.correlation) for one in waits.subscriptions}
    listening = _of(session, Subscription, instance)
    yield from _compared("subscription", heard, {one.id: (one.kind, one.name, one.correlation) for one in listening})
    timers = {one.token_id: one.due_at for one in waits.timers}
    kept_timers = {one.id: one.due_at for one in _of(session, Timer, instance)}
    in_trouble = _troubled(session, instance)
    # A timer that could not fire stands without a date, or with that of its next try, beside its incident.
    same = {id_: timers[id_] if id_ in in_trouble and id_ in timers else due for id_, due in kept_timers.items()}
    yield from _compared("timer", timers, same)


def _of(session: Session, table: Any, instance: Instance, *more: Any) -> list[Any]:
    return list(
        session.scalars(select(table).where(table.bucket == instance.bucket, table.instance_id == instance.id, *more))
    )


def _troubled(session: Session, instance: Instance) -> set[str]:
    return {one.job_id for one in _of(session, Incident, instance) if one.job_id}


def _compared(what: str, state: Rows, rows: Rows) -> Iterator[Unsound]:
    for id_ in sorted(state.keys() - rows.keys()):
        yield Unsound(f"an instance waits for a {what} that has no row", id_)
    for id_ in sorted(rows.keys() - state.keys()):
        yield Unsound(f"a {what} has a row but no instance waits for it", id_)
    for id_ in sorted(state.keys() & rows.keys()):
        if state[id_] != rows[id_]:
            yield Unsound(f"a {what}'s row does not say what its instance says", id_)
