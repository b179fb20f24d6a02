"""Defects of research §6 and N1: whose variables are whose, and what survives storing."""

import orjson
import pytest

from engine.spiff import codec
from tests.engine.spiff.drawing import (
    both,
    call,
    diagram,
    edge,
    end,
    inputs,
    job,
    outputs,
    passed,
    process,
    start,
    sub,
    timer,
    user,
)
from tests.engine.spiff.walking import Walk


def called(*mappings: str, inner: str = "b") -> bytes:
    return diagram(
        process("p", start(), call("k", "q", *mappings), user("after"), end(), "start > k > after > end"),
        process("q", start("s2"), user(inner), end("e2"), f"s2 > {inner} > e2"),
    )


def test_n1_a_join_does_not_bring_old_values_back():
    walk = Walk(
        diagram(
            start(), user("first"), both("s"), user("a"), user("b"), both("j"), user("c"), end(),
            "start > first > s > a > j > c > end", "s > b > j",
        )
    )  # fmt: skip
    walk.complete("first", outcome="open")
    walk.complete("a", outcome="decided")
    walk.complete("b")
    assert walk.variables == {"outcome": "decided"}


def test_n1_what_a_reminder_path_sets_reaches_the_main_path():
    walk = Walk(
        diagram(
            start(), user("a"), job("remind"), end(), edge("t", "a", timer("P1D"), interrupting=False),
            "start > a > end", "t > remind > end",
        )
    )  # fmt: skip
    walk.wait(days=1)
    walk.sweep()
    walk.complete("remind", reminders=1)
    assert walk.run.variables_at(walk.token("a")) == {"reminders": 1}


def test_nested_values_are_not_shared_between_branches():
    given = {"child": {"risk": "low"}}
    walk = Walk(called(passed("in", source="case", target="case")), {"case": given}, keep=True)
    given["child"]["risk"] = "high"
    inner = walk.run.variables_at(walk.token("b"))
    inner["case"]["child"]["risk"] = "high"
    assert walk.variables["case"] == {"child": {"risk": "low"}}


def test_a_field_called_typename_is_a_field_like_any_other():
    walk = Walk(diagram(start(), user("a"), user("b"), end(), "start > a > b > end"))
    walk.complete("a", typename="Task", data={"typename": "UUID", "value": "x"})
    assert walk.variables == {"typename": "Task", "data": {"typename": "UUID", "value": "x"}}


def test_the_stored_order_of_tokens_does_not_depend_on_the_order_of_keys():
    walk = Walk(
        diagram(
            start(), both("s"), user("a"), user("b"), both("j"), end(), "start > s > a > j > end", "s > b > j",
        ),
        {"x": {"b": 1, "a": 2}},
    )  # fmt: skip
    walk.complete("a")
    found = orjson.loads(walk.blob)
    shuffled = orjson.dumps(dict(sorted(found.items(), reverse=True)))
    assert codec.document(shuffled) == codec.document(walk.blob)
    for tree in found["trees"]:
        assert isinstance(tree, list)


def test_a_called_process_is_given_only_what_its_mappings_name():
    walk = Walk(called(passed("in", source="a", target="x")), {"a": 1, "b": 2})
    assert walk.run.variables_at(walk.token("b")) == {"x": 1}


def test_a_called_process_without_mappings_is_given_nothing_and_gives_nothing():
    walk = Walk(called(), {"a": 1})
    assert walk.run.variables_at(walk.token("b")) == {}
    walk.complete("b", secret=1)
    assert walk.variables == {"a": 1}
    assert walk.open == ["after"]


def test_a_called_process_may_be_given_all_and_give_all():
    walk = Walk(called(passed("in", variables="all"), passed("out", variables="all")), {"a": 1})
    walk.complete("b", a=2, c=3)
    assert walk.variables == {"a": 2, "c": 3}


def test_mappings_may_be_expressions():
    mappings = (
        passed("in", sourceExpression="${a + 1}", target="x"),
        passed("out", sourceExpression="${x}", target="y"),
    )
    walk = Walk(called(*mappings), {"a": 1})
    walk.complete("b")
    assert walk.variables == {"a": 1, "y": 2}


def test_each_call_has_variables_of_its_own():
    bpmn = diagram(
        process(
            "p", start(), both("s"), call("k1", "q", passed("out", source="r", target="r1")),
            call("k2", "q", passed("out", source="r", target="r2")), both("j"), end(),
            "start > s > k1 > j > end", "s > k2 > j",
        ),
        process("q", start("s2"), user("b"), end("e2"), "s2 > b > e2"),
    )  # fmt: skip
    walk = Walk(bpmn)
    walk.complete("b", 1, r="second")
    walk.complete("b", 0, r="first")
    assert walk.variables == {"r1": "first", "r2": "second"}
    assert walk.completed


def test_a_sub_process_shares_the_variables_around_it():
    walk = Walk(
        diagram(start(), sub("box", start("s2"), user("a"), end("e2"), "s2 > a > e2"), end(), "start > box > end")
    )
    walk.complete("a", x=1)
    assert walk.variables == {"x": 1}


def test_input_parameters_are_the_activitys_own():
    walk = Walk(
        diagram(start(), job("j", "mail.send", inputs(to="${role}", mail="chase")), end(), "start > j > end"),
        {"role": "crg"},
    )
    assert walk.waits.jobs[0].parameters == {"to": "crg", "mail": "chase"}
    walk.complete("j")
    assert walk.variables == {"role": "crg"}


def test_input_parameters_are_worked_out_once_on_arrival():
    walk = Walk(
        diagram(
            start(), both("s"), job("j", "x", inputs(n="${n}")), user("a"), end(), "start > s > j > end", "s > a > end",
        ),
        {"n": 1},
    )  # fmt: skip
    walk.complete("a", n=2)
    assert walk.waits.jobs[0].parameters == {"n": 1}


def test_output_parameters_see_the_result_and_the_parameters():
    both_kinds = inputs(base="${n}").replace("</camunda:inputOutput></bpmn:extensionElements>", "") + outputs(
        total="${base + found}"
    ).replace("<bpmn:extensionElements><camunda:inputOutput>", "")
    walk = Walk(diagram(start(), job("j", "x", both_kinds), end(), "start > j > end"), {"n": 1})
    walk.complete("j", found=2)
    assert walk.variables == {"n": 1, "found": 2, "total": 3}


def test_a_result_named_like_a_parameter_stays_with_the_activity():
    walk = Walk(diagram(start(), job("j", "x", inputs(n="${n}")), end(), "start > j > end"), {"n": 1})
    walk.complete("j", n=5)
    assert walk.variables == {"n": 1}


def test_a_decision_writes_its_outputs_to_the_process():
    def decide(key, seen):
        return {"quorate": "yes" if seen["n"] > 2 else "no", "reason": key}

    def ruled(**said: str) -> bytes:
        from tests.engine.spiff.drawing import shape

        task = shape("businessRuleTask", "r", camunda_decisionRef="quorum", **said)
        return diagram(start(), task, end(), "start > r > end")

    assert Walk(ruled(), {"n": 3}, decide=decide).variables == {"n": 3, "quorate": "yes", "reason": "quorum"}
    single = ruled(camunda_resultVariable="q", camunda_mapDecisionResult="singleEntry")
    assert Walk(single, {"n": 1}, decide=decide).variables == {"n": 1, "q": "no"}
    whole = ruled(camunda_resultVariable="q")
    assert Walk(whole, {"n": 1}, decide=decide).variables["q"] == {"quorate": "no", "reason": "quorum"}
    listed = ruled(camunda_resultVariable="q", camunda_mapDecisionResult="resultList")
    assert Walk(listed, {"n": 1}, decide=decide).variables["q"] == [{"quorate": "no", "reason": "quorum"}]
    entries = ruled(camunda_resultVariable="q", camunda_mapDecisionResult="collectEntries")
    for given, kept in ((["a", "b"], ["a", "b"]), ("a", ["a"]), (None, [])):
        assert Walk(entries, decide=lambda _key, _seen, given=given: {"who": given}).variables["q"] == kept


def test_a_big_state_is_compressed_and_a_small_one_is_readable():
    small = Walk(diagram(start(), user("a"), end(), "start > a > end"))
    assert small.blob[:1] == b"{"
    big = Walk(diagram(start(), user("a"), end(), "start > a > end"), {"list": ["abc"] * 5_000})
    assert big.blob[:1] != b"{"
    assert len(big.blob) < 1_000
    assert big.variables == {"list": ["abc"] * 5_000}


def test_a_state_of_an_unknown_version_is_refused():
    with pytest.raises(codec.UnknownPlace, match="version 99"):
        codec.document(b'{"version": 99}')
