"""Whether every choice has an answer, every answer a way, and both are readable."""

import re
from collections.abc import Iterator
from typing import Final

import feel
from engine.lint import variables
from engine.lint.diagram import Diagram, Flow, Node
from engine.lint.names import ACTIVITIES, CATCHING, GATEWAYS, text_of
from engine.lint.report import WARNING, Problem
from engine.lint.sites import NEVER_ASKING
from feel import limits

_CHOICES: Final = ("exclusiveGateway", "inclusiveGateway")


def conditions(diagram: Diagram) -> Iterator[Problem]:
    """Every flow out of a choice has a condition or is the default; no other flow out of a gateway has one."""
    for node in diagram.nodes:
        conditional = [flow for flow in node.outgoing if flow.condition is not None]
        if node.kind in NEVER_ASKING:
            for flow in conditional:
                what = f"The condition of “{flow.name or flow.id}” is never asked: {node.said} takes every way."
                yield diagram.problem(flow, "condition-ignored", what, "Remove it, or use an exclusive gateway.")
        elif node.kind in _CHOICES and len(node.outgoing) > 1:
            yield from _plain_flows(diagram, node)
        for flow in conditional:
            # A flow that lacks its id is nobody's default, though a gateway without one names just as little.
            if flow.id and flow.id == node.default:
                what = f"The default flow “{flow.name or flow.id}” has a condition, which is never asked."
                yield diagram.problem(flow, "condition-on-default", what, "Remove the condition.", WARNING)


def _plain_flows(diagram: Diagram, node: Node) -> Iterator[Problem]:
    for flow in node.outgoing:
        if flow.condition is None and flow.id != node.default:
            what = f"The flow “{flow.name or flow.id}” out of {node.said} has no condition."
            remedy = "Give it a condition." if node.default else "Give it one, or mark it as the default flow."
            yield diagram.problem(flow, "no-condition", what, remedy)


def exhaustive(diagram: Diagram) -> Iterator[Problem]:
    """A choice always has a way to go: a default flow, or conditions that cover every value."""
    for node in diagram.nodes:
        choice = node.kind in _CHOICES or node.kind in ACTIVITIES | CATCHING
        conditional = [flow for flow in node.outgoing if flow.condition is not None]
        all_conditional = conditional and len(conditional) == len(node.outgoing)
        if not choice or node.default or not all_conditional:
            continue
        if not _covers(diagram, node, conditional):
            what = f"{node.said} has no default flow: a case for which no condition holds would be stuck."
            other = "Mark one of the flows leaving it as the default flow."
            alone = "Remove the condition, or draw the other way and mark it as the default flow."
            yield diagram.problem(node, "no-default", what, other if conditional[1:] else alone)


_EQUALS = re.compile(r"^\(?\s*([A-Za-z_]\w*)\s*==?\s*(\"[^\"]*\"|true|false)\s*\)?$")
_COMPARES = re.compile(r"^(.+?)\s*(<=|>=|!=|==|<|>|=)\s*(.+)$")
_OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "="}


def _covers(diagram: Diagram, node: Node, conditional: list[Flow]) -> bool:
    texts = [_source(flow) for flow in conditional]
    if any(len(text) > limits.SOURCE_CHARACTERS for text in texts):
        return True
    equal = [match for match in map(_EQUALS.match, texts) if match]
    if len(equal) == len(texts) and len({match.group(1) for match in equal}) == 1:
        values = {match.group(2).strip('"') for match in equal}
        if values == {"true", "false"}:
            return True
        choices = variables.choices(diagram, node, equal[0].group(1))
        return choices is not None and choices <= values
    return any(_opposite(one) in texts for one in texts)


def _source(flow: Flow) -> str:
    text = text_of(flow.condition)
    return " ".join((feel.expression_in(text) or text).split())


def _opposite(text: str) -> str | None:
    """`a < b` for `a >= b`, `not(a)` for `a`: together they cover everything."""
    found = _COMPARES.match(text)
    if found is None or " and " in text or " or " in text:
        return f"not({text})"
    sign = found.group(2).replace("==", "=")
    return f"{found.group(1)} {_OPPOSITE[sign]} {found.group(3)}"


def event_gateways(diagram: Diagram) -> Iterator[Problem]:
    """An event gateway leads to events that wait and that nothing else leads to."""
    for node in diagram.of_kind("eventBasedGateway"):
        for flow in node.outgoing:
            target = diagram.by_id[flow.target]
            if target.kind not in {"intermediateCatchEvent", "receiveTask"}:
                what = f"{node.said} leads to {target.said}, which does not wait for anything."
                yield diagram.problem(flow, "event-gateway", what, "Let it lead to catch events or receive tasks only.")
            elif len(target.incoming) > 1:
                what = f"{target.said} follows an event gateway and something else as well."
                yield diagram.problem(target, "event-gateway", what, "Draw an event of its own after the gateway.")


def labels(diagram: Diagram) -> Iterator[Problem]:
    """A choice is a question, and each way out an answer."""
    for node in diagram.of_kind(*_CHOICES):
        if len(node.outgoing) < 2:
            continue
        if not node.name.endswith("?"):
            what = f"{node.said} is a choice, but its label is not a question."
            yield diagram.problem(
                node, "no-question", what, "Label it with the question, such as “All replied?”.", WARNING
            )
        unnamed = [flow.id for flow in node.outgoing if not flow.name]
        if unnamed:
            what = f"Not every way out of {node.said} is labelled with its answer: {', '.join(unnamed)}."
            yield diagram.problem(node, "no-answer", what, "Label each flow leaving it, such as “yes”.", WARNING)


def idle(diagram: Diagram) -> Iterator[Problem]:
    """A gateway divides or joins."""
    for node in diagram.of_kind(*GATEWAYS - {"complexGateway"}):
        if len(node.outgoing) == 1 and len(node.incoming) == 1:
            what = f"{node.said} has one way in and one way out: it decides nothing."
            yield diagram.problem(node, "idle-gateway", what, "Delete it, or draw the other way.", WARNING)
