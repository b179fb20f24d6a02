"""A running process and what it waits for: user tasks, timers, jobs, subscriptions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.states import InstanceState, JobState, TaskState
from engine.tables.columns import Bucket, Document, Id, Instant, Key, Name, State
from foundation.data_classes import ADMINS, Data
from foundation.database import Base, Blob, Utc


def _of_instance() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["bucket", "instance_id"], ["instance.bucket", "instance.id"])


class Instance(Base):
    """One run of a process for one case. `pinned` names the versions it started with and stays on."""

    __tablename__ = "instance"
    data_map = Data(
        "running processes and their state: codes and dates, never words",
        "administrators and process owners",
        codes="process pinned tokens start_key",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (
        UniqueConstraint("bucket", "start_key"),
        Index("instance_by_id", "id"),
        Index("instance_by_case", "bucket", "case_id"),
        Index("instance_by_state", "state", "started_at"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    case_id: Mapped[Id]
    process: Mapped[Name]
    definition_id: Mapped[Id]
    pinned: Mapped[dict[str, str]] = mapped_column(Document)
    state: Mapped[InstanceState] = mapped_column(State(InstanceState))
    revision: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[bytes] = mapped_column(Blob)
    start_key: Mapped[str] = mapped_column(String(200))
    started_by: Mapped[Name]
    started_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class UserTask(Base):
    """Work for a person. Finished rows stay, to say who did it and when."""

    __tablename__ = "user_task"
    data_map = Data(
        "tasks of people",
        "those to whom it is offered, who hold it or did it, and may know the case",
        codes="process name form_ref",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (
        _of_instance(),
        Index("user_task_by_id", "id"),
        Index("user_task_by_case", "bucket", "case_id"),
        Index("user_task_by_person", "assignee", "state", "sort_at"),
        Index("user_task_of_instance", "bucket", "instance_id"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    instance_id: Mapped[Id]
    case_id: Mapped[Id]
    process: Mapped[Name]
    element_id: Mapped[Name]
    name: Mapped[Name]
    form_ref: Mapped[str | None] = mapped_column(String(255))
    assignee: Mapped[str | None] = mapped_column(String(36))
    claimed_at: Mapped[datetime | None] = mapped_column(Utc)
    due_at: Mapped[datetime | None] = mapped_column(Utc)
    follow_up_at: Mapped[datetime | None] = mapped_column(Utc)
    sort_at: Mapped[Instant]
    priority: Mapped[int] = mapped_column(Integer)
    state: Mapped[TaskState] = mapped_column(State(TaskState))
    created_at: Mapped[Instant]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_by: Mapped[str | None] = mapped_column(String(36))


class Candidate(Base):
    """Who may take an open task: a person id, or role@scope. Led by what it searches: a worklist crosses cases."""

    __tablename__ = "candidate"
    data_map = Data(
        "to whom a task is offered",
        "those to whom it is offered",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (Index("candidate_of_task", "bucket", "task_id"),)

    who: Mapped[str] = mapped_column(String(200), primary_key=True)
    sort_at: Mapped[datetime] = mapped_column(Utc, primary_key=True)
    task_id: Mapped[Key]
    bucket: Mapped[int] = mapped_column(Integer)
    case_id: Mapped[Id]


class Timer(Base):
    """A wake-up that a diagram asked for. Only an index: the state of the instance decides."""

    __tablename__ = "timer"
    data_map = Data(
        "when processes go on by themselves",
        ADMINS,
        codes="expression",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (
        _of_instance(),
        Index("timer_due", "bucket", "due_at"),
        Index("timer_of_instance", "bucket", "instance_id"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    instance_id: Mapped[Id]
    element_id: Mapped[Name]
    due_at: Mapped[datetime | None] = mapped_column(Utc)
    expression: Mapped[str] = mapped_column(Text)
    moved_by: Mapped[str | None] = mapped_column(String(36))


class Job(Base):
    """One piece of machine work: a handler to run, a message to carry, a process to start, timers to set again."""

    __tablename__ = "job"
    data_map = Data(
        "work that the machine has to do",
        ADMINS,
        kept="until it is done",
        codes="kind topic parameters key retries",
        words="last_error",
    )
    __table_args__ = (
        UniqueConstraint("bucket", "key"),
        Index("job_ready", "bucket", "state", "run_at"),
        Index("job_of_instance", "bucket", "instance_id"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    case_id: Mapped[Id]
    instance_id: Mapped[str | None] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String(16))
    topic: Mapped[Name]
    element_id: Mapped[Name]
    parameters: Mapped[dict[str, Any]] = mapped_column(Document)
    key: Mapped[str] = mapped_column(String(200))
    state: Mapped[JobState] = mapped_column(State(JobState))
    attempts: Mapped[int] = mapped_column(Integer)
    retries: Mapped[str] = mapped_column(String(100))
    run_at: Mapped[Instant]
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[Instant]


class Subscription(Base):
    """A token that waits for a message or signal."""

    __tablename__ = "subscription"
    data_map = Data(
        "what processes wait for",
        ADMINS,
        codes="kind name correlation",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (
        _of_instance(),
        Index("subscription_waiting", "bucket", "case_id", "name", "correlation"),
        Index("subscription_of_instance", "bucket", "instance_id"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    instance_id: Mapped[Id]
    case_id: Mapped[Id]
    element_id: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[Name]
    correlation: Mapped[Name]
    created_at: Mapped[Instant]
