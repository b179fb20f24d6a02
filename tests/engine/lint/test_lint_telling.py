"""Messages that people send with a form: the form is there, somebody may send it, and its answers are known."""

import pytest

from tests.engine.lint.drawing import chain, flow, problems, user

MESSAGE = '<bpmn:messageEventDefinition messageRef="m_reply" />'


def told(properties: dict[str, str], inner: str = MESSAGE) -> str:
    """A user task during which something may be told, with what follows."""
    lines = "".join(f'<camunda:property name="{name}" value="{value}" />' for name, value in properties.items())
    extension = f"<bpmn:extensionElements><camunda:properties>{lines}</camunda:properties></bpmn:extensionElements>"
    more = (
        f'<bpmn:boundaryEvent id="edge" name="Said" cancelActivity="false" attachedToRef="ask">{extension}{inner}'
        '</bpmn:boundaryEvent><bpmn:exclusiveGateway id="q" name="Yes?" default="f_q_no" />'
        '<bpmn:endEvent id="yes" /><bpmn:endEvent id="no" />'
    )
    flows = flow("edge", "q") + flow("q", "yes", '${decision = "yes"}', "yes") + flow("q", "no", "", "no")
    return chain(user(), more=more + flows)


def codes(properties: dict[str, str], inner: str = MESSAGE) -> set[str]:
    return {one.code for one in problems(told(properties, inner)) if one.element_id == "edge"}


def test_an_event_told_with_a_form_by_a_role_is_good() -> None:
    assert codes({"form": "f_ask", "groups": "business_office agency_lead"}) == set()


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"form": "f_none", "groups": "business_office"}, "no-such-form"),
        ({"form": "f_ask"}, "nobody"),
        ({"form": "f_ask", "groups": "business_offices"}, "unknown-role"),
    ],
)
def test_a_form_that_is_not_there_and_a_role_that_is_none_are_refused(properties: dict[str, str], code: str) -> None:
    assert codes(properties) == {code}


def test_only_an_event_that_waits_for_a_message_is_told_with_a_form() -> None:
    timer = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
    assert "form-property" in codes({"form": "f_ask", "groups": "business_office"}, timer)
