"""What is kept: messages under way, incidents, history, snapshots, and commands already carried out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.states import IncidentState
from engine.tables.columns import Bucket, Document, Id, Instant, Key, Name, State
from foundation.data_classes import ADMINS, MACHINE, Data
from foundation.database import Base, Blob, Utc


class Message(Base):
    """A message on its way: kept until its receiver waits for it, or its time is over."""

    __tablename__ = "message"
    data_map = Data(
        "messages between processes",
        ADMINS,
        codes="name correlation variables unique_id",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (
        UniqueConstraint("bucket", "unique_id"),
        Index("message_waiting", "bucket", "case_id", "name", "correlation"),
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    case_id: Mapped[Id]
    name: Mapped[Name]
    correlation: Mapped[Name]
    variables: Mapped[dict[str, Any]] = mapped_column(Document)
    unique_id: Mapped[str] = mapped_column(String(200))
    published_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    delivered_at: Mapped[datetime | None] = mapped_column(Utc)


class Incident(Base):
    """The machine gave up on something; an operator must look. No personal data: the text is ours or a class name."""

    __tablename__ = "incident"
    data_map = Data(
        "steps of the machine that failed",
        ADMINS,
        words="what technical reason",
        codes="element_id",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (Index("incident_open", "state", "opened_at"), Index("incident_by_id", "id"))

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    case_id: Mapped[Id]
    instance_id: Mapped[str | None] = mapped_column(String(36))
    job_id: Mapped[str | None] = mapped_column(String(36))
    element_id: Mapped[Name]
    what: Mapped[str] = mapped_column(Text)
    technical: Mapped[str] = mapped_column(Text)
    state: Mapped[IncidentState] = mapped_column(State(IncidentState))
    opened_at: Mapped[Instant]
    resolved_at: Mapped[datetime | None] = mapped_column(Utc)
    resolved_by: Mapped[str | None] = mapped_column(String(36))
    reason: Mapped[str | None] = mapped_column(Text)


class History(Base):
    """One thing that happened in an instance; never edited."""

    __tablename__ = "history"
    data_map = Data(
        "which steps of a process were taken when, and by whom",
        "office, chair, group, auditor (Timeline); administrators",
        codes="element_id name kind what",
        words="reason",
        kept="stays when its case is deleted: ids, codes and times",
    )
    __table_args__ = (Index("history_of_instance", "bucket", "instance_id", "id"),)

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    instance_id: Mapped[Id]
    token_id: Mapped[str | None] = mapped_column(String(36))
    element_id: Mapped[Name]
    name: Mapped[Name]
    kind: Mapped[str] = mapped_column(String(40))
    what: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime | None] = mapped_column(Utc)
    at: Mapped[Instant]
    actor: Mapped[Name]
    reason: Mapped[str | None] = mapped_column(Text)


class Snapshot(Base):
    """The state of an instance before an operator changed it, so that the change can be looked at and undone."""

    __tablename__ = "snapshot"
    data_map = Data(
        "earlier states of a process, before a repair",
        ADMINS,
        codes="tokens",
        words="reason",
        kept="stays when its case is deleted: ids, codes and times",
    )

    bucket: Mapped[Bucket]
    id: Mapped[Key]
    instance_id: Mapped[Id]
    revision: Mapped[int] = mapped_column(Integer)
    tokens: Mapped[bytes] = mapped_column(Blob)
    taken_at: Mapped[Instant]
    taken_by: Mapped[Name]
    reason: Mapped[str] = mapped_column(Text)


class Command(Base):
    """A command that was carried out, by its key: asked again, it answers with the same result and does nothing."""

    __tablename__ = "command"
    data_map = Data(
        "commands carried out, so that none is twice",
        MACHINE,
        kept="stays when its case is deleted: ids, codes and times",
        codes="key result",
    )

    bucket: Mapped[Bucket]
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    person: Mapped[Name]
    result: Mapped[dict[str, Any]] = mapped_column(Document)
    at: Mapped[Instant]
