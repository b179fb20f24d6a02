"""Every choice has a question, answers and a way out; no circle runs without end."""

import pytest

from tests.engine.lint.drawing import chain, choice, flow, problems, user
from tests.engine.lint.pieces import HERE, MESSAGE_EVENT, TIMER_EVENT, Case, event, loop, parallel, refused

AFTER_TWO = "\n".join(
    (
        '<bpmn:startEvent id="start" /><bpmn:parallelGateway id="split" />',
        user("ask"),
        user("b"),
        f'<bpmn:exclusiveGateway id="q" name="Is it so?" />{HERE}',
        '<bpmn:endEvent id="end" />',
        *(flow("start", "split"), flow("split", "ask"), flow("split", "b"), flow("ask", "q"), flow("b", "q")),
        flow("q", "end", "condition", "yes"),
    )
)
"""A gateway that joins, with one way out."""
CASES: list[Case] = [
    (
        "no-condition",
        "f_q_no",
        choice(default="").replace(flow("q", "no", "", "no"), flow("q", "no", "", "no") + HERE),
        choice(),
    ),
    (
        "no-default",
        "q",
        choice(default="", second="${amount &gt; 3}").replace(
            "<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"
        ),
        choice(default="", second='${decision = "no"}'),
    ),
    (
        "no-default",
        "q",
        AFTER_TWO.replace(">condition<", '>${decision = "yes"}<'),
        AFTER_TWO.replace(flow("q", "end", "condition", "yes"), flow("q", "end")),
    ),
    (
        "condition-ignored",
        "f_split_b",
        chain(
            user(),
            '<bpmn:parallelGateway id="split" />',
            more=flow("split", "b", '${decision = "yes"}') + HERE + user("b") + flow("b", "end"),
        ),
        chain(user(), '<bpmn:parallelGateway id="split" />', more=flow("split", "b") + user("b") + flow("b", "end")),
    ),
    (
        "condition-on-default",
        "f_q_no",
        choice(second='${decision = "no"}').replace(
            flow("q", "no", '${decision = "no"}', "no"), HERE + flow("q", "no", '${decision = "no"}', "no")
        ),
        choice(),
    ),
    (
        "event-gateway",
        "f_g_b",
        chain(
            '<bpmn:eventBasedGateway id="g" />',
            event("intermediateCatchEvent", MESSAGE_EVENT).replace(HERE, ""),
            more=flow("g", "b") + HERE + user("b") + flow("b", "end"),
        ),
        chain(
            '<bpmn:eventBasedGateway id="g" />',
            event("intermediateCatchEvent", MESSAGE_EVENT),
            more=flow("g", "b") + event("intermediateCatchEvent", TIMER_EVENT, "b") + flow("b", "end"),
        ),
    ),
    (
        "no-question",
        "q",
        choice(name='name="Decision"').replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"),
        choice(),
    ),
    (
        "no-answer",
        "q",
        choice().replace(' name="no"', "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"),
        choice(),
    ),
    ("idle-gateway", "g", chain(user(), '<bpmn:exclusiveGateway id="g" />' + HERE), chain(user())),
    (
        "runaway-loop",
        "q",
        loop("service").replace(HERE, "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"),
        loop("user"),
    ),
    (
        "runaway-loop",
        "q",
        loop("service").replace(HERE, "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"),
        loop("timer"),
    ),
    ("flow-into-branch", "f_q_left", parallel("left", ""), parallel("merge")),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)


def test_a_flow_without_an_id_is_not_taken_for_the_default_of_a_gateway_without_one() -> None:
    drawn = choice(default="", second="${amount &gt; 3}").replace('id="f_q_no"', "")
    assert "condition-on-default" not in {one.code for one in problems(drawn)}
