"""Keys that an earlier version kept in the database itself, moved into the key store before their table goes."""

from sqlalchemy import Column, LargeBinary, MetaData, String, Table, delete, inspect, select, text

from cases import keys
from casework import schema
from casework.office import Office
from foundation.database import Utc
from foundation.key_store import WrappedKey

_OLD = Table(
    "case_key",
    MetaData(),
    Column("case_id", String),
    Column("wrapped", LargeBinary),
    Column("made_at", Utc),
)


def migrate(office: Office) -> int:
    """Bring the database to the present schema, its keys into the key store first; gives how many were moved.

    Safe to call again: until every key is on the store's disk, none leaves the database. Raises AnotherKeyStore.
    """
    moved = _move(office)
    schema.migrate(office.database)
    if moved or office.keys.store.id():
        with office.database.transaction() as session:
            keys.mark(session, office.keys.store)
    return moved


def _move(office: Office) -> int:
    if not inspect(office.database.engine).has_table(_OLD.name):
        return 0
    with office.database.reading() as session:
        found = [WrappedKey(row.case_id, 1, row.wrapped, row.made_at) for row in session.execute(select(_OLD))]
    if not found:
        return 0
    store = office.keys.store
    store.put(found)
    there = {key.case_id: key.wrapped for key in store.every() if key.number == 1}
    if any(there.get(key.case_id) != key.wrapped for key in found):
        raise keys.AnotherKeyStore
    with office.database.transaction() as session:
        session.execute(delete(_OLD))
    if office.database.is_sqlite:
        # What the write-ahead log still has of the keys goes with it.
        with office.database.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return len(found)
