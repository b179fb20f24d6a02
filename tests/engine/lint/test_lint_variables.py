"""A variable is known by whatever gives it: forms, handlers, messages, tables, callers, and the start of a process."""

from dataclasses import replace

import pytest

from engine.lint.check import check
from tests.engine.lint.drawing import (
    ASK,
    KNOWN,
    MESSAGE,
    chain,
    choice,
    diagram,
    flow,
    parameters,
    problems,
    service,
    user,
)
from tests.engine.lint.pieces import CALL, LOOP, MESSAGE_EVENT, event, extended

QUESTION = choice('${known_fact = "yes"}')
START = '<bpmn:startEvent id="start" />'


def codes(body: str, **more: bytes) -> list[str]:
    """The codes of the problems of a diagram."""
    return [one.code for one in problems(body, **more)]


def asked_after(node: str) -> str:
    """The question after one more node, which stands before the user task."""
    name = node.split('id="')[1].split('"', maxsplit=1)[0]
    return QUESTION.replace(flow("start", "ask"), node + flow("start", name) + flow(name, "ask"))


def output(name: str) -> str:
    """An output parameter."""
    parameter = f'<camunda:outputParameter name="{name}">${{1}}</camunda:outputParameter>'
    return extended(f"<camunda:inputOutput>{parameter}</camunda:inputOutput>")


IN = '<camunda:in sourceExpression="${1}" target="known_fact" />'
OUT = '<camunda:out source="decision" target="outcome" />'
ALL = '<camunda:in variables="all" /><camunda:out variables="all" />'
KEY = '<camunda:in businessKey="#{execution.processBusinessKey}" />'


def test_an_unknown_variable_in_a_condition_is_refused() -> None:
    found = problems(QUESTION)

    assert [(one.code, one.severity) for one in found] == [("undeclared-variable", "error")]
    assert "no form, handler, message, decision or caller gives a variable “known_fact”" in found[0].what


@pytest.mark.parametrize("holder", ["process", "start"])
def test_the_start_of_a_process_may_list_what_it_is_started_with(holder: str) -> None:
    listed = (
        '<camunda:properties><camunda:property name="variables" value="agency_id, known_fact" /></camunda:properties>'
    )
    inner = extended(listed)
    body = (
        inner + QUESTION
        if holder == "process"
        else QUESTION.replace(START, f'<bpmn:startEvent id="start">{inner}</bpmn:startEvent>')
    )

    assert codes(body) == []


def test_what_every_instance_starts_with_is_known() -> None:
    known = replace(KNOWN, variables=frozenset({"known_fact"}))

    assert problems(QUESTION, known) == []


def test_an_output_parameter_gives_a_variable() -> None:
    assert codes(asked_after(service(inner=output("known_fact")))) == []


def test_an_input_parameter_is_known_only_inside_its_activity() -> None:
    sent = service(topic="mail.send", inner=parameters(mail="known_fact", to="${mail}"))

    assert codes(chain(sent)) == []
    assert codes(choice('${mail = "x"}').replace(START, START)) == ["undeclared-variable"]


def test_the_item_of_a_repetition_is_known_inside_it() -> None:
    correlation = '<camunda:property name="correlation" value="${one}" />'
    one = extended(f"<camunda:properties>{correlation}</camunda:properties>")

    assert codes(chain(service("list", "partners.list"), user(inner=one + LOOP))) == []
    assert codes(chain(service("list", "partners.list"), user(inner=one))) == ["undeclared-variable"]


def test_a_message_brings_what_its_thrower_puts_in() -> None:
    waiting = asked_after(event("intermediateCatchEvent", MESSAGE_EVENT))
    payload = parameters(known_fact="${1}")
    thrower = diagram(
        chain(f'<bpmn:intermediateThrowEvent id="tell">{payload}{MESSAGE_EVENT}</bpmn:intermediateThrowEvent>'),
        process='id="other" isExecutable="true"',
    )

    assert codes(waiting) == ["undeclared-variable"]
    assert codes(waiting, other__bpmn=thrower) == []
    assert problems(waiting, replace(KNOWN, messages={"reply": frozenset({"known_fact"})})) == []


def test_a_call_gives_what_it_maps_out_and_the_called_process_knows_what_is_mapped_in() -> None:
    meeting = diagram(QUESTION, process='id="meeting" isExecutable="true"')
    mapped = extended(IN + OUT)
    caller = asked_after(CALL.format("meeting", mapped)).replace("known_fact = ", "outcome = ")

    assert codes(caller, meeting__bpmn=meeting) == []
    assert codes(caller.replace('target="outcome"', 'target="other"'), meeting__bpmn=meeting) == ["undeclared-variable"]
    assert codes(caller.replace('target="known_fact"', 'target="other"'), meeting__bpmn=meeting) == [
        "undeclared-variable"
    ]


def test_a_call_that_maps_everything_gives_all_variables_of_both_sides() -> None:
    meeting = diagram(choice("${amount = 1 and brought = 2}"), process='id="meeting" isExecutable="true"')
    mapped = extended(ALL)
    before = service(inner=output("brought"))
    caller = chain(before, CALL.format("meeting", mapped))

    assert codes(caller, meeting__bpmn=meeting) == []


def test_an_earlier_deployment_is_read_when_at_hand_and_trusted_when_not() -> None:
    files = {"case.bpmn": diagram(choice())}
    trusted = replace(KNOWN, forms=frozenset({"f_ask"}))
    misspelt = {"case.bpmn": diagram(choice('${decison = "yes"}'))}

    assert check(files, trusted).problems == ()
    assert check(misspelt, trusted).problems == ()
    assert check(files, replace(KNOWN, deployed={"f_ask.form": ASK})).problems == ()
    found = check(misspelt, replace(KNOWN, deployed={"f_ask.form": ASK})).problems
    assert [one.code for one in found] == ["undeclared-variable"]


def test_conditions_that_cover_every_answer_of_a_form_need_no_default() -> None:
    complete = choice('${decision = "yes"}', '${decision == "no"}', default="")
    incomplete = choice('${decision = "yes"}', '${decision = "maybe"}', default="")
    opposite = choice("${amount &gt; 3}", "${amount &lt;= 3}", default="")
    negated = choice("${amount &gt; 3 or amount = 1}", "${not(amount &gt; 3 or amount = 1)}", default="")

    assert [codes(body) for body in (complete, incomplete, opposite, negated)] == [[], ["no-default"], [], []]


def test_an_answer_that_may_be_left_out_needs_a_default() -> None:
    complete = choice('${decision = "yes"}', '${decision == "no"}', default="")
    optional = ASK.replace(b'"required": true', b'"required": false')

    assert codes(complete, f_ask__form=optional) == ["no-default"]


def test_a_condition_in_the_name_of_the_business_key_is_what_the_modeler_writes_for_calls() -> None:
    mapped = extended(KEY)
    meeting = diagram(chain(user()), process='id="meeting" isExecutable="true"')

    assert codes(chain(CALL.format("meeting", mapped)), meeting__bpmn=meeting) == []


def test_what_a_message_is_called_decides_not_its_id() -> None:
    waiting = asked_after(event("intermediateCatchEvent", MESSAGE_EVENT))
    thrower = diagram(
        chain(f'<bpmn:sendTask id="tell" messageRef="other_id">{parameters(known_fact="1")}</bpmn:sendTask>'),
        before=MESSAGE.replace("m_reply", "other_id"),
        process='id="other" isExecutable="true"',
    )

    assert codes(waiting, other__bpmn=thrower) == []
