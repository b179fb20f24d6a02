"""One try of a job or timer: undone alone when it fails, counted, tried again later, at last given to an operator.

The database's own trouble (gone, full, a lock) is nobody's failure: it uses up no try.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from engine import carriers, incidents, retries
from engine.errors import EngineError
from engine.limits import TookTooLong
from engine.states import JobState, moved
from engine.tables.instances import Instance, Job, Timer
from foundation.database import Session, is_trouble_of_the_database

log = structlog.get_logger()

FAILURES = (Exception, SystemExit)
"""What counts as a failure of a handler; SystemExit is a handler that calls sys.exit()."""

DEATHS = 3
"""How often a job may be in hand when its process ends before it is given up, whatever its diagram says of tries."""

AFTER_A_DEATH = timedelta(seconds=10)


class ProcessEnded(EngineError):
    """The process that had the job in hand ended in the middle of it."""

    def __init__(self) -> None:
        super().__init__("The machine's process ended in the middle of this step: it hung, or used too much memory.")


def attempt(session: Session, act: Callable[[], None], failed: Callable[[BaseException], None]) -> None:
    """Do `act` inside a savepoint; when it fails, undo it and call `failed`. Raises the database's own trouble."""
    try:
        with session.begin_nested():
            act()
    except FAILURES as problem:
        if is_trouble_of_the_database(problem):
            raise
        failed(problem)


def count_failure(session: Session, job: Job, problem: BaseException, now: datetime) -> None:
    """One more failed try of a job: later again, or given up with an incident."""
    session.refresh(job)
    job.attempts += 1
    job.last_error = technical(problem)
    log.warning("job_failed", job=job.id, topic=job.topic, attempts=job.attempts, problem=job.last_error)
    wait = None if isinstance(problem, carriers.NoWayOut) else retries.next_wait(job.retries, job.attempts)
    if isinstance(problem, ProcessEnded) and job.attempts < DEATHS:
        wait = wait or AFTER_A_DEATH
    if wait is not None:
        job.run_at = now + wait
        return
    job.state = moved(job.state, JobState.FAILED)
    incidents.open_for_job(session, job, _told(job, problem), job.last_error, now)


def _told(job: Job, problem: BaseException) -> str:
    """What the operator reads: ours, or a plain sentence; never the text of a problem, which may hold personal data."""
    if isinstance(problem, EngineError):
        return str(problem)
    if isinstance(problem, TookTooLong):
        return f"The step “{job.topic}” took too long, was stopped each time, and was given up."
    return f"The step “{job.topic}” failed {job.attempts} times and was given up."


def give_up_timer(session: Session, timer: Timer, instance: Instance, now: datetime, problem: BaseException) -> None:
    """A due timer that could not fire: an operator must look before it is tried again."""
    session.refresh(timer)
    incidents.open_for_timer(session, timer, instance.case_id, technical(problem), now)
    # Without a date it is not found due again until an operator has looked.
    timer.due_at = None
    log.error("timer_failed", instance=instance.id, element=timer.element_id, problem=technical(problem))


def technical(problem: BaseException) -> str:
    """The class of a problem and where in the program it arose; never its text, which may hold a person's data."""
    trace = problem.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace is not None else ""
    own = f": {problem}" if isinstance(problem, EngineError) else ""
    return f"{type(problem).__name__}{place}{own}"
