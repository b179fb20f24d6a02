"""An error that a process ends with is caught around it, beside it, or by whoever calls the process."""

import pytest

from tests.engine.lint.drawing import chain, diagram, flow, problems, user

BUSY = '<bpmn:error id="busy" errorCode="busy" /><bpmn:error id="lost" errorCode="lost" />'
THROWS = '<bpmn:endEvent id="gone"><bpmn:errorEventDefinition errorRef="busy" /></bpmn:endEvent>'
INSIDE = f'<bpmn:startEvent id="begin" />{THROWS}{flow("begin", "gone")}'
WITHIN = f'<bpmn:subProcess id="within">{INSIDE}</bpmn:subProcess>'


def edge(error: str) -> str:
    """An error boundary event on the sub-process."""
    caught = f'<bpmn:boundaryEvent id="edge" attachedToRef="within"><bpmn:errorEventDefinition {error} />'
    return f'{caught}</bpmn:boundaryEvent><bpmn:endEvent id="over" />{flow("edge", "over")}'


def aside(ends: str) -> str:
    """An event sub-process for the error."""
    begun = '<bpmn:startEvent id="begun"><bpmn:errorEventDefinition errorRef="busy" /></bpmn:startEvent>'
    return f'<bpmn:subProcess id="aside" triggeredByEvent="true">{begun}{ends}</bpmn:subProcess>'


DONE = '<bpmn:endEvent id="done" />' + flow("begun", "done")


@pytest.mark.parametrize(
    ("body", "uncaught"),
    [
        (chain(WITHIN, more=edge("")), False),
        (chain(WITHIN, more=edge('errorRef="busy"')), False),
        (chain(WITHIN, more=edge('errorRef="lost"')), True),
        (chain(WITHIN, more=aside(DONE)), False),
        (chain(user(), more=aside(THROWS + flow("begun", "gone"))), True),
    ],
)
def test_an_error_that_nothing_around_it_catches_is_refused(body: str, uncaught: bool) -> None:
    found = [(one.code, one.element_id) for one in problems(diagram(body, BUSY))]
    assert found == ([("uncaught-error", "gone")] if uncaught else [])


def test_whoever_calls_a_process_may_catch_its_error() -> None:
    asked = diagram(INSIDE, BUSY)
    caller = diagram(
        chain('<bpmn:callActivity id="within" calledElement="case" />', more=edge("")),
        process='id="outer" isExecutable="true"',
    )
    assert [one.code for one in problems(asked)] == ["uncaught-error"]
    assert problems(asked, outer__bpmn=caller) == []
