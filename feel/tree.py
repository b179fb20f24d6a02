"""The parts an expression is read into; each says where in the text it began."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from feel.values import Value


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""

    position: int


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A value written out."""

    value: Value


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, a parameter, or a name bound by a loop."""

    name: str


@dataclass(frozen=True, slots=True)
class Known(Node):
    """A function called by its name; `plugged` when it is one of ours and not FEEL's own."""

    name: str
    plugged: bool


@dataclass(frozen=True, slots=True)
class Path(Node):
    """One part of a value: `base.name`."""

    base: Node
    name: str


@dataclass(frozen=True, slots=True)
class Filter(Node):
    """`base[condition]`: an item by its number, or all that fit."""

    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A function called with arguments by place, or by name."""

    function: Node
    arguments: tuple[Node, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Minus(Node):
    """`-x`"""

    operand: Node


@dataclass(frozen=True, slots=True)
class Negation(Node):
    """`!x`, the same as not(x)."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Binary(Node):
    """Two values and `+ - * / **` or a comparison."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Logic(Node):
    """`and` or `or` over two or more conditions."""

    operator: str
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Between(Node):
    """`value between low and high`"""

    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """A unary test such as `< 5`: the value asked about stands on the left."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True)
class Tests(Node):
    """Unary tests, of which one must hold; `negated` for not(…); no parts at all is `-`, which always holds."""

    parts: tuple[Node, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class In(Node):
    """`value in tests`"""

    value: Node
    tests: Tests


@dataclass(frozen=True, slots=True)
class Kind(Node):
    """The name of a type, with its parts: `list<number>`, `context<a: string>`."""

    name: str
    parts: tuple["Kind", ...] = ()
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InstanceOf(Node):
    """`value instance of kind`"""

    value: Node
    kind: Kind


@dataclass(frozen=True, slots=True)
class If(Node):
    """`if condition then yes else no`"""

    condition: Node
    yes: Node
    no: Node


@dataclass(frozen=True, slots=True)
class Iteration(Node):
    """One `name in domain` of a loop; with `end`, the whole numbers or dates from domain to end."""

    name: str
    domain: Node
    end: Node | None


@dataclass(frozen=True, slots=True)
class For(Node):
    """`for … return body`"""

    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Quantified(Node):
    """`some … satisfies body` and `every … satisfies body`"""

    every: bool
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    """`[a, b, c]`"""

    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextOf(Node):
    """`{a: 1, b: a + 1}`"""

    names: tuple[str, ...]
    values: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RangeOf(Node):
    """`[low..high]`, and `(< 5)` with one end missing."""

    low: Node | None
    high: Node | None
    includes_low: bool
    includes_high: bool


@dataclass(frozen=True, slots=True)
class FunctionOf(Node):
    """`function(a, b) body`"""

    parameters: tuple[str, ...]
    kinds: tuple[Kind | None, ...]
    body: Node


def children(node: Node) -> Iterator[Node]:
    """The parts directly inside a part."""
    for field in fields(node):
        value = getattr(node, field.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Node))


def height(node: Node) -> int:
    """How many parts stand inside each other at most."""
    level, levels = [node], 0
    while level:
        level = [child for part in level for child in children(part)]
        levels += 1
    return levels


def size(node: Node) -> int:
    """How many parts there are."""
    waiting, found = [node], 0
    while waiting:
        waiting.extend(children(waiting.pop()))
        found += 1
    return found


def mentions(node: Node, name: str) -> bool:
    """Whether a name is used anywhere in a part."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name) and part.name == name:
            return True
        waiting.extend(children(part))
    return False
