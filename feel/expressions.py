"""Expressions and unary tests, compiled once and kept, and asked as often as one likes."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from feel.compiler import build
from feel.errors import FeelError
from feel.frames import Closure, Frame, Run
from feel.library import LIBRARY
from feel.parser import Parsed, parse, parse_tests
from feel.unary import ASKED
from feel.values import Value, value_of, weigh

_NO_FUNCTIONS: Mapping[str, Callable[..., object]] = {}


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression: its text, the variables it reads and the functions it calls."""

    source: str
    names: frozenset[str]
    calls: frozenset[str]
    _run: Closure = field(repr=False, compare=False)

    def evaluate(
        self, context: Mapping[str, object], functions: Mapping[str, Callable[..., object]] = _NO_FUNCTIONS
    ) -> Value:
        """The value for these variables; what has no answer is None. Raises FeelError when it uses too much."""
        return _run(self._run, Frame(context, None, Run(functions)))


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """Compiled unary tests: the cell of a decision table."""

    source: str
    names: frozenset[str]
    calls: frozenset[str]
    _run: Closure = field(repr=False, compare=False)

    def matches(
        self,
        value: object,
        context: Mapping[str, object],
        functions: Mapping[str, Callable[..., object]] = _NO_FUNCTIONS,
    ) -> bool:
        """Whether the value passes; a test that cannot tell is not passed. Raises FeelError when it uses too much."""
        outside = Frame(context, None, Run(functions))
        return _run(self._run, outside.inside({ASKED: value_of(value)})) is True


def _run(closure: Closure, frame: Frame) -> Value:
    try:
        return weigh(closure(frame))
    except RecursionError:
        raise FeelError("The expression is too deep to be computed", 0, "Split it into smaller ones") from None


def compile(text: str, known: Collection[str] = ()) -> Expression:
    """Read an expression; `known` are our functions it may call besides FEEL's own. Raises FeelError."""
    return _compiled(text, frozenset(known))


def compile_tests(text: str, known: Collection[str] = ()) -> UnaryTests:
    """Read unary tests such as `"a", "b"`, `< 5`, `[1..5]`, `not(…)` or `-`. Raises FeelError."""
    return _compiled_tests(text, frozenset(known))


@lru_cache(maxsize=4096)
def _compiled(text: str, known: frozenset[str]) -> Expression:
    parsed = parse(text, LIBRARY, known)
    return Expression(text, parsed.names, parsed.calls, _built(parsed))


@lru_cache(maxsize=4096)
def _compiled_tests(text: str, known: frozenset[str]) -> UnaryTests:
    parsed = parse_tests(text, LIBRARY, known)
    return UnaryTests(text, parsed.names, parsed.calls, _built(parsed))


def _built(parsed: Parsed) -> Closure:
    try:
        return build(parsed.node)
    except RecursionError:
        raise FeelError("The expression is too deep to be computed", 0, "Split it into smaller ones") from None
