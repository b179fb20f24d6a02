"""Lists gone through one by one: filters, `for`, `some` and `every`."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from feel import tree
from feel.frames import Build, Closure, Frame
from feel.limits import STEPS
from feel.operators import less
from feel.values import Range, Value, weigh

_DAY = timedelta(days=1)


def filtered(node: tree.Filter, build: Build) -> Closure:
    """`base[condition]`: the item with that number, counted from 1 or back from -1, or all items that fit."""
    base, condition, cost = build(node.base), build(node.condition), tree.size(node.condition)

    def run(frame: Frame) -> Value:
        value = base(frame)
        items = value if isinstance(value, list) else [] if value is None else [value]
        first = condition(_item_frame(frame, items[0])) if items else condition(frame)
        if isinstance(first, Decimal):
            return _numbered(items, first)
        kept: list[Value] = []
        for item in items:
            frame.run.meter.spend(cost)
            if condition(_item_frame(frame, item)) is True:
                kept.append(item)
        return kept

    return run


def _item_frame(frame: Frame, item: Value) -> Frame:
    return frame.inside({"item": item, **item} if isinstance(item, dict) else {"item": item})


def _numbered(items: list[Value], number: Decimal) -> Value:
    if number != number.to_integral_value() or not 1 <= abs(number) <= len(items):
        return None
    return items[int(number) - 1 if number > 0 else int(number)]


def repeated(node: tree.For, build: Build) -> Closure:
    """`for … return …`: a list of what the body gives each time; `partial` is what it has given so far."""
    iterations = [(each.name, build(each.domain), build(each.end) if each.end else None) for each in node.iterations]
    body, cost, looks_back = build(node.body), tree.size(node.body), tree.mentions(node.body, "partial")

    def run(frame: Frame) -> Value:
        found: list[Value] = []
        for inner in _places(frame, iterations):
            if inner is None:
                return None
            frame.run.meter.spend(cost + (len(found) if looks_back else 0))
            found.append(body(inner.inside({"partial": list(found)}) if looks_back else inner))
        return weigh(found)

    return run


def quantified(node: tree.Quantified, build: Build) -> Closure:
    """`some` and `every`, with three values: what is not known leaves the answer open unless another decides it."""
    iterations = [(each.name, build(each.domain), build(each.end) if each.end else None) for each in node.iterations]
    body, cost, deciding = build(node.body), tree.size(node.body), not node.every

    def run(frame: Frame) -> Value:
        known = True
        for inner in _places(frame, iterations):
            if inner is None:
                return None
            frame.run.meter.spend(cost)
            value = body(inner)
            if value is deciding:
                return deciding
            known = known and isinstance(value, bool)
        return (not deciding) if known else None

    return run


_Iterations = list[tuple[str, Closure, Closure | None]]


def _places(frame: Frame, iterations: _Iterations) -> Iterator[Frame | None]:
    """A frame for each combination, the last name moving fastest; None once when there is nothing to go through."""
    (name, domain, end), *others = iterations
    items = _domain(domain(frame), end(frame)) if end else _listed(domain(frame))
    if items is None:
        yield None
        return
    for item in items:
        frame.run.meter.spend()
        inner = frame.inside({name: item})
        if others:
            yield from _places(inner, others)
        else:
            yield inner


def _listed(value: Value) -> Iterator[Value] | None:
    if isinstance(value, list):
        return iter(value)
    if isinstance(value, Range):
        start, end = value.start, value.end
        items = _domain(start, end)
        if items is None:
            return None
        return (item for item in items if _inside(value, item))
    return None if value is None else iter((value,))


def _inside(span: Range, item: Value) -> bool:
    return (span.includes_start or item != span.start) and (span.includes_end or item != span.end)


def _domain(start: Value, end: Value) -> Iterator[Value] | None:
    if isinstance(start, Decimal) and isinstance(end, Decimal):
        if start != start.to_integral_value() or end != end.to_integral_value():
            return None
        return _numbers(start, end)
    if type(start) is date and type(end) is date:
        return _days(start, end)
    return None


def _numbers(start: Decimal, end: Decimal) -> Iterator[Value]:
    step = 1 if start <= end else -1
    # No loop runs longer than its steps, so an end far away costs nothing.
    for count in range(min(int(abs(end - start)) + 1, STEPS + 1)):
        yield start + step * count


def _days(start: date, end: date) -> Iterator[Value]:
    step = -1 if less(end, start) else 1
    for count in range(abs((end - start).days) + 1):
        yield start + step * count * _DAY
