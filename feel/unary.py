"""Unary tests: what stands in a cell of a decision table, and after `in`."""

from feel import operators, tree
from feel.frames import Build, Closure, Frame
from feel.values import Range, Value

ASKED = "?"
"""The name under which a test finds the value it is asked about."""


def tested(node: tree.Tests, build: Build) -> Closure:
    """Whether the value named ? passes one of the tests; null when none says yes and one cannot tell."""
    if not node.parts:
        return lambda _frame: True
    parts = tuple(_test(part, build) for part in node.parts)
    negated = node.negated

    def run(frame: Frame) -> Value:
        answer: bool | None = False
        for part in parts:
            found = part(frame)
            if found is True:
                return not negated
            if not isinstance(found, bool):
                answer = None
        return True if negated and answer is False else answer

    return run


def contained(node: tree.In, build: Build) -> Closure:
    """`value in tests`"""
    value, tests = build(node.value), tested(node.tests, build)
    return lambda frame: tests(frame.inside({ASKED: value(frame)}))


def _test(node: tree.Node, build: Build) -> Closure:
    if isinstance(node, tree.Comparison):
        operand, compare = build(node.operand), operators.COMPARE[node.operator]
        return lambda frame: compare(_asked(frame), operand(frame))
    expression = build(node)
    if tree.mentions(node, ASKED):
        return expression
    if isinstance(node, tree.Literal):
        # A written true is a value to compare with; a computed one says whether the test is passed.
        wanted = node.value
        return lambda frame: operators.equal(_asked(frame), wanted)
    if isinstance(node, tree.RangeOf):
        return lambda frame: _in_written_range(_asked(frame), expression(frame))
    return lambda frame: passes(_asked(frame), expression(frame))


def _in_written_range(value: Value, span: Value) -> Value:
    # A range with an end that is null is no range, and the value is not compared with null instead.
    return operators.within(value, span) if isinstance(span, Range) else None


def _asked(frame: Frame) -> Value:
    place: Frame | None = frame
    while place is not None:
        if ASKED in place.values:
            return place.values[ASKED]
        place = place.parent
    return None


def passes(value: Value, wanted: Value) -> bool | None:
    """Whether a value is what a test gives: the same value, in the list, within the range, or the test says true."""
    if isinstance(wanted, Range) and not isinstance(value, Range):
        return operators.within(value, wanted)
    if isinstance(wanted, list):
        return _in_list(value, wanted)
    if isinstance(wanted, bool) and not isinstance(value, bool):
        return wanted
    return operators.equal(value, wanted)


def _in_list(value: Value, wanted: list[Value]) -> bool | None:
    if isinstance(value, list) and operators.equal(value, wanted):
        return True
    return any(operators.equal(value, item) is True or _in_range(value, item) for item in wanted)


def _in_range(value: Value, item: Value) -> bool:
    return isinstance(item, Range) and operators.within(value, item) is True
