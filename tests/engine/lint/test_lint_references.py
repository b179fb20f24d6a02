"""What a diagram points to exists."""

import pytest

from tests.engine.lint.drawing import chain, diagram, problems, user
from tests.engine.lint.pieces import CALL, HERE, MAPPED, MESSAGE_EVENT, Case, ending, event, refused

BOUND = '<bpmn:callActivity id="call" name="Meet" calledElement="meeting" camunda:calledElementBinding="{}" />'
CASES: list[Case] = [
    (
        "no-message",
        "event",
        chain(event("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="gone" />')),
        chain(event("intermediateCatchEvent", MESSAGE_EVENT)),
    ),
    (
        "no-message",
        "get",
        chain('<bpmn:receiveTask id="get" />' + HERE),
        chain('<bpmn:receiveTask id="get" messageRef="m_reply" />'),
    ),
    ("no-error", "end", ending("<bpmn:errorEventDefinition />"), chain(user())),
    ("no-call", "call", chain(CALL.format("", "") + HERE), chain(user())),
    ("computed-call", "call", chain(CALL.format("${decision}", "") + HERE), chain(user())),
    ("no-such-process", "call", chain(CALL.format("metting", "") + HERE), chain(user())),
    ("calls-itself", "call", chain(CALL.format("case", "") + HERE), chain(user())),
    ("binding", "call", chain(BOUND.format("version") + HERE), chain(BOUND.format("deployment"))),
    ("binding", "call", chain(BOUND.format("versionTag") + HERE), chain(BOUND.format("latest"))),
    ("no-decision", "rule", chain('<bpmn:businessRuleTask id="rule" />' + HERE), chain(user())),
    (
        "computed-decision",
        "rule",
        chain('<bpmn:businessRuleTask id="rule" camunda:decisionRef="${decision}" />' + HERE),
        chain(user()),
    ),
    (
        "no-such-decision",
        "rule",
        chain('<bpmn:businessRuleTask id="rule" camunda:decisionRef="quorm" />' + HERE),
        chain(user()),
    ),
    (
        "mapping",
        "call",
        chain(CALL.format("meeting", "\n" + MAPPED.format("in", 'target="x"') + HERE + "\n")),
        chain(user()),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)


def test_processes_that_call_each_other_in_a_circle_are_refused_on_either_side() -> None:
    other = diagram(chain(CALL.format("case", "")), process='id="meeting" isExecutable="true"')

    found = problems(chain(CALL.format("meeting", "")), meeting__bpmn=other)

    assert [(one.file, one.code) for one in found] == [("case.bpmn", "calls-itself"), ("meeting.bpmn", "calls-itself")]
    assert found[0].what.endswith("the process that it is part of: “meeting” leads back to it.")
