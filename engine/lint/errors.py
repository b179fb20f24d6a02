"""Whether an error that a process ends with is caught: one that is not would stop whoever came to it."""

from collections.abc import Iterator

from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN
from engine.lint.report import Problem


def uncaught(diagram: Diagram) -> Iterator[Problem]:
    """Every error end event leads to something that catches it, here or in a process that calls this one."""
    calls = ((name, one) for name, process in diagram.facts.processes.items() for one in process.calls)
    called = {one for name, one in calls if one != name}
    codes = {one.get("id", ""): one.get("errorCode", "") for one in diagram.root.iterchildren(f"{BPMN}error")}
    for node in diagram.of_kind("endEvent"):
        if node.trigger != "error" or node.scope.process.id in called:
            continue
        code = codes.get(_reference(node))
        # An error that is not declared, or has no code, is refused by itself.
        if code and not any(not _reference(one) or codes.get(_reference(one)) == code for one in _catchers(node)):
            what = f"Nothing catches the error “{code}” that {node.said} throws."
            remedy = "Draw an error boundary event on what it lies in or on what calls it, or make it a plain end."
            yield diagram.problem(node, "uncaught-error", what, remedy)


def _catchers(node: Node) -> Iterator[Node]:
    """The error events around a node: of event sub-processes beside it, and at the edges of what it lies in."""
    within: Node | None = None
    for scope in node.scope.around:
        for one in scope.nodes:
            if one.by_event and one is not within and one.inside is not None:
                yield from (start for start in one.inside.nodes if start.trigger == "error")
        within = scope.owner
        if within is not None:
            yield from (edge for edge in within.boundaries if edge.trigger == "error")


def _reference(node: Node) -> str:
    return node.triggers[0].get("errorRef", "")
