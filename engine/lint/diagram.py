"""A BPMN file as the checks see it: scopes, nodes, flows and lanes, with their places in the file."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from engine.lint.facts import Facts
from engine.lint.names import ACTIVITIES, BPMN, FLOW_NODES, SUB_PROCESSES, line_of, local, words
from engine.lint.report import ERROR, Problem, Severity


@dataclass(eq=False, slots=True)
class Flow:
    """A sequence flow. `source` and `target` are ids, which may lead nowhere."""

    id: str
    name: str
    element: etree._Element
    source: str
    target: str

    @property
    def condition(self) -> etree._Element | None:
        """Its condition, when it has one."""
        return self.element.find(f"{BPMN}conditionExpression")


@dataclass(eq=False, slots=True)
class Node:
    """A flow node: activity, gateway or event. `triggers` are the local names of its event definitions."""

    id: str
    name: str
    kind: str
    element: etree._Element
    scope: "Scope"
    triggers: tuple[etree._Element, ...]
    incoming: list[Flow] = field(default_factory=list)
    outgoing: list[Flow] = field(default_factory=list)
    boundaries: list["Node"] = field(default_factory=list)
    lane: etree._Element | None = None
    inside: "Scope | None" = None

    @property
    def trigger(self) -> str:
        """What the event is about, such as `timer`; empty for a plain event and for everything that is no event."""
        return local(self.triggers[0]).removesuffix("EventDefinition") if self.triggers else ""

    @property
    def by_event(self) -> bool:
        """Whether this is an event sub-process."""
        return self.kind in SUB_PROCESSES and self.element.get("triggeredByEvent") == "true"

    @property
    def default(self) -> str:
        """The id of its default flow."""
        return self.element.get("default", "")

    @property
    def said(self) -> str:
        """How it is called in a sentence: the user task “Check the referral”."""
        return f"the {words(self.kind)} “{self.name or self.id}”"


@dataclass(eq=False, slots=True)
class Scope:
    """A process, or the inside of a sub-process."""

    id: str
    element: etree._Element
    owner: Node | None
    nodes: list[Node] = field(default_factory=list)
    flows: list[Flow] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    @property
    def graph(self) -> dict[str, list[str]]:
        """What each node leads to: along flows, through its boundary events, and from link to link of the same name."""
        links = {_link(node): node.id for node in self.nodes if node.kind == "intermediateCatchEvent" and _link(node)}
        return {
            node.id: [
                *(flow.target for flow in node.outgoing),
                *(event.id for event in node.boundaries),
                *([links[_link(node)]] if node.kind == "intermediateThrowEvent" and _link(node) in links else []),
            ]
            for node in self.nodes
        }

    @property
    def members(self) -> Iterator[Node]:
        """Its nodes, and those of the sub-processes in it."""
        waiting = [self]
        while waiting:
            scope = waiting.pop()
            yield from scope.nodes
            waiting += [node.inside for node in scope.nodes if node.inside is not None]

    @property
    def around(self) -> Iterator["Scope"]:
        """This scope and those it lies in, from the inside out."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.owner.scope if scope.owner is not None else None

    @property
    def process(self) -> "Scope":
        """The process it belongs to."""
        return list(self.around)[-1]


@dataclass(eq=False, slots=True)
class Diagram:
    """One BPMN file. `processes` are those that are to run; `drawn_only` those without isExecutable."""

    file: str
    root: etree._Element
    processes: list[Scope] = field(default_factory=list)
    drawn_only: list[etree._Element] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    by_id: dict[str, Node] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)

    @property
    def nodes(self) -> Iterator[Node]:
        """Every node of every process that is to run."""
        for scope in self.scopes:
            yield from scope.nodes

    def of_kind(self, *kinds: str) -> Iterator[Node]:
        """The nodes of these kinds."""
        return (node for node in self.nodes if node.kind in kinds)

    def problem(
        self, at: "Node | Flow | etree._Element", code: str, what: str, remedy: str, severity: Severity = ERROR
    ) -> Problem:
        """A problem at a node, flow or element; an element without an id is named by what it belongs to."""
        element = at if isinstance(at, etree._Element) else at.element
        owner: etree._Element | None = element
        while owner is not None and not (owner.get("id") and owner.tag.startswith(BPMN)):
            owner = owner.getparent()
        named = element if owner is None else owner
        name = " ".join(named.get("name", "").split())
        sentence = what[:1].upper() + what[1:]
        return Problem(severity, self.file, line_of(element), named.get("id", ""), name, sentence, remedy, code)


def read(file: str, root: etree._Element) -> Diagram:
    """The diagram in a parsed file."""
    diagram = Diagram(file, root)
    for process in root.iterchildren(f"{BPMN}process"):
        if process.get("isExecutable") == "true":
            diagram.processes.append(_scope(diagram, process, None))
        else:
            diagram.drawn_only.append(process)
    for scope in diagram.scopes:
        _connect(diagram, scope)
    return diagram


def _scope(diagram: Diagram, element: etree._Element, owner: Node | None) -> Scope:
    # The gate lets no file through that is nested deeper than 250 levels, so this recursion is bounded.
    scope = Scope(element.get("id", ""), element, owner)
    diagram.scopes.append(scope)
    for child in element.iterchildren(f"{BPMN}*"):
        kind = local(child)
        name = " ".join(child.get("name", "").split())
        if kind == "sequenceFlow":
            ends = child.get("sourceRef", ""), child.get("targetRef", "")
            scope.flows.append(Flow(child.get("id", ""), name, child, *ends))
        elif kind in FLOW_NODES and child.get("id") and child.get("id") not in diagram.by_id:
            # A second node of the same id, or one without, is reported once and then left out.
            triggers = tuple(one for one in child.iterchildren() if local(one).endswith("EventDefinition"))
            node = Node(child.get("id", ""), name, kind, child, scope, triggers)
            scope.nodes.append(node)
            scope.ids.add(node.id)
            diagram.by_id[node.id] = node
            if kind in SUB_PROCESSES:
                node.inside = _scope(diagram, child, node)
    return scope


def _connect(diagram: Diagram, scope: Scope) -> None:
    own = {node.id: node for node in scope.nodes}
    for flow in scope.flows:
        if flow.source in own and flow.target in own:
            own[flow.source].outgoing.append(flow)
            own[flow.target].incoming.append(flow)
    for node in scope.nodes:
        host = own.get(node.element.get("attachedToRef", "")) if node.kind == "boundaryEvent" else None
        if host is not None and host.kind in ACTIVITIES:
            host.boundaries.append(node)
    for lane in scope.element.iter(f"{BPMN}lane") if scope.owner is None else ():
        for member in lane.iterchildren(f"{BPMN}flowNodeRef"):
            held = diagram.by_id.get((member.text or "").strip())
            if held is not None:
                # Lanes are listed before the lanes inside them, so the innermost wins.
                held.lane = lane


def _link(node: Node) -> str:
    return node.triggers[0].get("name", "") if node.trigger == "link" else ""


def role_of(lane: etree._Element) -> str:
    """The role a lane stands for, as the engine works it out: "Business Office" is business_office."""
    return "_".join(str(lane.get("name") or lane.get("id", "")).lower().replace("-", " ").split())
