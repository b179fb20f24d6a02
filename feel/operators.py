"""What + - * / ** and the comparisons do to values; what has no answer is null (None)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from feel.calendar import add_duration, add_months
from feel.temporal import instant
from feel.values import NUMBERS, Function, Range, Value, YearsMonths, too_big, weigh

# Both operands have the type that the table below was asked with, so their static type is open here.
Operation = Callable[[Any, Any], Value]
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
MICROSECONDS = Decimal(1_000_000)


def seconds_of(length: timedelta) -> Decimal:
    """A days and time duration in seconds, exactly."""
    return Decimal(length // _MICROSECOND) / MICROSECONDS


def of_seconds(seconds: Decimal) -> timedelta:
    """The duration of that many seconds, to the microsecond."""
    return timedelta(microseconds=int(NUMBERS.multiply(seconds, MICROSECONDS).to_integral_value()))


def _joined(left: str, right: str) -> str:
    joined = left + right
    weigh(joined)
    return joined


def _months(number: Decimal) -> YearsMonths:
    whole = int(number)
    if abs(whole) > 120_000_000:
        raise too_big()
    return YearsMonths(whole)


_ADD: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): NUMBERS.add,
    (str, str): _joined,
    (timedelta, timedelta): lambda left, right: left + right,
    (YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months + right.months),
}
_SUBTRACT: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): NUMBERS.subtract,
    (timedelta, timedelta): lambda left, right: left - right,
    (YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months - right.months),
    (date, date): lambda left, right: left - right,
    (datetime, datetime): lambda left, right: instant(left) - instant(right),
    (datetime, date): lambda left, right: left - datetime.combine(right, time(), left.tzinfo),
    (date, datetime): lambda left, right: datetime.combine(left, time(), right.tzinfo) - right,
    (time, time): lambda left, right: since_midnight(left) - since_midnight(right),
}
for _kind in (date, datetime, time):
    _ADD[_kind, timedelta] = add_duration
    _ADD[timedelta, _kind] = lambda left, right: add_duration(right, left)
    _SUBTRACT[_kind, timedelta] = lambda left, right: add_duration(left, -right)
for _kind in (date, datetime):
    _ADD[_kind, YearsMonths] = lambda left, right: add_months(left, right.months)
    _ADD[YearsMonths, _kind] = lambda left, right: add_months(right, left.months)
    _SUBTRACT[_kind, YearsMonths] = lambda left, right: add_months(left, -right.months)
_MULTIPLY: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): NUMBERS.multiply,
    (timedelta, Decimal): lambda left, right: of_seconds(NUMBERS.multiply(seconds_of(left), right)),
    (Decimal, timedelta): lambda left, right: of_seconds(NUMBERS.multiply(seconds_of(right), left)),
    (YearsMonths, Decimal): lambda left, right: _months(NUMBERS.multiply(Decimal(left.months), right)),
    (Decimal, YearsMonths): lambda left, right: _months(NUMBERS.multiply(Decimal(right.months), left)),
}
_DIVIDE: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): NUMBERS.divide,
    (timedelta, Decimal): lambda left, right: of_seconds(NUMBERS.divide(seconds_of(left), right)),
    (timedelta, timedelta): lambda left, right: NUMBERS.divide(seconds_of(left), seconds_of(right)),
    (YearsMonths, Decimal): lambda left, right: _months(NUMBERS.divide(Decimal(left.months), right)),
    (YearsMonths, YearsMonths): lambda left, right: NUMBERS.divide(Decimal(left.months), Decimal(right.months)),
}
_TABLES: dict[str, dict[tuple[type, type], Operation]] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {(Decimal, Decimal): NUMBERS.power},
}


def since_midnight(value: time) -> timedelta:
    """How long after midnight a time is, in UTC when it says its offset."""
    length = timedelta(hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond)
    return length - (value.utcoffset() or timedelta())


def arithmetic(operator: str) -> Callable[[Value, Value], Value]:
    """The function for one of + - * / **; it answers None where FEEL has no answer."""
    table = _TABLES[operator]

    def run(left: Value, right: Value) -> Value:
        operation = table.get((type(left), type(right)))
        if operation is None:
            return None
        try:
            return operation(left, right)
        except (ArithmeticError, ValueError, TypeError):
            # Off the calendar, out of numbers, or one moment says its zone and the other does not.
            return None

    return run


def negative(value: Value) -> Value:
    """`-value` of a number or a duration."""
    if isinstance(value, Decimal):
        return value.copy_negate() if value else value
    if isinstance(value, timedelta):
        return -value
    return YearsMonths(-value.months) if isinstance(value, YearsMonths) else None


def equal(left: Value, right: Value) -> bool | None:
    """`left = right`: null when the two are of different kinds and neither is null."""
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return None
    if kind is list:
        return _equal_lists(left, right)
    if kind is dict:
        return _equal_contexts(left, right)
    return _equal_scalars(left, right)


def _equal_scalars(left: Any, right: Any) -> bool | None:
    if isinstance(left, datetime):
        return (left.tzinfo is None) == (right.tzinfo is None) and instant(left) == instant(right)
    if isinstance(left, time):
        return (left.utcoffset() is None) == (right.utcoffset() is None) and left == right
    if isinstance(left, Range):
        ends = equal(left.start, right.start) is True and equal(left.end, right.end) is True
        return ends and (left.includes_start, left.includes_end) == (right.includes_start, right.includes_end)
    if isinstance(left, Function):
        return left is right
    return bool(left == right)


def _equal_lists(left: Any, right: Any) -> bool | None:
    if len(left) != len(right):
        return False
    return all(equal(mine, yours) is True for mine, yours in zip(left, right, strict=True))


def _equal_contexts(left: Any, right: Any) -> bool | None:
    if left.keys() != right.keys():
        return False
    return all(equal(item, right[key]) is True for key, item in left.items())


_ORDERED = frozenset({Decimal, str, date, datetime, time, timedelta, YearsMonths})


def less(left: Any, right: Any) -> bool | None:
    """`left < right`; null when the two cannot be put in order."""
    kind = type(left)
    if kind is not type(right) or kind not in _ORDERED:
        return None
    try:
        if kind is datetime:
            return bool(instant(left) < instant(right))
        if kind is time:
            return _earlier(left, right)
        return bool(left < right)
    except TypeError:
        # One says its time zone and the other does not.
        return None


def _earlier(left: time, right: time) -> bool | None:
    if (left.utcoffset() is None) != (right.utcoffset() is None):
        return None
    return since_midnight(left) < since_midnight(right)


def not_more(left: Value, right: Value) -> bool | None:
    """`left <= right`"""
    found = less(left, right)
    return equal(left, right) if found is False else found


def _unequal(left: Value, right: Value) -> bool | None:
    same = equal(left, right)
    return None if same is None else not same


COMPARE: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": _unequal,
    "<": less,
    "<=": not_more,
    ">": lambda left, right: less(right, left),
    ">=": lambda left, right: not_more(right, left),
}


def within(value: Value, span: Range) -> bool | None:
    """Whether a value lies in a range; null when it cannot be compared with the ends."""
    above: bool | None = True
    below: bool | None = True
    if span.start is not None:
        above = not_more(span.start, value) if span.includes_start else less(span.start, value)
    if span.end is not None:
        below = not_more(value, span.end) if span.includes_end else less(value, span.end)
    if above is None or below is None:
        return None
    return above and below
