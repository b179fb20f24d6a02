"""Handlers that raise, hang, kill their process or give back nonsense: an incident in words, and everything goes on."""

import contextlib
import subprocess
import sys
import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from engine import doctor, in_hand, incidents, limits, worker
from engine.tables.instances import Instance, Job
from engine.tables.records import Command, Incident
from engine.work import BpmnError, Field, Handler, Work
from engine.worker import Worker
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import WHO, Bench
from tests.engine.spiff.drawing import catch, diagram, end, job, start, timer, user
from tests.faults import poison_worker

ROOT = Path(__file__).parent.parent.parent
JOB_THEN_TASK = diagram(start(), job("send"), user("a", **WHO), end(), "start > send > a > end")
TRIES = (0, 10, 60)


def _bench(database: Database, clock: SettableClock, run: Any, *outputs: Field) -> Bench:
    bench = Bench(database, clock, Handler("send", "Send", run, outputs=outputs))
    bench.deploy(JOB_THEN_TASK)
    return bench


def _incidents(database: Database) -> list[Incident]:
    with database.reading() as session:
        return incidents.open_ones(session)


def _jobs(database: Database) -> list[Job]:
    with database.reading() as session:
        return list(session.scalars(select(Job)))


def _break_a_rule(work: Work) -> dict[str, Any]:
    for _ in range(2):
        work.session.add(Command(bucket=1, key="the same", person="x", result={}, at=work.now))
        work.session.flush()
    return {}


def _ask_nonsense(work: Work) -> dict[str, Any]:
    work.session.execute(text("SELECT nothing FROM nowhere"))
    return {}


def _leave(work: Work) -> dict[str, Any]:
    sys.exit("a handler must not")


def _spoil_the_transaction(work: Work) -> dict[str, Any]:
    work.session.rollback()
    return {}


@pytest.mark.parametrize("poison", [_break_a_rule, _ask_nonsense, _leave, _spoil_the_transaction])
def test_poison_is_given_up_after_its_tries_and_the_same_bucket_goes_on(
    database: Database, clock: SettableClock, poison: Any
) -> None:
    def run(work: Work) -> dict[str, Any]:
        found: dict[str, Any] = poison(work) if work.variables.get("bad") else {}
        return found

    bench = _bench(database, clock, run)
    bench.start(variables={"bad": True})
    for _ in range(3):
        bench.start()
    for wait in TRIES:
        bench.wait(seconds=wait)
    assert bench.open == ["a"] * 3
    [incident] = _incidents(database)
    assert incident.what == "The step “send” failed 3 times and was given up."
    assert [one.attempts for one in _jobs(database)] == [3]
    with database.reading() as session:
        assert doctor.examine(session, clock.now()) == []


NUMBER, LIST, YES_NO = Field("sent", "number", "Sent"), Field("sent", "list", "Sent"), Field("sent", "boolean", "Sent")


@pytest.mark.parametrize(
    ("declared", "nonsense", "told"),
    [
        (NUMBER, {"sent": "seven"}, "sent, which is not a number"),
        (NUMBER, {"sent": True}, "sent, which is not a number"),
        (YES_NO, {"sent": 1}, "sent, which is not a boolean"),
        (LIST, {"sent": date(2027, 1, 14)}, "sent, which is not a list"),
        (LIST, {"sent": ["x" * 100] * 1000}, "103,010 bytes; 64,000 are allowed"),
        (NUMBER, {"sent": 1, "extra": 2}, "extra, undeclared"),
        (NUMBER, {7: 1}, "7, undeclared"),
        (LIST, {"sent": ["\ud800"]}, "cannot be stored"),
    ],
)
def test_what_a_handler_gives_back_is_held_against_what_it_declared(
    sqlite: Database, clock: SettableClock, declared: Field, nonsense: Any, told: str
) -> None:
    bench = _bench(sqlite, clock, lambda work: nonsense, declared)
    bench.start()
    for wait in TRIES:
        bench.wait(seconds=wait)
    [incident] = _incidents(sqlite)
    assert told in incident.what
    assert bench.open == []


def test_a_foreseen_failure_carries_only_what_was_declared(sqlite: Database, clock: SettableClock) -> None:
    def run(work: Work) -> dict[str, Any]:
        raise BpmnError("no_address", {"secret": "Sam Testcase"})

    bench = _bench(sqlite, clock, run)
    bench.start()
    for wait in TRIES:
        bench.wait(seconds=wait)
    [incident] = _incidents(sqlite)
    assert "secret, undeclared" in incident.what
    assert "Sam" not in incident.what + incident.technical


def test_a_handler_that_hangs_is_stopped_in_words_an_operator_understands(
    sqlite: Database, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.carriers.HANDLER_SECONDS", 0.1)

    def run(work: Work) -> dict[str, Any]:
        while work.variables.get("bad"):
            threading.Event().wait(0.01)
        return {}

    bench = _bench(sqlite, clock, run)
    bench.start(variables={"bad": True})
    bench.start()
    for wait in TRIES:
        bench.wait(seconds=wait)
    assert [one.what for one in _incidents(sqlite)] == [
        "The step “send” took too long, was stopped each time, and was given up."
    ]
    assert bench.open == ["a"]


def test_a_handler_that_cannot_be_stopped_ends_the_process_and_never_counts_as_one_that_ended_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()
    monkeypatch.setattr(limits, "GRACE_SECONDS", 0.05)
    monkeypatch.setattr(limits, "last_resort", ended.set)
    # Swallowing the exception is as bad as not being reached by it.
    with pytest.raises(limits.TookTooLong), limits.time_limit(0.05):
        while not ended.is_set():
            with contextlib.suppress(limits.TookTooLong):
                ended.wait(0.01)


def test_a_handler_is_stopped_even_when_its_time_was_over_while_memory_was_being_freed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Nothing can be raised out of __del__: Python says "Exception ignored in" and goes on.
    class Slow:
        def __del__(self) -> None:
            while not ended.is_set():
                pass

    ended = threading.Event()
    monkeypatch.setattr(limits, "last_resort", ended.set)
    with pytest.raises(limits.TookTooLong), limits.time_limit(0.05):
        Slow()  # freed at once, and its time ends within __del__
        while not ended.is_set():
            pass
    assert not ended.is_set()


def test_a_handler_that_ends_in_time_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()
    monkeypatch.setattr(limits, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(limits, "last_resort", ended.set)
    for _ in range(50):
        with limits.time_limit(60):
            pass
    assert not ended.wait(0.05)


@pytest.mark.slow
@pytest.mark.parametrize(("poison", "code"), [("sleeps", limits.STUCK), ("dies", -9)])
def test_a_job_that_ends_its_process_three_times_is_given_up_and_the_others_go_on(
    database: Database, tmp_path: Path, poison: str, code: int
) -> None:
    bench = Bench(database, SettableClock(datetime.now(UTC)), *poison_worker.ENVIRONMENT.handlers.values())
    bench.deploy(JOB_THEN_TASK)
    bench.start(variables={"poison": poison})
    bench.start()
    command = [sys.executable, "-m", "tests.faults.poison_worker", database.url, str(tmp_path / "in-hand")]
    run = subprocess.run(command, cwd=ROOT, check=True, timeout=60, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert run.stdout.decode().split() == [str(code)] * 3 + ["0"]
    [incident] = _incidents(database)
    assert incident.what == "The machine's process ended in the middle of this step: it hung, or used too much memory."
    assert bench.open == ["a"]
    assert list((tmp_path / "in-hand").iterdir()) == []


def test_a_job_that_is_in_hand_elsewhere_is_not_counted(tmp_path: Path) -> None:
    with in_hand.holding(tmp_path, 7, "a-job"):
        assert list(in_hand.left_behind(tmp_path)) == []
    assert list(in_hand.left_behind(tmp_path)) == []


def test_a_folder_that_cannot_be_written_keeps_nobody_from_working(database: Database, clock: SettableClock) -> None:
    bench = _bench(database, clock, lambda work: {})
    bench.start()
    assert worker.run_until_idle(Worker(database, bench.environment, clock, Path("/proc/nowhere"))) == 1
    assert bench.open == ["a"]


def test_timers_whose_instances_fail_do_not_starve_the_others(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(diagram(start(), catch("pause", timer("PT1H")), user("a", **WHO), end(), "start > pause > a > end"))
    damaged = [bench.start() for _ in range(worker.BATCH + 2)]
    with database.transaction() as session:
        session.execute(update(Instance).where(Instance.id.in_(damaged)).values(tokens=b"nonsense"))
    clock.move(timedelta(minutes=1))
    sound = [bench.start() for _ in range(2)]
    bench.wait(hours=2)
    assert sorted(task.instance_id for task in bench.open_tasks()) == sorted(sound)
    assert {one.instance_id for one in _incidents(database)} == set(damaged)


@pytest.mark.postgresql
def test_a_job_that_meets_a_lock_uses_up_no_try_and_lets_the_others_go_first(
    postgresql_database: Database, clock: SettableClock
) -> None:
    database = postgresql_database

    def run(work: Work) -> dict[str, Any]:
        if work.variables.get("waits"):
            work.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
            work.session.execute(update(Command).where(Command.key == "held").values(person="machine"))
        return {}

    bench = _bench(database, clock, run)
    with database.transaction() as session:
        session.add(Command(bucket=1, key="held", person="x", result={}, at=clock.now()))
    bench.start(variables={"waits": True})
    bench.start()
    with database.transaction() as session:
        session.execute(update(Command).values(person="ann"))
        with pytest.raises(Exception, match="lock"):
            worker.run_due(bench.worker)
        worker.run_due(bench.worker)
        assert bench.open == ["a"]
    assert [one.attempts for one in _jobs(database)] == [0]
    bench.wait(seconds=5)
    assert bench.open == ["a", "a"]


def test_a_bucket_in_which_something_goes_wrong_does_not_keep_the_others_waiting(
    sqlite: Database, clock: SettableClock
) -> None:
    benches = []
    for number in range(4):
        bench = _bench(sqlite, clock, lambda work: {})
        bench.start()
        benches.append((number, bench))
    first = benches[0][1]
    with sqlite.transaction() as session:
        # A state that no program knows cannot even be read.
        session.execute(text("UPDATE job SET parameters = 'x' WHERE case_id = :id"), {"id": first.case_id})
    with pytest.raises(Exception, match="JSON"):
        worker.run_due(first.worker)
    assert [bench.open for _, bench in benches[1:]] == [["a"]] * 3
