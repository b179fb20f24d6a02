"""Words with holes: labels and texts that are plain, a FEEL expression after `=`, or a template with `{{ }}`.

In a template `{{expression}}` is replaced by its value, `{{#if condition}}…{{/if}}` is left out when the condition
does not hold, and `{{#loop list}}…{{/loop}}` is written once per item, with the item as `this`.
"""

from collections import ChainMap
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

import feel
from foundation.clock import LONDON, MONTHS
from foundation.written_times import written_time

_LONGEST = 100_000
_DEEPEST = 3
_MOST_TURNS = 200

Part: TypeAlias = "str | feel.Expression | Block"


@dataclass(frozen=True, slots=True)
class Block:
    """A part that is shown when a condition holds (`if`), or once per item of a list (`loop`)."""

    kind: str
    expression: "feel.Expression"
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Words to be filled in; without holes it is just its source."""

    source: str
    parts: tuple[Part, ...]

    def __bool__(self) -> bool:
        return bool(self.source)


NOTHING = Text("", ())


class TextError(Exception):
    """A template that is not well formed; the text says where."""


def plain(source: str) -> Text:
    """A text without holes, whatever it contains."""
    return Text(source, (source,) if source else ())


def compile_text(source: str, known: Collection[str], seen: Callable[["feel.Expression"], None]) -> Text:
    """Read a label or text; `seen` is told of each expression. Raises TextError or feel.FeelError."""
    if source.startswith("="):
        whole = feel.compile(source[1:], known)
        seen(whole)
        return Text(source, (whole,))
    tokens = _tokens(source)
    parts, rest = _read(tokens, 0, "", 0, known, seen)
    if rest < len(tokens):
        raise TextError(f"{{{{{tokens[rest][1]}}}}} closes nothing")
    return Text(source, parts)


def fill(
    text: Text,
    context: Mapping[str, object],
    functions: Mapping[str, Callable[..., object]],
    quote: Callable[[str], str] = str,
) -> str:
    """The words with every hole filled; `quote` protects what is filled in, not the words themselves."""
    return "".join(_filled(text.parts, context, functions, quote))[:_LONGEST]


def words(value: object) -> str:
    """A value as people write it: dates as 4 January 2027, lists with commas, nothing for null."""
    if isinstance(value, date | time):
        return _moment(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return ", ".join(words(item) for item in value)
    if isinstance(value, Mapping):
        return words(value.get("label", value.get("name")))
    return "" if value is None else str(value)


def _moment(value: date | time) -> str:
    if isinstance(value, datetime):
        local = value.astimezone(LONDON) if value.tzinfo else value
        return f"{_moment(local.date())} at {_moment(local.time())}"
    if isinstance(value, date):
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return written_time(value)


def sentence(text: str) -> str:
    """The text with a capital letter first and the rest untouched."""
    return text[:1].upper() + text[1:]


def _tokens(source: str) -> list[tuple[bool, str]]:
    """The source cut at {{ and }}: (is a hole, what stands there)."""
    found: list[tuple[bool, str]] = []
    rest = source
    while "{{" in rest:
        before, _, after = rest.partition("{{")
        hole, closed, rest = after.partition("}}")
        if not closed:
            raise TextError("a {{ has no }}")
        found += [(False, before), (True, hole.strip())]
    return [*found, (False, rest)]


def _read(
    tokens: list[tuple[bool, str]],
    at: int,
    inside: str,
    depth: int,
    known: Collection[str],
    seen: Callable[["feel.Expression"], None],
) -> tuple[tuple[Part, ...], int]:
    parts: list[Part] = []
    while at < len(tokens):
        is_hole, text = tokens[at]
        if is_hole and text.startswith("/"):
            return tuple(parts), at
        at += 1
        if not is_hole:
            if text:
                parts.append(text)
        elif text.startswith("#"):
            block, at = _read_block(tokens, at, depth, known, seen)
            parts.append(block)
        else:
            expression = feel.compile(text, known)
            seen(expression)
            parts.append(expression)
    if inside:
        raise TextError(f"{{{{#{inside}}}}} has no {{{{/{inside}}}}}")
    return tuple(parts), at


def _read_block(
    tokens: list[tuple[bool, str]],
    at: int,
    depth: int,
    known: Collection[str],
    seen: Callable[["feel.Expression"], None],
) -> tuple[Block, int]:
    opening = tokens[at - 1][1]
    kind, _, source = opening[1:].partition(" ")
    if kind not in {"if", "loop"} or depth >= _DEEPEST:
        raise TextError(f"{{{{{opening}}}}} is not one of {{{{#if …}}}} and {{{{#loop …}}}}, or lies too deep")
    expression = feel.compile(source, known)
    seen(expression)
    parts, end = _read(tokens, at, kind, depth + 1, known, seen)
    if tokens[end][1][1:].strip() != kind:
        raise TextError(f"{{{{#{kind}}}}} is closed by {{{{{tokens[end][1]}}}}}")
    return Block(kind, expression, parts), end + 1


def _filled(
    parts: tuple[Part, ...],
    context: Mapping[str, object],
    functions: Mapping[str, Callable[..., object]],
    quote: Callable[[str], str],
) -> list[str]:
    written: list[str] = []
    for part in parts:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, Block):
            for inner in _turns(part, context, functions):
                written += _filled(part.parts, inner, functions, quote)
        else:
            written.append(quote(words(value(part, context, functions))))
    return written


def _turns(
    block: Block, context: Mapping[str, object], functions: Mapping[str, Callable[..., object]]
) -> list[Mapping[str, object]]:
    """The contexts in which a block is written: none, one, or one per item."""
    found = value(block.expression, context, functions)
    if block.kind == "if":
        return [context] if found is True else []
    items = found if isinstance(found, list) else []
    return [
        ChainMap({"this": item, "parent": context}, dict(item) if isinstance(item, Mapping) else {}, dict(context))
        for item in items[:_MOST_TURNS]
    ]


def value(
    expression: "feel.Expression", context: Mapping[str, object], functions: Mapping[str, Callable[..., object]]
) -> object:
    """What an expression gives; null when it hits a cap, so that a form never falls over its own words."""
    try:
        return expression.evaluate(context, functions)
    except feel.FeelError:
        return None
