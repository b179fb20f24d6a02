"""Defects of research §7: the library stops silently at a depth of 1,000, and slows down with every step done."""

import pytest

from engine.spiff.runner import RunawayLoop
from tests.engine.spiff.drawing import both, diagram, edge, end, start, timer, user, xor
from tests.engine.spiff.walking import Walk


def loop() -> bytes:
    return diagram(
        start(), user("a"), xor("g"), user("b"), end(), edge("t", "a", timer("P9D"), interrupting=False),
        "start > a > g", "g > b [more = true]", "g > end [else]", "b > a", "t > end",
    )  # fmt: skip


def test_an_instance_with_thousands_of_finished_steps_goes_on():
    walk = Walk(loop(), {"more": True})
    size = len(walk.blob)
    for _ in range(700):
        walk.complete("a")
        walk.complete("b")
    assert len(walk.steps) > 2_000
    assert walk.open == ["a"]
    assert not walk.completed
    assert len(walk.blob) <= size + 10, "what is done is not in the state"
    walk.complete("a", more=False)
    assert walk.completed


def test_a_deep_instance_in_memory_goes_on_too():
    walk = Walk(loop(), {"more": True}, keep=True)
    for _ in range(700):
        walk.complete("a")
        walk.complete("b")
    assert walk.open == ["a"]


def test_a_loop_without_a_wait_is_stopped():
    bpmn = diagram(start(), xor("g"), xor("h"), end(), "start > g > h", "h > g [true]", "h > end [else]")
    with pytest.raises(RunawayLoop, match="more than 500 automatic steps"):
        Walk(bpmn)


def test_a_process_that_calls_itself_without_end_is_stopped():
    from tests.engine.spiff.drawing import call, process

    bpmn = diagram(process("p", start(), call("k", "p"), end(), "start > k > end"))
    with pytest.raises(RunawayLoop):
        Walk(bpmn)


def test_timers_that_are_due_again_and_again_are_stopped():
    from tests.engine.spiff.drawing import catch

    bpmn = diagram(start(), catch("t", timer("2020-01-01")), end(), "start > t", "t > t")
    walk = Walk(bpmn)
    with pytest.raises(RunawayLoop):
        walk.sweep()


def test_a_parallel_block_in_a_loop_joins_every_time():
    walk = Walk(
        diagram(
            start(), xor("again"), both("s"), user("a"), user("b"), both("j"), xor("g"), end(),
            "start > again > s > a > j > g", "s > b > j", "g > again [more = true]", "g > end [else]",
        ),
        {"more": True},
    )  # fmt: skip
    for _ in range(60):
        walk.complete("b")
        walk.complete("a")
    assert walk.open == ["a", "b"]
    walk.complete("a", more=False)
    walk.complete("b")
    assert walk.completed


def test_a_hundred_parallel_tasks_end_in_any_order():
    from tests.engine.spiff.drawing import several

    walk = Walk(diagram(start(), user("a", several("${range}")), end(), "start > a > end"), {"range": list(range(100))})
    assert len(walk.open) == 100
    for left in range(100, 0, -1):
        walk.complete("a", left // 2)
    assert walk.completed
