"""Instances run: people, handlers, gateways, timers, messages; saved and loaded between any two acts."""

from datetime import timedelta

import pytest

from engine.spiff.runner import ElementFailed, NotWaiting
from tests.engine.spiff.drawing import (
    both,
    call,
    catch,
    diagram,
    edge,
    end,
    job,
    message,
    passed,
    process,
    several,
    start,
    timer,
    user,
    xor,
)
from tests.engine.spiff.walking import NOW, Walk


def test_a_process_goes_from_person_to_handler_to_end():
    walk = Walk(diagram(start(), user("ask"), job("send", "mail.send"), end(), "start > ask > send > end"))
    assert walk.open == ["ask"]
    walk.complete("ask", answer="yes")
    assert [(wait.element_id, wait.topic) for wait in walk.waits.jobs] == [("send", "mail.send")]
    walk.complete("send", sent=1)
    assert walk.completed
    assert walk.variables == {"answer": "yes", "sent": 1}
    assert walk.done == ["start", "ask", "send", "end"]


def test_an_exclusive_gateway_takes_the_first_true_flow_else_the_default():
    bpmn = diagram(
        start(), xor("g"), user("a"), user("b"), user("c"), end(),
        "start > g", "g > a [n > 5]", "g > b [n > 3]", "g > c [else]", "a > end", "b > end", "c > end",
    )  # fmt: skip
    assert Walk(bpmn, {"n": 9}).open == ["a"]
    assert Walk(bpmn, {"n": 4}).open == ["b"]
    assert Walk(bpmn, {"n": 1}).open == ["c"]


def test_a_parallel_join_waits_for_both():
    walk = Walk(
        diagram(
            start(), both("s"), user("a"), user("b"), both("j"), user("c"), end(),
            "start > s > a > j > c > end", "s > b > j",
        )
    )  # fmt: skip
    assert walk.open == ["a", "b"]
    walk.complete("b")
    assert walk.open == ["a"]
    walk.complete("a")
    assert walk.open == ["c"]
    walk.complete("c")
    assert walk.completed


def test_a_timer_fires_when_it_is_due_and_not_before():
    walk = Walk(diagram(start(), catch("t", timer("PT2H")), user("a"), end(), "start > t > a > end"))
    assert walk.timers == {"t": NOW + timedelta(hours=2)}
    walk.wait(hours=1)
    assert walk.sweep() == 0
    walk.wait(hours=1)
    assert walk.sweep() == 1
    assert walk.open == ["a"]


def test_a_message_goes_to_the_token_that_listens():
    walk = Walk(diagram(start(), catch("m", message("reply")), end(), "start > m > end"))
    assert [(wait.kind, wait.name, wait.correlation) for wait in walk.waits.subscriptions] == [("message", "reply", "")]
    walk.deliver("m", known="yes")
    assert walk.completed
    assert walk.variables == {"known": "yes"}


def test_an_interrupting_boundary_timer_ends_the_task():
    walk = Walk(
        diagram(
            start(), user("a"), user("late"), end(), edge("t", "a", timer("P1D")),
            "start > a > end", "t > late > end",
        )
    )  # fmt: skip
    assert walk.open == ["a"]
    walk.wait(days=2)
    walk.sweep()
    assert walk.open == ["late"]
    assert [(step.element_id, step.state) for step in walk.steps if step.state != "completed"] == [("a", "cancelled")]
    walk.complete("late")
    assert walk.completed


def test_completing_a_task_takes_its_boundary_timer_away():
    walk = Walk(
        diagram(start(), user("a"), user("b"), end(), edge("t", "a", timer("P1D")), "start > a > b > end", "t > end")
    )
    walk.complete("a")
    assert walk.timers == {}
    assert walk.open == ["b"]


def test_what_is_done_cannot_be_done_again():
    walk = Walk(diagram(start(), user("a"), user("b"), end(), "start > a > b > end"))
    token = walk.token("a")
    walk.complete("a")
    with pytest.raises(NotWaiting):
        walk.run.complete(token, {})


def test_where_an_instance_stands_can_be_shown():
    bpmn = diagram(
        process(
            "p", start(), both("s"), user("a", several("${[1, 2]}")), edge("t", "a", timer("P1D")), call("k", "q"),
            user("c"), both("j"), end(), "start > s > a > j > end", "s > k > j", "s > c > j", "t > end",
        ),
        process("q", start("qs"), user("b"), end("qe"), "qs > b > qe"),
    )  # fmt: skip
    walk = Walk(bpmn)
    walk.complete("c")
    assert sorted((place.process, place.element_id) for place in walk.run.places()) == [
        ("p", "a"),
        ("p", "a"),
        ("p", "j"),
        ("p", "k"),
        ("q", "b"),
    ]
    assert {place.since for place in walk.run.places()} == {NOW}


def test_a_function_can_see_the_variables_of_the_step_that_asks():
    asked = []
    holder: list[Walk] = []

    def deadline(name: str) -> None:
        asked.append((name, dict(holder[0].run.seen)))

    bpmn = diagram(
        process("p", start(), user("a"), call("k", "q", passed("in", source="meeting", target="meeting")), end(),
                "start > a > k > end"),
        process("q", start("qs"), user("b", camunda_dueDate='${deadline("papers_due")}'), end("qe"), "qs > b > qe"),
    )  # fmt: skip
    walk = Walk(bpmn, {"meeting": "m1", "case": "c1"}, functions={"deadline": deadline})
    holder.append(walk)
    walk.complete("a")
    assert asked == [("papers_due", {"meeting": "m1"})]


def test_values_become_json_as_soon_as_they_are_set():
    walk = Walk(diagram(start(), user("a"), user("b"), end(), "start > a > b > end"), keep=True)
    walk.complete("a", when=NOW, many=({"at": NOW},))
    assert walk.variables == {"when": "2027-01-14T10:15:00+00:00", "many": [{"at": "2027-01-14T10:15:00+00:00"}]}


def test_a_choice_after_a_task_that_fails_is_blamed_on_the_task():
    walk = Walk(diagram(start(), user("a"), user("b"), end(), "start > a", "a > b [n = 1]", "b > end"))
    with pytest.raises(ElementFailed, match=r"^a: No condition") as failure:
        walk.complete("a", n=2)
    assert failure.value.element_id == "a"
