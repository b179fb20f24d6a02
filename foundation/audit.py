"""What happened, so that it cannot be changed unnoticed: append-only entries, chained by hash within a stream.

hash = SHA-256(previous hash ‖ canonical JSON of the entry). An entry names ids, never people's names or case facts.
A stream belongs to one case, instance or subject, so that writers of different cases never wait for each other.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import SmallInteger, event, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, upsert
from foundation.canonical import Json
from foundation.clock import SystemClock
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


class AuditHead(Base):
    """Where a stream stands, so that a cut-off end shows; locking it puts writers of one stream in order."""

    __tablename__ = "audit_head"

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
    head = _locked_head(session, stream)
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


def verify(session: Session) -> list[Fault]:
    """Every place where an entry was changed, removed, put in or reordered; empty when all chains hold."""
    faults: list[Fault] = []
    fresh = select(AuditHead).execution_options(populate_existing=True)
    heads = {(head.bucket, head.stream): head for head in session.scalars(fresh)}
    for where, chain in _chains(session):
        number, previous = 0, GENESIS
        for entry in chain:
            number += 1
            if entry.number != number:
                faults.append(Fault(entry.stream, number, f"entry {number} is missing"))
                number = entry.number
            elif entry.hash != _hash(previous, entry):
                faults.append(Fault(entry.stream, number, "the entry is not what was written"))
            previous = entry.hash
        head = heads.pop(where, None)
        if head is None or (head.number, head.hash) != (number, previous):
            faults.append(Fault(where[1], number, "the end of the stream is not where it was"))
    faults += [Fault(name, 0, "every entry is gone") for (_, name), head in heads.items() if head.number]
    return faults


def _chains(session: Session) -> Iterator[tuple[tuple[int, str], list[AuditEntry]]]:
    in_order = select(AuditEntry).order_by(AuditEntry.bucket, AuditEntry.stream, AuditEntry.number)
    chain: list[AuditEntry] = []
    for entry in session.scalars(in_order.execution_options(yield_per=1000, populate_existing=True)):
        if chain and (chain[0].bucket, chain[0].stream) != (entry.bucket, entry.stream):
            yield (chain[0].bucket, chain[0].stream), chain
            chain = []
        chain.append(entry)
    if chain:
        yield (chain[0].bucket, chain[0].stream), chain


def _locked_head(session: Session, stream: Stream) -> AuditHead:
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
