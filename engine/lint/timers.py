"""Whether timers can be worked out, say their time zone, and do not strand work."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import feel
from engine.lint import graph
from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN, attribute, text_of
from engine.lint.report import WARNING, Problem

_DURATION: Final = re.compile(
    r"^P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$"
)
_INSTANT: Final = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?(\[[\w/]+\])?$")
_UNITS: Final = {"Y": 31_557_600, "M": 2_629_800, "W": 604_800, "D": 86_400, "h": 3_600, "m": 60, "s": 1}
_LONGEST: Final = 1_000 * _UNITS["Y"]
"""Of a timer in seconds: beyond it there are no dates."""
_KINDS: Final = ("timeDate", "timeDuration", "timeCycle")


def timers(diagram: Diagram) -> Iterator[Problem]:
    """Every timer has one time, written so that it means one thing."""
    for node in diagram.nodes:
        for trigger in node.triggers:
            if node.trigger != "timer":
                continue
            found = [one for one in trigger.iterchildren(*(BPMN + kind for kind in _KINDS)) if text_of(one)]
            if len(found) != 1:
                what = f"{node.said} has {'no time' if not found else 'several times'}."
                yield diagram.problem(node, "timer", what, 'Give one, such as ${deadline("reply_due")} or PT48H.')
                continue
            text = text_of(found[0])
            if feel.expression_in(text) is None and "${" not in text and "#{" not in text:
                kind = found[0].tag.removeprefix(BPMN)
                problem = _literal(kind, text)
                if problem:
                    yield diagram.problem(found[0], *problem)


def _literal(kind: str, text: str) -> tuple[str, str, str] | None:
    """What is wrong with a time written out: code, what, remedy."""
    if kind == "timeDate":
        return _date(text)
    if kind == "timeDuration":
        ok = _DURATION.match(text) and _seconds(text) <= _LONGEST
        return None if ok else ("timer", f"“{text}” is no length of time.", "Write PT48H, P14D or P6M.")
    return _cycle(text)


def _seconds(duration: str) -> float:
    """About how long a written duration is."""
    days, _, time = duration.partition("T")
    parts = [found for half in (days, time.lower()) for found in re.findall(r"([\d.]+)([A-Za-z])", half)]
    return sum(float(count) * _UNITS[unit] for count, unit in parts)


def _date(text: str) -> tuple[str, str, str] | None:
    found = _INSTANT.match(text)
    if re.match(r"^\d{4}-\d\d-\d\d$", text) or (found and not found.group(1)):
        what = f"“{text}” does not say its {'time of day and ' if 'T' not in text else ''}time zone."
        return "naive-time", what, "Add the offset: 2027-01-14T09:00:00Z in winter, …+01:00 in summer."
    if found is None or not _is_real(text):
        return "timer", f"“{text}” is no date and time.", "Write 2027-01-14T09:00:00Z, or name a clock."
    return None


def _is_real(text: str) -> bool:
    try:
        datetime.fromisoformat(text.partition("[")[0])
    except ValueError:
        return False
    return True


def _is_day(text: str) -> bool:
    return len(text) == 10 and _is_real(text)


def _cycle(text: str) -> tuple[str, str, str] | None:
    if re.match(r"^\S+( +\S+){4,6}$", text):
        return (
            "cron",
            f"“{text}” is a cron expression, which is not supported.",
            "Write R3/P7D, or draw a loop of timers.",
        )
    repeats, *rest = text.split("/")
    if not re.match(r"^R\d*$", repeats) or not rest or len(rest) > 2 or not _DURATION.match(rest[-1]):
        return "timer", f"“{text}” is no cycle.", "Write R3/P7D: three times, every seven days."
    if not 1 <= _seconds(rest[-1]) <= _LONGEST:
        return "timer", f"“{text}” repeats without a pause, or hardly ever.", "Write R3/P7D: every seven days."
    return _date(rest[0]) if len(rest) == 2 else None


def task_dates(diagram: Diagram) -> Iterator[Problem]:
    """The dates and the priority of a user task can be read."""
    for node in diagram.of_kind("userTask"):
        for name in ("dueDate", "followUpDate"):
            text = attribute(node.element, name)
            if text and feel.expression_in(text) is None and "${" not in text:
                problem = None if _DURATION.match(text) or _is_day(text) else _date(text)
                if problem:
                    yield diagram.problem(node, *problem)
        priority = attribute(node.element, "priority")
        if priority and feel.expression_in(priority) is None and not re.match(r"^-?\d{1,9}$", priority):
            what = f"The priority “{priority}” is no whole number."
            yield diagram.problem(node, "priority", what, "Write a number; 50 is usual, more is more urgent.")


def reminders(diagram: Diagram) -> Iterator[Problem]:
    """A reminder, a timer that does not interrupt, leads to no user task: it would outlive what it reminds of.

    In a sub-process that ends by terminating, what is left open goes with it.
    """
    for scope in diagram.scopes:
        if scope.owner is not None and any(node.trigger == "terminate" for node in scope.nodes):
            continue
        edges = {node.id: [flow.target for flow in node.outgoing] for node in scope.nodes}
        for node in scope.nodes:
            if node.kind == "boundaryEvent" and node.trigger == "timer" and not _interrupts(node):
                beyond = [one for one in scope.nodes if one.kind == "userTask"]
                reached = graph.reachable(edges, [node.id])
                after = next((one for one in beyond if one.id in reached), None)
                if after is not None:
                    what = (
                        f"{node.said} does not interrupt, yet leads to {after.said}, which stays when its host is done."
                    )
                    remedy = "Let reminders lead to service tasks, such as sending a mail."
                    yield diagram.problem(node, "reminder-to-person", what, remedy, WARNING)


def _interrupts(node: Node) -> bool:
    return node.element.get("cancelActivity", "true") != "false"
