"""What an expectation is, and how what is wanted and what is there are compared in words."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Key


@dataclass(frozen=True, slots=True)
class Check:
    """One key of “expect”: what may stand behind it, and how differences are found."""

    key: Key
    find: Callable[[Scene, Any], Iterator[str]]


def same(wanted: object, found: object, about: str = "") -> Iterator[str]:
    """The difference between two things, if there is any."""
    if wanted != found:
        yield f"{about}{': ' if about else ''}expected {said(wanted)}, found {said(found)}"


def same_things(wanted: Iterable[str], found: Iterable[str], about: str = "") -> Iterator[str]:
    """What is missing and what is too much, whatever the order."""
    asked, there = Counter(wanted), Counter(found)
    missing, more = sorted((asked - there).elements()), sorted((there - asked).elements())
    parts = [f"missing {', '.join(missing)}"] if missing else []
    parts += [f"not expected {', '.join(more)}"] if more else []
    if parts:
        yield f"{about}{': ' if about else ''}{'; '.join(parts)}"


def said(value: object) -> str:
    """A value in words."""
    if value is None or value == "":
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(str, value)) or "nothing"
    return str(value)
