"""Every place in a diagram that may hold an expression: what it is for, and whether plain text is allowed there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from engine.lint.diagram import Diagram, Flow, Node, Scope
from engine.lint.names import BPMN, CAMUNDA, attribute, extensions, text_of, words

CONDITION: Final = "condition"
COLLECTION: Final = "collection"
TIMER: Final = "timer"
VALUE: Final = "value"


@dataclass(frozen=True, slots=True)
class Site:
    """A text that may be an expression. `scope` and `node` say where its variables are looked up."""

    element: etree._Element
    scope: Scope
    node: Node | None
    text: str
    use: str
    noun: str


_TASK_ATTRIBUTES: Final = ("assignee", "candidateUsers", "dueDate", "followUpDate", "priority")
_REPETITION: Final = {
    "loopDataInputRef": COLLECTION,
    "loopCardinality": COLLECTION,
    "completionCondition": CONDITION,
}


NEVER_ASKING: Final = frozenset({"parallelGateway", "eventBasedGateway"})
"""Gateways that take their flows without asking a condition."""


def parts(text: str) -> list[str]:
    """The members of a list written with commas; commas between braces do not count."""
    found, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "," and depth <= 0:
            found.append(text[start:position])
            start = position + 1
    return [part.strip() for part in (*found, text[start:]) if part.strip()]


def sites(diagram: Diagram) -> Iterator[Site]:
    """All of them, flows first, then nodes, in the order of the file."""
    for scope in diagram.scopes:
        for flow in scope.flows:
            source = diagram.by_id.get(flow.source)
            asked = source is None or source.kind not in NEVER_ASKING
            if flow.condition is not None and text_of(flow.condition) and asked:
                yield _of_flow(diagram, scope, flow, flow.condition)
    for node in diagram.nodes:
        yield from _of_task(node)
        yield from _of_mappings(node)
        yield from _of_repetition(node)
        yield from _of_timers(node)


def _of_flow(diagram: Diagram, scope: Scope, flow: Flow, condition: etree._Element) -> Site:
    source = diagram.by_id.get(flow.source)
    text = text_of(condition)
    if condition.get("language", "").lower() == "feel" and text and not text.startswith("="):
        text = f"={text}"
    return Site(condition, scope, source, text, CONDITION, "the condition")


def _of_task(node: Node) -> Iterator[Site]:
    for name in _TASK_ATTRIBUTES:
        text = attribute(node.element, name)
        if text and name != "candidateUsers":
            yield Site(node.element, node.scope, node, text, VALUE, f"the {words(name)}")
    for name in ("candidateUsers", "candidateGroups"):
        for text in parts(attribute(node.element, name)):
            yield Site(node.element, node.scope, node, text, VALUE, f"the {words(name)}")
    script = text_of(node.element.find(f"{BPMN}script"))
    if node.kind == "scriptTask" and script and node.element.get("scriptFormat", "").lower() == "feel":
        text = script if script.startswith("=") else f"={script}"
        yield Site(node.element, node.scope, node, text, VALUE, "the script")


def _of_mappings(node: Node) -> Iterator[Site]:
    holders = [node.element, *node.triggers]
    for holder in holders:
        for group in extensions(holder, "inputOutput"):
            for one in group.iterchildren(f"{CAMUNDA}inputParameter", f"{CAMUNDA}outputParameter"):
                for value in _leaves(one):
                    yield Site(value, node.scope, node, text_of(value), VALUE, f"the parameter “{one.get('name', '')}”")
        for group in extensions(holder, "properties"):
            for one in group.findall(f"{CAMUNDA}property"):
                if one.get("name") == "correlation" and one.get("value"):
                    yield Site(one, node.scope, node, one.get("value", ""), VALUE, "the property “correlation”")
        for one in [*extensions(holder, "in"), *extensions(holder, "out")]:
            text = attribute_plain(one, "sourceExpression")
            if text:
                yield Site(one, node.scope, node, text, VALUE, f"the mapping to “{one.get('target', '')}”")


def attribute_plain(element: etree._Element, name: str) -> str:
    """An attribute without a namespace, as the mappings of call activities use them."""
    return str(element.get(name) or "").strip()


def _leaves(parameter: etree._Element) -> list[etree._Element]:
    """The texts of a parameter: its own, or those of the list or map in it."""
    if len(parameter) == 0:
        return [parameter] if text_of(parameter) else []
    return [one for one in parameter.iter(f"{CAMUNDA}value", f"{CAMUNDA}entry") if len(one) == 0 and text_of(one)]


def _of_repetition(node: Node) -> Iterator[Site]:
    for marker in node.element.findall(f"{BPMN}multiInstanceLoopCharacteristics"):
        collection = attribute(marker, "collection")
        if collection:
            # In the Modeler a collection is a variable's name or an expression: both are expressions to us.
            text = collection if collection.startswith(("$", "#", "=")) else f"={collection}"
            yield Site(marker, node.scope, node, text, COLLECTION, "the collection")
        for name, use in _REPETITION.items():
            found = marker.find(BPMN + name)
            if found is not None and text_of(found):
                yield Site(found, node.scope, node, text_of(found), use, "the loop’s " + name)


def _of_timers(node: Node) -> Iterator[Site]:
    for trigger in node.triggers:
        for name in ("timeDate", "timeDuration", "timeCycle"):
            found = trigger.find(BPMN + name)
            if found is not None and text_of(found):
                yield Site(found, node.scope, node, text_of(found), TIMER, "the timer")
