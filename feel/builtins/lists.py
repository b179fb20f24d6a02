"""Working on lists. Items are counted from 1, or from the end with a minus; no list is ever changed in place."""

from decimal import Decimal
from functools import cmp_to_key
from typing import Any

from feel import operators
from feel.frames import Frame
from feel.signatures import Functions
from feel.values import Function, Value

FUNCTIONS = Functions()
_function = FUNCTIONS.function


def _place(items: list[Value], position: Decimal, *, beyond: int = 0) -> int:
    """The Python index of a position; raises ValueError when there is none."""
    whole = int(position)
    if whole != position or not 1 <= abs(whole) <= len(items) + beyond:
        raise ValueError("no such position")
    return whole - 1 if whole > 0 else len(items) + whole


def _has(items: list[Value], element: Value) -> bool:
    return any(operators.equal(item, element) is True for item in items)


@_function("list contains", "list: list, element: any")
def _list_contains(items: list[Value], element: Value) -> Value:
    return _has(items, element)


@_function("is empty", "list: list")
def _is_empty(items: list[Value]) -> Value:
    return not items


@_function("sublist", "list: list, start position: number, length?: number")
def _sublist(items: list[Value], start: Decimal, length: Decimal | None = None) -> Value:
    begin = _place(items, start)
    if length is None:
        return items[begin:]
    if length < 0 or begin + int(length) > len(items):
        return None
    return items[begin : begin + int(length)]


@_function("append", "list: list, item…: any")
def _append(items: list[Value], *added: Value) -> Value:
    return [*items, *added]


@_function("concatenate", "list…: list")
def _concatenate(*lists: list[Value]) -> Value:
    return [item for each in lists for item in each]


@_function("insert before", "list: list, position: number, newItem: any")
def _insert_before(items: list[Value], position: Decimal, item: Value) -> Value:
    place = _place(items, position, beyond=1 if position > 0 else 0)
    return [*items[:place], item, *items[place:]]


@_function("remove", "list: list, position: number")
def _remove(items: list[Value], position: Decimal) -> Value:
    place = _place(items, position)
    return [*items[:place], *items[place + 1 :]]


@_function("list replace", "list: list, position: number, newItem: any")
def _list_replace(items: list[Value], position: Decimal, item: Value) -> Value:
    place = _place(items, position)
    return [*items[:place], item, *items[place + 1 :]]


@_function("list replace", "list: list, match: function, newItem: any", pure=False)
def _list_replace_matching(frame: Frame, items: list[Value], match: Function, new: Value) -> Value:
    if len(match.parameters) != 2:
        return None
    answers: list[Value] = []
    for item in items:
        frame.run.meter.spend()
        fits = match.run(item, new)
        if not isinstance(fits, bool):
            return None
        answers.append(new if fits else item)
    return answers


@_function("reverse", "list: list")
def _reverse(items: list[Value]) -> Value:
    return items[::-1]


@_function("index of", "list: list, match: any")
def _index_of(items: list[Value], match: Value) -> Value:
    return [Decimal(place) for place, item in enumerate(items, start=1) if operators.equal(item, match) is True]


@_function("union", "list…: list", pure=False)
def _union(frame: Frame, *lists: list[Value]) -> Value:
    return _distinct(frame, [item for each in lists for item in each])


@_function("distinct values", "list: list", pure=False)
def _distinct_values(frame: Frame, items: list[Value]) -> Value:
    return _distinct(frame, items)


def _distinct(frame: Frame, items: list[Value]) -> list[Value]:
    kept: list[Value] = []
    for item in items:
        frame.run.meter.spend(1 + len(kept))
        if not _has(kept, item):
            kept.append(item)
    return kept


@_function("flatten", "list: list", pure=False)
def _flatten(frame: Frame, items: list[Value]) -> Value:
    flat: list[Value] = []
    waiting = items[::-1]
    while waiting:
        frame.run.meter.spend()
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        else:
            flat.append(item)
    return flat


@_function("sort", "list: list, precedes?: function", pure=False)
def _sort(frame: Frame, items: list[Value], precedes: Function | None = None) -> Value:
    if precedes is not None and len(precedes.parameters) != 2:
        return None

    def before(left: Value, right: Value) -> bool:
        frame.run.meter.spend()
        found: Any = operators.less(left, right) if precedes is None else precedes.run(left, right)
        if not isinstance(found, bool):
            raise ValueError("these cannot be put in order")
        return found

    return sorted(items, key=cmp_to_key(lambda left, right: -1 if before(left, right) else int(before(right, left))))
