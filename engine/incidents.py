"""What needs an operator: open an incident, look at it, try again or give up with a reason."""

from datetime import datetime

from sqlalchemy import select

from engine import history, instances
from engine.errors import NotFound
from engine.states import IncidentState, JobState, moved
from engine.tables.instances import Job, Timer
from engine.tables.records import Incident
from foundation.database import Session, new_id


def open_for_job(session: Session, job: Job, what: str, technical: str, now: datetime) -> Incident:
    """Record that a job was given up; `technical` is a class name and place, never a value."""
    incident = Incident(
        bucket=job.bucket,
        id=new_id(),
        case_id=job.case_id,
        instance_id=job.instance_id,
        job_id=job.id,
        element_id=job.element_id,
        what=what,
        technical=technical,
        state=IncidentState.OPEN,
        opened_at=now,
    )
    session.add(incident)
    return incident


def open_for_timer(session: Session, timer: Timer, case_id: str, technical: str, now: datetime) -> Incident:
    """Record that a timer is due and could not fire."""
    incident = Incident(
        bucket=timer.bucket,
        id=new_id(),
        case_id=case_id,
        instance_id=timer.instance_id,
        job_id=timer.id,
        element_id=timer.element_id,
        what="A timer is due, but the process could not take the step that follows it.",
        technical=technical,
        state=IncidentState.OPEN,
        opened_at=now,
    )
    session.add(incident)
    return incident


def open_ones(session: Session, limit: int = 200) -> list[Incident]:
    """Incidents that nobody has resolved, oldest first."""
    query = select(Incident).where(Incident.state == IncidentState.OPEN)
    return list(session.scalars(query.order_by(Incident.opened_at).limit(limit)))


def find(session: Session, incident_id: str) -> Incident:
    """One incident; raises NotFound."""
    incident = session.scalars(select(Incident).where(Incident.id == incident_id)).first()
    if incident is None:
        raise NotFound("There is no such incident.")
    return incident


def retry(session: Session, incident_id: str, by: str, reason: str, now: datetime) -> None:
    """Let the machine try again from the first attempt, and close the incident with the operator's reason."""
    incident = find(session, incident_id)
    incident.state = moved(incident.state, IncidentState.RESOLVED)
    incident.resolved_at, incident.resolved_by, incident.reason = now, by, reason
    job = session.get(Job, (incident.bucket, incident.job_id)) if incident.job_id else None
    if job is not None:
        job.state = moved(job.state, JobState.READY)
        job.attempts, job.run_at = 0, now
    timer = session.get(Timer, (incident.bucket, incident.job_id)) if incident.job_id else None
    if timer is not None:
        timer.due_at = now
    if incident.instance_id is not None:
        instance = instances.locked(session, incident.bucket, incident.instance_id)
        element = incident.element_id
        history.event(session, instance, what="retried", actor=by, now=now, element_id=element, reason=reason)
