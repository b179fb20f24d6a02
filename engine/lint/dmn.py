"""Whether decision tables can be worked out: hit policy, cells that compile, and what they read and give."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

import feel
from engine.lint import feel_check, graph
from engine.lint.facts import Variables, add
from engine.lint.known import Known
from engine.lint.names import line_of, local, text_of
from engine.lint.report import ERROR, Problem
from feel import limits

NAMESPACES: Final = re.compile(r"^\{https?://www\.omg\.org/spec/DMN/[^}]*\}")
HIT_POLICIES: Final = {"UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"}
_AGGREGATIONS: Final = {"", "SUM", "MIN", "MAX", "COUNT"}


@dataclass(eq=False, slots=True)
class Decision:
    """One decision: its table or expression, what has to be there for it, what it gives, and what it asks first."""

    id: str
    element: etree._Element
    inputs: frozenset[str]
    outputs: Variables
    requires: tuple[str, ...]


@dataclass(eq=False, slots=True)
class DecisionFile:
    """One .dmn file."""

    file: str
    root: etree._Element
    decisions: list[Decision]

    def problem(self, at: etree._Element, code: str, what: str, remedy: str) -> Problem:
        """A problem at an element, named by the decision it belongs to when it has no name."""
        owner: etree._Element | None = at
        while owner is not None and local(owner) not in {"decision", "definitions"}:
            owner = owner.getparent()
        name = "" if owner is None else owner.get("name", "")
        named = at.get("id", "") or ("" if owner is None else owner.get("id", ""))
        return Problem(ERROR, self.file, line_of(at), named, name, what[:1].upper() + what[1:], remedy, code)


def read(file: str, root: etree._Element) -> DecisionFile:
    """The decisions in a parsed file."""
    found = [_decision(one) for one in children(root, "decision")]
    by_id = {one.id: one for one in found}
    return DecisionFile(file, root, [replace(one, inputs=_needed(one, by_id)) for one in found])


def _needed(decision: Decision, by_id: Mapping[str, Decision]) -> frozenset[str]:
    """What a decision and those it asks first read, but for what the latter give."""
    edges = {name: list(one.requires) for name, one in by_id.items()}
    before = [by_id[name] for name in graph.reachable(edges, decision.requires) if name in by_id]
    given = {name for one in before for name in (*one.outputs, _variable(one.element))}
    return decision.inputs.union(*(one.inputs for one in before)) - given


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The children of a name, whichever version of DMN the file is written in."""
    return [one for one in element.iterchildren() if local(one) == name]


def child(element: etree._Element, name: str) -> etree._Element | None:
    """The first child of a name."""
    return next(iter(children(element, name)), None)


def _decision(element: etree._Element) -> Decision:
    inputs: set[str] = set()
    outputs: Variables = {}
    table = child(element, "decisionTable")
    if table is not None:
        for one in children(table, "input"):
            inputs |= _names(text_of(child_of(one, "inputExpression", "text")))
        for cell in (cell for rule in children(table, "rule") for cell in rule.iterchildren()):
            inputs |= _names(text_of(child(cell, "text")), tests=local(cell) == "inputEntry")
        for index, one in enumerate(children(table, "output")):
            add(outputs, {str(one.get("name") or element.get("id", "")): _values(table, index)})
    if child(element, "literalExpression") is not None:
        inputs |= _names(text_of(child_of(element, "literalExpression", "text")))
        add(outputs, filter(None, [_variable(element)]))
    needs = [child_of(one, "requiredDecision") for one in children(element, "informationRequirement")]
    requires = tuple(one.get("href", "").rpartition("#")[2] for one in needs if one is not None)
    return Decision(element.get("id", ""), element, frozenset(inputs), outputs, requires)


def _variable(decision: etree._Element) -> str:
    found = child(decision, "variable")
    return "" if found is None else found.get("name", "")


def child_of(element: etree._Element, *names: str) -> etree._Element | None:
    """The element at the end of a path of child names."""
    found: etree._Element | None = element
    for name in names:
        found = None if found is None else child(found, name)
    return found


def _names(text: str, *, tests: bool = False) -> set[str]:
    """What a text reads; nothing when it is empty, too long or no FEEL, which is said by itself."""
    if not text or text == "-" or len(text) > limits.SOURCE_CHARACTERS:
        return set()
    try:
        return set((feel.compile_tests if tests else feel.compile)(text, _any_call(text)).names)
    except feel.FeelError:
        return set()


def _any_call(text: str) -> set[str]:
    return set(re.findall(r"(?<!\w)([A-Za-z_]\w*)\s*\(", text))


def _values(table: etree._Element, index: int) -> frozenset[str] | None:
    """The values of an output column, when every cell is a plain text."""
    found = set()
    for rule in children(table, "rule"):
        cells = children(rule, "outputEntry")
        text = text_of(cells[index]) if index < len(cells) else ""
        if not re.match(r'^"[^"]*"$', text):
            return None
        found.add(text[1:-1])
    return frozenset(found) or None


def whole(file: DecisionFile, known: Known) -> Iterator[Problem]:
    """The file is a DMN file with decisions that have ids, each once."""
    if not NAMESPACES.match(str(file.root.tag)) or local(file.root) != "definitions":
        yield file.problem(file.root, "not-dmn", "This is not a DMN file.", "Create it with Camunda Modeler.")
        return
    if not file.decisions:
        yield file.problem(file.root, "no-decisions", "The file holds no decision.", "Draw one, or leave the file out.")
    seen: set[str] = set()
    for one in file.decisions:
        if not one.id or one.id in seen:
            what = f"The id “{one.id}” is used by two decisions." if one.id else "A decision has no id."
            yield file.problem(one.element, "duplicate-id" if one.id else "no-id", what, "Give it an id of its own.")
        seen.add(one.id)


def tables(file: DecisionFile, known: Known) -> Iterator[Problem]:
    """Every decision is a table with a hit policy that is supported, or one FEEL expression."""
    for one in file.decisions:
        table = child(one.element, "decisionTable")
        if table is None:
            if child_of(one.element, "literalExpression", "text") is None:
                what = f"The decision “{one.element.get('name') or one.id}” holds no table."
                yield file.problem(one.element, "no-table", what, "Draw a decision table.")
            continue
        policy, aggregation = table.get("hitPolicy", "UNIQUE"), table.get("aggregation", "")
        if policy not in HIT_POLICIES or aggregation not in _AGGREGATIONS:
            what = f"The hit policy {policy.title()} {aggregation.title()}".rstrip() + " is not supported."
            yield file.problem(table, "hit-policy", what, "Use Unique, Any, First, Rule order or Collect.")
        if not children(table, "output"):
            yield file.problem(table, "no-output", "The table has no output.", "Add an output column.")
        names = [column.get("name", "") for column in children(table, "output")]
        if len(names) > 1 and (not all(names) or len(set(names)) < len(names)):
            what = "An output column has no name, or two have the same."
            yield file.problem(table, "output-name", what, "Give each output column a name of its own.")
        yield from _shape(file, table)


def _shape(file: DecisionFile, table: etree._Element) -> Iterator[Problem]:
    wanted = len(children(table, "input")), len(children(table, "output"))
    for rule in children(table, "rule"):
        given = len(children(rule, "inputEntry")), len(children(rule, "outputEntry"))
        if given != wanted:
            what = f"The rule has {given[0]} and {given[1]} cells for {wanted[0]} inputs and {wanted[1]} outputs."
            yield file.problem(rule, "rule-cells", what, "Open and save the table in the Modeler.")


def cells(file: DecisionFile, known: Known) -> Iterator[Problem]:
    """Every cell and heading is FEEL and compiles."""
    for one in file.decisions:
        for element in one.element.iter():
            yield from _cell(file, element, known)


def _cell(file: DecisionFile, element: etree._Element, known: Known) -> Iterator[Problem]:
    kind = local(element)
    if kind not in {"inputExpression", "inputEntry", "outputEntry", "literalExpression"}:
        return
    language = element.get("expressionLanguage", "feel").lower()
    if "feel" not in language:
        what = f"A cell is written in {language}, which is never run."
        yield file.problem(element, "script", what, "Write it in FEEL.")
        return
    text = text_of(child(element, "text"))
    fault = None
    if kind == "inputEntry" and text and text != "-":
        _, fault = feel_check.check_tests(text, known)
    elif kind != "inputEntry" and text:
        _, fault = feel_check.check(text, known)
    elif kind == "inputExpression":
        fault = feel_check.Fault("empty-cell", "An input column reads nothing.", "Give it an expression.")
    if fault is not None:
        yield file.problem(element, fault.code, fault.what, fault.remedy)


def requirements(file: DecisionFile, known: Known) -> Iterator[Problem]:
    """What a decision asks first is in the file, and does not ask it in turn."""
    edges = {one.id: [name for name in one.requires if name] for one in file.decisions}
    for one in file.decisions:
        name = one.element.get("name") or one.id
        for required in one.requires:
            if required not in edges:
                what = f"The decision “{name}” requires “{required}”, which is not in the file."
                yield file.problem(one.element, "requirement", what, "Draw it in the same file, or delete the arrow.")
        if one.id in graph.reachable(edges, one.requires):
            what = f"The decision “{name}” requires itself, by itself or through others."
            yield file.problem(one.element, "requirement", what, "Delete one of the arrows.")


RULES: Final = (whole, tables, cells, requirements)
