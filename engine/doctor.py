"""Whether everything holds that the engine promises: the invariants of a healthy database, each looked at anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, func, select

from engine.states import OPEN_TASKS, IncidentState, InstanceState, JobState
from engine.tables.instances import Candidate, Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Incident
from foundation.database import Session

LATE = timedelta(seconds=60)
"""How long a due timer may stand unfired before something is wrong."""


@dataclass(frozen=True, slots=True)
class Unsound:
    """One promise that does not hold, and where."""

    rule: str
    where: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.where}"


def examine(session: Session, now: datetime) -> list[Unsound]:
    """Every broken invariant; empty when the engine's rows agree with each other."""
    return [
        *_nothing_is_stuck(session),
        *_open_tasks_are_of_running_instances(session),
        *_open_tasks_can_be_found(session),
        *_ended_instances_wait_for_nothing(session),
        *_no_deadline_was_forgotten(session, now),
        *_failed_jobs_have_an_incident(session),
    ]


def _nothing_is_stuck(session: Session) -> Iterator[Unsound]:
    """A running instance has an open task, a timer, a job, a subscription or an open incident."""

    def some(table: type[UserTask | Timer | Job | Subscription | Incident], *more: object) -> object:
        return exists().where(table.bucket == Instance.bucket, table.instance_id == Instance.id, *more)  # type: ignore[arg-type]

    query = select(Instance.id).where(
        Instance.state == InstanceState.RUNNING,
        ~some(UserTask, UserTask.state.in_(OPEN_TASKS)),  # type: ignore[operator]
        ~some(Timer),  # type: ignore[operator]
        ~some(Job),  # type: ignore[operator]
        ~some(Subscription),  # type: ignore[operator]
        ~some(Incident, Incident.state == IncidentState.OPEN),  # type: ignore[operator]
    )
    for instance_id in session.scalars(query):
        yield Unsound("a running instance waits for nothing", instance_id)


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


def _ended_instances_wait_for_nothing(session: Session) -> Iterator[Unsound]:
    for table in (Timer, Job, Subscription):
        query = (
            select(table.id)
            .join(Instance, and_(Instance.bucket == table.bucket, Instance.id == table.instance_id))
            .where(Instance.state != InstanceState.RUNNING)
        )
        for row_id in session.scalars(query):
            yield Unsound(f"an ended instance still has a {table.__tablename__}", row_id)


def _no_deadline_was_forgotten(session: Session, now: datetime) -> Iterator[Unsound]:
    for timer_id in session.scalars(select(Timer.id).where(Timer.due_at <= now - LATE)):
        yield Unsound("a timer is due for more than a minute: is a worker running?", timer_id)


def _failed_jobs_have_an_incident(session: Session) -> Iterator[Unsound]:
    seen = select(func.count()).where(
        Incident.bucket == Job.bucket, Incident.job_id == Job.id, Incident.state == IncidentState.OPEN
    )
    query = select(Job.id).where(Job.state == JobState.FAILED, seen.scalar_subquery() == 0)
    for job_id in session.scalars(query):
        yield Unsound("a job was given up and no incident says so", job_id)
