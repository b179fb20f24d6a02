"""The database that migrations make is the one that the program expects, on both kinds of database."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

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
