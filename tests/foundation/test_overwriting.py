"""What was deleted is not in the file any more, whatever SQLite moved about before."""

import secrets
from pathlib import Path

import pytest
from sqlalchemy import event, text

from foundation.database import Database
from foundation.overwriting import overwrite_deleted


def tokens_in(database: Database, count: int) -> list[bytes]:
    """Random entries of an index, put in one by one so that its pages split and merge."""
    made = [secrets.token_bytes(32) for _ in range(count)]
    with database.transaction() as session:
        session.execute(text("CREATE TABLE token (value BLOB PRIMARY KEY, kept BOOLEAN) WITHOUT ROWID"))
        for number, value in enumerate(made):
            session.execute(text("INSERT INTO token VALUES (:value, :kept)"), {"value": value, "kept": number % 3 == 0})
    return made


def test_nothing_of_what_was_deleted_stays_in_any_file(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/case.sqlite")
    made = tokens_in(database, 3_000)
    with database.transaction() as session:
        session.execute(text("DELETE FROM token WHERE NOT kept"))
    overwrite_deleted(database)
    there = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    found = [number for number, value in enumerate(made) if value in there]
    assert found == list(range(0, 3_000, 3)), "what is kept is there, and nothing else"
    with database.transaction() as session:
        session.execute(text("DELETE FROM token"))
    database.engine.dispose()


def test_whoever_reads_for_long_is_named_as_the_reason_and_loses_nothing(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/case.sqlite")
    event.listen(database.engine, "checkout", lambda raw, _record, _proxy: raw.execute("PRAGMA busy_timeout=50"))
    tokens_in(database, 10)
    with database.reading() as session:
        assert session.execute(text("SELECT count(*) FROM token")).scalar_one() == 10
        with pytest.raises(TimeoutError, match="being read for so long"):
            overwrite_deleted(database)
        assert session.execute(text("SELECT count(*) FROM token")).scalar_one() == 10
    overwrite_deleted(database)
    database.engine.dispose()
