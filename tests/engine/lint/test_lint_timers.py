"""Timers mean one thing and name clocks."""

import pytest

from tests.engine.lint.drawing import chain, flow, service, user
from tests.engine.lint.pieces import HERE, TIMER_EVENT, Case, boundary, refused, timer

CASES: list[Case] = [
    (
        "timer",
        "ask",
        chain(user(attributes='camunda:dueDate="soon"') + HERE),
        chain(user(attributes='camunda:dueDate="2027-01-14"')),
    ),
    ("timer", "wait", chain(timer("timeDuration", "two days")), chain(timer("timeDuration", "P2D"))),
    ("timer", "wait", chain(timer("timeDuration", "P9999999Y")), chain(timer("timeDuration", "P1Y2M3W4DT5H6M7.5S"))),
    ("timer", "wait", chain(timer("timeCycle", "R3/PT0S")), chain(timer("timeCycle", "R3/PT1H"))),
    (
        "timer",
        "wait",
        chain(timer("timeDate", "2027-02-30T09:00:00Z")),
        chain(timer("timeDate", "2027-02-28T09:00:00Z")),
    ),
    (
        "timer",
        "wait",
        chain(timer("timeDate", "").replace(HERE, "").replace("<bpmn:intermediate", f"{HERE}<bpmn:intermediate")),
        chain(timer("timeDate", "2027-07-14T09:00:00+01:00")),
    ),
    (
        "timer",
        "edge",
        chain(user(), more=boundary("<bpmn:timerEventDefinition />")),
        chain(user(), more=boundary(TIMER_EVENT)),
    ),
    (
        "naive-time",
        "wait",
        chain(timer("timeDate", "2027-07-14T09:00:00")),
        chain(timer("timeDate", "2027-07-14T09:00:00Z")),
    ),
    (
        "naive-time",
        "wait",
        chain(timer("timeDate", "2027-07-14")),
        chain(timer("timeCycle", "R3/2027-07-14T09:00:00Z/P7D")),
    ),
    ("cron", "wait", chain(timer("timeCycle", "0 0 9 * * ?")), chain(timer("timeCycle", "R3/P7D"))),
    (
        "timer-reads-variable",
        "wait",
        chain(user(), timer("timeDate", "${amount}")),
        chain(timer("timeDate", '${deadline("reply_due")}')),
    ),
    (
        "unknown-clock",
        "wait",
        chain(timer("timeDate", '${deadline("reply_deu")}')),
        chain(timer("timeDate", '${deadline("reply_due")}')),
    ),
    (
        "clock-not-named",
        "wait",
        chain(timer("timeDate", "${deadline(setting(1))}")),
        chain(timer("timeDate", '${deadline("reply_due")}')),
    ),
    (
        "reminder-to-person",
        "edge",
        chain(
            user(),
            more=boundary(TIMER_EVENT, 'cancelActivity="false"').replace(
                flow("edge", "over"), flow("edge", "nudge") + user("nudge") + flow("nudge", "over")
            ),
        ),
        chain(
            user(),
            more=boundary(TIMER_EVENT, 'cancelActivity="false"').replace(
                flow("edge", "over"), flow("edge", "nudge") + service("nudge") + flow("nudge", "over")
            ),
        ),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)
