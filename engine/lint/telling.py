"""Messages that people send with a form: whose they are, and whether the form is there."""

from collections.abc import Iterator
from typing import Final

from engine.lint.diagram import Diagram, Node
from engine.lint.names import nearest, one_of, properties
from engine.lint.report import Problem

_CATCHES: Final = frozenset({"boundaryEvent", "intermediateCatchEvent"})


def forms(diagram: Diagram) -> Iterator[Problem]:
    """The property `form` is on message events only and names a form there is; `groups` says who may send it."""
    for node in diagram.nodes:
        told = properties(node.element)
        if "form" in told and not (node.kind in _CATCHES and node.trigger == "message"):
            what = f"{node.said} has the property “form”, which only an event that waits for a message may have."
            yield diagram.problem(node, "form-property", what, "Remove it; give a user task its form reference.")
        elif "form" in told:
            yield from _sent_with(diagram, node, told["form"], told.get("groups", ""))


def _sent_with(diagram: Diagram, node: Node, form: str, groups: str) -> Iterator[Problem]:
    facts = diagram.facts
    if not facts.has_form(form):
        what = f"{node.said} is told with the form “{form}”, which is neither among these files nor published."
        remedy = nearest(form, {*facts.forms, *facts.known.forms}) + f"Attach {form}.form when deploying."
        yield diagram.problem(node, "no-such-form", what, remedy)
    named = groups.replace(",", " ").split()
    if not named:
        what = f"Nobody may send the form of {node.said}."
        yield diagram.problem(node, "nobody", what, "Name the roles in the property “groups”.")
    for role in named:
        if role not in facts.known.groups:
            what = f"{node.said} may be told by “{role}”, which is no role."
            yield diagram.problem(node, "unknown-role", what, one_of(role, "roles", facts.known.groups))
