"""How points and ranges lie to each other (DMN 1.3 §10.3.4.9, after Allen)."""

from typing import Any

from feel import operators
from feel.signatures import Functions
from feel.values import Range, Value

FUNCTIONS = Functions()
_function = FUNCTIONS.function


def _less(left: Any, right: Any) -> bool:
    found = operators.less(left, right)
    if found is None:
        raise ValueError("these cannot be put in order")
    return found


def _same(left: Any, right: Any) -> bool:
    return operators.equal(left, right) is True


def _ends_before(left: Range, right: Range) -> bool:
    """Whether all of one range comes before all of the other."""
    return _less(left.end, right.start) or (
        _same(left.end, right.start) and not (left.includes_end and right.includes_start)
    )


def _starts_first(left: Range, right: Range) -> bool:
    return _less(left.start, right.start) or (
        _same(left.start, right.start) and left.includes_start and not right.includes_start
    )


def _ends_last(left: Range, right: Range) -> bool:
    return _less(right.end, left.end) or (_same(left.end, right.end) and left.includes_end and not right.includes_end)


def _same_start(left: Range, right: Range) -> bool:
    return _same(left.start, right.start) and left.includes_start == right.includes_start


def _same_end(left: Range, right: Range) -> bool:
    return _same(left.end, right.end) and left.includes_end == right.includes_end


def _spread(value: Value) -> Range:
    """A point as the range that holds nothing else."""
    return value if isinstance(value, Range) else Range(value, value)


def _holds(outer: Range, inner: Value) -> bool:
    found = _spread(inner)
    _less(outer.start, found.start)
    return not _starts_first(found, outer) and not _ends_last(found, outer)


@_function("before", "value1: any, value2: any")
def _before(left: Value, right: Value) -> Value:
    if not isinstance(left, Range) and not isinstance(right, Range):
        return _less(left, right)
    return _ends_before(_spread(left), _spread(right))


@_function("after", "value1: any, value2: any")
def _after(left: Value, right: Value) -> Value:
    return _before(right, left)


@_function("meets", "range1: range, range2: range")
def _meets(left: Range, right: Range) -> Value:
    return left.includes_end and right.includes_start and _same(left.end, right.start)


@_function("met by", "range1: range, range2: range")
def _met_by(left: Range, right: Range) -> Value:
    return _meets(right, left)


@_function("overlaps", "range1: range, range2: range")
def _overlaps(left: Range, right: Range) -> Value:
    return not _ends_before(left, right) and not _ends_before(right, left)


@_function("overlaps before", "range1: range, range2: range")
def _overlaps_before(left: Range, right: Range) -> Value:
    return _starts_first(left, right) and not _ends_before(left, right) and not _ends_last(left, right)


@_function("overlaps after", "range1: range, range2: range")
def _overlaps_after(left: Range, right: Range) -> Value:
    return _overlaps_before(right, left)


@_function("finishes", "value: any, range: range")
def _finishes(value: Value, span: Range) -> Value:
    found = _spread(value)
    return _same_end(found, span) and not _starts_first(found, span)


@_function("finished by", "range: range, value: any")
def _finished_by(span: Range, value: Value) -> Value:
    return _finishes(value, span)


@_function("starts", "value: any, range: range")
def _starts(value: Value, span: Range) -> Value:
    found = _spread(value)
    return _same_start(found, span) and not _ends_last(found, span)


@_function("started by", "range: range, value: any")
def _started_by(span: Range, value: Value) -> Value:
    return _starts(value, span)


@_function("includes", "range: range, value: any")
def _includes(span: Range, value: Value) -> Value:
    return _holds(span, value)


@_function("during", "value: any, range: range")
def _during(value: Value, span: Range) -> Value:
    return _holds(span, value)


@_function("coincides", "value1: any, value2: any")
def _coincides(left: Value, right: Value) -> Value:
    if isinstance(left, Range) and isinstance(right, Range):
        return _same_start(left, right) and _same_end(left, right)
    return operators.equal(left, right)
