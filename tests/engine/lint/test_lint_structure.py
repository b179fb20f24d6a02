"""The drawing must hang together."""

import pytest

from tests.engine.lint.drawing import chain, choice, flow, user
from tests.engine.lint.pieces import HERE, MESSAGE_EVENT, TIMER_EVENT, Case, boundary, nested, refused

CASES: list[Case] = [
    ("duplicate-id", "ask", chain(user(), more=user() + HERE), chain(user())),
    ("taken-id", "Start", chain(user("Start") + HERE), chain(user("start_here"))),
    ("taken-id", "ask__end", chain(user("ask__end") + HERE), chain(user("asked_end"))),
    ("no-id", "case", chain(user(), more='<bpmn:task name="x" />' + HERE), chain(user())),
    ("dangling-flow", "f_ask_gone", chain(user(), more=flow("ask", "gone") + HERE), chain(user())),
    (
        "dangling-boundary",
        "edge",
        chain(user(), more=boundary(TIMER_EVENT, host="gone")),
        chain(user(), more=boundary(TIMER_EVENT)),
    ),
    (
        "dangling-default",
        "q",
        choice(default="gone", second="${amount > 1}")
        .replace('default="gone"', HERE + 'default="gone"')
        .replace(HERE, ""),
        choice(),
    ),
    (
        "no-start",
        "inside",
        chain(f'<bpmn:subProcess id="inside" name="Inside">{HERE}<bpmn:endEvent id="e2" /></bpmn:subProcess>'),
        chain(nested("subProcess")),
    ),
    (
        "several-starts",
        "s2",
        chain(user(), more=f'<bpmn:startEvent id="s2" />{HERE}' + flow("s2", "end")),
        chain(user(), more=f'<bpmn:startEvent id="s2">{MESSAGE_EVENT}</bpmn:startEvent>' + flow("s2", "end")),
    ),
    ("unreachable", "lost", chain(user(), more=user("lost") + HERE + flow("lost", "end")), chain(user(), user("lost"))),
    (
        "dead-end",
        "last",
        chain(user(), more=user("last") + HERE + flow("start", "last")),
        chain(user(), more=user("last") + flow("start", "last") + flow("last", "end")),
    ),
    (
        "no-way-to-end",
        "a",
        chain(user(), more=user("a") + HERE + "\n" + user("b") + flow("ask", "a") + flow("a", "b") + flow("b", "a")),
        chain(user(), user("a"), user("b")),
    ),
    ("wrong-way", "f_ask_start", chain(user(), more=flow("ask", "start") + HERE), chain(user())),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)
