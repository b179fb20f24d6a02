"""After each step, write down what the instance now waits for, as a difference from what it waited for before."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, update

from engine.spiff.runner import JobWait, SubscriptionWait, TimerWait, UserTaskWait, Waits
from engine.states import JobState, TaskState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.work import Environment
from foundation.database import Session

_LAST = datetime(9000, 1, 1, tzinfo=UTC)
"""Where a task without a due date stands in a list by due date: at the end."""

_CANDIDATES: Any = Candidate.__table__
"""Rows that are never held as objects: removed past the session, which would look for them among its objects."""


@dataclass(frozen=True, slots=True)
class Change:
    """What an instance waited for before a step and waits for after it, and who took the step when."""

    session: Session
    environment: Environment
    instance: Instance
    before: Waits
    after: Waits
    actor: str
    now: datetime
    done: frozenset[str] = frozenset()
    """Tasks that somebody completed in this step, whose rows say so already."""


def write(change: Change) -> None:
    """Bring the rows of user tasks, timers, jobs and subscriptions from before to after."""
    _write_tasks(change)
    _write_timers(change.session, change.instance, change.before, change.after)
    _write_jobs(change.session, change.instance, change.before, change.after, change.now)
    _write_subscriptions(change.session, change.instance, change.before, change.after, change.now)


def _write_tasks(change: Change) -> None:
    session, instance = change.session, change.instance
    old = {wait.token_id: wait for wait in change.before.user_tasks}
    new = {wait.token_id: wait for wait in change.after.user_tasks}
    _end_tasks(change, old.keys() - new.keys())
    for token_id in sorted(new.keys() - old.keys()):
        session.add(_task_row(instance, new[token_id], change.now))
        session.add_all(_candidate_rows(session, change.environment, instance, new[token_id]))
    for token_id in new.keys() & old.keys():
        if (new[token_id].due_at, new[token_id].follow_up_at) != (old[token_id].due_at, old[token_id].follow_up_at):
            _move_due_date(session, instance, new[token_id])


def _end_tasks(change: Change, gone: Set[str]) -> None:
    if not gone:
        return
    cancelled = gone - change.done
    if cancelled:
        change.session.execute(
            update(UserTask)
            .where(
                UserTask.bucket == change.instance.bucket,
                UserTask.id.in_(cancelled),
                UserTask.state.in_([TaskState.OPEN, TaskState.CLAIMED]),
            )
            .values(state=TaskState.CANCELLED, ended_at=change.now, ended_by=change.actor[:36])
        )
    change.session.execute(
        delete(_CANDIDATES).where(Candidate.bucket == change.instance.bucket, Candidate.task_id.in_(gone))
    )


def _sort_at(wait: UserTaskWait) -> datetime:
    return wait.due_at or _LAST


def _task_row(instance: Instance, wait: UserTaskWait, now: datetime) -> UserTask:
    return UserTask(
        bucket=instance.bucket,
        id=wait.token_id,
        instance_id=instance.id,
        case_id=instance.case_id,
        process=instance.process,
        element_id=wait.element_id,
        name=wait.name,
        form_ref=wait.form_ref,
        assignee=wait.assignee,
        claimed_at=now if wait.assignee else None,
        due_at=wait.due_at,
        follow_up_at=wait.follow_up_at,
        sort_at=_sort_at(wait),
        priority=wait.priority,
        state=TaskState.CLAIMED if wait.assignee else TaskState.OPEN,
        created_at=now,
    )


def _candidate_rows(
    session: Session, environment: Environment, instance: Instance, wait: UserTaskWait
) -> Iterable[Candidate]:
    named = {environment.qualify(session, instance.case_id, group) for group in wait.groups} | set(wait.users)
    for who in sorted(named):
        yield Candidate(
            who=who, sort_at=_sort_at(wait), task_id=wait.token_id, bucket=instance.bucket, case_id=instance.case_id
        )


def offer_anew(session: Session, environment: Environment, instance: Instance, open_now: Waits) -> None:
    """Write anew to whom the open tasks of an instance are offered, since the scope of their groups has changed."""
    for wait in open_now.user_tasks:
        if wait.assignee is None:
            _take_back(session, instance, wait)
        session.execute(
            delete(_CANDIDATES).where(Candidate.bucket == instance.bucket, Candidate.task_id == wait.token_id)
        )
        session.add_all(_candidate_rows(session, environment, instance, wait))


def _take_back(session: Session, instance: Instance, wait: UserTaskWait) -> None:
    """Nobody holds the task any more, except who the diagram names."""
    session.execute(
        update(UserTask)
        .where(UserTask.bucket == instance.bucket, UserTask.id == wait.token_id, UserTask.state == TaskState.CLAIMED)
        .values(state=TaskState.OPEN, assignee=None, claimed_at=None)
    )


def _move_due_date(session: Session, instance: Instance, wait: UserTaskWait) -> None:
    session.execute(
        update(UserTask)
        .where(UserTask.bucket == instance.bucket, UserTask.id == wait.token_id)
        .values(due_at=wait.due_at, follow_up_at=wait.follow_up_at, sort_at=_sort_at(wait))
    )
    session.execute(
        update(Candidate)
        .where(Candidate.bucket == instance.bucket, Candidate.task_id == wait.token_id)
        .values(sort_at=_sort_at(wait))
    )


def _write_timers(session: Session, instance: Instance, before: Waits, after: Waits) -> None:
    old = {wait.token_id: wait for wait in before.timers}
    new = {wait.token_id: wait for wait in after.timers}
    _remove(session, Timer, instance, old.keys() - new.keys())
    for token_id in new.keys() - old.keys():
        session.add(_timer_row(instance, new[token_id]))
    for token_id in new.keys() & old.keys():
        if new[token_id].due_at != old[token_id].due_at:
            session.execute(
                update(Timer)
                .where(Timer.bucket == instance.bucket, Timer.id == token_id)
                .values(due_at=new[token_id].due_at)
            )


def _timer_row(instance: Instance, wait: TimerWait) -> Timer:
    return Timer(
        bucket=instance.bucket,
        id=wait.token_id,
        instance_id=instance.id,
        element_id=wait.element_id,
        due_at=wait.due_at,
        expression=wait.expression,
    )


def _write_jobs(session: Session, instance: Instance, before: Waits, after: Waits, now: datetime) -> None:
    old = {wait.token_id for wait in before.jobs}
    new = {wait.token_id: wait for wait in after.jobs}
    _remove(session, Job, instance, old - new.keys())
    for token_id in sorted(new.keys() - old):
        session.add(_job_row(instance, new[token_id], now))


def _job_row(instance: Instance, wait: JobWait, now: datetime) -> Job:
    return Job(
        bucket=instance.bucket,
        id=wait.token_id,
        case_id=instance.case_id,
        instance_id=instance.id,
        kind="handler",
        topic=wait.topic,
        element_id=wait.element_id,
        parameters=wait.parameters,
        key=wait.token_id,
        state=JobState.READY,
        attempts=0,
        retries=wait.retries or "",
        run_at=now,
        created_at=now,
    )


def _write_subscriptions(session: Session, instance: Instance, before: Waits, after: Waits, now: datetime) -> None:
    old = {wait.token_id for wait in before.subscriptions}
    new = {wait.token_id: wait for wait in after.subscriptions}
    _remove(session, Subscription, instance, old - new.keys())
    for token_id in sorted(new.keys() - old):
        session.add(_subscription_row(instance, new[token_id], now))


def _subscription_row(instance: Instance, wait: SubscriptionWait, now: datetime) -> Subscription:
    return Subscription(
        bucket=instance.bucket,
        id=wait.token_id,
        instance_id=instance.id,
        case_id=instance.case_id,
        element_id=wait.element_id,
        kind=wait.kind,
        name=wait.name,
        correlation=wait.correlation,
        created_at=now,
    )


def _remove(session: Session, table: type[Timer | Job | Subscription], instance: Instance, gone: Iterable[str]) -> None:
    ids = list(gone)
    if ids:
        session.execute(delete(table).where(table.bucket == instance.bucket, table.id.in_(ids)))
