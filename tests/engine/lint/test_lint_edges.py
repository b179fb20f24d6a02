"""Boundary events can happen where they are attached, and what happens is for one of them."""

import pytest

from tests.engine.lint.drawing import MESSAGE, chain, diagram, flow, problems, service, user
from tests.engine.lint.pieces import HERE, MESSAGE_EVENT, TIMER_EVENT, boundary, nested

DECLARED = MESSAGE + '<bpmn:error id="e1" errorCode="busy" /><bpmn:error id="e2" errorCode="busy" />'
SCRIPT = "<bpmn:script>1</bpmn:script>"
HOSTS = {
    "task": '<bpmn:task id="host" />',
    "manual": '<bpmn:manualTask id="host" />',
    "send": '<bpmn:sendTask id="host" messageRef="m_reply" />',
    "script": f'<bpmn:scriptTask id="host" scriptFormat="feel" camunda:resultVariable="x">{SCRIPT}</bpmn:scriptTask>',
    "receive": '<bpmn:receiveTask id="host" messageRef="m_reply" />',
    "user": user("host"),
    "service": service("host"),
    "inside": nested("subProcess").replace("inside", "host").replace(HERE, ""),
    "call": '<bpmn:callActivity id="host" calledElement="meeting" />',
}
ERROR, ESCALATION = "<bpmn:errorEventDefinition />", "<bpmn:escalationEventDefinition />"
CANNOT = {
    TIMER_EVENT: {"task", "manual", "send", "script"},
    MESSAGE_EVENT: {"task", "manual", "send", "script"},
    ERROR: {"task", "manual", "send", "script", "receive", "user"},
    ESCALATION: {"task", "manual", "send", "script", "receive", "user", "service"},
}


@pytest.mark.parametrize("definition", CANNOT)
def test_an_event_that_could_never_happen_where_it_is_attached_is_refused(definition: str) -> None:
    refused = set()
    for name, host in HOSTS.items():
        found = problems(chain(host, more=boundary(definition, host="host")))
        ours = [one for one in found if one.code == "idle-boundary"]
        assert {(one.element_id, one.severity) for one in ours} <= {("edge", "error")}
        refused |= {name} if ours else set()
    assert refused == CANNOT[definition]


def edge(name: str, definition: str, inner: str = "") -> str:
    """A further boundary event on the service task."""
    head = f'<bpmn:boundaryEvent id="{name}" attachedToRef="work">{inner}{definition}</bpmn:boundaryEvent>'
    return f'{head}<bpmn:endEvent id="{name}_end" />{flow(name, f"{name}_end")}'


def aside(name: str, definition: str) -> str:
    """An event sub-process."""
    start = f'<bpmn:startEvent id="{name}">{definition}</bpmn:startEvent><bpmn:endEvent id="{name}_end" />'
    head = f'<bpmn:subProcess id="{name}_aside" triggeredByEvent="true">{start}{flow(name, f"{name}_end")}'
    return f"{head}</bpmn:subProcess>"


BUSY, BUSY_TOO = '<bpmn:errorEventDefinition errorRef="e1" />', '<bpmn:errorEventDefinition errorRef="e2" />'
ABOUT = (
    "<bpmn:extensionElements><camunda:properties>"
    '<camunda:property name="correlation" value="{}" /></camunda:properties></bpmn:extensionElements>'
)


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        (edge("a", ERROR) + edge("b", ERROR), True),
        (edge("a", BUSY) + edge("b", BUSY_TOO), True),
        (edge("a", BUSY) + edge("b", ERROR), False),
        (edge("a", MESSAGE_EVENT) + edge("b", MESSAGE_EVENT), True),
        (edge("a", MESSAGE_EVENT, ABOUT.format("x")) + edge("b", MESSAGE_EVENT), False),
        (edge("a", TIMER_EVENT) + edge("b", TIMER_EVENT), False),
        (aside("a", ERROR) + aside("b", ERROR), True),
        (aside("a", ERROR) + edge("b", ERROR), False),
    ],
)
def test_two_events_at_one_place_that_wait_for_the_same_are_refused(more: str, refused: bool) -> None:
    body = chain(service(), more=more)
    found = [(one.code, one.element_id) for one in problems(diagram(body, DECLARED)) if one.severity == "error"]
    assert found == ([("same-event", "b")] if refused else [])
