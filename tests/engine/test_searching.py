"""Looking for work goes through indexes only: its cost is that of what is found, not of what waits."""

from datetime import timedelta
from typing import Any

from sqlalchemy import event

from engine import timers, worker
from engine.worker import Worker
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import WHO, Bench
from tests.engine.spiff.drawing import diagram, edge, end, start, timer, user

REMINDED = diagram(
    start(), user("a", **WHO), edge("late", "a", timer("PT1H"), interrupting=False), end(), end("end2"),
    "start > a > end", "late > end2",
)  # fmt: skip


def _plans(database: Database, worker_: Worker) -> list[str]:
    """How SQLite goes about every question that one round of the worker asks."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    worker.run_due(worker_)
    event.remove(database.engine, "before_cursor_execute", note)
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
    assert [plan for plan in plans if plan.startswith("SCAN") and "every_bucket" not in plan] == [
        "SCAN CONSTANT ROW"
    ] * 2


def test_only_the_buckets_with_something_due_are_named(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(REMINDED)
    bench.start()
    with database.reading() as session:
        assert timers.due_buckets(session, clock.now()) == []
    clock.move(timedelta(hours=1))
    with database.reading() as session:
        assert timers.due_buckets(session, clock.now()) == [bench.task("a").bucket]
