"""What an operator looks at: instances in lists, and what one instance waits for. No case content."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from cases import people, records
from cases.correspondence.outbox import Mail, MailState
from engine import jobs, timers
from engine.states import OPEN_TASKS, IncidentState, InstanceState
from engine.tables.definitions import Definition
from engine.tables.instances import Instance, Job, Subscription, Timer, UserTask
from engine.tables.records import Incident
from foundation.database import Session

PAGE = 50
NEVER_OPENED = "–"
"""What stands for the reference of a case that was never opened."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One instance in a list."""

    id: str
    process: str
    version: int
    reference: str
    state: InstanceState
    started_at: datetime
    ended_at: datetime | None
    incidents: int


@dataclass(frozen=True, slots=True)
class Pulse:
    """How the machine is, in numbers."""

    running: int
    incidents: int
    overdue_timers: int
    ready_jobs: int
    stuck_mails: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What one instance waits for."""

    tasks: Sequence[UserTask]
    timers: Sequence[Timer]
    jobs: Sequence[Job]
    subscriptions: Sequence[Subscription]


def instances(
    session: Session, state: InstanceState | None, process: str | None, page: int, hidden: Collection[str] = ()
) -> list[Listed]:
    """Instances, latest first, one page and one more that says whether another follows; none of the `hidden` cases."""
    query = select(Instance, Definition.version).join(Definition, Definition.id == Instance.definition_id)
    if state is not None:
        query = query.where(Instance.state == state)
    if process:
        query = query.where(Instance.process == process)
    if hidden:
        query = query.where(Instance.case_id.not_in(hidden))
    query = query.order_by(Instance.started_at.desc(), Instance.id).offset((page - 1) * PAGE).limit(PAGE + 1)
    found = session.execute(query).all()
    troubled = _open_incidents(session, [row.id for row, _ in found])
    references = records.references_of(session, {row.case_id for row, _ in found})
    return [
        Listed(
            id=row.id,
            process=row.process,
            version=version,
            reference=references.get(row.case_id, NEVER_OPENED),
            state=row.state,
            started_at=row.started_at,
            ended_at=row.ended_at,
            incidents=troubled.get(row.id, 0),
        )
        for row, version in found
    ]


def reference_of(session: Session, case_id: str) -> str:
    """The reference of a case, or a dash for one that was never opened."""
    return records.references_of(session, {case_id}).get(case_id, NEVER_OPENED)


def pulse(session: Session, now: datetime, hidden: Collection[str] = ()) -> Pulse:
    """The numbers above the list, in which the `hidden` cases do not count."""
    theirs = select(Instance.id).where(Instance.case_id.in_(hidden))
    stuck = Mail.state.in_((MailState.FAILED, MailState.HELD))
    return Pulse(
        running=_count(session, Instance.id, Instance.state == InstanceState.RUNNING, Instance.case_id.not_in(hidden)),
        incidents=_count(session, Incident.id, Incident.state == IncidentState.OPEN, Incident.case_id.not_in(hidden)),
        overdue_timers=timers.overdue(session, now, *([Timer.instance_id.not_in(theirs)] if hidden else [])),
        ready_jobs=jobs.ready(session, now, *([Job.case_id.not_in(hidden)] if hidden else [])),
        stuck_mails=_count(session, Mail.id, stuck, Mail.case_id.not_in(hidden)),
    )


def waiting(session: Session, instance: Instance) -> Waiting:
    """Open tasks, timers, jobs and awaited messages of an instance, each in its own order."""
    of_it = {"bucket": instance.bucket, "instance_id": instance.id}
    tasks = select(UserTask).filter_by(**of_it).where(UserTask.state.in_(OPEN_TASKS)).order_by(UserTask.sort_at)
    timers = select(Timer).filter_by(**of_it).order_by(Timer.due_at.is_(None), Timer.due_at, Timer.id)
    jobs = select(Job).filter_by(**of_it).order_by(Job.run_at, Job.id)
    subscriptions = select(Subscription).filter_by(**of_it).order_by(Subscription.created_at, Subscription.id)
    return Waiting(
        tasks=session.scalars(tasks).all(),
        timers=session.scalars(timers).all(),
        jobs=session.scalars(jobs).all(),
        subscriptions=session.scalars(subscriptions).all(),
    )


def incidents(session: Session, instance: Instance) -> list[Incident]:
    """Every incident of an instance, open ones first."""
    query = select(Incident).where(Incident.bucket == instance.bucket, Incident.instance_id == instance.id)
    return list(session.scalars(query.order_by(Incident.resolved_at.is_not(None), Incident.opened_at.desc())))


def running_by_definition(session: Session, hidden: Collection[str] = ()) -> dict[str, int]:
    """How many running instances of all cases but the `hidden` ones stand on each version."""
    query = select(Instance.definition_id, func.count()).where(
        Instance.state == InstanceState.RUNNING, Instance.case_id.not_in(hidden)
    )
    return dict(session.execute(query.group_by(Instance.definition_id)).all())


def names(session: Session, person_ids: set[str]) -> dict[str, str]:
    """Names of people by id."""
    query = select(people.Person.id, people.Person.name).where(people.Person.id.in_(person_ids))
    return dict(session.execute(query).all())


def _open_incidents(session: Session, instance_ids: list[str]) -> dict[str | None, int]:
    query = select(Incident.instance_id, func.count()).where(
        Incident.state == IncidentState.OPEN, Incident.instance_id.in_(instance_ids)
    )
    return dict(session.execute(query.group_by(Incident.instance_id)).all())


def _count(session: Session, of: InstrumentedAttribute[str], *where: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count(of)).where(*where)) or 0
