"""A signal moves every token of its case that waits for it when it is thrown, is kept for nobody, and is no message."""

from datetime import timedelta

import pytest

from engine import messages
from engine.messages import Letter
from foundation.clock import SettableClock
from foundation.database import Database, new_id
from tests.engine.bench import WHO, Bench
from tests.engine.spiff.drawing import both, catch, diagram, edge, end, inputs, process, signal, start, throw, user

LISTENS = process(
    "q", start("begin"), user("early", **WHO), catch("heard", signal("over")), user("then", **WHO), end("done"),
    "begin > early > heard > then > done",
)  # fmt: skip
THROWS = process(
    "p", start(), both("split"), user("beside", **WHO), user("say", **WHO), end("end1"), end("end2"), end("end3"),
    catch("own", signal("over")), user("after", **WHO), user("note", **WHO), end("end4"),
    throw("tell", signal("over"), inputs(why="because")), edge("b", "beside", signal("over"), interrupting=False),
    "start > split", "split > beside > end1", "split > own > after > end2", "split > say > tell > end3",
    "b > note > end4",
)  # fmt: skip


@pytest.fixture
def bench(database: Database, clock: SettableClock) -> Bench:
    made = Bench(database, clock)
    made.deploy(diagram(THROWS, LISTENS))
    return made


def test_a_signal_reaches_all_who_wait_for_it_in_the_case_and_nobody_else(bench: Bench) -> None:
    bench.start("q")
    bench.complete("early")
    ours, bench.case_id = bench.case_id, new_id()
    bench.start("q")
    bench.complete("early")
    elsewhere, bench.case_id = bench.case_id, ours
    bench.start("q")
    bench.start("p")
    bench.complete("say")
    bench.work()
    assert bench.open == ["after", "beside", "early", "note", "then"]

    bench.complete("early")
    bench.work()
    assert bench.open == ["after", "beside", "note", "then"], "whoever waits only now has missed it"
    bench.case_id = elsewhere
    assert bench.open == []


def test_a_message_of_the_same_name_is_no_signal(bench: Bench) -> None:
    bench.start("q")
    bench.complete("early")
    letter = Letter("over", "m1")
    with bench.database.transaction() as session:
        messages.publish(session, bench.case_id, letter, bench.clock.now(), timedelta(days=1))
    bench.work()
    assert bench.open == []
