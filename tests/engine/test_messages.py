"""A message moves the one token that waits for it: kept until then, delivered once."""

from datetime import timedelta

from engine import messages
from engine.messages import Letter
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import WHO, Bench
from tests.engine.spiff.drawing import catch, correlation, diagram, end, message, start, throw, user

LIFE = timedelta(days=30)
WAITING = diagram(
    start(), catch("wait", message("reply"), correlation("${who}")), user("a", **WHO), end(), "start > wait > a > end"
)


def _publish(bench: Bench, letter: Letter, life: timedelta = LIFE) -> bool:
    with bench.database.transaction() as session:
        return messages.publish(session, bench.case_id, letter, bench.clock.now(), life)


def test_a_message_moves_only_the_token_it_is_for(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(WAITING)
    bench.start(variables={"who": "one"})
    bench.start(variables={"who": "two"})
    _publish(bench, Letter("reply", "m1", "two"))
    bench.work()
    assert bench.open == ["a"]


def test_a_message_that_comes_early_is_kept_until_its_receiver_waits(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(WAITING)
    _publish(bench, Letter("reply", "m1", "one"))
    bench.work()
    bench.start(variables={"who": "one"})
    bench.work()
    assert bench.open == ["a"]


def test_a_message_handed_in_twice_is_delivered_once(database: Database, clock: SettableClock) -> None:
    bench = Bench(database, clock)
    bench.deploy(WAITING)
    assert _publish(bench, Letter("reply", "m1", "one"))
    assert not _publish(bench, Letter("reply", "m1", "one"))
    for _ in range(2):
        bench.start(variables={"who": "one"})
    bench.work()
    assert bench.open == ["a"]


def test_a_message_whose_time_is_over_is_not_delivered(sqlite: Database, clock: SettableClock) -> None:
    bench = Bench(sqlite, clock)
    bench.deploy(WAITING)
    _publish(bench, Letter("reply", "m1", "one"), timedelta(days=1))
    bench.wait(days=2)
    bench.start(variables={"who": "one"})
    bench.work()
    assert bench.open == []


def test_a_message_never_reaches_another_case(sqlite: Database, clock: SettableClock) -> None:
    bench = Bench(sqlite, clock)
    bench.deploy(WAITING)
    bench.start(variables={"who": "one"})
    other = Bench(sqlite, clock)
    _publish(other, Letter("reply", "m1", "one"))
    bench.work()
    assert bench.open == []


def test_one_process_sends_a_message_to_another_of_the_same_case(database: Database, clock: SettableClock) -> None:
    sender = diagram(start(), throw("tell", message("reply"), correlation("${who}")), end(), "start > tell > end")
    bench = Bench(database, clock)
    bench.deploy(WAITING)
    bench.deploy(sender.replace(b'id="p"', b'id="q"'))
    bench.start(variables={"who": "one"})
    bench.start("q", {"who": "one"})
    bench.work()
    assert bench.open == ["a"]
