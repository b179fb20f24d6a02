"""Turning the parts of an expression into Python closures: read once, run many times."""

from collections.abc import Callable
from typing import Any

from feel import calendar, calls, loops, operators, tree, unary
from feel.frames import Build, Closure, Frame
from feel.kinds import is_kind
from feel.values import VALUES, Function, Range, Value, value_of, weigh


def build(node: tree.Node) -> Closure:
    """The closure that evaluates one part in a frame."""
    return _BUILDERS[type(node)](node, build)


def _literal(node: tree.Literal, _build: Build) -> Closure:
    value = node.value
    return lambda _frame: value


def _name(node: tree.Name, _build: Build) -> Closure:
    name = node.name

    def run(frame: Frame) -> Value:
        place: Frame | None = frame
        while place is not None:
            if name in place.values:
                value = place.values[name]
                return value if type(value) in VALUES else value_of(value)
            place = place.parent
        return None

    return run


def _path(node: tree.Path, build: Build) -> Closure:
    base, name = build(node.base), node.name

    def part(value: Value) -> Value:
        return value.get(name) if isinstance(value, dict) else calendar.part(value, name)

    def run(frame: Frame) -> Value:
        value = base(frame)
        if isinstance(value, list):
            frame.run.meter.spend(len(value))
            return [part(item) for item in value]
        return part(value)

    return run


def _minus(node: tree.Minus, build: Build) -> Closure:
    operand = build(node.operand)
    return lambda frame: operators.negative(operand(frame))


def _negation(node: tree.Negation, build: Build) -> Closure:
    operand = build(node.operand)

    def run(frame: Frame) -> Value:
        value = operand(frame)
        return not value if isinstance(value, bool) else None

    return run


def _binary(node: tree.Binary, build: Build) -> Closure:
    left, right = build(node.left), build(node.right)
    operation = operators.COMPARE.get(node.operator) or operators.arithmetic(node.operator)
    return lambda frame: operation(left(frame), right(frame))


def _logic(node: tree.Logic, build: Build) -> Closure:
    parts = tuple(build(part) for part in node.parts)
    deciding = node.operator == "or"

    def run(frame: Frame) -> Value:
        known = True
        for part in parts:
            value = part(frame)
            if value is deciding:
                return deciding
            known = known and isinstance(value, bool)
        return (not deciding) if known else None

    return run


def _between(node: tree.Between, build: Build) -> Closure:
    value, low, high = build(node.value), build(node.low), build(node.high)

    def run(frame: Frame) -> Value:
        start, end = low(frame), high(frame)
        return None if start is None or end is None else operators.within(value(frame), Range(start, end))

    return run


def _instance_of(node: tree.InstanceOf, build: Build) -> Closure:
    value, kind = build(node.value), node.kind
    return lambda frame: is_kind(value(frame), kind)


def _if(node: tree.If, build: Build) -> Closure:
    condition, yes, no = build(node.condition), build(node.yes), build(node.no)
    return lambda frame: yes(frame) if condition(frame) is True else no(frame)


def _list(node: tree.ListOf, build: Build) -> Closure:
    items = tuple(build(item) for item in node.items)
    return lambda frame: weigh([item(frame) for item in items])


def _context(node: tree.ContextOf, build: Build) -> Closure:
    entries = tuple(zip(node.names, (build(value) for value in node.values), strict=True))

    def run(frame: Frame) -> Value:
        made: dict[str, Value] = {}
        inner = frame.inside(made)
        for name, value in entries:
            made[name] = value(inner)
        return weigh(made)

    return run


def _range(node: tree.RangeOf, build: Build) -> Closure:
    low = build(node.low) if node.low is not None else None
    high = build(node.high) if node.high is not None else None
    includes_low, includes_high = node.includes_low, node.includes_high

    def run(frame: Frame) -> Value:
        start = low(frame) if low else None
        end = high(frame) if high else None
        if (low and start is None) or (high and end is None):
            return None
        if low and high and operators.not_more(start, end) is not True:
            return None
        return Range(start, end, includes_low, includes_high)

    return run


def _function(node: tree.FunctionOf, build: Build) -> Closure:
    body, parameters, kinds = build(node.body), node.parameters, node.kinds

    def define(frame: Frame) -> Value:
        def run(*arguments: Value) -> Value:
            for value, kind in zip(arguments, kinds, strict=True):
                if kind is not None and value is not None and not is_kind(value, kind):
                    return None
            frame.run.meter.spend()
            frame.run.enter()
            try:
                return body(frame.inside(dict(zip(parameters, arguments, strict=True))))
            finally:
                frame.run.leave()

        return Function(parameters, run)

    return define


# Each builder takes the kind of part it is listed for, which the type of a table cannot say.
_BUILDERS: dict[type[tree.Node], Callable[[Any, Build], Closure]] = {
    tree.Literal: _literal,
    tree.Name: _name,
    tree.Path: _path,
    tree.Minus: _minus,
    tree.Negation: _negation,
    tree.Binary: _binary,
    tree.Logic: _logic,
    tree.Between: _between,
    tree.InstanceOf: _instance_of,
    tree.If: _if,
    tree.ListOf: _list,
    tree.ContextOf: _context,
    tree.RangeOf: _range,
    tree.FunctionOf: _function,
    tree.Filter: loops.filtered,
    tree.For: loops.repeated,
    tree.Quantified: loops.quantified,
    tree.Call: calls.called,
    tree.In: unary.contained,
    tree.Tests: unary.tested,
}
