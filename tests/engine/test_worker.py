"""Machine work: done once, tried again, given up to an operator, and never in the way of other cases."""

import time
from typing import Any

import pytest

from engine import incidents, instances
from engine.states import IncidentState
from engine.work import BpmnError, Work
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import WHO, Bench, handler
from tests.engine.spiff.drawing import diagram, edge, end, error, job, start, user

JOB_THEN_TASK = diagram(start(), job("send"), user("a", **WHO), end(), "start > send > a > end")


def _bench(database: Database, clock: SettableClock, run: Any, *outputs: str, **more: Any) -> Bench:
    bench = Bench(database, clock, handler("send", run, *outputs, **more))
    bench.deploy(JOB_THEN_TASK)
    return bench


def _incidents(bench: Bench) -> list[Any]:
    with bench.database.reading() as session:
        return incidents.open_ones(session)


def test_a_handler_runs_once_and_its_outputs_become_variables(database: Database, clock: SettableClock) -> None:
    seen: list[Work] = []

    def run(work: Work) -> dict[str, Any]:
        seen.append(work)
        return {"sent": "yes"}

    bench = _bench(database, clock, run, "sent")
    instance_id = bench.start(variables={"n": 1})
    assert bench.open == []
    bench.work()
    assert bench.open == ["a"]
    assert [(work.case_id, work.variables["n"]) for work in seen] == [(bench.case_id, 1)]
    with database.reading() as session:
        step = instances.opened(session, bench.environment, instances.find(session, instance_id), "x", clock.now())
        assert step.run.variables == {"n": 1, "sent": "yes"}


def test_a_failing_handler_is_tried_three_times_and_then_given_up(database: Database, clock: SettableClock) -> None:
    tries: list[int] = []

    def run(work: Work) -> dict[str, Any]:
        tries.append(1)
        raise RuntimeError("Testcase, Baby: a secret")

    bench = _bench(database, clock, run)
    bench.start()
    bench.work()
    assert (len(tries), _incidents(bench)) == (1, [])
    bench.wait(seconds=10)
    bench.wait(minutes=1)
    bench.wait(days=1)
    assert len(tries) == 3
    [incident] = _incidents(bench)
    assert "Testcase" not in incident.technical + incident.what
    assert "RuntimeError" in incident.technical


def test_an_operator_lets_the_machine_try_again_with_a_reason(database: Database, clock: SettableClock) -> None:
    broken = [True]

    def run(work: Work) -> dict[str, Any]:
        if broken:
            raise RuntimeError
        return {}

    bench = _bench(database, clock, run)
    bench.start()
    for wait in (0, 10, 60):
        bench.wait(seconds=wait)
    broken.clear()
    [incident] = _incidents(bench)
    with database.transaction() as session:
        incidents.retry(session, incident.id, "ann", "the mail server is back", clock.now())
    bench.work()
    assert bench.open == ["a"]
    with database.reading() as session:
        kept = incidents.find(session, incident.id)
        assert (kept.state, kept.reason) == (IncidentState.RESOLVED, "the mail server is back")


@pytest.mark.parametrize("nonsense", [None, "yes", {"undeclared": 1}, {"sent": object()}, {"sent": {1, 2}}])
def test_a_handler_that_gives_back_nonsense_ends_in_an_incident(
    sqlite: Database, clock: SettableClock, nonsense: Any
) -> None:
    bench = _bench(sqlite, clock, lambda work: nonsense, "sent")
    bench.start()
    for wait in (0, 10, 60):
        bench.wait(seconds=wait)
    assert [incident.element_id for incident in _incidents(bench)] == ["send"]
    assert bench.open == []


def test_what_a_failed_try_wrote_is_not_kept(database: Database, clock: SettableClock) -> None:
    def run(work: Work) -> dict[str, Any]:
        incident = incidents.open_ones(work.session)
        assert incident == []
        from engine.tables.records import Command

        work.session.add(Command(bucket=1, key="half", person="x", result={}, at=work.now))
        work.session.flush()
        raise RuntimeError

    bench = _bench(database, clock, run)
    bench.start()
    bench.work()
    from engine.tables.records import Command

    with database.reading() as session:
        assert session.get(Command, (1, "half")) is None


def test_a_foreseen_failure_leaves_by_the_diagrams_own_way(database: Database, clock: SettableClock) -> None:
    def run(work: Work) -> dict[str, Any]:
        raise BpmnError("no_address", {"sent": "no"})

    bench = Bench(database, clock, handler("send", run, "sent"))
    bench.deploy(
        diagram(
            start(), job("send"), edge("oops", "send", error("no_address")), user("a", **WHO), user("b", **WHO),
            end(), end("end2"), "start > send > a > end", "oops > b > end2",
        )
    )  # fmt: skip
    bench.start()
    bench.work()
    assert bench.open == ["b"]


def test_a_foreseen_failure_that_nothing_catches_is_an_incident_at_once(sqlite: Database, clock: SettableClock) -> None:
    def run(work: Work) -> dict[str, Any]:
        raise BpmnError("surprise")

    bench = _bench(sqlite, clock, run)
    bench.start()
    bench.work()
    assert "surprise" in _incidents(bench)[0].what


def test_a_handler_that_hangs_is_stopped_and_counts_as_failed(
    sqlite: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.carriers.HANDLER_SECONDS", 0.2)

    def run(work: Work) -> dict[str, Any]:
        while True:
            time.sleep(0.01)

    bench = _bench(sqlite, clock, run)
    bench.start()
    for wait in (0, 10, 60):
        bench.wait(seconds=wait)
    assert "TookTooLong" in _incidents(bench)[0].technical


def test_one_cases_failing_work_does_not_hold_up_the_others(database: Database, clock: SettableClock) -> None:
    def run(work: Work) -> dict[str, Any]:
        if work.variables.get("bad"):
            raise RuntimeError
        return {}

    bench = _bench(database, clock, run)
    bench.start(variables={"bad": True})
    for _ in range(5):
        bench.start()
    bench.work()
    assert bench.open == ["a"] * 5


def test_costly_work_is_prepared_with_no_transaction_open(database: Database, clock: SettableClock) -> None:
    order: list[str] = []

    def prepare(work: Work) -> Any:
        order.append(f"read {work.variables['n']}")

        def make() -> str:
            with database.transaction():
                order.append("nothing is locked")
            return "a letter"

        return make

    def run(work: Work) -> dict[str, Any]:
        order.append(work.parameters["prepared"])
        return {}

    bench = _bench(database, clock, run, prepare=prepare)
    bench.start(variables={"n": 1})
    bench.work()
    assert order == ["read 1", "nothing is locked", "a letter"]
    assert bench.open == ["a"]


def test_a_preparation_that_fails_is_tried_again_and_then_given_up(sqlite: Database, clock: SettableClock) -> None:
    def prepare(work: Work) -> Any:
        raise RuntimeError

    bench = _bench(sqlite, clock, lambda work: {}, prepare=prepare)
    bench.start()
    for wait in (0, 60, 60, 60):
        bench.wait(seconds=wait)
    assert len(_incidents(bench)) == 1
