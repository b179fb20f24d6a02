"""How JavaScript writes patterns: read into a tree, with a clear refusal of look-around and back-references."""

from dataclasses import dataclass
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]
Test: TypeAlias = tuple[bool, tuple[Range, ...]]
"""A set of characters: (everything but these?, ranges of code points)."""

_DIGIT: tuple[Range, ...] = ((48, 57),)
_WORD: tuple[Range, ...] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: tuple[Range, ...] = (
    (9, 13),
    (32, 32),
    (0xA0, 0xA0),
    (0x1680, 0x1680),
    (0x2000, 0x200A),
    (0x2028, 0x2029),
    (0x202F, 0x202F),
    (0x205F, 0x205F),
    (0x3000, 0x3000),
    (0xFEFF, 0xFEFF),
)
_LINE_ENDS: tuple[Range, ...] = ((10, 10), (13, 13), (0x2028, 0x2029))
_CLASSES = {"d": _DIGIT, "w": _WORD, "s": _SPACE}
_CONTROLS = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_LAST = 0x10FFFF
_DEEPEST = 20
_MOST_REPEATS = 1000


class PatternError(Exception):
    """A pattern that cannot be used; the text completes "the pattern cannot be used because"."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a pattern: test, look (^ $ b B), all (in a row), any (one of), repeat."""

    kind: str
    parts: "tuple[Node, ...]" = ()
    test: Test = (False, ())
    look: str = ""
    least: int = 0
    most: int | None = None


def parse(source: str) -> Node:
    """The tree of a pattern; raises PatternError."""
    reader = _Reader(source)
    tree = reader.either(0)
    if reader.at < len(source):
        raise PatternError(f"the ) at character {reader.at + 1} closes nothing")
    return tree


class _Reader:
    """Reads a pattern from left to right."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0

    def peek(self, length: int = 1) -> str:
        return self.source[self.at : self.at + length]

    def take(self) -> str:
        if self.at >= len(self.source):
            raise PatternError("it ends too early")
        self.at += 1
        return self.source[self.at - 1]

    def either(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise PatternError("its groups lie too deep in one another")
        ways = [self.row(depth)]
        while self.peek() == "|":
            self.take()
            ways.append(self.row(depth))
        return ways[0] if len(ways) == 1 else Node("any", tuple(ways))

    def row(self, depth: int) -> Node:
        parts: list[Node] = []
        while self.at < len(self.source) and self.peek() not in {"|", ")"}:
            parts.append(self.repeated(self.single(depth)))
        return Node("all", tuple(parts))

    def repeated(self, part: Node) -> Node:
        bounds = self.bounds()
        if bounds is None:
            return part
        if part.kind == "look":
            raise PatternError("^, $ and \\b cannot be repeated")
        # A lazy repeat accepts the same texts; only what it captures would differ.
        if self.peek() == "?":
            self.take()
        return Node("repeat", (part,), least=bounds[0], most=bounds[1])

    def bounds(self) -> tuple[int, int | None] | None:
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self.peek() in simple:
            return simple[self.take()]
        end = self.source.find("}", self.at)
        if self.peek() != "{" or end < 0:
            return None
        low, comma, high = self.source[self.at + 1 : end].partition(",")
        if not (low.isascii() and low.isdigit() and (high == "" or (high.isascii() and high.isdigit()))):
            return None
        self.at = end + 1
        least = int(low[:5])
        most = int(high[:5]) if high else (None if comma else least)
        if least > _MOST_REPEATS or (most or 0) > _MOST_REPEATS:
            raise PatternError(f"it repeats something more than {_MOST_REPEATS} times")
        if most is not None and most < least:
            raise PatternError("the numbers in { } are out of order")
        return least, most

    def single(self, depth: int) -> Node:
        character = self.take()
        if character == "(":
            return self.group(depth)
        if character == "[":
            return Node("test", test=self.set())
        if character == ".":
            return Node("test", test=(True, _LINE_ENDS))
        if character in "^$":
            return Node("look", look=character)
        if character in "*+?":
            raise PatternError(f"there is nothing before the {character} at character {self.at} to repeat")
        if character == "\\":
            if self.peek() and self.peek() in "bB":
                return Node("look", look=self.take())
            return Node("test", test=self.escape())
        return Node("test", test=_one(ord(character)))

    def group(self, depth: int) -> Node:
        if self.peek() == "?":
            start = self.peek(3)
            if start[:2] in {"?=", "?!"} or start in {"?<=", "?<!"}:
                raise PatternError("it looks ahead or back with (?=, (?!, (?<= or (?<!; write it without, or as a rule")
            if start[:2] == "?:":
                self.at += 2
            elif start[:2] == "?<" and ">" in self.source[self.at :]:
                self.at = self.source.index(">", self.at) + 1
            else:
                raise PatternError("it has a group of an unknown kind after (?")
        inside = self.either(depth + 1)
        if self.peek() != ")":
            raise PatternError("a ( is not closed")
        self.take()
        return inside

    def escape(self) -> Test:
        character = self.take()
        if character.lower() in _CLASSES:
            return (character.isupper(), _CLASSES[character.lower()])
        if character in "123456789k":
            raise PatternError("it refers back to a group with \\1 or \\k; write it without")
        if character in _CONTROLS:
            return _one(_CONTROLS[character])
        if character in "xu":
            return _one(self.code(2 if character == "x" else 4, ord(character)))
        if character in "cpP":
            raise PatternError(f"\\{character} is not supported")
        return _one(ord(character))

    def code(self, length: int, otherwise: int) -> int:
        digits = self.peek(length)
        if len(digits) < length or any(digit not in "0123456789abcdefABCDEF" for digit in digits):
            return otherwise
        self.at += length
        return int(digits, 16)

    def set(self) -> Test:
        negated = self.peek() == "^"
        if negated:
            self.take()
        ranges: list[Range] = []
        while (low := self.member()) is not None:
            if self.peek() == "-" and self.peek(2) not in {"-]", "-"} and len(low) == 1 and low[0][0] == low[0][1]:
                self.take()
                high = self.member()
                if high is None or len(high) != 1 or high[0][0] != high[0][1] or high[0][0] < low[0][0]:
                    raise PatternError("a range in [ ] is out of order")
                ranges.append((low[0][0], high[0][0]))
            else:
                ranges.extend(low)
        return (negated, tuple(ranges))

    def member(self) -> tuple[Range, ...] | None:
        """The next character or class in [ ]; None at its end."""
        character = self.take()
        if character == "]":
            return None
        if character != "\\":
            return ((ord(character), ord(character)),)
        if self.peek() == "b":
            self.take()
            return ((8, 8),)
        negated, ranges = self.escape()
        return _others(ranges) if negated else ranges


def _one(code: int) -> Test:
    return (False, ((code, code),))


def _others(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    """Every code point that is in none of these sorted ranges."""
    found: list[Range] = []
    start = 0
    for low, high in ranges:
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    return (*found, (start, _LAST))
