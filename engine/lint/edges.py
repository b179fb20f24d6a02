"""Whether boundary events can ever happen where they are attached, and whether each has what it waits for to itself."""

from collections.abc import Iterator
from typing import Final

from engine.lint import elements
from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN, SUB_PROCESSES, properties
from engine.lint.report import Problem

_PASSED_AT_ONCE: Final = frozenset({"task", "manualTask", "sendTask", "scriptTask", "businessRuleTask"})
"""Tasks at which no token ever waits."""
_HOLD_OTHERS: Final = SUB_PROCESSES | {"callActivity"}
_THROWN_BY: Final = {"error": _HOLD_OTHERS | {"serviceTask"}, "escalation": _HOLD_OTHERS}
"""What comes from inside an activity, and the activities from which it can come."""
_KEYS: Final = {"error": "errorCode", "escalation": "escalationCode", "message": "name"}


def idle(diagram: Diagram) -> Iterator[Problem]:
    """Every boundary event is attached to an activity beside which it can happen."""
    for host in diagram.nodes:
        for edge in host.boundaries:
            throwers = _THROWN_BY.get(edge.trigger)
            if not elements.is_supported(edge):
                continue
            if host.kind in _PASSED_AT_ONCE:
                what = f"{edge.said} can never happen: {host.said} is passed at once, so nothing waits beside it."
                remedy = "Attach it to what people or handlers do, or draw a user task where work has to be waited for."
                yield diagram.problem(edge, "idle-boundary", what, remedy)
            elif throwers is not None and host.kind not in throwers:
                what = f"{edge.said} can never happen: {host.said} throws no {edge.trigger}."
                remedy = "Ask in its form and choose with a gateway behind it, or use a message event."
                yield diagram.problem(edge, "idle-boundary", what, remedy)


def twice(diagram: Diagram) -> Iterator[Problem]:
    """No two events of one activity or scope wait for the same error, escalation or message."""
    names = {one.get("id", ""): one for kind in _KEYS for one in diagram.root.iterchildren(BPMN + kind)}
    for beside in _groups(diagram):
        first: dict[tuple[str, ...], Node] = {}
        for event in beside:
            key = _KEYS.get(event.trigger)
            if key is None:
                continue
            reference = event.triggers[0].get(f"{event.trigger}Ref", "")
            named = names[reference].get(key, "") if reference in names else ""
            if not named and (reference or event.trigger == "message"):
                continue  # Refused by itself.
            about = properties(event.element).get("correlation", "")
            earlier = first.setdefault((event.trigger, named, about), event)
            if earlier is not event:
                awaited = f"the {event.trigger} “{named}”" if named else f"any {event.trigger}"
                what = f"{event.said} waits for {awaited}, as {earlier.said} does: only one of them would hear it."
                yield diagram.problem(event, "same-event", what, "Delete one of the two, or give each its own.")


def _groups(diagram: Diagram) -> Iterator[list[Node]]:
    """Events that would hear the same: those on one activity, and the starts of event sub-processes of one scope."""
    yield from (host.boundaries for host in diagram.nodes)
    for scope in diagram.scopes:
        inner = [node.inside for node in scope.nodes if node.by_event and node.inside is not None]
        yield [node for one in inner for node in one.nodes if node.kind == "startEvent"]
