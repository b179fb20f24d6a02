"""What people tell with a form, to an event that waits or by beginning a process: whose it is, and with which form."""

from collections.abc import Iterator
from typing import Final

from engine.lint.diagram import Diagram, Node
from engine.lint.names import attribute, nearest, one_of, properties
from engine.lint.report import Problem

_CATCHES: Final = frozenset({"boundaryEvent", "intermediateCatchEvent"})


def forms(diagram: Diagram) -> Iterator[Problem]:
    """The property `form` is on message events only and names a form there is; `groups` says who may send it."""
    for node in diagram.nodes:
        told = properties(node.element)
        if "form" in told and not (_is_caught(node) and node.trigger == "message"):
            what = f"{node.said} has the property “form”, which only an event that waits for a message may have."
            yield diagram.problem(node, "form-property", what, "Remove it; give a user task its form reference.")
        elif "form" in told:
            yield from _sent_with(diagram, node, told["form"], told.get("groups", ""))
        elif node.kind == "startEvent" and "groups" in told:
            yield from _begun_by(diagram, node, told["groups"])


def _is_caught(node: Node) -> bool:
    """Whether an event waits while the process runs: the start of an event sub-process does so too."""
    owner = node.scope.owner
    return node.kind in _CATCHES or (node.kind == "startEvent" and owner is not None and owner.by_event)


def _sent_with(diagram: Diagram, node: Node, form: str, groups: str) -> Iterator[Problem]:
    facts = diagram.facts
    if not facts.has_form(form):
        what = f"{node.said} is told with the form “{form}”, which is neither among these files nor published."
        remedy = nearest(form, {*facts.forms, *facts.known.forms}) + f"Attach {form}.form when deploying."
        yield diagram.problem(node, "no-such-form", what, remedy)
    yield from _told_by(diagram, node, groups)


def _begun_by(diagram: Diagram, node: Node, groups: str) -> Iterator[Problem]:
    """A process that people begin beside the path of a case begins at a plain start event with a form."""
    if node.trigger or not attribute(node.element, "formRef"):
        what = f"{node.said} has the property “groups”, but is no plain start event with a form."
        yield diagram.problem(node, "form-property", what, "Give it a form reference and no message, or remove it.")
    yield from _told_by(diagram, node, groups)


def _told_by(diagram: Diagram, node: Node, groups: str) -> Iterator[Problem]:
    facts = diagram.facts
    named = groups.replace(",", " ").split()
    if not named:
        what = f"Nobody may send the form of {node.said}."
        yield diagram.problem(node, "nobody", what, "Name the roles in the property “groups”.")
    for role in named:
        if role not in facts.known.groups:
            what = f"{node.said} may be told by “{role}”, which is no role."
            yield diagram.problem(node, "unknown-role", what, one_of(role, "roles", facts.known.groups))
