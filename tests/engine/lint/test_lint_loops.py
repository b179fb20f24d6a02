"""Circles must wait, and nothing leads from behind a join into a branch (defect N6); everything else may loop."""

from itertools import pairwise

from engine.lint import graph
from tests.engine.lint.drawing import chain, diagram, flow, problems, service, user
from tests.engine.lint.pieces import CALL, MESSAGE_EVENT, TIMER_EVENT, event


def codes(body: str, **more: bytes) -> list[tuple[str, str]]:
    """Codes and elements of the problems of a diagram."""
    return [(one.code, one.element_id) for one in problems(body, **more)]


def circle(node: str) -> str:
    """A question from which one way leads over a node back to the question."""
    name = node.split('id="')[1].split('"', maxsplit=1)[0]
    question = '<bpmn:exclusiveGateway id="q" name="Again?" default="f_q_end" />'
    back = flow("q", name, '${decision = "yes"}', "yes") + flow(name, "q")
    nodes = ['<bpmn:startEvent id="start" />', user(), question, node, '<bpmn:endEvent id="end" />']
    return "\n".join([*nodes, flow("start", "ask"), flow("ask", "q"), flow("q", "end", "", "no"), back])


def test_a_circle_over_a_called_process_waits_when_that_process_does() -> None:
    waiting = diagram(chain(user()), process='id="meeting" isExecutable="true"')
    hasty = diagram(chain(service()), process='id="meeting" isExecutable="true"')
    body = circle(CALL.format("meeting", ""))

    assert codes(body, meeting__bpmn=waiting) == []
    assert codes(body, meeting__bpmn=hasty) == [("runaway-loop", "q")]


def test_a_circle_over_a_sub_process_waits_when_something_in_it_does() -> None:
    inside = f'<bpmn:startEvent id="s2" />{{}}<bpmn:endEvent id="e2" />{flow("s2", "in")}{flow("in", "e2")}'
    sub_process = f'<bpmn:subProcess id="sub">{inside}</bpmn:subProcess>'

    assert codes(circle(sub_process.format(user("in")))) == []
    assert codes(circle(sub_process.format(service("in")))) == [("runaway-loop", "q")]


def test_a_circle_through_an_error_does_not_wait() -> None:
    error = '<bpmn:boundaryEvent id="failed" attachedToRef="work"><bpmn:errorEventDefinition /></bpmn:boundaryEvent>'

    assert codes(chain(service(), more=error + flow("failed", "work"))) == [("runaway-loop", "work")]


def test_check_nudge_and_check_again_is_a_good_circle() -> None:
    # Research §13: "all replied?" - event gateway - a message back to the question, a clock onward.
    gateway = '<bpmn:eventBasedGateway id="wait" />'
    reply = event("intermediateCatchEvent", MESSAGE_EVENT, "reply")
    late = f'<bpmn:intermediateCatchEvent id="late">{TIMER_EVENT}</bpmn:intermediateCatchEvent>'
    question = '<bpmn:exclusiveGateway id="q" name="All replied?" default="f_q_wait" />'
    nodes = ['<bpmn:startEvent id="start" />', service(), question, gateway, reply, late, '<bpmn:endEvent id="end" />']
    flows = [("start", "work"), ("work", "q"), ("wait", "reply"), ("wait", "late"), ("reply", "work"), ("late", "end")]
    ways = flow("q", "end", "${open_requests = 0}", "yes") + flow("q", "wait", "", "no")

    assert codes("\n".join([*nodes, ways, *(flow(*one) for one in flows)])) == []


def branches(inner: str, back: str) -> str:
    """Split, two branches of which one holds more, a join, and a flow from behind it to the node given."""
    gateways = '<bpmn:parallelGateway id="split" /><bpmn:parallelGateway id="join" />'
    question = '<bpmn:exclusiveGateway id="q" name="Again?" default="f_q_end" />'
    nodes = [
        '<bpmn:startEvent id="start" />',
        user("before"),
        gateways,
        user("left"),
        inner,
        user("right"),
        question,
        '<bpmn:endEvent id="end" />',
    ]
    path = [flow(*one) for one in pairwise(["start", "before", "split", "left", "join", "q"])]
    rest = [flow("split", "right"), flow("right", "join"), flow("q", "end", "", "no")]
    return "\n".join([*nodes, *path, *rest, flow("q", back, '${decision = "yes"}', "yes")])


def test_a_flow_from_behind_a_join_into_a_branch_is_refused() -> None:
    assert codes(branches("", "right")) == [("flow-into-branch", "f_q_right")]


def test_a_flow_from_behind_a_join_to_before_the_split_is_fine() -> None:
    assert codes(branches("", "before")) == []
    assert codes(branches("", "split")) == []


def test_a_loop_inside_one_branch_is_fine() -> None:
    inner = '<bpmn:exclusiveGateway id="more" name="More?" default="f_more_join" />'
    body = branches(inner, "before").replace(flow("left", "join"), flow("left", "more"))
    body += flow("more", "join", "", "no") + flow("more", "left", "${amount = 1}", "yes")

    assert codes(body) == []


def test_the_nearest_split_counts_when_splits_are_nested() -> None:
    inner = '<bpmn:parallelGateway id="s2" /><bpmn:parallelGateway id="j2" />' + user("x") + user("y")
    inside = [("left", "s2"), ("s2", "x"), ("s2", "y"), ("x", "j2"), ("y", "j2"), ("j2", "join")]
    body = branches(inner, "before").replace(flow("left", "join"), "".join(flow(*one) for one in inside))

    assert codes(body) == []
    assert codes(body.replace('id="f_j2_join"', 'id="f_j2_join" default=""')) == []


def test_dominators_are_what_every_path_passes() -> None:
    drawn = {"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": ["e", "b"], "e": []}

    assert graph.dominators(drawn, "a") == {"a": "a", "b": "a", "c": "a", "d": "a", "e": "d"}


def test_components_are_found_without_recursion() -> None:
    long = {str(number): [str(number + 1)] for number in range(20_000)} | {"20000": ["0"]}

    assert [len(one) for one in graph.components(long)] == [20_001]


def test_an_inclusive_join_inside_a_circle_is_a_warning() -> None:
    body = circle(user("again")).replace('<bpmn:exclusiveGateway id="q"', '<bpmn:inclusiveGateway id="q"')

    assert codes(body) == [("inclusive-join-in-loop", "q")]
