"""Processes are killed in the middle of things, and the database server too: nothing is lost, nothing done twice."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework import schema
from engine import doctor
from engine.states import InstanceState
from engine.tables.instances import Instance, UserTask
from engine.tables.records import Command, History
from foundation import audit
from foundation.clock import SettableClock
from foundation.database import Database
from tests import postgresql
from tests.engine.bench import WHO, Bench
from tests.engine.crash_worker import ENVIRONMENT
from tests.engine.spiff.drawing import catch, diagram, end, job, start, timer, user

ROOT = Path(__file__).parent.parent.parent
CASES = 25
PATH = diagram(
    start(), job("one", "note"), user("a", **WHO), catch("pause", timer("PT1S")), job("two", "note"),
    user("b", **WHO), job("three", "note"), end(), "start > one > a > pause > two > b > three > end",
)  # fmt: skip


def _begin(role: str, url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.engine.crash_worker", role, url], cwd=ROOT, stderr=subprocess.DEVNULL
    )


def _finished(database: Database) -> int:
    try:
        with database.reading() as session:
            done = select(func.count()).select_from(Instance).where(Instance.state == InstanceState.COMPLETED)
            return int(session.scalars(done).one())
    except Exception:
        return 0


def _rage(database: Database, kills: int, also: Callable[[int], None] = lambda number: None) -> None:
    """Run two workers and two people, and kill one of them every few hundredths of a second, until all is done."""
    roles = ["worker", "worker", "person", "person"]
    running = [_begin(role, database.url) for role in roles]
    chance = random.Random(7)
    until = time.monotonic() + 120
    number = 0
    try:
        while _finished(database) < CASES and time.monotonic() < until:
            time.sleep(chance.uniform(0.2, 0.6))
            if number < kills:
                victim = chance.randrange(len(roles))
                running[victim].kill()
                running[victim].wait()
                also(number)
                running[victim] = _begin(roles[victim], database.url)
                number += 1
    finally:
        for process in running:
            process.kill()
            process.wait()
    assert number >= min(kills, 5), "too few kills to mean anything"


def _all_is_well(database: Database) -> None:
    with database.reading() as session:
        assert _finished(database) == CASES
        effects = session.scalars(select(func.count()).select_from(Command).where(Command.key.like("effect:%"))).one()
        assert effects == 3 * CASES
        assert session.scalars(select(func.count()).select_from(UserTask)).one() == 2 * CASES
        done = session.execute(
            select(History.instance_id, History.element_id, func.count())
            .where(History.what == "completed")
            .group_by(History.instance_id, History.element_id)
        ).all()
        assert {count for _, _, count in done} == {1}
        assert doctor.examine(session, datetime.now(UTC)) == []
        assert audit.verify(session) == []


def _fill(database: Database) -> None:
    for _ in range(CASES):
        bench = Bench(database, SettableClock(datetime.now(UTC)))
        bench.environment = ENVIRONMENT
        bench.deploy(PATH)
        bench.start()


@pytest.mark.slow
def test_killed_processes_lose_nothing_and_do_nothing_twice(database: Database) -> None:
    _fill(database)
    _rage(database, kills=15)
    _all_is_well(database)


@pytest.mark.slow
@pytest.mark.postgresql
def test_a_database_server_that_crashes_loses_nothing_that_was_acknowledged() -> None:
    server = postgresql.Server()
    try:
        server.keep_what_is_acknowledged()
        database = Database(server.url())
        schema.metadata().create_all(database.engine)
        _fill(database)

        def crash(number: int) -> None:
            if number % 4 == 3:
                server.crash()
                server.start()

        _rage(database, kills=12, also=crash)
        database.engine.dispose()
        _all_is_well(database)
        database.engine.dispose()
    finally:
        server.stop()
