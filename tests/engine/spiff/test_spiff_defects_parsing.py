"""Defects of research §2.1 and §2.5: what the library's parser accepts and does wrongly, or should not accept."""

from typing import Any

import pytest

from engine.spiff import compiler
from engine.spiff.errors import ElementFailed
from engine.spiff.normalise.dialect import Unsupported
from engine.spiff.normalise.xml import Unreadable
from tests.engine.spiff.drawing import (
    both,
    catch,
    diagram,
    end,
    error,
    first,
    flow,
    job,
    message,
    process,
    shape,
    signal,
    some,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.spiff.walking import Walk


def test_a_signal_end_event_throws_its_signal():
    walk = Walk(diagram(start(), end("end", signal("stopped")), "start > end"))
    assert [(thrown.kind, thrown.name) for thrown in walk.thrown] == [("signal", "stopped")]
    assert walk.completed


@pytest.mark.parametrize(
    ("bad", "what"),
    [
        (throw("x", "<bpmn:linkEventDefinition/>"), "a link event"),
        (throw("x", "<bpmn:compensateEventDefinition/>"), "compensation"),
        (shape("complexGateway", "x"), "a complex gateway"),
        (shape("adHocSubProcess", "x"), "an ad-hoc sub-process"),
        (user("x", "<bpmn:standardLoopCharacteristics/>"), "a loop marker"),
    ],
)
def test_what_would_silently_do_the_wrong_thing_is_refused(bad: str, what: str):
    with pytest.raises(Unsupported, match=f"x .*{what}"):
        compiler.compile_file(diagram(start(), bad, end(), "start > x > end"))


@pytest.mark.parametrize("tag", ["task", "manualTask"])
def test_a_task_without_a_type_passes_through(tag: str):
    walk = Walk(diagram(start(), shape(tag, "t"), user("a"), end(), "start > t > a > end"))
    assert walk.open == ["a"]
    assert walk.done == ["start", "t"]


def test_a_condition_on_a_flow_out_of_a_task_is_honoured():
    bpmn = diagram(
        start(), user("a"), user("b"), user("c"), end(),
        "start > a", "a > b [n = 1]", "a > c [else]", "b > end", "c > end",
    )  # fmt: skip
    for n, then in ((1, "b"), (2, "c")):
        walk = Walk(bpmn)
        walk.complete("a", n=n)
        assert walk.open == [then]


def test_every_true_condition_out_of_a_task_is_taken():
    walk = Walk(
        diagram(
            start(), user("a"), user("b"), user("c"), user("d"), end(),
            "start > a", "a > b [n > 1]", "a > c [n > 2]", "a > d [n > 3]", "b > end", "c > end", "d > end",
        )
    )  # fmt: skip
    walk.complete("a", n=3)
    assert walk.open == ["b", "c"]


def test_two_plain_flows_out_of_a_task_are_both_taken():
    walk = Walk(diagram(start(), user("a"), user("b"), user("c"), end(), "start > a > b > end", "a > c > end"))
    walk.complete("a")
    assert walk.open == ["b", "c"]
    assert walk.done == ["start", "a"]


def test_two_flows_from_one_node_into_a_join_are_two_tokens():
    walk = Walk(diagram(start(), both("s"), both("j"), user("a"), end(), "start > s > j > a > end", "s > j"))
    assert walk.open == ["a"]


def test_flows_are_tried_in_the_order_of_the_file_not_from_top_to_bottom():
    bpmn = diagram(
        start(), xor("g"), user("low"), user("high"), end(),
        "start > g", "g > low [n > 1]", "g > high [n > 0]", "low > end", "high > end",
    )  # fmt: skip
    di = b"http://www.omg.org/spec/BPMN/20100524/DI"
    dc = b"http://www.omg.org/spec/DD/20100524/DC"
    shapes = b"".join(
        b'<d:BPMNShape xmlns:d="%s" bpmnElement="%s"><c:Bounds xmlns:c="%s" x="0" y="%d"/></d:BPMNShape>'
        % (di, name, dc, y)
        for name, y in ((b"low", 900), (b"high", 1))
    )
    assert Walk(bpmn.replace(b"</bpmn:definitions>", shapes + b"</bpmn:definitions>"), {"n": 2}).open == ["low"]


def test_an_inclusive_gateway_joins_what_it_split():
    bpmn = diagram(
        start(), some("s"), user("a"), user("b"), user("c"), some("j"), user("d"), end(),
        "start > s", "s > a [n > 0]", "s > b [n > 1]", "s > c [else]",
        "a > j", "b > j", "c > j > d > end",
    )  # fmt: skip
    one = Walk(bpmn, {"n": 1})
    one.complete("a")
    assert one.open == ["d"]
    two = Walk(bpmn, {"n": 2})
    two.complete("b")
    assert two.open == ["a"]
    two.complete("a")
    assert two.open == ["d"]
    assert Walk(bpmn, {"n": 0}).open == ["c"]


def test_an_inclusive_join_stops_waiting_when_the_other_branch_ends_elsewhere():
    walk = Walk(
        diagram(
            start(), some("s"), user("a"), user("b"), xor("x"), some("j"), user("d"), end(),
            "start > s", "s > a [true]", "s > b [true]", "a > j > d > end", "b > x", "x > j [ok = true]",
            "x > end [else]",
        )
    )  # fmt: skip
    walk.complete("a")
    assert walk.open == ["b"]
    walk.complete("b", ok=False)
    assert walk.open == ["d"]


def test_a_condition_that_nothing_meets_names_the_gateway():
    with pytest.raises(Exception, match="g: No condition is true"):
        Walk(diagram(start(), xor("g"), user("a"), end(), "start > g", "g > a [n = 1]", "a > end"), {"n": 2})


@pytest.mark.parametrize("answer", ["yes", 1, ["yes"]])
def test_a_condition_that_is_neither_true_nor_false_says_so_and_a_missing_one_is_false(answer: Any):
    chosen = diagram(
        start(), xor("g"), user("a"), user("b"), end(), "start > g", "g > a [n]", "g > b [else]", "a > end"
    )
    with pytest.raises(ElementFailed, match="g: The condition “n” gives neither true nor false"):
        Walk(chosen, {"n": answer})
    assert Walk(chosen).open == ["b"]


def test_several_message_starts_begin_at_the_one_that_is_named():
    bpmn = diagram(
        start("s1", message("referred")), start("s2", message("notified")), start("s3"), user("a"), user("b"),
        user("c"), end(), "s1 > a > end", "s2 > b > end", "s3 > c > end",
    )  # fmt: skip
    assert Walk(bpmn, start_event="s2").open == ["b"]
    assert Walk(bpmn, start_event="s1").open == ["a"]
    walk = Walk(bpmn)
    assert walk.open == ["c"]
    assert [(one.element_id, one.kind, one.name) for one in walk.program.starts] == [
        ("s1", "message", "referred"),
        ("s2", "message", "notified"),
        ("s3", "none", ""),
    ]


def test_a_script_task_works_out_feel_and_nothing_else():
    def script(language: str) -> bytes:
        body = "<bpmn:script>n * 2</bpmn:script>"
        task = shape("scriptTask", "t", body, scriptFormat=language, camunda_resultVariable="twice")
        return diagram(start(), task, end(), "start > t > end")

    assert Walk(script("feel"), {"n": 4}).variables == {"n": 4, "twice": 8}
    with pytest.raises(Exception, match="feel"):
        Walk(script("python"), {"n": 4})


def test_a_process_that_is_not_executable_is_left_out():
    shown = process("shown", start("s9"), end("e9"), "s9 > e9").replace('isExecutable="true"', 'isExecutable="false"')
    both_of_them = diagram(process("p", start(), end(), "start > end"), shown)
    assert [one.key for one in compiler.compile_file(both_of_them)] == ["p"]


def test_data_objects_are_drawing_only():
    walk = Walk(diagram(start(), shape("dataObject", "d"), user("a"), end(), "start > a > end"))
    assert walk.open == ["a"]


def test_what_a_compiled_process_needs_is_listed():
    rule = shape("businessRuleTask", "r", camunda_decisionRef="quorum", camunda_resultVariable="q")
    calls = shape("callActivity", "k", calledElement="case_meeting")
    compiled = compiler.compile_file(
        diagram(start(), user("a", camunda_formRef="f01"), rule, calls, end(), "start > a > r > k > end")
    )[0]
    assert (compiled.called, compiled.decisions, compiled.forms) == (("case_meeting",), ("quorum",), ("f01",))


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (b'<!DOCTYPE x [<!ENTITY e "boom">]><x>&e;</x>', "DOCTYPE"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>', "DOCTYPE"),
        (b"<x>", "well-formed"),
        (b"", "well-formed"),
        (b"\x00\xff", "well-formed"),
        (b"<x/>", "not a BPMN"),
        (b" " * 2_000_001, "larger than 2 MB"),
    ],
)
def test_a_file_that_is_no_safe_diagram_is_refused(file: bytes, why: str):
    with pytest.raises(Unreadable, match=why):
        compiler.compile_file(file)


def test_a_billion_laughs_are_not_laughed():
    entities = b"".join(b'<!ENTITY a%d "&a%d;&a%d;">' % (n + 1, n, n) for n in range(40))
    with pytest.raises(Unreadable):
        compiler.compile_file(b'<!DOCTYPE x [<!ENTITY a0 "ha">' + entities + b"]><x>&a40;</x>")


def test_more_than_five_thousand_elements_are_refused():
    with pytest.raises(Unreadable, match="at most 5000"):
        compiler.compile_file(diagram(start(), *(user(f"u{n}") for n in range(5_000)), end(), "start > end"))


def test_a_long_chain_of_steps_is_compiled():
    names = [f"u{n}" for n in range(1_500)]
    path = " > ".join(["start", *names, "end"])
    walk = Walk(diagram(start(), *(user(name) for name in names), end(), path))
    assert walk.open == ["u0"]


def test_the_compiler_survives_everything_at_once():
    inner = sub("box", start("bs"), job("bj"), end("be"), "bs > bj > be")
    bpmn = diagram(
        start(), first("g"), catch("m", message("x")), catch("t", timer("P1D")), inner, end("bad", error("E")), end(),
        flow("start > g > m > box > end"), "g > t > bad",
    )  # fmt: skip
    compiled = compiler.compile_file(bpmn)[0]
    program = compiler.load(compiled.document)
    assert program.elements["bj"].parent == "box"
    assert program.elements["t"].attributes["timer"] == "duration"
    assert program.elements["bad"].attributes["code"] == "E"
