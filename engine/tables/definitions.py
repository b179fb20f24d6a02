"""What has been deployed: processes, decision tables and forms, each version an immutable row found by its content."""

from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.tables.columns import Document, Id, Instant, Key, Name
from foundation.data_classes import EVERYBODY, Data
from foundation.database import Base, Blob


class Deployment(Base):
    """Files that were published together, by whom and when."""

    __tablename__ = "deployment"
    data_map = Data("who published what", "process owners and administrators", kept="for good", codes="report")

    id: Mapped[Key]
    deployed_by: Mapped[Name]
    deployed_at: Mapped[Instant]
    report: Mapped[str]


class Definition(Base):
    """One version of one process, decision file or form. `kind` is process, decision or form."""

    __tablename__ = "definition"
    data_map = Data(
        "published diagrams, tables and forms",
        EVERYBODY,
        kept="for good: cases run on them",
        codes="kind key name file_name sha256 source compiled needs",
    )
    __table_args__ = (
        UniqueConstraint("kind", "key", "version"),
        Index("definition_by_content", "kind", "key", "sha256"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[Name]
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[Name]
    file_name: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64))
    source: Mapped[bytes] = mapped_column(Blob)
    compiled: Mapped[bytes | None] = mapped_column(Blob)
    needs: Mapped[dict[str, Any]] = mapped_column(Document)
    deployment_id: Mapped[Id]
    deployed_at: Mapped[Instant]
