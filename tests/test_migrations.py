"""The database that migrations make is the one that the program expects, on both kinds of database."""

from datetime import UTC, date, datetime
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, Table, insert, select

from casework import schema
from foundation.database import Database


def test_an_empty_database_gets_exactly_the_tables_the_program_knows(bare: Database) -> None:
    assert not schema.is_current(bare)
    schema.migrate(bare)
    assert schema.is_current(bare)
    with bare.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata()) == []


def test_bringing_a_database_up_to_date_twice_changes_nothing(bare: Database) -> None:
    schema.migrate(bare)
    schema.migrate(bare)
    assert schema.is_current(bare)


def test_a_decision_put_off_loses_its_number_and_those_after_it_count_from_one(bare: Database) -> None:
    schema.migrate(bare, "0001")
    older = MetaData()
    older.reflect(bare.engine)
    decided = [("one", "defer", 1), ("one", "lcspr", 2), ("one", "alternative", 3), ("other", "lcspr", 1)]
    with bare.engine.begin() as connection:
        put(connection, older.tables["partnership"], id="home")
        for case_id in ("one", "other"):
            put(connection, older.tables["case_file"], bucket=1, id=case_id, partnership_id="home", status="open")
        for number, (case_id, outcome, version) in enumerate(decided):
            row = {"bucket": 1, "case_id": case_id, "id": str(number), "outcome": outcome, "version": version}
            put(connection, older.tables["decision"], **row)
    schema.migrate(bare)
    with bare.engine.connect() as connection:
        table = older.tables["decision"]
        found = connection.execute(select(table.c.case_id, table.c.outcome, table.c.version).order_by(table.c.id))
        assert [tuple(row) for row in found] == [
            ("one", "defer", 0), ("one", "lcspr", 1), ("one", "alternative", 2), ("other", "lcspr", 1)
        ]  # fmt: skip


def test_an_older_signed_summary_opens_with_the_declaration_for_its_meeting(bare: Database) -> None:
    schema.migrate(bare, "0016")
    older = MetaData()
    older.reflect(bare.engine)
    of_case = {"bucket": 1, "case_id": "one"}
    signed_at = datetime(2027, 1, 29, 16, tzinfo=UTC)
    with bare.engine.begin() as connection:
        put(connection, older.tables["partnership"], id="home")
        put(connection, older.tables["case_file"], bucket=1, id="one", partnership_id="home", status="open")
        for day, meeting_id in ((26, "put off"), (29, "decided"), (31, "later")):
            at = datetime(2027, 1, day, 10, tzinfo=UTC)
            put(connection, older.tables["meeting"], **of_case, id=meeting_id, starts_at=at, status="held")
        for file_id, kind, released_at, sent_at in (
            ("signed", "D04", signed_at, None),
            ("kept", "D04", signed_at, None),
            ("papers", "D04", signed_at, signed_at),
            ("draft", "D04", None, None),
            ("minutes", "D21-minutes", signed_at, None),
        ):
            made = {"id": file_id, "file_id": file_id, "kind": kind, "released_at": released_at, "sent_at": sent_at}
            put(connection, older.tables["letter"], **of_case, **made, status="released")
        pack = {"id": "decided:0:kept", "meeting_id": "decided", "version": 0, "file_id": "kept"}
        put(connection, older.tables["meeting_paper"], **of_case, **pack)
    schema.migrate(bare)
    with bare.engine.connect() as connection:
        papers = older.tables["meeting_paper"]
        found = connection.execute(select(papers.c.id, papers.c.meeting_id, papers.c.version).order_by(papers.c.id))
        assert [tuple(row) for row in found] == [
            ("decided:0:kept", "decided", 0), ("decided:0:signed", "decided", 0)
        ]  # fmt: skip


ANYTHING: dict[type, Any] = {str: "x", int: 1, bool: False, bytes: b"x", date: date(2027, 1, 14)}


def put(connection: Connection, table: Table, **known: object) -> None:
    """One row as an older version of the program wrote it, with something in every column that needs it."""
    needed = {
        column.name: ANYTHING.get(column.type.python_type, datetime(2027, 1, 14, tzinfo=UTC))
        for column in table.columns
        if not column.nullable
    }
    connection.execute(insert(table).values({**needed, **known}))
