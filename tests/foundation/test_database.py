"""The only commit: whole or not at all, with savepoints, on both databases."""

import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from foundation.database import Database, bucket_of, new_id


def _table(database: Database) -> None:
    with database.transaction() as session:
        session.execute(text("CREATE TABLE note (words TEXT)"))


def _count(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(text("SELECT count(*) FROM note")).scalar_one())


def test_work_that_raises_leaves_nothing_behind(database: Database) -> None:
    _table(database)
    with pytest.raises(KeyError), database.transaction() as session:
        session.execute(text("INSERT INTO note VALUES ('lost')"))
        raise KeyError
    assert _count(database) == 0


def test_a_savepoint_that_fails_leaves_the_rest_of_the_transaction_whole(database: Database) -> None:
    _table(database)
    with database.transaction() as session:
        session.execute(text("INSERT INTO note VALUES ('kept')"))
        with pytest.raises(KeyError), session.begin_nested():
            session.execute(text("INSERT INTO note VALUES ('lost')"))
            raise KeyError
    assert _count(database) == 1


def test_what_is_written_while_only_reading_is_never_kept(database: Database) -> None:
    _table(database)
    with database.reading() as session:
        session.execute(text("INSERT INTO note VALUES ('lost')"))
    assert _count(database) == 0


def test_a_look_at_the_database_is_a_look_at_one_moment(database: Database) -> None:
    _table(database)
    with database.reading() as session:
        before = session.execute(text("SELECT count(*) FROM note")).scalar_one()
        with database.transaction() as other:
            other.execute(text("INSERT INTO note VALUES ('later')"))
        assert session.execute(text("SELECT count(*) FROM note")).scalar_one() == before
    assert _count(database) == 1


def test_a_power_cut_cannot_undo_what_sqlite_acknowledged(tmp_path: Path) -> None:
    # Not the one that other tests get: that one spares the disk.
    with Database(f"sqlite:///{tmp_path}/kept.sqlite").reading() as session:
        assert session.execute(text("PRAGMA synchronous")).scalar_one() == 2
        assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_writers_of_one_sqlite_database_queue_and_all_get_through(sqlite: Database) -> None:
    _table(sqlite)

    def write() -> None:
        for _ in range(10):
            with sqlite.transaction() as session:
                session.execute(text("INSERT INTO note VALUES ('a')"))
                time.sleep(0.001)

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert _count(sqlite) == 40


def test_identifiers_are_version_7_unique_and_in_order_of_time() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert all(one[14] == "7" and one[19] in "89ab" for one in made)
    milliseconds = int(made[0].replace("-", "")[:12], 16)
    assert abs(datetime.fromtimestamp(milliseconds / 1000, UTC).timestamp() - time.time()) < 60


def test_a_case_keeps_its_bucket_for_ever() -> None:
    assert bucket_of("018f0000-0000-7000-8000-000000000001") == bucket_of("018f0000-0000-7000-8000-000000000001")
    assert {bucket_of(new_id()) for _ in range(5000)} == set(range(256))


def test_what_was_to_be_written_stands_in_no_message_of_the_database(database: Database) -> None:
    words = "INSERT INTO nowhere VALUES (:said)"
    with pytest.raises(DBAPIError) as refused, database.transaction() as session:
        session.execute(text(words), {"said": "the child was seen"})
    assert "the child was seen" not in str(refused.value)
