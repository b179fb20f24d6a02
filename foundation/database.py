"""The database: column types, identifiers, and `transaction()`, the only commit in the project.

SQLite runs in WAL with synchronous=FULL, so that what a page called saved survives a power cut. SQLite lets whoever
has just committed take the lock again at once; an operating-system file lock before each BEGIN IMMEDIATE makes the
writers queue, so that a busy worker cannot starve a person.
"""

import fcntl
import os
import random
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import DateTime, Dialect, Engine, LargeBinary, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

__all__ = [
    "Base",
    "Blob",
    "Database",
    "Session",
    "Utc",
    "bucket_of",
    "held",
    "is_reading",
    "is_trouble_of_the_database",
    "new_id",
]

BUCKETS = 256
"""How many groups the cases are spread over. Part of stored keys: never changes (docs/decisions/0004)."""

Blob = LargeBinary

TRIES = 6
"""How often a command is tried before a person is told that the database cannot be reached: two to three seconds."""

READING = "reading"

Result = TypeVar("Result")


class Base(DeclarativeBase):
    """The one register of tables."""


Row = TypeVar("Row", bound=Base)


class Utc(TypeDecorator[datetime]):
    """An instant: aware and in UTC on both sides, whatever the database makes of time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone, and store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} does not say its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give UTC back; SQLite forgets the zone, so it is put on again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> str:
    """A UUIDv7 (RFC 9562 §5.7) as text: unique without asking the database, and in order of time."""
    milliseconds = time.time_ns() // 1_000_000
    raw = bytearray(milliseconds.to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return str(uuid.UUID(bytes=bytes(raw)))


def bucket_of(case_id: str) -> int:
    """The bucket 0-255 that keeps everything of one case together; stable for ever."""
    return uuid.uuid5(uuid.NAMESPACE_OID, case_id).bytes[0]


def is_reading(session: Session) -> bool:
    """Whether this is a session for looking only."""
    return READING in session.info


def held(session: Session, row: Row) -> Row:
    """The row, kept at hand until the session ends; `get` asks again for a row that nobody holds on to."""
    session.info.setdefault("held", set()).add(row)
    return row


class Database:
    """One database and its only way to write."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _sqlite(url) if url.startswith("sqlite") else _postgresql(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._lock_path = f"{make_url(url).database}.lock" if self.is_sqlite else None
        self._thread_lock = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed whole when the block ends, and not at all when it raises."""
        with self._turn(), Session(self.engine, expire_on_commit=False) as session:
            if self.is_sqlite:
                session.execute(text("BEGIN IMMEDIATE"))
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def carry_out(self, act: Callable[[Session], Result]) -> Result:
        """What `act` gives in a transaction of its own, tried again for a few seconds when the database was in the way.

        `act` must know by a key or by the state of things what it did before: when the connection breaks at the
        commit, nobody can say whether it was done, and only asking again tells. So does a row that somebody else
        has just written. Raises what `act` raises, and the last trouble when trying again did not help.
        """
        for attempt in range(1, TRIES):
            try:
                with self.transaction() as session:
                    return act(session)
            except DBAPIError as problem:
                if not (is_trouble_of_the_database(problem) or _is_written_already(problem)):
                    raise
            # Not all at the same moment, and a little longer each time.
            time.sleep(random.uniform(0.5, 1.0) * 0.05 * 2**attempt)  # noqa: S311 - no secret
        with self.transaction() as session:
            return act(session)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for looking only: one consistent view, and nothing of it is ever written."""
        # Asked once more after the block, a session would take a connection that nobody gives back: it is refused.
        with Session(
            self.engine, expire_on_commit=False, autoflush=False, info={READING: True}, close_resets_only=False
        ) as session:
            if self.is_sqlite:
                session.execute(text("BEGIN"))
            else:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            try:
                yield session
            finally:
                # What was read stays readable after the block; a rollback alone would empty it.
                session.expunge_all()
                session.rollback()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._lock_path is None:
            yield
            return
        # flock belongs to the open file, so threads of this process queue on a lock of their own first.
        with self._thread_lock:
            handle = os.open(self._lock_path, os.O_RDWR | os.O_CREAT, 0o600)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX)
                yield
            finally:
                os.close(handle)


_IN_THE_WAY = ("08", "53", "57P", "40001", "40P01", "55P03", "25P03")
"""What PostgreSQL says (beginnings of its codes) when it is ending, full, or could not wait for another's lock."""

_IN_THE_WAY_SQLITE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
}


def is_trouble_of_the_database(problem: BaseException) -> bool:
    """Whether the database itself was in the way (gone, full, a lock), so that the same may succeed a moment later.

    A statement that took too long, a value that does not fit or a rule that was broken is the asker's own doing.
    """
    if not isinstance(problem, DBAPIError):
        return False
    if problem.connection_invalidated:
        return True
    if isinstance(problem.orig, sqlite3.Error):
        return getattr(problem.orig, "sqlite_errorcode", 0) & 0xFF in _IN_THE_WAY_SQLITE
    code = getattr(problem.orig, "sqlstate", None)
    # Without a code there was no server to give one.
    return code.startswith(_IN_THE_WAY) if code else isinstance(problem, OperationalError)


def _is_written_already(problem: DBAPIError) -> bool:
    """Whether somebody else wrote a row with the same key at the same moment; SQLite's writers queue."""
    return getattr(problem.orig, "sqlstate", None) == "23505"


def _sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": 30, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN comes too late for savepoints and for BEGIN IMMEDIATE: it is switched off.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=30000",
            "secure_delete=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    return engine


def _postgresql(url: str) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        pool_pre_ping=True,
        # Nothing that is written may stand in a message or a log, whatever level is set.
        hide_parameters=True,
        # A connection whose process hangs or is cut off must not hold its locks for ever.
        connect_args={
            "connect_timeout": 5,
            "options": "-c statement_timeout=15000 -c lock_timeout=5000 "
            "-c idle_in_transaction_session_timeout=60000 -c timezone=UTC",
        },
    )
