"""Defects of research §5: jobs that wait, and errors that go to the one right boundary event."""

import pytest

from engine.spiff.runner import ElementFailed
from tests.engine.spiff.drawing import (
    both,
    call,
    diagram,
    edge,
    end,
    error,
    escalation,
    job,
    process,
    several,
    shape,
    start,
    sub,
    throw,
    timer,
    user,
)
from tests.engine.spiff.walking import Walk


def test_a_job_waits_while_other_branches_go_on():
    walk = Walk(
        diagram(start(), both("s"), job("j"), user("a"), user("b"), end(), "start > s > j > end", "s > a > b > end")
    )
    walk.complete("a")
    assert walk.open == ["b", "j"]


def test_an_error_leaves_by_its_own_boundary_event_only():
    walk = Walk(
        diagram(
            start(), both("s"), job("j1"), job("j2"), user("a"), user("b"), end(),
            edge("e1", "j1", error("NO")), edge("e2", "j2", error("NO")),
            "start > s > j1 > end", "s > j2 > end", "e1 > a > end", "e2 > b > end",
        )
    )  # fmt: skip
    assert walk.fail("j1", "NO", reason="x")
    assert walk.open == ["a", "j2"]
    assert walk.variables == {"reason": "x"}
    assert [(step.element_id, step.state) for step in walk.steps if step.state == "failed"] == [("j1", "failed")]


def test_an_error_that_nothing_catches_changes_nothing():
    walk = Walk(diagram(start(), job("j"), end(), edge("e", "j", error("OTHER")), "start > j > end", "e > end"))
    assert not walk.fail("j", "NO", reason="x")
    assert walk.open == ["j"]
    assert walk.variables == {}


def test_the_exact_code_is_preferred_to_a_catch_all():
    walk = Walk(
        diagram(
            start(), job("j"), user("any"), user("exact"), end(),
            edge("e1", "j", error()), edge("e2", "j", error("NO")),
            "start > j > end", "e1 > any > end", "e2 > exact > end",
        )
    )  # fmt: skip
    walk.fail("j", "NO")
    assert walk.open == ["exact"]


def test_an_error_goes_outwards_to_the_nearest_that_catches_it():
    inner = sub(
        "box", start("s2"), both("s"), job("j"), user("beside"), end("e2"), "s2 > s > j > e2", "s > beside > e2"
    )
    walk = Walk(
        diagram(start(), inner, user("a"), end(), edge("e", "box", error("NO")), "start > box > end", "e > a > end")
    )
    assert walk.fail("j", "NO")
    assert walk.open == ["a"]
    assert {(step.element_id, step.state) for step in walk.steps if step.state != "completed"} == {
        ("j", "failed"),
        ("beside", "cancelled"),
        ("box", "cancelled"),
    }


def test_an_error_end_event_leaves_a_called_process():
    bpmn = diagram(
        process(
            "p", start(), call("k", "q"), user("a"), end(), edge("e", "k", error("NO")),
            "start > k > end", "e > a > end",
        ),
        process("q", start("s2"), user("b"), end("bad", error("NO")), "s2 > b > bad"),
    )  # fmt: skip
    walk = Walk(bpmn)
    walk.complete("b")
    assert walk.open == ["a"]
    walk.complete("a")
    assert walk.completed


def test_an_error_of_one_instance_ends_the_whole_multi_instance_activity():
    walk = Walk(
        diagram(
            start(), job("j", "x", several("${[1, 2, 3]}")), user("a"), end(), edge("e", "j", error("NO")),
            "start > j > end", "e > a > end",
        )
    )  # fmt: skip
    assert walk.fail("j", "NO", 1)
    assert walk.open == ["a"]


def test_an_error_end_event_that_nothing_catches_says_so():
    with pytest.raises(ElementFailed, match="bad: No boundary event catches the error NO"):
        Walk(diagram(start(), end("bad", error("NO")), "start > bad"))


def test_the_code_of_an_error_can_be_kept():
    caught = error("NO").replace("/>", ' camunda:errorCodeVariable="why"/>')
    walk = Walk(diagram(start(), job("j"), end(), edge("e", "j", caught), "start > j > end", "e > end"))
    walk.fail("j", "NO")
    assert walk.variables == {"why": "NO"}


def test_an_escalation_may_leave_its_source_running():
    inner = sub("box", start("s2"), throw("up", escalation("LATE")), user("a"), end("e2"), "s2 > up > a > e2")
    walk = Walk(
        diagram(
            start(), inner, user("told"), end(), edge("e", "box", escalation("LATE"), interrupting=False),
            "start > box > end", "e > told > end",
        )
    )  # fmt: skip
    assert walk.open == ["a", "told"]


def test_an_interrupting_escalation_ends_its_source():
    inner = sub("box", start("s2"), throw("up", escalation("LATE")), user("a"), end("e2"), "s2 > up > a > e2")
    walk = Walk(
        diagram(
            start(), inner, user("told"), end(), edge("e", "box", escalation()), "start > box > end", "e > told > end"
        )
    )
    assert walk.open == ["told"]


def test_an_escalation_that_nobody_hears_changes_nothing():
    walk = Walk(diagram(start(), throw("up", escalation("LATE")), user("a"), end(), "start > up > a > end"))
    assert walk.open == ["a"]


def test_a_terminate_end_event_ends_its_own_process_only():
    inner = sub(
        "box", start("s2"), both("s"), user("a"), user("b"), end("stop", "<bpmn:terminateEventDefinition/>"), end("e2"),
        "s2 > s > a > stop", "s > b > e2",
    )  # fmt: skip
    walk = Walk(diagram(start(), inner, user("after"), end(), "start > box > after > end"))
    walk.complete("a")
    assert walk.open == ["after"]


def test_a_transaction_that_is_cancelled_leaves_by_its_cancel_event():
    inner = sub("box", start("s2"), user("a"), end("stop", "<bpmn:cancelEventDefinition/>"), "s2 > a > stop")
    inner = inner.replace("bpmn:subProcess", "bpmn:transaction")
    undone = edge("c", "box", "<bpmn:cancelEventDefinition/>")
    walk = Walk(diagram(start(), inner, user("undo"), end(), undone, "start > box > end", "c > undo > end"))
    walk.complete("a")
    assert walk.open == ["undo"]


def test_n10_an_interrupt_takes_the_jobs_and_waits_of_all_it_cancels():
    inner = sub(
        "box", start("s2"), both("s"), job("j"), user("a"), shape("receiveTask", "r", messageRef="m_x"), call("k", "q"),
        end("e2"), "s2 > s > j > e2", "s > a > e2", "s > r > e2", "s > k > e2",
    )  # fmt: skip
    bpmn = diagram(
        process(
            "p", start(), inner, user("late"), end(), edge("t", "box", timer("P1D")),
            "start > box > end", "t > late > end",
        ),
        process("q", start("qs"), user("b"), edge("qt", "b", timer("P9D")), end("qe"), "qs > b > qe", "qt > qe"),
    )  # fmt: skip
    walk = Walk(bpmn)
    job_token = walk.token("j")
    assert walk.open == ["a", "b", "j"]
    walk.wait(days=1)
    walk.sweep()
    assert walk.open == ["late"]
    assert walk.listening == []
    assert walk.timers == {}
    with pytest.raises(Exception, match=job_token):
        walk.run.complete(job_token, {})


def test_a_failing_expression_is_blamed_on_its_element():
    with pytest.raises(ElementFailed, match="k: There is no process nowhere"):
        Walk(diagram(start(), call("k", "nowhere"), end(), "start > k > end"))
