"""Patterns as JavaScript writes them, matched in time linear in the text, whatever the pattern.

form-js hands a field's pattern to JavaScript's RegExp. Python's `re` differs in details ($, \\d, \\w) and can be made
to run for years by a clumsy pattern, so patterns are run here by following all possibilities at once (Thompson).
"""

from dataclasses import dataclass

from casework.forms.pattern_syntax import Node, PatternError, Test, parse

LONGEST_TEXT = 1000
"""Characters a text with a pattern may have."""
_MOST_STEPS = 2000
_WORD: Test = (False, ((48, 57), (65, 90), (95, 95), (97, 122)))

_Step = tuple[str, "Test | str | None", int, int]
"""What it does ("test", "look", "split", "end"), with what, and where to go next."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern."""

    source: str
    steps: tuple[_Step, ...]
    start: int

    def matches(self, text: str) -> bool:
        """Whether the pattern is found anywhere in `text`, as RegExp.test says."""
        places: set[int] = set()
        for position in range(len(text) + 1):
            self._reach(places, self.start, text, position)
            if any(self.steps[place][0] == "end" for place in places):
                return True
            if position == len(text):
                return False
            code = ord(text[position])
            onward = [self.steps[place][2] for place in places if _is_in(self.steps[place][1], code)]
            places = set()
            for place in onward:
                self._reach(places, place, text, position + 1)
        return False

    def _reach(self, places: set[int], start: int, text: str, position: int) -> None:
        """Add every step that can be stood on from `start` without reading a character."""
        waiting = [start]
        while waiting:
            place = waiting.pop()
            if place in places:
                continue
            places.add(place)
            kind, what, one, other = self.steps[place]
            if kind == "split":
                waiting += (one, other)
            elif kind == "look" and _holds(str(what), text, position):
                waiting.append(one)


def compile_pattern(source: str) -> Pattern:
    """A pattern ready to match; raises PatternError saying what is not supported."""
    steps: list[_Step] = [("end", None, 0, 0)]
    start = _build(parse(source), 0, steps)
    return Pattern(source, tuple(steps), start)


def _build(node: Node, then: int, steps: list[_Step]) -> int:
    """Append the steps of a node that goes on to `then`; gives the number of its first step."""
    if len(steps) > _MOST_STEPS:
        raise PatternError("it is too large: use smaller numbers in { }")
    if node.kind in {"test", "look"}:
        steps.append((node.kind, node.test if node.kind == "test" else node.look, then, 0))
        return len(steps) - 1
    if node.kind == "all":
        for part in reversed(node.parts):
            then = _build(part, then, steps)
        return then
    if node.kind == "any":
        starts = [_build(part, then, steps) for part in node.parts]
        while len(starts) > 1:
            other, one = starts.pop(), starts.pop()
            steps.append(("split", None, one, other))
            starts.append(len(steps) - 1)
        return starts[0]
    return _build_repeat(node, then, steps)


def _build_repeat(node: Node, then: int, steps: list[_Step]) -> int:
    (part,) = node.parts
    if node.most is None:
        loop = len(steps)
        steps.append(("split", None, then, then))
        steps[loop] = ("split", None, _build(part, loop, steps), then)
        start = loop
    else:
        start = then
        for _ in range(node.most - node.least):
            once = _build(part, start, steps)
            steps.append(("split", None, once, then))
            start = len(steps) - 1
    for _ in range(node.least):
        start = _build(part, start, steps)
    return start


def _is_in(test: "Test | str | None", code: int) -> bool:
    """Whether a character belongs to a set; steps that read no character hold no set."""
    if not isinstance(test, tuple):
        return False
    negated, ranges = test
    return any(low <= code <= high for low, high in ranges) != negated


def _holds(look: str, text: str, position: int) -> bool:
    if look == "^":
        return position == 0
    if look == "$":
        return position == len(text)
    before = position > 0 and _is_in(_WORD, ord(text[position - 1]))
    after = position < len(text) and _is_in(_WORD, ord(text[position]))
    return (before != after) == (look == "b")
