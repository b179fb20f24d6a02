"""A finished job moves an instance: claim what is due, carry it out, try again, or give up to an operator.

The row lock is the lease: a batch is claimed and done in one transaction, a savepoint for each, so that a crash frees
everything at once and nothing is done twice.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import and_, select
from sqlalchemy.exc import DBAPIError

from engine import buckets, carriers, incidents, retries, timers
from engine.errors import EngineError
from engine.states import JobState, moved
from engine.tables.instances import Instance, Job, Timer
from engine.work import Environment
from foundation.clock import Clock
from foundation.database import Database, Session, bucket_of

log = structlog.get_logger()

BATCH = 5
"""Steps in one transaction: few, so that on SQLite a person never waits long for the lock."""

PREPARING = timedelta(seconds=60)
"""How long a job is left alone while one worker prepares its costly part; after a crash it is taken up again."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What working needs: where, with which handlers, and whose time."""

    database: Database
    environment: Environment
    clock: Clock


def run_due(worker: Worker) -> int:
    """Do everything that is due now, once around all buckets; gives how many timers and jobs were handled."""
    with worker.database.reading() as session:
        now = worker.clock.now()
        due = sorted(set(timers.due_buckets(session, now)) | set(_ready_buckets(session, now)))
    # In another order each time, so that several workers do not queue behind each other.
    random.shuffle(due)
    return sum(_run_bucket(worker, bucket) for bucket in due)


def work_off(worker: Worker, case_id: str, rounds: int = 25) -> None:
    """Do now what one case has waiting, so that the next page already shows the next task; stops after `rounds`."""
    bucket = bucket_of(case_id)
    for _ in range(rounds):
        if _run_bucket(worker, bucket) == 0:
            return


def run_until_idle(worker: Worker, rounds: int = 500) -> int:
    """Work until nothing is due any more, for rehearsals and tests; gives how much was handled."""
    total = 0
    for _ in range(rounds):
        done = run_due(worker)
        if done == 0:
            break
        total += done
    return total


def _ready_buckets(session: Session, now: datetime) -> list[int]:
    return buckets.having(session, Job.bucket, Job.state == JobState.READY, Job.run_at <= now)


def _run_bucket(worker: Worker, bucket: int) -> int:
    now = worker.clock.now()
    to_prepare: list[str] = []
    with worker.database.transaction() as session:
        done = _fire_timers(session, worker.environment, bucket, now)
        for job in _claim(session, bucket, now):
            if carriers.needs_preparing(worker.environment, job):
                # Held back for a minute, so that no second worker prepares the same.
                job.run_at = now + PREPARING
                to_prepare.append(job.id)
            else:
                _attempt(session, worker.environment, job, now, None)
            done += 1
    for job_id in to_prepare:
        _prepare_and_apply(worker, bucket, job_id)
    return done


def _fire_timers(session: Session, environment: Environment, bucket: int, now: datetime) -> int:
    done = 0
    seen: set[str] = set()
    for timer, instance in timers.due_in(session, bucket, now, BATCH):
        done += 1
        if instance.id in seen:
            continue
        seen.add(instance.id)
        try:
            with session.begin_nested():
                timers.fire(session, environment, instance, now)
        except DBAPIError:
            raise
        except Exception as problem:
            _give_up_timer(session, timer, instance, problem, now)
    return done


def _give_up_timer(session: Session, timer: Timer, instance: Instance, problem: Exception, now: datetime) -> None:
    session.refresh(timer)
    incidents.open_for_timer(session, timer, instance.case_id, technical(problem), now)
    # Without a date it is not found due again until an operator has looked.
    timer.due_at = None
    log.error("timer_failed", instance=instance.id, element=timer.element_id, problem=technical(problem))


def _claim(session: Session, bucket: int, now: datetime) -> list[Job]:
    ready = (Job.bucket == bucket, Job.state == JobState.READY, Job.run_at <= now)
    of_instances = (
        select(Job)
        .join(Instance, and_(Instance.bucket == Job.bucket, Instance.id == Job.instance_id))
        .where(*ready)
        .order_by(Job.run_at, Job.id)
        .limit(BATCH)
        .with_for_update(of=Instance, skip_locked=True)
    )
    free = (
        select(Job)
        .where(*ready, Job.instance_id.is_(None))
        .order_by(Job.run_at, Job.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    return [*session.scalars(of_instances), *session.scalars(free)]


def _attempt(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    """Carry out one job inside a savepoint; count the failure, or give up, when it raises."""
    try:
        with session.begin_nested():
            if session.get(Job, (job.bucket, job.id), populate_existing=True) is None:
                return
            carriers.carry(session, environment, job, now, prepared)
    except DBAPIError:
        # The database's trouble is not the job's: the whole transaction is tried again, and no try is used up.
        raise
    except Exception as problem:
        _count_failure(session, job, problem, now)


def _count_failure(session: Session, job: Job, problem: Exception, now: datetime) -> None:
    session.refresh(job)
    job.attempts += 1
    job.last_error = technical(problem)
    log.warning("job_failed", job=job.id, topic=job.topic, attempts=job.attempts, problem=job.last_error)
    wait = None if isinstance(problem, carriers.NoWayOut) else retries.next_wait(job.retries, job.attempts)
    if wait is not None:
        job.run_at = now + wait
        return
    job.state = moved(job.state, JobState.FAILED)
    what = str(problem) if isinstance(problem, EngineError) else f"The step “{job.topic}” failed and was given up."
    incidents.open_for_job(session, job, what, job.last_error, now)


def _prepare_and_apply(worker: Worker, bucket: int, job_id: str) -> None:
    now = worker.clock.now()
    problem: Exception | None = None
    prepared: object = None
    try:
        with worker.database.reading() as session:
            make = carriers.preparation(session, worker.environment, bucket, job_id, now)
        prepared = make()
    except DBAPIError:
        raise
    except Exception as raised:
        problem = raised
    with worker.database.transaction() as session:
        job = session.get(Job, (bucket, job_id))
        if job is None or job.state is not JobState.READY:
            return
        if problem is not None:
            _count_failure(session, job, problem, now)
        else:
            _attempt(session, worker.environment, job, now, prepared)


def technical(problem: BaseException) -> str:
    """The class of a problem and where in the program it arose; never its text, which may hold a person's data."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    own = f": {problem}" if isinstance(problem, EngineError) else ""
    return f"{type(problem).__name__}{place}{own}"
