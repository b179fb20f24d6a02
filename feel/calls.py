"""Calling functions: FEEL's own, ours that are plugged in by name, and those written in the expression."""

from collections.abc import Callable
from typing import Any

from feel import patterns, tree
from feel.errors import FeelError
from feel.frames import Build, Closure, Frame
from feel.library import LIBRARY
from feel.signatures import Signature
from feel.values import Function, Value, value_of, weigh


def called(node: tree.Call, build: Build) -> Closure:
    """A call; raises FeelError when a built-in function cannot take that many arguments, or arguments so named."""
    arguments = tuple(build(argument) for argument in node.arguments)
    if not isinstance(node.function, tree.Known):
        return _own(build(node.function), arguments, node.names)
    if node.function.plugged:
        return _plugged(node, arguments)
    fitting = _fitting_signatures(node)
    _check_pattern(node, node.function.name)
    call = _builtin(fitting, arguments, node.names)
    if all(isinstance(argument, tree.Literal) for argument in node.arguments) and all(each.pure for each in fitting):
        value = call(NOWHERE)
        return lambda _frame: value
    return call


_PLAIN_PATTERN = {"matches": 2, "replace": 3, "split": 2}
"""Functions whose second argument is a regular expression, and how many arguments they have without flags."""


class _Nowhere(Frame):
    """A frame for what needs no frame."""

    def __init__(self) -> None:
        """Nothing is bound here."""


NOWHERE = _Nowhere()


def _check_pattern(node: tree.Call, name: str) -> None:
    if node.names or not 2 <= len(node.arguments) <= _PLAIN_PATTERN.get(name, 0):
        return
    pattern = node.arguments[1]
    if isinstance(pattern, tree.Literal) and isinstance(pattern.value, str):
        patterns.check(pattern.value)


def _fitting_signatures(node: tree.Call) -> list[Signature]:
    name = node.function.name if isinstance(node.function, tree.Known) else ""
    signatures = LIBRARY[name]
    fitting = [each for each in signatures if each.takes(len(node.arguments), node.names)]
    if not fitting:
        ways = " or ".join(f"{name}({each.written})" for each in signatures)
        given = ", ".join(node.names) or f"{len(node.arguments)} argument{'s' * (len(node.arguments) != 1)}"
        raise FeelError(f"The function {name} cannot be called with {given}", node.position, f"Write {ways}")
    return fitting


def _builtin(signatures: list[Signature], arguments: tuple[Closure, ...], names: tuple[str, ...]) -> Closure:
    def run(frame: Frame) -> Value:
        values = [argument(frame) for argument in arguments]
        for signature in signatures:
            fitted = signature.fit(values, names)
            if fitted is not None:
                return _answer(signature, frame, fitted)
        return None

    return run


def _answer(signature: Signature, frame: Frame, values: list[Value]) -> Value:
    # A built-in has an answer or it has not: what Python calls an error, FEEL calls null.
    try:
        return weigh(signature.run(*values) if signature.pure else signature.run(frame, *values))
    except (ArithmeticError, ValueError, LookupError):
        return None


def _plugged(node: tree.Call, arguments: tuple[Closure, ...]) -> Closure:
    name = node.function.name if isinstance(node.function, tree.Known) else ""
    keywords = tuple(each.replace(" ", "_") for each in node.names)

    def run(frame: Frame) -> Value:
        function = frame.run.functions.get(name)
        if function is None:
            raise FeelError(f"The function {name} is not available here", node.position, "Use it in a diagram's field")
        values = [argument(frame) for argument in arguments]
        return value_of(_ask(function, name, node.position, values, keywords))

    return run


def _ask(
    function: Callable[..., object], name: str, position: int, values: list[Value], keywords: tuple[str, ...]
) -> object:
    # Whatever one of our functions raises becomes one kind of error, so that callers have one to expect.
    try:
        return function(**dict(zip(keywords, values, strict=True))) if keywords else function(*values)
    except FeelError:
        raise
    except Exception as problem:
        raise FeelError(
            f"The function {name} could not answer: {problem}", position, "Check what it is called with"
        ) from problem


def _own(function: Closure, arguments: tuple[Closure, ...], names: tuple[str, ...]) -> Closure:
    def run(frame: Frame) -> Value:
        found = function(frame)
        if not isinstance(found, Function):
            return None
        values: list[Any] = [argument(frame) for argument in arguments]
        if names:
            given = dict(zip(names, values, strict=True))
            if given.keys() != set(found.parameters):
                return None
            values = [given[parameter] for parameter in found.parameters]
        return found.run(*values) if len(values) == len(found.parameters) else None

    return run
