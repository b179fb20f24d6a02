"""End everything that runs for a case, when nothing of it is to go on: what was open is cancelled, as history tells."""

from datetime import datetime

from sqlalchemy import delete, select

from engine import history, instances
from engine.instances import SYSTEM
from engine.states import IncidentState, InstanceState, moved
from engine.tables.instances import Job
from engine.tables.records import Incident
from engine.work import Environment
from foundation.database import Session, bucket_of


def end_all(session: Session, environment: Environment, case_id: str, reason: str, now: datetime) -> int:
    """End every running instance of a case, with its tasks, timers, jobs and incidents; gives how many ran."""
    # Whoever carries a message holds its job first and then the receiver: in the same order here.
    _drop_jobs(session, case_id)
    running = [one for one in instances.of_case(session, case_id) if one.state is InstanceState.RUNNING]
    for one in running:
        _end(session, environment, (one.bucket, one.id), reason, now)
    _drop_jobs(session, case_id)
    _resolve_incidents(session, case_id, reason, now)
    return len(running)


def _end(session: Session, environment: Environment, key: tuple[int, str], reason: str, now: datetime) -> None:
    row = instances.locked(session, *key)
    if row.state is not InstanceState.RUNNING:
        return
    taken = instances.opened(session, environment, row, SYSTEM, now)
    taken.ends_as = InstanceState.CANCELLED
    taken.run.end()
    history.event(session, row, what="ended", actor=SYSTEM, now=now, reason=reason)
    instances.save(taken)


def _drop_jobs(session: Session, case_id: str) -> None:
    """What the machine was to do for the case, such as starting another process, is not done any more."""
    session.execute(delete(Job).where(Job.bucket == bucket_of(case_id), Job.case_id == case_id))


def _resolve_incidents(session: Session, case_id: str, reason: str, now: datetime) -> None:
    its = select(Incident).where(Incident.bucket == bucket_of(case_id), Incident.case_id == case_id)
    for incident in session.scalars(its.where(Incident.state == IncidentState.OPEN)):
        incident.state = moved(incident.state, IncidentState.RESOLVED)
        incident.resolved_at, incident.resolved_by, incident.reason = now, SYSTEM, reason
