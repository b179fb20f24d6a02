"""Texts of a diagram as values: FEEL in `${…}`, literals as they stand."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import feel
from engine.spiff.element import Json

MOST, MOST_OF_A_GROUP, MOST_OF_A_PERSON = 255, 200, 36
"""Characters of a name that is worked out, of one of those who may take a task, and of a person’s id."""


@lru_cache(maxsize=8192)
def _compiled(text: str, known: frozenset[str]) -> Any:
    return feel.compile(text, known)


@lru_cache(maxsize=8192)
def _inside(text: str) -> str | None:
    return feel.expression_in(text)


def is_expression(text: Json) -> bool:
    """Whether a text is computed rather than meant as it stands."""
    return isinstance(text, str) and _inside(text) is not None


def computed(text: str, context: Mapping[str, Json], top: Any) -> Any:
    """The value of plain FEEL, as FEEL has it: dates are dates. Raises FeelError."""
    top.seen = context
    return _compiled(text, top.known).evaluate(context, top.surroundings.functions)


def holds(text: str, context: Mapping[str, Json], top: Any) -> bool:
    """Whether a condition in plain FEEL is true; null is not. Raises ValueError for what is no answer to a question."""
    found = computed(text, context, top)
    if found is not None and not isinstance(found, bool):
        raise ValueError(f"The condition “{text}” gives neither true nor false. Compare it with a value.")
    return found is True


def read(text: str, context: Mapping[str, Json], top: Any) -> Any:
    """The value of a text that may be literal or `${FEEL}`."""
    expression = _inside(text)
    return text if expression is None else computed(expression, context, top)


def filled(value: Json, context: Mapping[str, Json], top: Any) -> Json:
    """A parameter with every expression in it worked out, as JSON."""
    if isinstance(value, str):
        return feel.plain(read(value, context, top))
    if isinstance(value, list):
        return [filled(one, context, top) for one in value]
    if isinstance(value, dict):
        return {name: filled(one, context, top) for name, one in value.items()}
    return value


def plain(value: Any) -> Json:
    """A FEEL value as JSON."""
    return feel.plain(value)


def word(value: Any, most: int = MOST) -> str:
    """A value as the text that names a person, group or correlation; null is "". Raises ValueError when it is longer.

    Whoever completes the step before reads what is wrong, where a database that keeps less would only fail.
    """
    if value is None:
        return ""
    text = value if isinstance(value, str) else str(feel.plain(value))
    if len(text) > most:
        raise ValueError(f"“{text[:30]}…” has {len(text)} characters, and {most} are allowed.")
    return text


def words(text: Json, context: Mapping[str, Json], top: Any) -> tuple[str, ...]:
    """Names written with commas between them, each literal or `${FEEL}`; an expression may give a list."""
    found: list[str] = []
    for part in _parts(str(text or "")):
        value = read(part, context, top)
        found += [word(one, MOST_OF_A_GROUP) for one in (value if isinstance(value, list) else [value])]
    return tuple(dict.fromkeys(one.strip() for one in found if one.strip()))


def _parts(text: str) -> list[str]:
    """Split at commas outside braces."""
    parts, depth, start = [], 0, 0
    for position, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [part.strip() for part in parts if part.strip()]
