"""The key store: wrapped keys of cases in a database of their own, so that no copy of the main one holds any.

A case has several: one for each part of its records that may be deleted by itself (cases.keys).

What is put here is on the disk before the call returns, in a transaction of its own. So a case is never there without
its key; a key without its case, after a crash between the two, opens nothing and does no harm.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Connection, Integer, LargeBinary, MetaData, String, Table, delete, insert, select, text
from sqlalchemy import inspect as inspected

from foundation.database import Database, Utc, new_id
from foundation.overwriting import overwrite_deleted

_TABLES = MetaData()
_KEYS = Table(
    "case_key",
    _TABLES,
    Column("case_id", String, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("made_at", Utc, nullable=False),
    Column("part", String, nullable=False, server_default=""),
)
_PART = "part"
_STORE = Table("key_store", _TABLES, Column("id", String, primary_key=True))


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """One key of a case, wrapped by the master key; of several of a part the one with the highest number seals.

    Numbers count all keys of the case. Other keys may be kept under an id that no case has (cases.token_keys).
    """

    case_id: str
    number: int
    wrapped: bytes = field(repr=False)
    made_at: datetime
    part: str = ""


class KeyStore:
    """Every case's keys. Looks at its database only when asked for something."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self._id: str | None = None

    def id(self) -> str | None:
        """What tells this store from others; None for one in which nothing was ever kept."""
        if self._id is None and inspected(self.database.engine).has_table(_STORE.name):
            self._bring_up_to_date()
            with self._looking() as connection:
                self._id = connection.execute(select(_STORE.c.id)).scalar_one_or_none()
        return self._id

    def begin(self, id: str | None = None) -> str:
        """Make the store ready, with a given id when it is a restored one; gives its id. Safe to call again."""
        found = self.id()
        if found is not None:
            return found
        with self._changing() as connection:
            _TABLES.create_all(connection)
            found = connection.execute(select(_STORE.c.id)).scalar_one_or_none()
            if found is None:
                found = id or new_id()
                connection.execute(insert(_STORE).values(id=found))
        return found

    def of_case(self, case_id: str) -> list[WrappedKey]:
        """A case's keys, the one that seals first; none when it never had one or they were destroyed."""
        if self.id() is None:
            return []
        with self._looking() as connection:
            found = connection.execute(select(_KEYS).where(_KEYS.c.case_id == case_id).order_by(_KEYS.c.number.desc()))
            return [WrappedKey(*row) for row in found]

    def put(self, keys: Sequence[WrappedKey]) -> None:
        """Keep keys, on the disk before this returns; those that are there already stay as they are."""
        self.begin()
        with self._changing() as connection:
            for key in keys:
                its = (_KEYS.c.case_id == key.case_id, _KEYS.c.number == key.number)
                if connection.execute(select(_KEYS.c.number).where(*its)).first() is None:
                    row = {"number": key.number, "wrapped": key.wrapped, "made_at": key.made_at, "part": key.part}
                    connection.execute(insert(_KEYS).values(case_id=key.case_id, **row))

    def rewrap(self, key: WrappedKey, wrapped: bytes) -> bool:
        """Put a key, wrapped by another master key, in its own place; False when it is not there any more."""
        its = (_KEYS.c.case_id == key.case_id, _KEYS.c.number == key.number, _KEYS.c.wrapped == key.wrapped)
        with self._changing() as connection:
            return connection.execute(_KEYS.update().where(*its).values(wrapped=wrapped)).rowcount == 1

    def destroy(self, case_id: str, numbers: Collection[int] | None = None) -> None:
        """Throw a case's keys away, or only those with these numbers, and whatever the file keeps of them."""
        if self.id() is None:
            return
        its = [_KEYS.c.case_id == case_id, *([] if numbers is None else [_KEYS.c.number.in_(numbers)])]
        with self._changing() as connection:
            connection.execute(select(_STORE.c.id).with_for_update())
            connection.execute(delete(_KEYS).where(*its))
        if self.database.is_sqlite:
            overwrite_deleted(self.database)
            return
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM case_key"))

    def every(self) -> list[WrappedKey]:
        """All keys, by case."""
        if self.id() is None:
            return []
        with self._looking() as connection:
            found = connection.execute(select(_KEYS).order_by(_KEYS.c.case_id, _KEYS.c.number))
            return [WrappedKey(*row) for row in found]

    @contextmanager
    def locked(self) -> Iterator[list[WrappedKey]]:
        """All keys, by case, with nobody adding or destroying any until the block ends."""
        with self._changing() as connection:
            connection.execute(select(_STORE.c.id).with_for_update())
            found = connection.execute(select(_KEYS).order_by(_KEYS.c.case_id, _KEYS.c.number))
            yield [WrappedKey(*row) for row in found]

    def close(self) -> None:
        """Let go of every connection; they are made again when needed."""
        self.database.engine.dispose()

    def _bring_up_to_date(self) -> None:
        """A store of an earlier version had one kind of key for each case."""

        def lacks() -> bool:
            return _PART not in {each["name"] for each in inspected(self.database.engine).get_columns(_KEYS.name)}

        if lacks():
            with self._changing() as connection:
                if not self.database.is_sqlite or lacks():
                    unless = "" if self.database.is_sqlite else "IF NOT EXISTS "
                    connection.execute(
                        text(f"ALTER TABLE case_key ADD COLUMN {unless}part VARCHAR NOT NULL DEFAULT ''")
                    )

    @contextmanager
    def _looking(self) -> Iterator[Connection]:
        with self.database.engine.connect() as connection:
            yield connection

    @contextmanager
    def _changing(self) -> Iterator[Connection]:
        with self.database.transaction() as session:
            yield session.connection()
