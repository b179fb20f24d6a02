"""The clock moves an instance: never early, never forgotten, and people win over it."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine import incidents, timers
from engine.errors import NotFound
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import WHO, Bench, handler
from tests.engine.spiff.drawing import catch, diagram, edge, end, job, several, start, timer, user


def _reminding(text: str) -> bytes:
    return diagram(
        start(), user("a", **WHO), edge("late", "a", timer(text), interrupting=False), job("remind"), end(),
        end("end2"), "start > a > end", "late > remind > end2",
    )  # fmt: skip


def _bench(database: Database, clock: SettableClock, bpmn: bytes, **more: Any) -> tuple[Bench, list[datetime]]:
    reminded: list[datetime] = []

    def remind(work: Any) -> dict[str, Any]:
        reminded.append(work.now)
        return {}

    bench = Bench(database, clock, handler("remind", remind), **more)
    bench.deploy(bpmn)
    return bench, reminded


def test_a_reminder_fires_when_it_is_due_and_not_before(database: Database, clock: SettableClock) -> None:
    bench, reminded = _bench(database, clock, _reminding("PT1H"))
    bench.start()
    bench.wait(minutes=59, seconds=59)
    assert reminded == []
    bench.wait(seconds=1)
    assert len(reminded) == 1
    bench.wait(days=30)
    assert len(reminded) == 1
    assert bench.open == ["a"]


def test_after_an_outage_every_overdue_timer_fires_once(database: Database, clock: SettableClock) -> None:
    bench, reminded = _bench(database, clock, _reminding("PT1H"))
    for _ in range(12):
        bench.start()
    clock.move(timedelta(days=30))
    bench.work()
    assert len(reminded) == 12


def test_a_person_wins_over_a_timer_that_is_due_but_was_not_swept(database: Database, clock: SettableClock) -> None:
    bpmn = diagram(
        start(), user("a", **WHO), edge("late", "a", timer("PT1H")), user("b", **WHO), end(), end("end2"),
        "start > a > end", "late > b > end2",
    )  # fmt: skip
    bench, _ = _bench(database, clock, bpmn)
    bench.start()
    clock.move(timedelta(hours=2))
    bench.complete("a")
    bench.work()
    assert bench.open == []


def test_a_completed_task_takes_its_timers_with_it(database: Database, clock: SettableClock) -> None:
    bench, reminded = _bench(database, clock, _reminding("PT1H"))
    bench.start()
    bench.complete("a")
    bench.wait(days=1)
    assert reminded == []


def test_a_timer_follows_its_clock_and_waits_while_the_clock_has_no_date(
    database: Database, clock: SettableClock
) -> None:
    dates: dict[str, datetime | None] = {"reply_due": None}
    words = {"deadline": lambda name: dates[name]}
    bench, reminded = _bench(
        database,
        clock,
        _reminding('${deadline("reply_due")}'),
        functions=lambda session, case_id, now, variables: words,
        function_names=frozenset(words),
        clocks=frozenset({"reply_due"}),
    )
    bench.start()
    bench.wait(days=1)
    assert reminded == []
    dates["reply_due"] = clock.now() + timedelta(days=3)
    with database.transaction() as session:
        assert timers.rearm_case(session, bench.case_id, clock.now()) == 1
    bench.wait(days=2)
    assert reminded == []
    bench.wait(days=1)
    assert len(reminded) == 1
    # The date moves ahead again: the reminder that fired listens again.
    dates["reply_due"] = clock.now() + timedelta(days=1)
    with database.transaction() as session:
        timers.rearm_case(session, bench.case_id, clock.now())
    bench.work()
    bench.wait(days=1)
    assert len(reminded) == 2


def test_an_operator_moves_a_timer_or_triggers_it_with_a_reason(database: Database, clock: SettableClock) -> None:
    bench, reminded = _bench(database, clock, _reminding("PT1H"))
    for _ in range(2):
        bench.start()
    with database.reading() as session:
        from sqlalchemy import select

        from engine.tables.instances import Timer

        first, second = session.scalars(select(Timer.id).order_by(Timer.id)).all()
    with database.transaction() as session:
        timers.move(session, bench.environment, first, clock.now() + timedelta(days=9), "ann", "asked", clock.now())
        timers.trigger(session, bench.environment, second, "ann", "asked", clock.now())
    bench.work()
    assert len(reminded) == 1
    bench.wait(days=8)
    assert len(reminded) == 1
    bench.wait(days=1)
    assert len(reminded) == 2
    with pytest.raises(NotFound), database.transaction() as session:
        timers.trigger(session, bench.environment, second, "ann", "again", clock.now())


def test_a_timer_whose_next_step_fails_becomes_an_incident_and_does_not_come_back_by_itself(
    sqlite: Database, clock: SettableClock
) -> None:
    bpmn = diagram(
        start(), catch("pause", timer("PT1H")), user("a", several("people", "one"), **WHO), end(),
        "start > pause > a > end",
    )  # fmt: skip
    bench, _ = _bench(sqlite, clock, bpmn, variables=frozenset({"people"}))
    bench.start(variables={"people": 3})
    bench.wait(hours=2)
    bench.wait(hours=2)
    with sqlite.reading() as session:
        [incident] = incidents.open_ones(session)
    assert "ElementFailed" in incident.technical
