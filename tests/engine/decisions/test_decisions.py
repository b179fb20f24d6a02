"""Decision tables: hit policies, required decisions, and files that cannot be."""

import pytest

from engine import decisions
from engine.decisions import DecisionError

HEAD = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">'
YES = {"yes": lambda: True}


def a_table(
    rules: str, policy: str = 'hitPolicy="UNIQUE"', outputs: str = '<output name="answer"/>', kind: str = "number"
):
    expression = f'<inputExpression typeRef="{kind}"><text>count</text></inputExpression>'
    table = f"<decisionTable {policy}><input>{expression}</input>{outputs}{rules}</decisionTable>"
    return f'{HEAD}<decision id="quorum" name="Quorum">{table}</decision></definitions>'.encode()


def a_rule(test: str, *cells: str) -> str:
    given = "".join(f"<outputEntry><text>{cell}</text></outputEntry>" for cell in cells)
    return f"<rule><inputEntry><text>{test}</text></inputEntry>{given}</rule>"


def decide(document: bytes, **variables: object) -> object:
    return decisions.parse(document)[-1].evaluate(variables, YES)


TWO_RULES = a_rule("&lt; 3", '"no"') + a_rule("&gt;= 3", '"yes"')
OVERLAPPING = a_rule("[1..5]", "1") + a_rule("[3..9]", "2") + a_rule("-", "7")


def test_a_unique_table_gives_what_its_one_rule_says():
    assert decide(a_table(TWO_RULES), count=2) == {"answer": "no"}
    assert decide(a_table(TWO_RULES), count=3) == {"answer": "yes"}


def test_no_rule_gives_null_so_that_no_older_answer_stays():
    assert decide(a_table(TWO_RULES), count=None) == {"answer": None}


def test_no_rule_gives_the_default_where_there_is_one():
    default = '<output name="answer"><defaultOutputEntry><text>"ask"</text></defaultOutputEntry></output>'
    assert decide(a_table(TWO_RULES, outputs=default)) == {"answer": "ask"}


def test_two_rules_of_a_unique_table_are_an_error_that_names_them():
    with pytest.raises(DecisionError, match=r"Quorum, rules 1 and 2 and 3 apply at once; only one may"):
        decide(a_table(OVERLAPPING), count=4)


def test_any_takes_rules_that_agree_and_refuses_rules_that_do_not():
    agreeing = a_rule("&gt; 1", '"yes"') + a_rule("&gt; 2", '"yes"')
    assert decide(a_table(agreeing, 'hitPolicy="ANY"'), count=5) == {"answer": "yes"}
    with pytest.raises(DecisionError, match="must say the same"):
        decide(a_table(OVERLAPPING, 'hitPolicy="ANY"'), count=4)


def test_first_takes_the_first_rule():
    assert decide(a_table(OVERLAPPING, 'hitPolicy="FIRST"'), count=4) == {"answer": 1}


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_give_lists(policy: str):
    assert decide(a_table(OVERLAPPING, f'hitPolicy="{policy}"'), count=4) == {"answer": [1, 2, 7]}
    assert decide(a_table(TWO_RULES, f'hitPolicy="{policy}"')) == {"answer": []}


@pytest.mark.parametrize(("aggregation", "answer"), [("SUM", 10), ("MIN", 1), ("MAX", 7), ("COUNT", 3)])
def test_collect_sums_up(aggregation: str, answer: int):
    policy = f'hitPolicy="COLLECT" aggregation="{aggregation}"'
    assert decide(a_table(OVERLAPPING, policy), count=4) == {"answer": answer}


def test_several_outputs_come_by_name():
    outputs = '<output name="quorate"/><output name="reason"/>'
    table = a_table(
        a_rule("&lt; 3", "false", '"only " + string(count)') + a_rule("-", "true", ""), 'hitPolicy="FIRST"', outputs
    )
    assert decide(table, count=2) == {"quorate": False, "reason": "only 2"}
    assert decide(table, count=9) == {"quorate": True, "reason": None}


def test_a_date_column_reads_dates_from_text():
    table = a_table(
        a_rule('&lt; date("2027-01-14")', '"early"') + a_rule("-", '"late"'), 'hitPolicy="FIRST"', kind="date"
    )
    assert decide(table, count="2027-01-13") == {"answer": "early"}
    assert decide(table, count="2027-01-14") == {"answer": "late"}


def test_our_functions_can_be_asked_in_a_cell():
    assert decide(a_table(a_rule("yes()", '"so"')), count=1) == {"answer": "so"}


def test_a_table_without_inputs_always_applies():
    rule = "<rule><outputEntry><text>1</text></outputEntry></rule>"
    table = f'<decisionTable><output name="one"/>{rule}</decisionTable>'
    assert decide(f'{HEAD}<decision id="a">{table}</decision></definitions>'.encode()) == {"one": 1}


def a_sum(name: str, variable: str, text: str, needs: str = "") -> str:
    expression = f"<literalExpression><text>{text}</text></literalExpression>"
    return f'<decision id="{name}"><variable name="{variable}"/>{needs}{expression}</decision>'


def test_a_decision_sees_what_the_decisions_it_requires_give():
    needs = '<informationRequirement><requiredDecision href="#base"/></informationRequirement>'
    first, second = a_sum("base", "base fee", "count * 2"), a_sum("all", "all", "base fee + 1", needs)
    assert decide(f"{HEAD}{first}{second}</definitions>".encode(), count=5) == {"all": 11}
    assert decide(f"{HEAD}{second}{first}</definitions>".encode(), count=5) == {"base fee": 10}


@pytest.mark.parametrize(
    ("document", "says"),
    [
        (b"<!DOCTYPE x><definitions/>", "document type"),
        (b"not xml", "well-formed"),
        (b"<html/>", "not a DMN file"),
        (a_table("", 'hitPolicy="PRIORITY"'), "hit policy PRIORITY"),
        (a_table("", outputs='<output name="a"/><output name="a"/>'), "a name of its own"),
        (a_table(a_rule("1")), "cells missing"),
        (f'{HEAD}<decision id="a"/></definitions>'.encode(), "neither a table nor an expression"),
        (
            f'{HEAD}<decision id="a"><informationRequirement><requiredDecision href="#a"/></informationRequirement>'
            "</decision></definitions>".encode(),
            "a → a",
        ),
        (
            f'{HEAD}<decision id="a"><informationRequirement><requiredDecision href="#b"/></informationRequirement>'
            "</decision></definitions>".encode(),
            "requires b, which is not in the file",
        ),
    ],
)
def test_a_file_that_cannot_be_says_why(document: bytes, says: str):
    with pytest.raises(DecisionError, match=says):
        decisions.parse(document)


def test_a_cell_that_is_not_feel_is_named():
    with pytest.raises(DecisionError, match="Quorum, rule 1, an expression cannot be worked out"):
        decide(a_table(a_rule("&lt; &lt;", "1")), count=1)
