"""Which jobs are ready: asked without locks for all buckets, claimed with locks in one; and jobs for each instance."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select

from engine import buckets
from engine.states import InstanceState, JobState
from engine.tables.instances import Instance, Job
from foundation.database import Session, bucket_of, new_id


def ready_buckets(session: Session, now: datetime) -> list[int]:
    """Which buckets have jobs to do, asked without locks."""
    return buckets.having(session, Job.bucket, Job.state == JobState.READY, Job.run_at <= now)


def ready(session: Session, now: datetime, *among: ColumnElement[bool]) -> int:
    """How many jobs, of those among which it is asked, there are to do."""
    return buckets.counted(session, Job.bucket, Job.state == JobState.READY, Job.run_at <= now, *among)


def any_ready(session: Session, bucket: int, now: datetime) -> bool:
    """Whether one bucket has jobs to do, asked without locks."""
    return bool(session.scalar(select(exists().where(*_ready(bucket, now)))))


def _ready(bucket: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Job.bucket == bucket, Job.state == JobState.READY, Job.run_at <= now)


def claim(session: Session, bucket: int, now: datetime, limit: int) -> list[Job]:
    """Ready jobs of one bucket, oldest first, each locked with its instance; what others hold is left to them."""
    is_ready = _ready(bucket, now)
    of_instances = (
        select(Job)
        .join(Instance, and_(Instance.bucket == Job.bucket, Instance.id == Job.instance_id))
        .where(*is_ready)
        .order_by(Job.run_at, Job.id)
        .limit(limit)
        .with_for_update(of=Instance, skip_locked=True)
    )
    free = (
        select(Job)
        .where(*is_ready, Job.instance_id.is_(None))
        .order_by(Job.run_at, Job.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [*session.scalars(of_instances), *session.scalars(free)]


def order_for_each(session: Session, case_id: str, kind: str, now: datetime) -> int:
    """A job of a kind for every running instance of a case, each a command of its own; gives how many."""
    bucket = bucket_of(case_id)
    running = session.scalars(
        select(Instance).where(
            Instance.bucket == bucket, Instance.case_id == case_id, Instance.state == InstanceState.RUNNING
        )
    ).all()
    for instance in running:
        session.add(
            Job(
                bucket=bucket,
                id=new_id(),
                case_id=case_id,
                instance_id=instance.id,
                kind=kind,
                topic=kind,
                element_id="",
                parameters={},
                key=f"{kind}:{new_id()}",
                state=JobState.READY,
                attempts=0,
                retries="",
                run_at=now,
                created_at=now,
            )
        )
    return len(running)
