"""The database that migrations make is the one that the program expects, on both kinds of database."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from casework import schema
from foundation.database import Database
from tests import postgresql

_numbers = itertools.count(1)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path}/bare.sqlite")
    else:
        server: postgresql.Server = request.getfixturevalue("postgresql_server")
        name = f"bare_{next(_numbers)}"
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        database = Database(server.url(name))
    yield database
    database.engine.dispose()


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
