"""What happened, so that it cannot be changed unnoticed: append-only entries, chained by hash within a stream.

hash = SHA-256(previous hash ‖ canonical JSON of the entry). An entry names ids, never people's names or case facts.
A stream belongs to one case, instance or subject, so that writers of different cases never wait for each other.
"""

import hashlib
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Index, SmallInteger, event, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, upsert
from foundation.audit_anchors import Head
from foundation.canonical import Json
from foundation.clock import SystemClock
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc, bucket_of

GENESIS = bytes(32)


@dataclass(frozen=True, slots=True)
class Stream:
    """One chain: what kind of thing it is about, which one, and the bucket it is kept in."""

    name: str
    bucket: int


class AuditEntry(Base):
    """One thing that happened. `at` is business time, `recorded_at` the computer's own; both are in the hash."""

    __tablename__ = "audit_entry"
    data_map = Data(
        "who did or read what",
        "auditors, chairs, managers, administrators, each as far as it is theirs",
        kept="for good: the trace outlives what it is about",
        codes="stream action",
        words="detail",
        guarded="hash",
    )

    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Utc)
    recorded_at: Mapped[datetime] = mapped_column(Utc)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[bytes] = mapped_column(Blob)
    hash: Mapped[bytes] = mapped_column(Blob)

    __table_args__ = (Index("audit_by_time", "recorded_at"), Index("audit_by_actor", "actor", "recorded_at"))


class AuditHead(Base):
    """Where a stream stands, so that a cut-off end shows; locking it puts writers of one stream in order."""

    __tablename__ = "audit_head"
    data_map = Data(
        "where each stream of the audit stands",
        "nobody: for verifying",
        kept="for good",
        codes="stream",
        guarded="hash",
    )

    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    stream: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    hash: Mapped[bytes] = mapped_column(Blob)


class AppendOnly(Exception):
    """Somebody tried to change or delete what must stay as it was written."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain does not hold, and why."""

    stream: str
    number: int
    problem: str


def stream_of(kind: str, id: str, case_id: str | None = None) -> Stream:
    """The stream about one thing, kept with its case when it has one."""
    return Stream(f"{kind}:{id}", bucket_of(case_id or id))


def append(
    session: Session, stream: Stream, actor: str, action: str, subject: str, detail: dict[str, Json], now: datetime
) -> AuditEntry:
    """Add an entry at the end of a stream, in the transaction of what it records. No personal data in any argument.

    `actor` is a person id, `system` or a handler's topic; `subject` is the id of what was acted upon.
    """
    head = lock(session, stream)
    entry = AuditEntry(
        bucket=stream.bucket,
        stream=stream.name,
        number=head.number + 1,
        at=now.astimezone(UTC),
        recorded_at=SystemClock().now(),
        actor=actor,
        action=action,
        subject=subject,
        detail=canonical.write(detail),
        hash=b"",
    )
    entry.hash = _hash(head.hash, entry)
    session.add(entry)
    head.number, head.hash = entry.number, entry.hash
    session.flush()
    return entry


def entries(session: Session, stream: Stream) -> list[AuditEntry]:
    """A stream from its beginning."""
    mine = select(AuditEntry).where(AuditEntry.bucket == stream.bucket, AuditEntry.stream == stream.name)
    return list(session.scalars(mine.order_by(AuditEntry.number)))


def verify(
    session: Session, anchored: Mapping[tuple[int, str], Head] = MappingProxyType({}), settled: datetime | None = None
) -> list[Fault]:
    """Every place where an entry was changed, removed, put in or reordered; empty when all chains hold.

    `anchored` says where streams stood when last anchored (foundation.audit_anchors). What says that it was recorded
    before `settled` must have stood there by then: without an anchor that saw it, it was put in later.
    """
    faults: list[Fault] = []
    fresh = select(AuditHead).execution_options(populate_existing=True)
    heads = {(head.bucket, head.stream): head for head in session.scalars(fresh)}
    unseen = dict(anchored)
    for where, chain in _chains(session):
        checked = _Checked(unseen.pop(where, None), settled, faults)
        for entry in chain:
            checked.add(entry)
        head = heads.pop(where, None)
        if head is None or (head.number, head.hash) != (checked.number, checked.previous):
            faults.append(Fault(where[1], checked.number, "the end of the stream is not where it was"))
        checked.end(where[1])
    gone = {name: head.number for (_, name), head in heads.items() if head.number}
    gone |= {name: head.number for (_, name), head in unseen.items()}
    return [*faults, *(Fault(name, 0, "every entry is gone") for name in sorted(gone))]


@dataclass(slots=True)
class _Checked:
    """One chain while it is read from its beginning."""

    anchored: Head | None
    settled: datetime | None
    faults: list[Fault]
    number: int = 0
    previous: bytes = GENESIS

    def add(self, entry: AuditEntry) -> None:
        self.number += 1
        problem = ""
        if entry.number != self.number:
            problem = f"entry {self.number} is missing"
        elif not _is_as_written(self.previous, entry):
            problem = "the entry is not what was written"
        elif self.anchored and self.anchored.number == entry.number and self.anchored.hash != entry.hash:
            problem = "the stream was written anew since it was anchored"
        elif self._was_put_in(entry):
            problem = "the entry says that it is older than an anchor that knows nothing of it"
        if problem:
            self.faults.append(Fault(entry.stream, self.number, problem))
        self.number, self.previous = entry.number, entry.hash

    def end(self, stream: str) -> None:
        if self.anchored and self.number < self.anchored.number:
            problem = f"the end was cut off: when it was anchored, the stream had {self.anchored.number} entries"
            self.faults.append(Fault(stream, self.number, problem))

    def _was_put_in(self, entry: AuditEntry) -> bool:
        known = self.anchored.number if self.anchored else 0
        return self.settled is not None and entry.number > known and entry.recorded_at < self.settled


def _is_as_written(previous: bytes, entry: AuditEntry) -> bool:
    try:
        return entry.hash == _hash(previous, entry)
    except ValueError:
        return False


def _chains(session: Session) -> Iterator[tuple[tuple[int, str], Iterator[AuditEntry]]]:
    in_order = select(AuditEntry).order_by(AuditEntry.bucket, AuditEntry.stream, AuditEntry.number)
    found = session.scalars(in_order.execution_options(yield_per=1000, populate_existing=True))
    return itertools.groupby(found, key=lambda entry: (entry.bucket, entry.stream))


def lock(session: Session, stream: Stream) -> AuditHead:
    """Where a stream stands, locked until the transaction ends, so that nobody else adds to it meanwhile."""
    key = (stream.bucket, stream.name)
    head = session.get(AuditHead, key, with_for_update=True)
    if head is None:
        # Two writers may find no head at once: one inserts it, the other waits and finds it.
        beginning = {"bucket": stream.bucket, "stream": stream.name, "number": 0, "hash": GENESIS}
        session.execute(upsert.insert(session, AuditHead).values(**beginning).on_conflict_do_nothing())
        head = session.get_one(AuditHead, key, with_for_update=True)
    return head


def _hash(previous: bytes, entry: AuditEntry) -> bytes:
    content: dict[str, Json] = {
        "stream": entry.stream,
        "number": entry.number,
        "at": entry.at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": canonical.read(entry.detail),
    }
    return hashlib.sha256(previous + canonical.write(content)).digest()


@event.listens_for(AuditEntry, "before_update")
@event.listens_for(AuditEntry, "before_delete")
def _refuse(_mapper: Any, _connection: Any, entry: AuditEntry) -> None:
    raise AppendOnly(f"entry {entry.number} of {entry.stream} is written and stays as it is")
