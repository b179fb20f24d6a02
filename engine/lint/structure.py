"""Whether the drawing hangs together: ids, ends of flows, starts, and a way from a start to every node to an end."""

import re
from collections import defaultdict
from collections.abc import Iterator

from engine.lint import graph
from engine.lint.diagram import Diagram, Node, Scope
from engine.lint.names import BPMN, FLOW_NODES, line_of, local, words
from engine.lint.report import WARNING, Problem

MAX_ELEMENTS = 5_000
"""More than this in one file is no diagram that anybody could read or check."""


def too_large(diagram: Diagram) -> Iterator[Problem]:
    """The whole file has a readable number of elements."""
    count = sum(1 for _ in diagram.root.iter(f"{BPMN}*"))
    if count > MAX_ELEMENTS:
        what = f"The diagram has {count:,} elements; at most {MAX_ELEMENTS:,} are read."
        yield diagram.problem(diagram.root, "too-many-elements", what, "Split it: call parts of it as processes.")


_TAKEN = re.compile(
    r"^(?:Start|End|Root)$|(?:StartEventSplit|StartEventJoin)$|\.(?:EndJoin|BoundaryEventSplit|BoundaryEventJoin)$"
    r"|__(?:body|body_start|body_end|start|end|split)$|__to__"
)
"""Ids of steps that the library and the compiler add."""
_IDENTIFIED = FLOW_NODES | {"sequenceFlow", "process", "message", "signal", "error", "escalation"}


def ids(diagram: Diagram) -> Iterator[Problem]:
    """Every node and flow has an id, and no id is used twice in the file."""
    first: dict[str, int] = {}
    for element in diagram.root.iter(f"{BPMN}*"):
        found = element.get("id", "")
        if found in first:
            what = f"The id “{found}” is used twice: first on line {first[found]}, and here."
            yield diagram.problem(element, "duplicate-id", what, "Give one of the two elements another id.")
        elif found:
            first[found] = line_of(element)
            if _TAKEN.search(found) and local(element) in FLOW_NODES:
                what = f"The id “{found}” is one that the engine itself uses."
                yield diagram.problem(element, "taken-id", what, "Give it another id, such as case_closed.")
        elif local(element) in _IDENTIFIED:
            what = f"This {words(local(element))} has no id."
            yield diagram.problem(element, "no-id", what, "Give it an id in the Modeler.")


def executable(diagram: Diagram) -> Iterator[Problem]:
    """There is a process, and at least one is marked executable."""
    if not diagram.processes and not diagram.drawn_only:
        what = "The file holds no process."
        yield diagram.problem(diagram.root, "no-process", what, "Draw one in the Modeler, or leave the file out.")
    for process in diagram.drawn_only:
        what = f"The process “{process.get('id', '')}” is not marked as executable, so it would not be published."
        remedy = "Tick “Executable” in the properties of the process (of its pool, when it has one)."
        # Beside an executable process, a pool drawn only to show the other side is normal.
        severity = WARNING if diagram.processes else "error"
        yield diagram.problem(process, "not-executable", what, remedy, severity)


def dangling(diagram: Diagram) -> Iterator[Problem]:
    """Flows, boundary events, defaults and lanes point to elements that exist, in the same scope."""
    remedy = "Draw the connection again in the Modeler, or delete it."
    for scope in diagram.scopes:
        own = {node.id: node for node in scope.nodes}
        for flow in scope.flows:
            for end, target in (("from", flow.source), ("to", flow.target)):
                if target not in own:
                    what = f"The flow leads {end} “{target}”, which is not {_place(diagram, target)}."
                    yield diagram.problem(flow, "dangling-flow", what, remedy)
        for node in scope.nodes:
            yield from _dangling_node(diagram, node, own)
    for process in diagram.processes:
        for held in process.element.iter(f"{BPMN}flowNodeRef"):
            named = (held.text or "").strip()
            if named not in diagram.by_id:
                what = f"The lane holds “{named}”, which does not exist."
                yield diagram.problem(held, "dangling-lane", what, "Remove that line, or save again from the Modeler.")


def _place(diagram: Diagram, target: str) -> str:
    return "in the same sub-process or process" if target in diagram.by_id else "in this file"


def _dangling_node(diagram: Diagram, node: Node, own: dict[str, Node]) -> Iterator[Problem]:
    host = node.element.get("attachedToRef", "")
    if node.kind == "boundaryEvent" and (host not in own or node not in own[host].boundaries):
        what = f"{node.said} is attached to “{host}”, which is no activity of the same process."
        yield diagram.problem(node, "dangling-boundary", what, "Attach it to an activity again.")
    if node.default and node.default not in {flow.id for flow in node.outgoing}:
        what = f"The default flow “{node.default}” of “{node.name or node.id}” does not leave it."
        yield diagram.problem(node, "dangling-default", what, "Mark one of the flows leaving it as the default flow.")


def starts(diagram: Diagram) -> Iterator[Problem]:
    """Every scope has a start, and only one that no message opens."""
    for scope in diagram.scopes:
        found = [node for node in scope.nodes if node.kind == "startEvent"]
        plain = [node for node in found if not node.triggers]
        if scope.element.tag == f"{BPMN}adHocSubProcess":
            continue
        if not found:
            what = f"“{scope.element.get('name') or scope.id}” has no start event."
            yield diagram.problem(scope.element, "no-start", what, "Draw a start event and a flow from it.")
        for extra in plain[1:]:
            what = "There is a second plain start event; only one can be the start."
            yield diagram.problem(extra, "several-starts", what, "Join the two, or give one a message.")


def wrong_way(diagram: Diagram) -> Iterator[Problem]:
    """No flow leads into a start or boundary event, or out of an end event."""
    for node in diagram.nodes:
        if node.kind in {"startEvent", "boundaryEvent"}:
            for flow in node.incoming:
                what = f"A flow leads into {node.said}, where only flows out may be."
                yield diagram.problem(flow, "wrong-way", what, "Lead it to the node that follows.")
        for flow in node.outgoing if node.kind == "endEvent" else ():
            what = f"A flow leads out of {node.said}, after which nothing comes."
            yield diagram.problem(flow, "wrong-way", what, "Delete it, or make the end an intermediate event.")


def unreachable(diagram: Diagram) -> Iterator[Problem]:
    """Every node can be reached from a start."""
    for scope in diagram.scopes:
        edges = scope.graph
        lost = set(edges) - graph.reachable(edges, _entries(scope))
        inner = {one: [to for to in edges[one] if to in lost] for one in edges if one in lost}
        for first in _heads(inner):
            node = diagram.by_id[first]
            what = f"{node.said} can never be reached: no flow leads to it from a start event."
            yield diagram.problem(node, "unreachable", what, "Draw a flow to it, or delete it.")


def _entries(scope: Scope) -> Iterator[str]:
    """Where tokens come in, and what another problem already explains: a cut flow, a loose boundary event."""
    no_start = not any(node.kind == "startEvent" for node in scope.nodes)
    cut_off = {flow.target for flow in scope.flows if flow.source not in scope.ids}
    for node in scope.nodes:
        loose = node.kind == "boundaryEvent" and node.element.get("attachedToRef", "") not in scope.ids
        explained = loose or node.id in cut_off or (no_start and not node.incoming)
        if node.kind == "startEvent" or _stands_alone(node) or explained:
            yield node.id


def _stands_alone(node: Node) -> bool:
    """Nothing need lead to it or follow it."""
    inside_ad_hoc = node.scope.element.tag == f"{BPMN}adHocSubProcess"
    return node.by_event or inside_ad_hoc or node.element.get("isForCompensation") == "true"


def no_way_to_end(diagram: Diagram) -> Iterator[Problem]:
    """From every node an end event can be reached."""
    for scope in diagram.scopes:
        edges = scope.graph
        cut_off = {flow.source for flow in scope.flows if flow.target not in scope.ids}
        ends = [node.id for node in scope.nodes if _is_exit(node) or node.id in cut_off]
        stuck = set(edges) - graph.reachable(graph.reverse(edges), ends)
        inner = {one: [to for to in edges[one] if to in stuck] for one in edges if one in stuck}
        for last in _heads(graph.reverse(inner)):
            node = diagram.by_id[last]
            if node.outgoing:
                what = f"From {node.said} no end event can be reached: it goes round for ever."
                yield diagram.problem(node, "no-way-to-end", what, "Draw a way out of this circle to an end event.")
            else:
                what = f"Nothing follows {node.said}, and it is no end event."
                yield diagram.problem(
                    node, "dead-end", what, "Draw a flow from it, to an end event if nothing follows."
                )


def _is_exit(node: Node) -> bool:
    # What links and compensation lead to is not drawn as a flow; both are refused by themselves.
    return node.kind == "endEvent" or node.trigger in {"link", "compensate"} or _stands_alone(node)


def _heads(inner: dict[str, list[str]]) -> list[str]:
    """The first member of each component that no other component leads into."""
    component: dict[str, int] = {}
    found = graph.components(inner)
    for index, members in enumerate(found):
        component.update(dict.fromkeys(members, index))
    entered = {component[to] for one, targets in inner.items() for to in targets if component[to] != component[one]}
    return [members[0] for index, members in enumerate(found) if index not in entered]


def without_picture(diagram: Diagram) -> Iterator[Problem]:
    """Every node has its shape in the picture."""
    drawn = {one.get("bpmnElement", "") for one in diagram.root.iter() if local(one) == "BPMNShape"}
    missing: dict[str, list[Node]] = defaultdict(list)
    for node in diagram.nodes:
        if node.id not in drawn:
            missing[node.scope.process.id].append(node)
    for process in diagram.processes:
        nodes = missing.get(process.id, [])
        if nodes:
            some = ", ".join(f"“{node.name or node.id}”" for node in nodes[:5]) + (" and others" if nodes[5:] else "")
            what = "The file has no picture of the process." if not drawn else f"The picture does not show {some}."
            remedy = "Open and save it in the Modeler, so that people can see where a case stands."
            yield diagram.problem(process.element, "no-picture", what, remedy, WARNING)
