"""What an expression works with: the kinds of value, how variables become values, and how big a value is.

Numbers are Decimal with 34 digits, text is str, date, time and "date and time" are Python's, a days and time duration
is timedelta, lists and contexts are list and dict. What Python lacks is here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import TypeAlias

from feel.errors import FeelError
from feel.limits import SIZE

Value: TypeAlias = object

NUMBERS = Context(prec=34, Emin=-6143, Emax=6144, traps=[DivisionByZero, InvalidOperation, Overflow])
"""IEEE 754 decimal128, as FEEL counts: 0.1 + 0.2 = 0.3."""


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, counted in months."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; an end that is None is open without limit."""

    start: Value
    end: Value
    includes_start: bool = True
    includes_end: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function written in an expression, or a function we know used as a value."""

    parameters: tuple[str, ...]
    run: Callable[..., Value]


VALUES = frozenset({str, bool, type(None), Decimal, date, datetime, time, timedelta, YearsMonths, Range, Function})


def value_of(raw: object) -> Value:
    """The value a variable or a function's answer stands for; raises FeelError for what is not data or far too big."""
    kind = type(raw)
    if kind in VALUES:
        return raw
    if kind is int:
        return Decimal(raw)  # type: ignore[arg-type]
    return _converted(raw, [SIZE])


def _converted(raw: object, left: list[int]) -> Value:
    left[0] -= 1
    if left[0] < 0:
        raise FeelError("A variable holds too much for an expression", remedy="Keep lists that long in the case file")
    if type(raw) in VALUES:
        return raw
    if isinstance(raw, dict):
        return {str(key): _converted(item, left) for key, item in raw.items()}
    if isinstance(raw, list | tuple):
        return [_converted(item, left) for item in raw]
    if isinstance(raw, float):
        # The shortest text of a float is the number that was written in the form or the JSON.
        number = Decimal(repr(raw))
        return number if number.is_finite() else None
    return _scalar(raw)


def _scalar(raw: object) -> Value:
    if isinstance(raw, int):
        return Decimal(int(raw))
    if isinstance(raw, str):
        return str.__str__(raw)
    raise FeelError(
        f"A variable holds something that is not data ({type(raw).__name__})",
        remedy="Variables hold text, numbers, true or false, dates, lists and contexts only",
    )


def weigh(value: Value) -> Value:
    """The same value, when it is no bigger than an expression's value may be; raises FeelError otherwise."""
    kind = type(value)
    if kind in (list, dict):
        _weigh_all(value)
    elif kind is str and len(value) > SIZE:  # type: ignore[arg-type]
        raise too_big()
    return value


def too_big() -> FeelError:
    """The error for a value over the cap."""
    return FeelError(
        f"The expression makes a value of more than {SIZE // 1024} KB",
        remedy="Make shorter texts and lists, or have a handler compute the value",
    )


def _weigh_all(value: Value) -> None:
    left = SIZE
    waiting = [value]
    while waiting:
        item = waiting.pop()
        left -= 8
        if isinstance(item, str):
            left -= len(item)
        elif isinstance(item, list):
            left -= 8 * len(item)
            waiting.extend(item if left > 0 else ())
        elif isinstance(item, dict):
            left -= 8 * len(item)
            waiting.extend(item.keys() if left > 0 else ())
            waiting.extend(item.values() if left > 0 else ())
        if left < 0:
            raise too_big()
