"""One value from many: a list, or arguments side by side."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from feel import operators
from feel.signatures import Functions
from feel.values import NUMBERS, Value

FUNCTIONS = Functions()
_function = FUNCTIONS.function
_ADD = operators.arithmetic("+")


def _aggregate(name: str) -> Callable[[Callable[[list[Value]], Value]], Callable[[list[Value]], Value]]:
    """Enter a function that takes a list or its items."""

    def enter(run: Callable[[list[Value]], Value]) -> Callable[[list[Value]], Value]:
        _function(name, "list: list")(run)
        _function(name, "item: any, items…: any")(lambda *items: run(list(items)))
        return run

    return enter


def _numbers(items: Sequence[Value]) -> list[Decimal]:
    numbers = [item for item in items if isinstance(item, Decimal)]
    if len(numbers) != len(items):
        raise ValueError("not all are numbers")
    return numbers


@_function("count", "list: list")
def _count(items: list[Value]) -> Value:
    return Decimal(len(items))


@_aggregate("sum")
def _sum(items: list[Value]) -> Value:
    if not items or not isinstance(items[0], Decimal | timedelta):
        return None
    return reduce(_ADD, items)


@_aggregate("product")
def _product(items: list[Value]) -> Value:
    return reduce(NUMBERS.multiply, _numbers(items)) if items else None


@_aggregate("mean")
def _mean(items: list[Value]) -> Value:
    return NUMBERS.divide(reduce(NUMBERS.add, _numbers(items)), Decimal(len(items))) if items else None


def _best(items: list[Value], better: Callable[[Any, Any], bool | None]) -> Value:
    if not items or better(items[0], items[0]) is None:
        return None
    best = items[0]
    for item in items[1:]:
        found = better(item, best)
        if found is None:
            return None
        best = item if found else best
    return best


@_aggregate("min")
def _min(items: list[Value]) -> Value:
    return _best(items, operators.less)


@_aggregate("max")
def _max(items: list[Value]) -> Value:
    return _best(items, lambda left, right: operators.less(right, left))


@_aggregate("median")
def _median(items: list[Value]) -> Value:
    if not items:
        return None
    ordered, middle = sorted(_numbers(items)), len(items) // 2
    if len(items) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


@_aggregate("stddev")
def _stddev(items: list[Value]) -> Value:
    numbers = _numbers(items)
    if len(numbers) < 2:
        return None
    mean = NUMBERS.divide(reduce(NUMBERS.add, numbers), Decimal(len(numbers)))
    squares = (NUMBERS.power(NUMBERS.subtract(number, mean), Decimal(2)) for number in numbers)
    return NUMBERS.sqrt(NUMBERS.divide(reduce(NUMBERS.add, squares), Decimal(len(numbers) - 1)))


@_aggregate("mode")
def _mode(items: list[Value]) -> Value:
    ordered = sorted(_numbers(items))
    found: dict[Decimal, int] = {}
    for number in ordered:
        found[number] = found.get(number, 0) + 1
    most = max(found.values(), default=0)
    return [number for number, times in found.items() if times == most]


def _all_of(items: list[Value], deciding: bool) -> Value:
    if any(item is deciding for item in items):
        return deciding
    return (not deciding) if all(isinstance(item, bool) for item in items) else None


@_aggregate("all")
def _all(items: list[Value]) -> Value:
    return _all_of(items, deciding=False)


@_aggregate("any")
def _any(items: list[Value]) -> Value:
    return _all_of(items, deciding=True)
