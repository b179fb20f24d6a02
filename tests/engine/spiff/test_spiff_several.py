"""Multi-instance activities: in parallel and in sequence, with results and early ends."""

import pytest

from engine.spiff.errors import ElementFailed
from tests.engine.spiff.drawing import (
    call,
    diagram,
    edge,
    end,
    inputs,
    job,
    outputs,
    passed,
    process,
    several,
    start,
    sub,
    timer,
    user,
)
from tests.engine.spiff.walking import Walk

RESULTS = '<bpmn:loopDataOutputRef>answers</bpmn:loopDataOutputRef><bpmn:outputDataItem id="answer" name="answer"/>'


def asked(marker: str) -> Walk:
    return Walk(diagram(start(), user("a", marker), user("b"), end(), "start > a > b > end"), {"ids": ["x", "y", "z"]})


def test_parallel_results_stand_in_the_order_of_the_items():
    walk = asked(several("ids", inside=RESULTS))
    walk.complete("a", 2, answer="for z")
    walk.complete("a", 1, answer="for y")
    walk.complete("a", 0, answer="for x")
    assert walk.open == ["b"]
    assert walk.variables["answers"] == ["for x", "for y", "for z"]
    assert "answer" not in walk.variables


def test_an_instance_without_a_result_leaves_null_not_its_neighbours():
    walk = asked(several("ids", inside=RESULTS))
    walk.complete("a", 0, answer="for x")
    walk.complete("a", 0)
    walk.complete("a", 0, answer="for z")
    assert walk.variables["answers"] == ["for x", None, "for z"]


def test_sequential_instances_come_one_by_one():
    walk = asked(several("ids", "item", sequential=True, inside=RESULTS))
    for item in ("x", "y", "z"):
        assert len(walk.open) == 1
        assert walk.run.variables_at(walk.token("a"))["item"] == item
        walk.complete("a", answer=item)
    assert walk.open == ["b"]
    assert walk.variables["answers"] == ["x", "y", "z"]


@pytest.mark.parametrize("sequential", [True, False])
def test_no_items_are_no_instances(sequential: bool):
    walk = Walk(
        diagram(start(), user("a", several("ids", sequential=sequential)), user("b"), end(), "start > a > b > end"),
        {"ids": []},
    )
    assert walk.open == ["b"]


def test_enough_may_be_enough():
    enough = "<bpmn:completionCondition>${nrOfCompletedInstances >= 2}</bpmn:completionCondition>"
    walk = asked(several("ids", inside=enough))
    walk.complete("a")
    assert walk.open == ["a", "a"]
    walk.complete("a")
    assert walk.open == ["b"]
    assert [step.state for step in walk.steps if step.element_id == "a"] == ["completed", "completed", "cancelled"]


def test_a_condition_may_look_at_what_the_last_one_said():
    veto = "<bpmn:completionCondition>${veto = true}</bpmn:completionCondition>"
    walk = asked(several("ids", sequential=True, inside=veto))
    walk.complete("a", veto=True)
    assert walk.open == ["b"]


def test_a_cardinality_counts():
    marker = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>${n}</bpmn:loopCardinality>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    walk = Walk(diagram(start(), user("a", marker), end(), "start > a > end"), {"n": 3})
    assert [walk.run.variables_at(one.token_id)["loopCounter"] for one in walk.waits.user_tasks] == [0, 1, 2]


@pytest.mark.parametrize("count", ["1000000", "-1", "2.5", "true", "null"])
def test_what_is_no_sensible_number_of_times_says_so(count: str):
    counted = f"<bpmn:loopCardinality>${{{count}}}</bpmn:loopCardinality>"
    with pytest.raises(ElementFailed, match=r"^a: "):
        many = f"<bpmn:multiInstanceLoopCharacteristics>{counted}</bpmn:multiInstanceLoopCharacteristics>"
        Walk(diagram(start(), user("a", many), end(), "start > a > end"))


def test_a_collection_that_is_no_list_says_so():
    with pytest.raises(Exception, match="a: ids gives no list"):
        Walk(diagram(start(), user("a", several("ids")), end(), "start > a > end"), {"ids": "x"})


def test_items_reach_sub_processes_and_called_processes():
    bpmn = diagram(
        process(
            "p", start(),
            sub(
                "box", several("ids", "id"), start("s2"), call("k", "q", passed("in", source="id", target="x")),
                end("e2"), "s2 > k > e2",
            ),
            end(), "start > box > end",
        ),
        process("q", start("qs"), user("b"), end("qe"), "qs > b > qe"),
    )  # fmt: skip
    walk = Walk(bpmn, {"ids": ["x", "y"]})
    assert [walk.run.variables_at(one.token_id) for one in walk.waits.user_tasks] == [{"x": "x"}, {"x": "y"}]
    walk.complete("b")
    walk.complete("b")
    assert walk.completed


def test_parameters_of_each_instance_see_its_item():
    walk = Walk(
        diagram(start(), job("j", "mail.send", several("ids", "id"), inputs(to="${id}")), end(), "start > j > end"),
        {"ids": ["x", "y"]},
    )
    assert [one.parameters for one in walk.waits.jobs] == [{"to": "x"}, {"to": "y"}]


def test_outputs_of_each_instance_go_to_the_process():
    walk = Walk(
        diagram(start(), job("j", "t", several("ids", "id"), outputs(last="${id}")), end(), "start > j > end"),
        {"ids": ["x", "y"]},
    )
    walk.complete("j", 1)
    assert walk.variables["last"] == "y"


def test_a_timer_beside_all_of_them_is_one_timer():
    walk = Walk(
        diagram(
            start(), user("a", several("ids")), user("late"), end(), edge("t", "a", timer("P1D")),
            "start > a > end", "t > late > end",
        ),
        {"ids": ["x", "y"]},
    )  # fmt: skip
    assert list(walk.timers) == ["t"]
    walk.complete("a")
    assert list(walk.timers) == ["t"]
    walk.wait(days=1)
    walk.sweep()
    assert walk.open == ["late"]
