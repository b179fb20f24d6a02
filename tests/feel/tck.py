"""Runs the FEEL cases of the public DMN Technology Compatibility Kit and counts what passes, group by group.

    python tests/feel/tck.py /path/to/tck/TestCases [--failures]

A group is a folder with `feel` in its name. A decision is a FEEL expression; what it requires (input data, other
decisions, business knowledge) is worked out first. One that is refused before it runs counts as null, which is
what the kit expects of an expression that makes no sense.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from lxml import etree

import feel
from feel import temporal
from feel.operators import equal
from feel.values import Function

NOW = temporal.datetime_of("2027-01-14T10:15:00@Europe/London")
FUNCTIONS = {"now": lambda: NOW}
XSI = "{http://www.w3.org/2001/XMLSchema-instance}"


@dataclass(frozen=True)
class Failure:
    """A case that gave something else."""

    group: str
    case: str
    source: str
    expected: object
    actual: object


def children(element: etree._Element, name: str) -> list[etree._Element]:
    return [one for one in element.iterchildren("{*}*") if etree.QName(one).localname == name]


def first(element: etree._Element, *path: str) -> etree._Element | None:
    found: list[etree._Element] = [element]
    for name in path:
        found = children(found[0], name) if found else []
    return found[0] if found else None


def value_in(element: etree._Element | None) -> object:
    """The value written in an `expected` or `inputNode` element."""
    if element is None or element.get(f"{XSI}nil") == "true":
        return None
    items = first(element, "list")
    if items is not None:
        return None if items.get(f"{XSI}nil") == "true" else [value_in(item) for item in children(items, "item")]
    parts = children(element, "component")
    if parts:
        return {part.get("name", ""): value_in(part) for part in parts}
    value = first(element, "value")
    if value is None or value.get(f"{XSI}nil") == "true":
        return None
    return scalar(value.text or "", value.get(f"{XSI}type", "xsd:string").rpartition(":")[2])


def scalar(text: str, kind: str) -> object:
    if kind in {"decimal", "double", "integer", "int", "long", "float"}:
        return Decimal(text)
    if kind == "boolean":
        return text.strip() == "true"
    if kind in {"date", "time", "dateTime", "duration"}:
        return temporal.moment(text.strip())
    return text


class Model:
    """One .dmn file."""

    def __init__(self, path: Path) -> None:
        root = etree.parse(str(path)).getroot()
        self.by_id = {one.get("id"): one for one in root.iterchildren("{*}*") if one.get("id")}
        self.decisions = {one.get("name"): one for one in children(root, "decision")}

    def source(self, name: str) -> str:
        element = self.decisions.get(name)
        text = None if element is None else first(element, "literalExpression", "text")
        return "" if text is None else text.text or ""

    def compute(self, element: etree._Element, inputs: dict[str, object]) -> object:
        """What a decision gives for these inputs; FeelError and its like become null."""
        variables = dict(inputs)
        requirements = [*children(element, "informationRequirement"), *children(element, "knowledgeRequirement")]
        for requirement in requirements:
            for link in requirement.iterchildren("{*}*"):
                needed = self.by_id.get((link.get("href") or "").rpartition("#")[2])
                if needed is not None and etree.QName(needed).localname == "decision":
                    variables[needed.get("name", "")] = self.compute(needed, inputs)
                elif needed is not None and etree.QName(needed).localname == "businessKnowledgeModel":
                    variables[needed.get("name", "")] = self.knowledge(needed)
        return boxed(element, variables)

    def knowledge(self, element: etree._Element) -> Function:
        logic = first(element, "encapsulatedLogic")
        if logic is None:
            return Function((), lambda: None)
        names = tuple(one.get("name", "") for one in children(logic, "formalParameter"))
        body = first(logic, "literalExpression", "text")
        return Function(names, lambda *values: run(body, dict(zip(names, values, strict=True))))


def boxed(element: etree._Element, variables: dict[str, object]) -> object:
    """The value of a boxed expression: a literal expression, or a context of them."""
    context = first(element, "context")
    if context is None:
        return run(first(element, "literalExpression", "text"), variables)
    made: dict[str, object] = {}
    for entry in children(context, "contextEntry"):
        variable = first(entry, "variable")
        value = boxed(entry, {**variables, **made})
        if variable is None:
            return value
        made[variable.get("name", "")] = value
    return made


def run(text: etree._Element | None, variables: dict[str, object]) -> object:
    """The value of an expression; one that is refused counts as null."""
    if text is None:
        raise NotImplementedError("not a literal expression")
    try:
        if all(name.isidentifier() and not isinstance(value, Function) for name, value in variables.items()):
            return feel.compile(text.text or "").evaluate(variables, FUNCTIONS)
        # The kit knows its names beforehand, spaces, signs and functions included: as parameters they are known.
        names = list(variables)
        made = feel.compile(f"function({', '.join(names)}) ({text.text})").evaluate({}, FUNCTIONS)
        return made.run(*variables.values()) if isinstance(made, Function) else None
    except feel.FeelError:
        return None


def same(expected: object, actual: object) -> bool:
    if isinstance(expected, Decimal) and isinstance(actual, Decimal):
        return abs(expected - actual) <= Decimal("1e-8") * max(1, abs(expected))
    if isinstance(expected, list) and isinstance(actual, list):
        return len(expected) == len(actual) and all(map(same, expected, actual))
    if isinstance(expected, dict) and isinstance(actual, dict):
        return expected.keys() == actual.keys() and all(same(expected[key], actual[key]) for key in expected)
    if isinstance(expected, timedelta) or type(expected) is not type(actual):
        return expected == actual
    return equal(expected, actual) is True


def cases(folder: Path) -> Iterator[tuple[Model, str, etree._Element]]:
    for path in sorted(folder.glob("*.xml")):
        root = etree.parse(str(path)).getroot()
        name = first(root, "modelName")
        model = Model(folder / ((name.text if name is not None else "") or ""))
        for case in children(root, "testCase"):
            yield model, case.get("id", ""), case


def check(folder: Path) -> tuple[int, int, list[Failure]]:
    """How many results of a group are as expected, of how many, and which are not."""
    passed, total, failures = 0, 0, []
    for model, case_id, case in cases(folder):
        inputs = {node.get("name", ""): value_in(node) for node in children(case, "inputNode")}
        for node in children(case, "resultNode"):
            name = node.get("name", "")
            expected = value_in(first(node, "expected"))
            total += 1
            try:
                actual = model.compute(model.decisions[name], inputs)
            except (NotImplementedError, KeyError) as problem:
                actual = problem
            if same(expected, actual):
                passed += 1
            else:
                failures.append(Failure(folder.name, f"{case_id} {name}", model.source(name), expected, actual))
    return passed, total, failures


def main() -> int:
    """Print a table of groups, and the failures when asked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("path", type=Path)
    options.add_argument("--failures", action="store_true", help="also print each case that gave something else")
    asked = options.parse_args()
    passed_in_all, total_in_all = 0, 0
    for folder in sorted(asked.path.glob("*/*feel*")):
        passed, total, failures = check(folder)
        passed_in_all, total_in_all = passed_in_all + passed, total_in_all + total
        print(f"| {folder.name} | {passed} | {total} |")
        for failure in failures if asked.failures else ():
            source = " ".join(failure.source.split())[:160]
            print(f"    {failure.case}: {source}\n        expected {failure.expected!r}, got {failure.actual!r}")
    print(f"| all | {passed_in_all} | {total_in_all} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
