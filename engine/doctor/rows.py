"""What can be told from the rows alone: nothing is stuck, orphaned, forgotten or offered to nobody."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Exists, and_, exists, or_, select

from engine.states import OPEN_TASKS, IncidentState, InstanceState, JobState, TaskState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import History, Incident, Snapshot
from foundation.database import Session
from foundation.soundness import Unsound

LATE = timedelta(seconds=60)
"""How long something due may stand undone before something is wrong."""


def examine(session: Session, now: datetime) -> Iterator[Unsound]:
    """Every rule that does not hold."""
    rules: tuple[Callable[[Session], Iterator[Unsound]], ...] = (
        _nothing_is_stuck,
        _everything_has_its_instance,
        _open_tasks_are_of_running_instances,
        _open_tasks_can_be_found,
        _offers_are_of_open_tasks,
        _states_say_who_and_when,
        _ended_instances_wait_for_nothing,
        _failed_jobs_have_an_incident,
    )
    for rule in rules:
        yield from rule(session)
    yield from _nothing_due_was_forgotten(session, now)


def _some(table: Any, *more: Any) -> Exists:
    return exists().where(table.bucket == Instance.bucket, table.instance_id == Instance.id, *more)


def _nothing_is_stuck(session: Session) -> Iterator[Unsound]:
    """A running instance has an open task, a timer, a job, a subscription or an open incident."""
    query = select(Instance.id).where(
        Instance.state == InstanceState.RUNNING,
        ~_some(UserTask, UserTask.state.in_(OPEN_TASKS)),
        ~_some(Timer),
        ~_some(Job),
        ~_some(Subscription),
        ~_some(Incident, Incident.state == IncidentState.OPEN),
    )
    for instance_id in session.scalars(query):
        yield Unsound("a running instance waits for nothing", instance_id)


def _everything_has_its_instance(session: Session) -> Iterator[Unsound]:
    for table in (UserTask, Timer, Job, Subscription, Incident, History, Snapshot):
        its = exists().where(Instance.bucket == table.bucket, Instance.id == table.instance_id)
        for row_id in session.scalars(select(table.id).where(table.instance_id.is_not(None), ~its)):
            yield Unsound(f"a row of {table.__tablename__} belongs to no instance", row_id)


def _open_tasks_are_of_running_instances(session: Session) -> Iterator[Unsound]:
    query = (
        select(UserTask.id)
        .join(Instance, and_(Instance.bucket == UserTask.bucket, Instance.id == UserTask.instance_id))
        .where(UserTask.state.in_(OPEN_TASKS), Instance.state != InstanceState.RUNNING)
    )
    for task_id in session.scalars(query):
        yield Unsound("an open task belongs to an instance that has ended", task_id)


def _open_tasks_can_be_found(session: Session) -> Iterator[Unsound]:
    offered = exists().where(Candidate.bucket == UserTask.bucket, Candidate.task_id == UserTask.id)
    query = select(UserTask.id).where(UserTask.state.in_(OPEN_TASKS), UserTask.assignee.is_(None), ~offered)
    for task_id in session.scalars(query):
        yield Unsound("an open task is offered to nobody", task_id)


def _offers_are_of_open_tasks(session: Session) -> Iterator[Unsound]:
    """A row of a worklist stands for an open task, in the case and at the place in the list that the task has."""
    its = exists().where(
        UserTask.bucket == Candidate.bucket,
        UserTask.id == Candidate.task_id,
        UserTask.case_id == Candidate.case_id,
        UserTask.sort_at == Candidate.sort_at,
        UserTask.state.in_(OPEN_TASKS),
    )
    for task_id in session.scalars(select(Candidate.task_id).where(~its).distinct()):
        yield Unsound("a task is in somebody's list that is not open, or not where the list has it", task_id)


def _states_say_who_and_when(session: Session) -> Iterator[Unsound]:
    ended = (TaskState.COMPLETED, TaskState.CANCELLED)
    wrong = or_(
        and_(UserTask.state == TaskState.CLAIMED, UserTask.assignee.is_(None)),
        and_(UserTask.state == TaskState.OPEN, UserTask.assignee.is_not(None)),
        and_(UserTask.state.in_(ended), or_(UserTask.ended_at.is_(None), UserTask.ended_by.is_(None))),
        and_(UserTask.state.in_(OPEN_TASKS), UserTask.ended_at.is_not(None)),
    )
    for task_id in session.scalars(select(UserTask.id).where(wrong)):
        yield Unsound("a task's state and who holds or ended it do not agree", task_id)
    running = Instance.state == InstanceState.RUNNING
    odd = or_(and_(running, Instance.ended_at.is_not(None)), and_(~running, Instance.ended_at.is_(None)))
    for instance_id in session.scalars(select(Instance.id).where(odd)):
        yield Unsound("an instance's state and the time it ended do not agree", instance_id)


def _ended_instances_wait_for_nothing(session: Session) -> Iterator[Unsound]:
    for table in (Timer, Job, Subscription):
        query = (
            select(table.id)
            .join(Instance, and_(Instance.bucket == table.bucket, Instance.id == table.instance_id))
            .where(Instance.state != InstanceState.RUNNING)
        )
        for row_id in session.scalars(query):
            yield Unsound(f"an ended instance still has a {table.__tablename__}", row_id)


def _nothing_due_was_forgotten(session: Session, now: datetime) -> Iterator[Unsound]:
    for timer_id in session.scalars(select(Timer.id).where(Timer.due_at <= now - LATE)):
        yield Unsound("a timer is due for more than a minute: is a worker running?", timer_id)
    ready = select(Job.id).where(Job.state == JobState.READY, Job.run_at <= now - LATE)
    for job_id in session.scalars(ready):
        yield Unsound("a job is ready for more than a minute: is a worker running?", job_id)


def _failed_jobs_have_an_incident(session: Session) -> Iterator[Unsound]:
    seen = exists().where(
        Incident.bucket == Job.bucket, Incident.job_id == Job.id, Incident.state == IncidentState.OPEN
    )
    for job_id in session.scalars(select(Job.id).where(Job.state == JobState.FAILED, ~seen)):
        yield Unsound("a job was given up and no incident says so", job_id)
