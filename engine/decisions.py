"""Decision tables (DMN 1.3 §8): which rules a case meets, and what they say.

Hit policies Unique, Any, First, Rule order and Collect (with Sum, Min, Max, Count); cells are FEEL. A decision may
require other decisions of the same file; it sees what they give under their outputs' names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lxml import etree

import feel
from engine.errors import EngineError
from engine.lint.dmn import child, child_of, children
from engine.lint.names import local, text_of
from engine.lint.xml_gate import XmlRefused
from engine.lint.xml_gate import parse as parse_xml
from feel import temporal
from foundation.canonical import Json

Functions: TypeAlias = Mapping[str, Callable[..., object]]
POLICIES = frozenset({"UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"})
_AGGREGATIONS = {"SUM": "sum(x)", "MIN": "min(x)", "MAX": "max(x)", "COUNT": "count(x)"}
# Variables are JSON, where a date is a text; a column that says it holds dates gets dates.
_READ_AS: dict[str, Callable[[str], object]] = {
    "date": temporal.date_of,
    "time": temporal.time_of,
    "datetime": temporal.datetime_of,
    "dateandtime": temporal.datetime_of,
}


class DecisionError(EngineError):
    """A table that cannot be read, or that gives no single answer where one is asked for."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a test for each input, a value for each output. `number` counts from 1, as in the Modeler."""

    number: int
    tests: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows under their columns. An input is an expression and the type it is read as."""

    policy: str
    aggregation: str
    inputs: tuple[tuple[str, str], ...]
    outputs: tuple[str, ...]
    defaults: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision: a table or one expression, and the decisions it needs first."""

    id: str
    name: str
    variable: str
    table: Table | None
    expression: str
    required: "tuple[Decision, ...]" = ()

    def evaluate(self, variables: Mapping[str, Any], functions: Functions) -> dict[str, Json]:
        """What it gives for these variables, by output name; null where no rule applies. Raises DecisionError."""
        seen = dict(variables)
        for one in self.required:
            answer = one.evaluate(seen, functions)
            seen |= answer
            if one.variable:
                seen[one.variable] = next(iter(answer.values())) if len(answer) == 1 else answer
        if self.table is None:
            return {self.variable or self.id: feel.plain(_computed(self, "", self.expression, seen, functions))}
        return _decided(self, self.table, seen, functions)


def parse(dmn: bytes) -> list[Decision]:
    """Every decision in a DMN file; raises DecisionError saying what is wrong with the file."""
    try:
        root = parse_xml(dmn)
    except XmlRefused as refused:
        raise DecisionError(f"{refused.what} {refused.remedy}") from None
    if local(root) != "definitions":
        raise DecisionError("This is not a DMN file. Create it with Camunda Modeler.")
    elements = {one.get("id", ""): one for one in children(root, "decision")}
    read: dict[str, Decision] = {}
    return [_read(name, elements, read, ()) for name in elements]


def _read(
    name: str, elements: Mapping[str, etree._Element], read: dict[str, Decision], on_the_way: tuple[str, ...]
) -> Decision:
    if name in on_the_way:
        around = " → ".join((*on_the_way, name))
        raise DecisionError(f"Decisions need each other in a circle: {around}. Remove one requirement.")
    if name in read:
        return read[name]
    if name not in elements:
        raise DecisionError(f"The decision {on_the_way[-1]} requires {name}, which is not in the file.")
    element = elements[name]
    needs = [child_of(one, "requiredDecision") for one in children(element, "informationRequirement")]
    names = [one.get("href", "").rpartition("#")[2] for one in needs if one is not None]
    required = tuple(_read(one, elements, read, (*on_the_way, name)) for one in names)
    table, expression = child(element, "decisionTable"), child_of(element, "literalExpression", "text")
    if table is None and not text_of(expression):
        raise DecisionError(f"The decision {name} holds neither a table nor an expression. Draw a decision table.")
    variable = child(element, "variable")
    read[name] = Decision(
        name,
        element.get("name", name),
        "" if variable is None else variable.get("name", ""),
        None if table is None else _table(name, table),
        text_of(expression),
        required,
    )
    return read[name]


def _table(decision: str, table: etree._Element) -> Table:
    policy, aggregation = table.get("hitPolicy", "UNIQUE"), table.get("aggregation", "")
    if policy not in POLICIES or (aggregation and aggregation not in _AGGREGATIONS):
        raise DecisionError(
            f"The decision {decision} has the hit policy {policy} {aggregation}, which is not supported."
        )
    columns = children(table, "output")
    names = tuple(one.get("name") or decision for one in columns)
    if not names or len(set(names)) < len(names):
        raise DecisionError(f"The decision {decision} needs output columns with a name of its own each.")
    inputs = [child(one, "inputExpression") for one in children(table, "input")]
    rules = tuple(_rule(number, one) for number, one in enumerate(children(table, "rule"), start=1))
    for rule in rules:
        if (len(rule.tests), len(rule.outputs)) != (len(inputs), len(names)):
            raise DecisionError(f"Rule {rule.number} of the decision {decision} has cells missing. Save it again.")
    return Table(
        policy,
        aggregation,
        tuple(("" if one is None else text_of(child(one, "text")), _type(one)) for one in inputs),
        names,
        tuple(text_of(child_of(one, "defaultOutputEntry", "text")) for one in columns),
        rules,
    )


def _type(expression: etree._Element | None) -> str:
    return "" if expression is None else expression.get("typeRef", "").rpartition(":")[2].replace(" ", "").lower()


def _rule(number: int, rule: etree._Element) -> Rule:
    tests = tuple(text_of(child(one, "text")) for one in children(rule, "inputEntry"))
    return Rule(number, tests, tuple(text_of(child(one, "text")) for one in children(rule, "outputEntry")))


def _decided(decision: Decision, table: Table, variables: Mapping[str, Any], functions: Functions) -> dict[str, Json]:
    values = [
        _as(kind, _computed(decision, "the heading of a column, ", text, variables, functions))
        for text, kind in table.inputs
    ]
    met: list[Rule] = []
    for rule in table.rules:
        if _meets(decision, rule, values, variables, functions):
            met.append(rule)
            if table.policy == "FIRST":
                break
    rows = [_row(decision, rule.number, table, rule.outputs, variables, functions) for rule in met]
    if table.policy in {"RULE ORDER", "COLLECT"}:
        return _collected(table, rows)
    if len(rows) > 1 and (table.policy == "UNIQUE" or any(row != rows[0] for row in rows)):
        numbers = " and ".join(str(rule.number) for rule in met)
        wanted = "only one may" if table.policy == "UNIQUE" else "they must say the same"
        raise DecisionError(
            f"In the decision {decision.name}, rules {numbers} apply at once; {wanted}. Correct the table."
        )
    return rows[0] if rows else _row(decision, 0, table, table.defaults, variables, functions)


def _meets(
    decision: Decision, rule: Rule, values: list[object], variables: Mapping[str, Any], functions: Functions
) -> bool:
    try:
        return all(
            feel.compile_tests(test, functions).matches(value, variables, functions)
            for test, value in zip(rule.tests, values, strict=True)
        )
    except feel.FeelError as problem:
        raise _fault(decision, f"rule {rule.number}, ", problem) from None


def _row(
    decision: Decision,
    number: int,
    table: Table,
    cells: tuple[str, ...],
    variables: Mapping[str, Any],
    functions: Functions,
) -> dict[str, Json]:
    where = f"rule {number}, " if number else "a default value, "
    return {
        name: feel.plain(_computed(decision, where, cell, variables, functions)) if cell else None
        for name, cell in zip(table.outputs, cells, strict=True)
    }


def _collected(table: Table, rows: list[dict[str, Json]]) -> dict[str, Json]:
    """Each output as the list of what the rules say, or as their sum, least, greatest or number."""
    lists: dict[str, Json] = {name: [row[name] for row in rows] for name in table.outputs}
    if not table.aggregation:
        return lists
    aggregate = feel.compile(_AGGREGATIONS[table.aggregation])
    return {name: feel.plain(aggregate.evaluate({"x": values})) for name, values in lists.items()}


def _computed(
    decision: Decision, where: str, text: str, variables: Mapping[str, Any], functions: Functions
) -> feel.Value:
    try:
        return feel.compile(text, functions).evaluate(variables, functions)
    except feel.FeelError as problem:
        raise _fault(decision, where, problem) from None


def _as(kind: str, value: feel.Value) -> feel.Value:
    read = _READ_AS.get(kind)
    return read(value) if read is not None and isinstance(value, str) else value


def _fault(decision: Decision, where: str, problem: feel.FeelError) -> DecisionError:
    return DecisionError(f"In the decision {decision.name}, {where}an expression cannot be worked out: {problem}.")
