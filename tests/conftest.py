"""What every test may ask for: a real database of each kind, and a clock that can be set."""

import gc
import itertools
import shutil
from collections import Counter
from collections.abc import Generator, Iterator
from datetime import datetime
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from hypothesis import HealthCheck, settings

import handlers
from casework import schema
from casework.rehearsal.stage import Stages, share_statements, spare_the_disk
from foundation.clock import LONDON, SettableClock
from foundation.database import Database
from tests import postgresql, quickness
from tests.compiled import Compiled
from tests.once import run_folder

# Tests make many applications: what is compiled of a page for one serves the next.
COMPILED = Compiled()
Flask.jinja_options = {"bytecode_cache": COMPILED}

# How quick the machine is must fail no test: neither how long one example takes nor how long it takes to invent some.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

STORIES = {"chapters", "chapters_2020"}
"""What stands on these is slow: playing the story of scenario 1 up to its end takes seconds."""

_numbers = itertools.count(1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that take long come first, so that no worker begins one when the others are at their end.

    Needs --no-loadscope-reorder, which the Makefile gives: otherwise files with many tests come first.
    """
    for item in items:
        if STORIES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    weights: Counter[Path] = Counter()
    for item in items:
        slow = item.get_closest_marker("slow")
        weights[item.path] += 100 * bool(item.get_closest_marker("browser")) + (max((1, *slow.args)) if slow else 0)
    items.sort(key=lambda item: (weights[item.path] == 0, -weights[item.path]))


def pytest_collection_finish() -> None:
    """What is there by now stays to the end: looking through it for garbage again and again takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    quickness.taken()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note what each part of a test took of the processor."""
    return quickness.measured((yield))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what makes `make test-fast` slow. It is no failure: how long something takes is not the same everywhere."""
    reports = [*terminalreporter.getreports(""), *terminalreporter.getreports("passed")]
    if told := quickness.too_long(reports):
        terminalreporter.section("not quick: make them so, or mark them slow", yellow=True)
        for line in told:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """What one worker compiled of a page serves the others of the run."""
    COMPILED.shared_in(run_folder(tmp_path_factory) / "compiled")


@pytest.fixture(scope="session")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Stages:
    """Offices with the demo's people and everything published, to be copied by whoever plays a story."""
    return Stages(run_folder(tmp_path_factory) / "stages", handlers.table)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table, copied for each test that wants one."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite"
    database = Database(f"sqlite:///{path}")
    schema.migrate(database)
    database.engine.dispose()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    """A PostgreSQL server for this run, with a template database that holds every table."""
    server = postgresql.Server()
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
    database = Database(server.url("empty"))
    schema.migrate(database)
    database.engine.dispose()
    yield server
    server.stop()


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database of this test's own."""
    path = tmp_path / "test.sqlite"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    spare_the_disk(database)
    share_statements(database)
    yield database
    database.engine.dispose()


@pytest.fixture
def postgresql_database(postgresql_server: postgresql.Server) -> Iterator[Database]:
    """An empty PostgreSQL database of this test's own."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE empty")
    database = Database(postgresql_server.url(name))
    yield database
    database.engine.dispose()
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database, once of each kind that the product runs on."""
    fixture = "sqlite" if request.param == "sqlite" else "postgresql_database"
    found: Database = request.getfixturevalue(fixture)
    return found


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


@pytest.fixture
def clock() -> SettableClock:
    """The morning on which scenario S1's notification is copied to the office."""
    return SettableClock(datetime(2027, 1, 14, 10, 15, tzinfo=LONDON))
