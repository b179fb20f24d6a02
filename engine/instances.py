"""One command, one transaction: lock an instance, load it, act, run to quiet, save the state and all that follows."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from engine import definitions, history, messages, pinning, programs, waits
from engine.definitions import PROCESS
from engine.errors import ChangedMeanwhile, NotFound
from engine.spiff.runner import Run, Surroundings, Waits
from engine.states import InstanceState, moved
from engine.tables.instances import Instance, UserTask
from engine.tables.records import Snapshot
from engine.work import Environment
from foundation.database import Session, bucket_of, new_id

SYSTEM = "system"
"""The actor of everything that no person did."""

MESSAGE_LIFE = timedelta(days=400)
"""How long a message waits for its receiver: longer than the longest path of a case (six months and its delays)."""


@dataclass(slots=True)
class Step:
    """An instance in hand, inside the transaction that holds its lock."""

    session: Session
    environment: Environment
    row: Instance
    run: Run
    before: Waits
    actor: str
    now: datetime
    done: frozenset[str] = frozenset()
    ends_as: InstanceState = InstanceState.COMPLETED


@dataclass(frozen=True, slots=True)
class Beginning:
    """What an instance starts with. `key` makes starting twice harmless: the same key is the same instance."""

    process: str
    case_id: str
    key: str
    variables: Mapping[str, Any]
    start_event: str | None = None


def start(session: Session, environment: Environment, beginning: Beginning, by: str, now: datetime) -> str:
    """Start a process for a case and run it to quiet; gives the instance id, the same one for the same key."""
    bucket = bucket_of(beginning.case_id)
    existing = session.scalar(select(Instance.id).where(Instance.bucket == bucket, Instance.start_key == beginning.key))
    if existing is not None:
        return existing
    definition = definitions.newest(session, PROCESS, beginning.process)
    pinned = pinning.pin(session, definition)
    row = Instance(
        bucket=bucket,
        id=new_id(),
        case_id=beginning.case_id,
        process=beginning.process,
        definition_id=definition.id,
        pinned=pinned,
        state=InstanceState.RUNNING,
        revision=0,
        tokens=b"",
        start_key=beginning.key,
        started_by=by,
        started_at=now,
    )
    session.add(row)
    session.flush()
    called = programs.programs(session, pinned)
    holder = _Variables()
    run = Run.start(
        called[beginning.process],
        called,
        dict(beginning.variables),
        _surroundings(session, environment, row, now, holder),
        beginning.start_event,
    )
    holder.source = lambda: run.seen
    history.event(session, row, what="started", actor=by, now=now)
    save(Step(session, environment, row, run, Waits.none(), by, now))
    return row.id


class _Variables:
    """The variables of an instance that is still being loaded: empty until it is there."""

    def __init__(self) -> None:
        self.source: Callable[[], Mapping[str, Any]] = dict

    def __call__(self) -> Mapping[str, Any]:
        return self.source()


def _surroundings(
    session: Session, environment: Environment, row: Instance, now: datetime, variables: _Variables
) -> Surroundings:
    functions = environment.functions(session, row.case_id, now, variables)
    return Surroundings(
        now=now,
        functions=functions,
        decide=lambda key, given: programs.decide(session, row.pinned, key, given, functions),
        passed=environment.passed,
    )


_LOCK = select(Instance).with_for_update()


def locked(session: Session, bucket: int, instance_id: str) -> Instance:
    """The row of an instance, held until the transaction ends; raises NotFound."""
    row = session.scalars(
        _LOCK.where(Instance.bucket == bucket, Instance.id == instance_id).execution_options(populate_existing=True)
    ).first()
    if row is None:
        raise NotFound("There is no such process instance.")
    return row


def opened(session: Session, environment: Environment, row: Instance, actor: str, now: datetime) -> Step:
    """A locked instance with its tokens loaded, ready for one act."""
    called = programs.programs(session, row.pinned)
    holder = _Variables()
    run = Run.load(called[row.process], called, row.tokens, _surroundings(session, environment, row, now, holder))
    holder.source = lambda: run.seen
    return Step(session, environment, row, run, run.waits(), actor, now)


@contextmanager
def step(
    session: Session, environment: Environment, bucket: int, instance_id: str, actor: str, now: datetime
) -> Iterator[Step]:
    """Lock and load an instance, let the block act on it, then run to quiet and save. Raises NotFound."""
    opened_step = opened(session, environment, locked(session, bucket, instance_id), actor, now)
    yield opened_step
    save(opened_step)


def save(taken: Step) -> None:
    """Run to quiet, then write the state and everything derived from it. Raises RunawayLoop, ChangedMeanwhile."""
    session, row, run = taken.session, taken.row, taken.run
    run.advance()
    after = run.waits()
    waits.write(waits.Change(session, taken.environment, row, taken.before, after, taken.actor, taken.now, taken.done))
    history.steps(session, row, run.take_history(), taken.actor)
    for thrown in run.take_thrown():
        unique = f"{row.id}:{row.revision + 1}:{thrown.token_id}"
        if thrown.kind == messages.SIGNAL:
            session.flush()
            messages.broadcast(session, row.case_id, thrown, unique, taken.now)
        else:
            messages.publish(session, row.case_id, messages.Letter.of(thrown, unique), taken.now, MESSAGE_LIFE)
    messages.offer(session, row, taken.before, after, taken.now)
    if run.completed:
        row.state = moved(row.state, taken.ends_as)
        row.ended_at = taken.now
    _store(session, row, run.dump())


def _store(session: Session, row: Instance, tokens: bytes) -> None:
    session.flush()
    result = session.execute(
        update(Instance)
        .where(Instance.bucket == row.bucket, Instance.id == row.id, Instance.revision == row.revision)
        .values(tokens=tokens, revision=row.revision + 1)
    )
    if isinstance(result, CursorResult) and result.rowcount != 1:
        raise ChangedMeanwhile("The process instance was changed by somebody else at the same moment.")


def find(session: Session, instance_id: str) -> Instance:
    """One instance by its id alone; raises NotFound."""
    row = session.scalars(select(Instance).where(Instance.id == instance_id)).first()
    if row is None:
        raise NotFound("There is no such process instance.")
    return row


def of_task(session: Session, task: UserTask) -> Instance:
    """The instance that a task belongs to."""
    return session.get_one(Instance, (task.bucket, task.instance_id))


def of_case(session: Session, case_id: str) -> list[Instance]:
    """Every instance of a case, oldest first."""
    query = select(Instance).where(Instance.bucket == bucket_of(case_id), Instance.case_id == case_id)
    return list(session.scalars(query.order_by(Instance.started_at, Instance.id)))


def snapshot(session: Session, instance: Instance, by: str, reason: str, now: datetime) -> None:
    """Keep the state of a locked instance as it is before an operator changes it."""
    session.add(
        Snapshot(
            bucket=instance.bucket,
            id=new_id(),
            instance_id=instance.id,
            revision=instance.revision,
            tokens=instance.tokens,
            taken_at=now,
            taken_by=by,
            reason=reason,
        )
    )
