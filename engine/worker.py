"""A finished job moves an instance: claim what is due, carry it out, try again, or give up to an operator.

The row lock is the lease: a batch is claimed and done in one transaction, a savepoint for each, so that a crash frees
everything at once and nothing is done twice.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine import attempts, carriers, in_hand, jobs, timers
from engine.limits import time_limit
from engine.states import JobState
from engine.tables.instances import Job
from engine.work import Environment
from foundation.clock import Clock
from foundation.database import Database, Session, bucket_of, is_trouble_of_the_database

log = structlog.get_logger()

BATCH = 5
"""Steps in one transaction: few, so that on SQLite a person never waits long for the lock."""

PREPARING = timedelta(seconds=60)
"""How long a job is left alone while one worker prepares its costly part; after a crash it is taken up again."""

PREPARING_SECONDS = 45.0
"""How long that part may take: less than it is left alone for."""

HELD_UP = timedelta(seconds=5)
"""How long a job waits that met a lock or other trouble of the database, so that it does not hold up the others."""

IN_A_ROW = 3
"""So many buckets that fail one after the other mean that the database is gone, not that something is wrong in them."""


@dataclass(frozen=True, slots=True)
class Worker:
    """What working needs: where, with which handlers, whose time, and a folder for what is in hand (engine.in_hand)."""

    database: Database
    environment: Environment
    clock: Clock
    notes: Path | None = None


@dataclass(slots=True)
class _Hand:
    """The job that is being tried, so that it is known when it takes the whole transaction down with it."""

    worker: Worker
    job: tuple[int, str] | None = field(default=None)

    @contextmanager
    def taking(self, job: Job) -> Iterator[None]:
        self.job = (job.bucket, job.id)
        with in_hand.holding(self.worker.notes, *self.job):
            yield
        self.job = None


def run_due(worker: Worker) -> int:
    """Do everything that is due now, once around all buckets; gives how many timers and jobs were handled.

    A bucket in which something goes wrong does not keep the others waiting. Raises the last trouble met.
    """
    _count_left_behind(worker)
    with worker.database.reading() as session:
        now = worker.clock.now()
        buckets = sorted(set(timers.due_buckets(session, now)) | set(jobs.ready_buckets(session, now)))
    # In another order each time, so that several workers do not queue behind each other.
    random.shuffle(buckets)
    done, in_a_row, trouble = 0, 0, None
    for bucket in buckets:
        try:
            done += _run_bucket(worker, bucket)
            in_a_row = 0
        except Exception as problem:
            log.error("bucket_failed", bucket=bucket, problem=attempts.technical(problem))
            trouble, in_a_row = problem, in_a_row + 1
            if in_a_row == IN_A_ROW:
                break
    if trouble is not None:
        raise trouble
    return done


def work_off(worker: Worker, case_id: str, rounds: int = 25) -> None:
    """Do now what one case has waiting, so that the next page already shows the next task; stops after `rounds`.

    Never raises: what a person sent is kept by now, and what cannot be done at once is done by the next sweep.
    """
    bucket = bucket_of(case_id)
    try:
        for _ in range(rounds):
            # Looking takes no lock: where nothing is left to do, nobody waits for anybody.
            if not _has_due(worker, bucket) or _run_bucket(worker, bucket) == 0:
                return
    except Exception as problem:
        log.warning("left_to_the_next_sweep", bucket=bucket, problem=attempts.technical(problem))


def _has_due(worker: Worker, bucket: int) -> bool:
    now = worker.clock.now()
    with worker.database.reading() as session:
        return timers.any_due(session, bucket, now) or jobs.any_ready(session, bucket, now)


def run_until_idle(worker: Worker, rounds: int = 500) -> int:
    """Work until nothing is due any more, for rehearsals and tests; gives how much was handled."""
    total = 0
    for _ in range(rounds):
        done = run_due(worker)
        if done == 0:
            break
        total += done
    return total


def _run_bucket(worker: Worker, bucket: int) -> int:
    hand = _Hand(worker)
    try:
        done, to_prepare = _do_batch(worker, bucket, hand)
    except attempts.FAILURES as problem:
        _blame(worker, hand, problem)
        return 1
    for job_id in to_prepare:
        try:
            _prepare_and_apply(worker, bucket, job_id, hand)
        except attempts.FAILURES as problem:
            _blame(worker, hand, problem)
    return done


def _do_batch(worker: Worker, bucket: int, hand: _Hand) -> tuple[int, list[str]]:
    now = worker.clock.now()
    to_prepare: list[str] = []
    with worker.database.transaction() as session:
        done = _fire_timers(session, worker.environment, bucket, now)
        for job in jobs.claim(session, bucket, now, BATCH):
            if carriers.needs_preparing(worker.environment, job):
                # Held back for a minute, so that no second worker prepares the same.
                job.run_at = now + PREPARING
                to_prepare.append(job.id)
            else:
                with hand.taking(job):
                    _try(session, worker.environment, job, now, None)
            done += 1
    return done, to_prepare


def _blame(worker: Worker, hand: _Hand, problem: BaseException) -> None:
    """A whole transaction was lost: count it against the job in hand, if there was one and it is to blame.

    Raises the problem when it was nobody's; that job is still held back a little, for others to go first.
    """
    if hand.job is None:
        raise problem
    its_own_doing = not is_trouble_of_the_database(problem)
    try:
        with worker.database.transaction() as session:
            job = session.get(Job, hand.job, with_for_update={"skip_locked": True})
            if job is not None and job.state is JobState.READY:
                if its_own_doing:
                    attempts.count_failure(session, job, problem, worker.clock.now())
                    return
                job.run_at = worker.clock.now() + HELD_UP
    except SQLAlchemyError:
        # The database is gone altogether: nothing can be written about it, and the next sweep finds the same.
        log.warning("not_written_down", problem=attempts.technical(problem))
    raise problem


def _count_left_behind(worker: Worker) -> None:
    """Count a failed try for each job that a process had in hand when it ended."""
    for bucket, job_id in in_hand.left_behind(worker.notes):
        with worker.database.transaction() as session:
            job = session.get(Job, (bucket, job_id), with_for_update=True)
            if job is not None and job.state is JobState.READY:
                attempts.count_failure(session, job, attempts.ProcessEnded(), worker.clock.now())


def _fire_timers(session: Session, environment: Environment, bucket: int, now: datetime) -> int:
    done = 0
    seen: set[str] = set()
    for timer, instance in timers.due_in(session, bucket, now, BATCH):
        done += 1
        if instance.id in seen:
            continue
        seen.add(instance.id)
        attempts.attempt(
            session,
            partial(timers.fire, session, environment, instance, now),
            partial(attempts.give_up_timer, session, timer, instance, now),
        )
    return done


def _try(session: Session, environment: Environment, job: Job, now: datetime, prepared: object) -> None:
    def act() -> None:
        # It may be gone: something before it in this batch may have moved its instance on.
        if session.get(Job, (job.bucket, job.id), populate_existing=True) is not None:
            carriers.carry(session, environment, job, now, prepared)

    attempts.attempt(session, act, lambda problem: attempts.count_failure(session, job, problem, now))


def _prepare_and_apply(worker: Worker, bucket: int, job_id: str, hand: _Hand) -> None:
    now = worker.clock.now()
    problem: BaseException | None = None
    prepared: object = None
    try:
        with in_hand.holding(worker.notes, bucket, job_id), time_limit(PREPARING_SECONDS):
            with worker.database.reading() as session:
                make = carriers.preparation(session, worker.environment, bucket, job_id, now)
            prepared = make()
    except attempts.FAILURES as raised:
        if is_trouble_of_the_database(raised):
            raise
        problem = raised
    with worker.database.transaction() as session:
        job = session.get(Job, (bucket, job_id))
        if job is None or job.state is not JobState.READY:
            return
        if problem is not None:
            attempts.count_failure(session, job, problem, now)
            return
        with hand.taking(job):
            _try(session, worker.environment, job, now, prepared)
