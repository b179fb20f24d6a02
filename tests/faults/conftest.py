"""What the tests of faults share: a mail server, and an office with pages on each kind of database."""

from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask

from foundation.clock import SettableClock
from foundation.database import new_id
from tests import postgresql
from tests.casework.mail.conftest import server
from tests.faults import hard_office
from tests.web.world import World
from web import create_app

__all__ = ["server"]


@pytest.fixture(scope="module")
def sqlite_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """An office on SQLite with the form that has everything. Each test begins cases of its own in it."""
    yield from hard_office.made(tmp_path_factory.mktemp("sqlite"), None)


@pytest.fixture(scope="module")
def postgresql_world(postgresql_server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same on PostgreSQL."""
    name = f"pages_{new_id()[-12:]}"
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE empty")
    yield from hard_office.made(tmp_path_factory.mktemp("postgresql"), postgresql_server.url(name))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def world(request: pytest.FixtureRequest) -> World:
    """One of each kind."""
    found: World = request.getfixturevalue(f"{request.param}_world")
    return found


@pytest.fixture
def clock(world: World) -> SettableClock:
    """Their clock."""
    assert isinstance(world.office.clock, SettableClock)
    return world.office.clock


@pytest.fixture
def app(world: World) -> Flask:
    """The pages over it."""
    return create_app(world.office)
