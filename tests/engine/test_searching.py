"""Looking for work goes through indexes only: its cost is that of what is found, not of what waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from engine import incidents, jobs, tasks, timers, worker
from engine.errors import NotFound
from engine.work import Work
from engine.worker import Worker
from foundation.clock import SettableClock
from foundation.database import Database, new_id
from tests.engine.bench import WHO, Bench, handler
from tests.engine.spiff.drawing import diagram, edge, end, job, start, timer, user

REMINDED = diagram(
    start(), user("a", **WHO), edge("late", "a", timer("PT1H"), interrupting=False), end(), end("end2"),
    "start > a > end", "late > end2",
)  # fmt: skip


@contextmanager
def _asked(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """Every statement of the block with its parameters."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        found.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    yield found
    event.remove(database.engine, "before_cursor_execute", note)


def _plans(database: Database, worker_: Worker) -> list[str]:
    """How SQLite goes about every question that one round of the worker asks, and an operator's page."""
    with _asked(database) as asked:
        worker.run_due(worker_)
        with database.reading() as session:
            timers.overdue(session, worker_.clock.now())
            jobs.ready(session, worker_.clock.now())
    with database.engine.connect() as connection:
        return [
            str(row[3])
            for statement, parameters in asked
            if statement.startswith(("SELECT", "WITH"))
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]


def test_looking_for_due_work_goes_through_no_table(sqlite: Database, clock: SettableClock) -> None:
    bench = Bench(sqlite, clock)
    bench.deploy(REMINDED)
    bench.start()
    clock.move(timedelta(hours=2))
    plans = _plans(sqlite, bench.worker)
    assert any("timer_due (bucket=? AND due_at<?)" in plan for plan in plans)
    assert any("job_ready (bucket=? AND state=? AND run_at<?)" in plan for plan in plans)
    assert [
        plan for plan in plans if plan.startswith("SCAN") and "every_bucket" not in plan and "ROW" not in plan
    ] == []


def test_only_the_buckets_with_something_due_are_named(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(REMINDED)
    bench.start()
    with database.reading() as session:
        assert timers.due_buckets(session, clock.now()) == []
    clock.move(timedelta(hours=1))
    with database.reading() as session:
        assert timers.due_buckets(session, clock.now()) == [bench.task("a").bucket]


def test_what_is_due_is_counted_over_all_buckets(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(REMINDED)
    for _ in range(3):
        bench.case_id = new_id()
        bench.start()
    with database.reading() as session:
        assert timers.overdue(session, clock.now()) == 0
        assert timers.overdue(session, clock.now() + timedelta(hours=1)) == 3


def test_a_job_that_was_given_up_is_not_counted_as_one_to_do(database: Database, clock: SettableClock) -> None:
    def fail(_work: Work) -> dict[str, Any]:
        raise ValueError("never works")

    bench = Bench(database, clock, handler("send", fail))
    bench.deploy(diagram(start(), job("send"), end(), "start > send > end"))
    bench.start()
    with database.reading() as session:
        assert jobs.ready(session, clock.now()) == 1
    for _ in range(10):
        bench.wait(days=1)
    with database.reading() as session:
        assert incidents.open_ones(session) != []
        assert jobs.ready(session, clock.now()) == 0


def test_who_may_take_each_task_of_a_case_is_asked_at_once(sqlite: Database, clock: SettableClock) -> None:
    bench = Bench(sqlite, clock)
    bench.deploy(REMINDED)
    for _ in range(4):
        bench.start()
    with sqlite.reading() as session:
        found = tasks.of_case(session, bench.case_id)
        with _asked(sqlite) as asked:
            offered = tasks.candidates(session, found)
    assert len(asked) == 1
    assert offered == {task.id: {"business_office"} for task in found}
    assert len(offered) == 4


def test_one_timer_is_found_by_its_id_through_its_key_on_either_kind_of_database(
    database: Database, clock: SettableClock
) -> None:
    bench = Bench(database, clock)
    bench.deploy(REMINDED)
    bench.start()
    numbers = "generate_series(1, 30000) AS t(n)"
    if database.is_sqlite:
        numbers = "(WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 3000) SELECT n FROM t)"
    with database.transaction() as session:
        session.execute(
            text(
                "INSERT INTO timer (bucket, id, instance_id, element_id, expression)"
                f" SELECT bucket, 'timer ' || n, instance_id, element_id, expression FROM timer, {numbers}"
            )
        )
        if not database.is_sqlite:
            session.execute(text("ANALYZE timer"))
    wanted = "timer 7"
    with _asked(database) as asked, database.reading() as session:
        assert timers.find(session, wanted).id == wanted
        with pytest.raises(NotFound):
            timers.find(session, "no such timer")
    (statement, parameters), *_ = [each for each in asked if "timer" in each[0]]
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.engine.connect() as connection:
        plan = " ".join(str(row) for row in connection.exec_driver_sql(f"{explain} {statement}", parameters))
    assert "(bucket=? AND id=?)" in plan or "Index Scan using timer_pkey" in plan, plan
    assert "Seq Scan on timer" not in plan
