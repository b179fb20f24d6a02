"""What is published already holds beside new files: forms, tables and processes are also published alone."""

from dataclasses import replace

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN, REQUIRED, choice, diagram, field, flow, form, options, table, user

ASKS = diagram(
    "\n".join(
        (
            '<bpmn:startEvent id="start" />',
            user(),
            '<bpmn:businessRuleTask id="rate" camunda:decisionRef="size" />',
            '<bpmn:exclusiveGateway id="q" name="Few?" default="f_q_many" />',
            '<bpmn:endEvent id="few" /><bpmn:endEvent id="many" />',
            *(flow("start", "ask"), flow("ask", "rate"), flow("rate", "q")),
            *(flow("q", "few", '${outcome = "few"}', "yes"), flow("q", "many", "", "no")),
        )
    )
)
"""Asks for an amount, has a table rate it, and goes by what the table says."""


def test_a_form_or_table_alone_does_not_take_away_what_a_published_diagram_reads() -> None:
    there = {"case.bpmn": ASKS, "f_ask.form": ASK, "size.dmn": table()}
    earlier = replace(KNOWN, processes=frozenset({"case"}), deployed=there)
    assert check(there, KNOWN).publishable
    bare = form(field("radio", "answer", values=options("yes", "no"), validate=REQUIRED))
    renamed = table().replace(b'name="outcome"', b'name="result"')

    for name, file, blamed in (("f_ask.form", bare, "rate"), ("size.dmn", renamed, "f_q_few")):
        found = check({name: file}, earlier).errors
        assert [(one.file, one.code, one.element_id) for one in found] == [("case.bpmn", "published", blamed)]
    assert check({"size.dmn": renamed, "case.bpmn": ASKS.replace(b"outcome", b"result")}, earlier).publishable


def test_what_was_wrong_in_a_published_diagram_before_is_no_reason_to_refuse_another_file() -> None:
    wrong = {"case.bpmn": diagram(choice('${nowhere = "yes"}')), "f_ask.form": ASK}

    assert check({"size.dmn": table()}, replace(KNOWN, deployed=wrong)).publishable
