"""Whether what a diagram points to exists: messages, errors, signals, called processes, decision tables."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

import feel
from engine.lint import elements, graph
from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN, attribute, extensions, nearest, words
from engine.lint.report import Problem

_DECLARED: Final = {
    "message": ("message", "name"),
    "signal": ("signal", "name"),
    "error": ("error", "errorCode"),
    "escalation": ("escalation", "escalationCode"),
}


def events(diagram: Diagram) -> Iterator[Problem]:
    """Every message, signal, error and escalation event names one that the file declares."""
    declared = {
        (kind, element.get("id", "")): element
        for kind in _DECLARED
        for element in diagram.root.iterchildren(BPMN + kind)
    }
    for node in diagram.nodes:
        if node.trigger in _DECLARED and elements.is_supported(node):
            reference = node.triggers[0].get(f"{node.trigger}Ref", "")
            yield from _event(diagram, node, node.trigger, reference, declared)
        elif node.kind in {"receiveTask", "sendTask"}:
            yield from _event(diagram, node, "message", node.element.get("messageRef", ""), declared)


def _event(
    diagram: Diagram, node: Node, kind: str, reference: str, declared: dict[tuple[str, str], etree._Element]
) -> Iterator[Problem]:
    _, key = _DECLARED[kind]
    catches_all = kind in {"error", "escalation"} and node.kind in {"boundaryEvent", "startEvent"}
    found = declared.get((kind, reference))
    if found is None and (reference or not catches_all):
        what = f"{node.said} names no {kind}." if not reference else f"There is no {kind} “{reference}” in the file."
        yield diagram.problem(node, f"no-{kind}", what, f"Choose or create the {kind} in the Modeler.")
    elif found is not None and not found.get(key, "").strip():
        what = f"The {kind} “{reference}”, which {node.said} uses, has no {'name' if key == 'name' else 'code'}."
        yield diagram.problem(node, f"no-{kind}", what, f"Give the {kind} one in the Modeler.")
    elif found is not None and feel.expression_in(found.get(key, "")) is not None:
        what = f"The {kind} “{reference}” has a computed {'name' if key == 'name' else 'code'}."
        remedy = "Use a fixed one; to reach one instance among several set the property “correlation”."
        yield diagram.problem(node, f"computed-{kind}", what, remedy)


def calls(diagram: Diagram) -> Iterator[Problem]:
    """Every call activity calls a process that exists."""
    for node in diagram.of_kind("callActivity"):
        called = node.element.get("calledElement", "").strip()
        facts = diagram.facts
        if not called:
            kind = "a case (CMMN)" if attribute(node.element, "caseRef") else "nothing"
            what = f"{node.said} calls {kind}; it must call a process."
            yield diagram.problem(node, "no-call", what, "Choose the called process by its id.")
        elif feel.expression_in(called) is not None or "${" in called:
            what = f"{node.said} computes what it calls, so nobody can check it."
            yield diagram.problem(node, "computed-call", what, "Call one process; choose with a gateway.")
        elif not facts.has_process(called):
            what = f"{node.said} calls the process “{called}”, which is neither among these files nor published."
            remedy = nearest(called, {*facts.processes, *facts.known.processes}) + f"Attach {called}.bpmn."
            yield diagram.problem(node, "no-such-process", what, remedy)
        if attribute(node.element, "variableMappingClass") or attribute(
            node.element, "variableMappingDelegateExpression"
        ):
            what = f"{node.said} maps its variables by a Java class."
            yield diagram.problem(node, "java", what, "Use in and out mappings.")
        yield from _mappings(diagram, node)


def bindings(diagram: Diagram) -> Iterator[Problem]:
    """What is called or asked is not tied to one version, which would be ignored."""
    for node in diagram.of_kind("callActivity", "businessRuleTask"):
        name = "calledElement" if node.kind == "callActivity" else "decisionRef"
        binding = attribute(node.element, f"{name}Binding")
        if binding not in {"", "latest", "deployment"}:
            what = f"{node.said} is bound to a {words(binding)}; what it uses is the latest when a case begins."
            remedy = "Choose the binding latest or deployment: a case stays on the version that it began with."
            yield diagram.problem(node, "binding", what, remedy)


def _mappings(diagram: Diagram, node: Node) -> Iterator[Problem]:
    for one in [*extensions(node.element, "in"), *extensions(node.element, "out")]:
        whole = one.get("variables") == "all" or one.get("businessKey")
        if not whole and not (one.get("target") and (one.get("source") or one.get("sourceExpression"))):
            what = f"A mapping of {node.said} lacks its source or its target."
            yield diagram.problem(one, "mapping", what, "Give both, or delete the mapping.")


def circular_calls(diagram: Diagram) -> Iterator[Problem]:
    """No process calls itself, nor by way of others: a call inside a call without end."""
    edges = {name: sorted(process.calls) for name, process in diagram.facts.processes.items()}
    for node in diagram.of_kind("callActivity"):
        called, own = node.element.get("calledElement", ""), node.scope.process.id
        if own in graph.reachable(edges, [called]):
            way = "" if called == own else f": “{called}” leads back to it"
            what = f"{node.said} calls the process that it is part of{way}."
            yield diagram.problem(
                node, "calls-itself", what, "Draw a loop, or start an instance of its own by a topic."
            )


def decisions(diagram: Diagram) -> Iterator[Problem]:
    """Every business rule task asks a decision that exists."""
    for node in diagram.of_kind("businessRuleTask"):
        decision = attribute(node.element, "decisionRef")
        facts = diagram.facts
        if any(attribute(node.element, name) for name in ("class", "delegateExpression", "expression")):
            continue
        if not decision:
            what = f"{node.said} names no decision."
            yield diagram.problem(node, "no-decision", what, "Choose DMN and give the decision reference.")
        elif feel.expression_in(decision) is not None:
            what = f"{node.said} computes which decision it asks, so nobody can check it."
            yield diagram.problem(node, "computed-decision", what, "Name one decision.")
        elif not facts.has_decision(decision):
            what = f"{node.said} asks the decision “{decision}”, which is neither among these files nor published."
            remedy = nearest(decision, {*facts.decisions, *facts.known.decisions}) + "Attach its .dmn file."
            yield diagram.problem(node, "no-such-decision", what, remedy)
