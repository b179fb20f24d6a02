"""Circles that never wait, and flows that lead from after a join back into one branch of its split (defect N6)."""

from collections.abc import Iterator
from typing import Final

from engine.lint import graph
from engine.lint.diagram import Diagram, Node, Scope
from engine.lint.names import SUB_PROCESSES
from engine.lint.report import WARNING, Problem

_WAITING_KINDS: Final = frozenset({"userTask", "receiveTask", "eventBasedGateway"})


def waits(diagram: Diagram, node: Node) -> bool:
    """Whether a token that comes here stops for a person, the clock or a message."""
    if node.kind in _WAITING_KINDS:
        return True
    if node.kind in {"intermediateCatchEvent", "boundaryEvent"}:
        return node.trigger in {"message", "timer", "signal", "conditional"}
    if node.kind == "callActivity":
        called = diagram.facts.processes.get(node.element.get("calledElement", ""))
        # A process that is not at hand may well wait; refusing it would be a guess.
        return called is None or called.waits
    inside = node.inside
    return node.kind in SUB_PROCESSES and inside is not None and any(waits(diagram, one) for one in inside.nodes)


def unbounded(diagram: Diagram) -> Iterator[Problem]:
    """No circle without a user task, timer, message or receive task in it."""
    for scope in diagram.scopes:
        automatic = {node.id for node in scope.nodes if not waits(diagram, node)}
        edges = {one: [to for to in targets if to in automatic] for one, targets in scope.graph.items()}
        edges = {one: targets for one, targets in edges.items() if one in automatic}
        for members in graph.components(edges):
            if graph.is_circle(edges, members):
                node = diagram.by_id[members[0]]
                names = ", ".join(f"“{diagram.by_id[one].name or one}”" for one in members[:6])
                what = f"The circle {names} never waits: it could run without end."
                remedy = "Put a user task, a timer or a message event into the circle."
                yield diagram.problem(node, "runaway-loop", what, remedy)


def inclusive_joins(diagram: Diagram) -> Iterator[Problem]:
    """No inclusive join inside a circle: what it waits for cannot be seen from the drawing."""
    for scope in diagram.scopes:
        joins = {node.id for node in scope.nodes if node.kind == "inclusiveGateway" and len(node.incoming) > 1}
        edges = scope.graph if joins else {}
        for members in graph.components(edges):
            for one in members if graph.is_circle(edges, members) else ():
                if one in joins:
                    what = f"{diagram.by_id[one].said} joins ways inside a circle: nobody can see what it waits for."
                    remedy = "Join with an exclusive or parallel gateway, or lead the circle round it."
                    yield diagram.problem(diagram.by_id[one], "inclusive-join-in-loop", what, remedy, WARNING)


def into_a_branch(diagram: Diagram) -> Iterator[Problem]:
    """No flow from after a join into a branch of its split: it would pass or hang by chance (defect N6)."""
    for scope in diagram.scopes:
        joins = [node for node in scope.nodes if node.kind in _SPLITTING and len(node.incoming) > 1]
        if not joins:
            continue
        edges = scope.graph
        start = _common_start(scope, edges)
        above = graph.dominators(edges, start)
        for join in joins:
            split = _split_of(diagram, above, join)
            if split is not None:
                yield from _flows_back(diagram, edges, split, join)


_SPLITTING: Final = frozenset({"parallelGateway", "inclusiveGateway"})
_BEFORE_ALL: Final = ""


def _common_start(scope: Scope, edges: dict[str, list[str]]) -> str:
    """One point before every start of the scope, added to the graph; no id is empty."""
    entered = {to for targets in edges.values() for to in targets}
    edges[_BEFORE_ALL] = [node.id for node in scope.nodes if node.kind == "startEvent" or node.id not in entered]
    return _BEFORE_ALL


def _split_of(diagram: Diagram, above: dict[str, str], join: Node) -> Node | None:
    """The nearest node that every path to the join passes and that sends out several tokens."""
    one = join.id
    while one in above and above[one] != one:
        one = above[one]
        found = diagram.by_id.get(one)
        if found is not None and _splits(found):
            return found
    return None


def _splits(node: Node) -> bool:
    if len(node.outgoing) < 2:
        return False
    return (
        node.kind in _SPLITTING
        or node.kind.endswith(("Task", "Event", "Activity"))
        or node.kind in {"task", "subProcess"}
    )


def _flows_back(diagram: Diagram, edges: dict[str, list[str]], split: Node, join: Node) -> Iterator[Problem]:
    without = {one: [to for to in targets if to not in {split.id, join.id}] for one, targets in edges.items()}
    inside = graph.reachable(without, without[split.id])
    turned = graph.reverse({one: targets for one, targets in edges.items() if one not in {split.id, join.id}})
    inside &= graph.reachable(turned, [join.id]) - {join.id}
    cut = {one: [to for to in targets if to not in inside] for one, targets in without.items()}
    after = graph.reachable(cut, cut[join.id]) | {join.id}
    for one in sorted(after - inside):
        for flow in diagram.by_id[one].outgoing:
            if flow.target in inside:
                what = (
                    f"The flow leads from after the join “{join.name or join.id}” back into one branch of its split "
                    f"“{split.name or split.id}”: the join would pass or hang by chance."
                )
                remedy = "Lead it back to before the split, or draw that step a second time after the join."
                yield diagram.problem(flow, "flow-into-branch", what, remedy)
