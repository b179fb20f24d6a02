"""Whether a topic is given what it asks for: no parameter missing, none unknown, none of the wrong type."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

import feel
from engine.lint.diagram import Diagram, Node
from engine.lint.names import CAMUNDA, attribute, extensions, local, one_of, text_of
from engine.lint.report import Problem
from engine.work import Field

_LITERALS: Final = {
    "number": re.compile(r"^[+-]?\d+(\.\d+)?$"),
    "integer": re.compile(r"^[+-]?\d+$"),
    "boolean": re.compile(r"^(true|false)$"),
    "date": re.compile(r"^\d{4}-\d{2}-\d{2}$"),
}
_WORDS: Final = {
    "number": "a number, such as 3",
    "integer": "a whole number, such as 3",
    "boolean": "true or false",
    "date": "a date, such as 2027-01-14",
    "list": "a list",
}
_QUOTED: Final = re.compile(r'^"[^"]*"$')


def parameters(diagram: Diagram) -> Iterator[Problem]:
    """The input parameters of every service task with a known topic."""
    for node in diagram.nodes:
        info = diagram.facts.known.topics.get(attribute(node.element, "topic"))
        if node.kind != "serviceTask" or info is None:
            continue
        given = {
            one.get("name", ""): one
            for group in extensions(node.element, "inputOutput")
            for one in group.findall(f"{CAMUNDA}inputParameter")
        }
        wanted = {one.name: one for one in info.parameters}
        topic = attribute(node.element, "topic")
        for name, element in given.items():
            if name not in wanted:
                what = f"The topic “{topic}” takes no parameter “{name}”."
                remedy = one_of(name, "parameters it takes", wanted)
                yield diagram.problem(element, "unknown-parameter", what, remedy)
            else:
                yield from _value(diagram, node, wanted[name], element)
        for name, one in wanted.items():
            if one.required and name not in given:
                what = f"{node.said} does not give the topic “{topic}” its parameter “{name}” ({one.label})."
                yield diagram.problem(node, "missing-parameter", what, f"Add the input parameter “{name}”.")


def _value(diagram: Diagram, node: Node, wanted: Field, element: etree._Element) -> Iterator[Problem]:
    text = text_of(element)
    if len(element):
        if local(element[0]) != "script" and (wanted.type != "list" or local(element[0]) != "list"):
            yield _wrong(diagram, wanted, element, f"a {local(element[0])}")
        return
    if not text:
        if wanted.required:
            what = f"The parameter “{wanted.name}” of {node.said} is empty."
            yield diagram.problem(element, "missing-parameter", what, f"Give {_WORDS.get(wanted.type, 'a text')}.")
        return
    expression = feel.expression_in(text)
    literal = text if expression is None else expression.strip()
    if expression is not None and not _is_constant(literal):
        return
    if expression is not None and _QUOTED.match(literal):
        literal = literal[1:-1]
    pattern = _LITERALS.get(wanted.type)
    if (pattern is not None and not pattern.match(literal)) or (wanted.type == "list" and expression is None):
        yield _wrong(diagram, wanted, element, f"“{text}”")
    elif wanted.choices and literal not in wanted.choices:
        what = f"“{literal}” is none of the values of the parameter “{wanted.name}”."
        remedy = one_of(literal, "values", wanted.choices)
        yield diagram.problem(element, "wrong-value", what, remedy)


def _is_constant(expression: str) -> bool:
    return bool(_QUOTED.match(expression)) or any(one.match(expression) for one in _LITERALS.values())


def _wrong(diagram: Diagram, wanted: Field, element: etree._Element, given: str) -> Problem:
    expected = _WORDS.get(wanted.type, f"a {wanted.type}")
    what = f"The parameter “{wanted.name}” must be {expected}, not {given}."
    return diagram.problem(element, "wrong-type", what, f"Write {expected}, or an expression that gives it.")


def names(diagram: Diagram) -> Iterator[Problem]:
    """Parameters and mappings have names, each once."""
    for node in diagram.nodes:
        for group in extensions(node.element, "inputOutput"):
            seen: set[tuple[str, str]] = set()
            for one in group.iterchildren(f"{CAMUNDA}inputParameter", f"{CAMUNDA}outputParameter"):
                key = local(one), one.get("name", "")
                if not key[1] or key in seen:
                    what = f"{node.said} has a parameter {'without a name' if not key[1] else f'“{key[1]}” twice'}."
                    yield diagram.problem(one, "parameter-name", what, "Give each parameter a name of its own.")
                seen.add(key)
