"""What may stand behind a key of a scenario: words, moments, lists, tables; each reads an entry or notes a problem."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from casework.rehearsal import moments
from casework.rehearsal.written import Entry, Problem

Shape: TypeAlias = "Callable[[Entry, list[Problem]], Any]"
"""Reads an entry; what is wrong goes into the list, and None comes back."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: what it means, and what may stand behind it."""

    meaning: str
    shape: Shape = field(repr=False)
    needed: bool = False


def words(entry: Entry, problems: list[Problem]) -> Any:
    """Words; a number counts as the words it is."""
    if isinstance(entry.value, bool) or not isinstance(entry.value, str | int):
        problems.append(Problem(entry.line, "words are needed here, on the line of the key or indented under it"))
        return None
    return str(entry.value)


def number(entry: Entry, problems: list[Problem]) -> Any:
    """A whole number."""
    if isinstance(entry.value, bool) or not isinstance(entry.value, int):
        problems.append(Problem(entry.line, "a whole number is needed here, such as 3"))
        return None
    return entry.value


def yes_or_no(entry: Entry, problems: list[Problem]) -> Any:
    """yes or no."""
    if entry.value not in ("yes", "no"):
        problems.append(Problem(entry.line, "“yes” or “no” is needed here"))
        return None
    return entry.value == "yes"


def moment(entry: Entry, problems: list[Problem]) -> Any:
    """A day, or a day with a time."""
    said = words(entry, problems)
    try:
        return None if said is None else moments.read(said)
    except ValueError as wrong:
        problems.append(Problem(entry.line, str(wrong)))
        return None


def anything(entry: Entry, _problems: list[Problem]) -> Any:
    """Whatever a form takes: words, numbers, true and false, lists and tables."""
    return entry.plain()


@dataclass(frozen=True, slots=True)
class Either:
    """The shape, or one word that says there is nothing of the kind; the word is read as None."""

    of: Shape
    word: str

    def __call__(self, entry: Entry, problems: list[Problem]) -> Any:
        """Read it."""
        return None if entry.value == self.word else self.of(entry, problems)


@dataclass(frozen=True, slots=True)
class Listed:
    """A list; one thing by itself is a list of one."""

    of: Shape

    def __call__(self, entry: Entry, problems: list[Problem]) -> Any:
        """Read each."""
        rows = entry.value if isinstance(entry.value, list) else [] if entry.value is None else [entry]
        return [self.of(row, problems) for row in rows]


@dataclass(frozen=True, slots=True)
class Named:
    """A table whose keys the writer chooses."""

    of: Shape

    def __call__(self, entry: Entry, problems: list[Problem]) -> Any:
        """Read what stands behind each name."""
        if not isinstance(entry.value, dict):
            problems.append(Problem(entry.line, "a table is needed here: lines of “name: value”, indented"))
            return {}
        return {name: self.of(value, problems) for name, value in entry.value.items()}


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these words."""

    choices: tuple[str, ...]

    def __call__(self, entry: Entry, problems: list[Problem]) -> Any:
        """Read the word."""
        said = words(entry, problems)
        if said is not None and said not in self.choices:
            problems.append(Problem(entry.line, f"there is no “{said}”: write one of {', '.join(self.choices)}"))
        return said


@dataclass(frozen=True, slots=True)
class Table:
    """A table with these keys and no others."""

    what: str
    keys: Mapping[str, Key]

    def __call__(self, entry: Entry, problems: list[Problem]) -> Any:
        """Read the known keys; every unknown and every missing one is a problem."""
        if not isinstance(entry.value, dict):
            problems.append(Problem(entry.line, f"{self.what} is a table: lines of “key: value”, indented"))
            return {}
        found = {}
        for name, value in entry.value.items():
            if name in self.keys:
                found[name] = self.keys[name].shape(value, problems)
            else:
                problems.append(Problem(value.line, unknown(self.what, name, self.keys)))
        for name, key in self.keys.items():
            if key.needed and name not in entry.value:
                problems.append(Problem(entry.line, f"{self.what} needs “{name}”: {key.meaning}"))
        return found


def inner(shape: Shape) -> Mapping[str, Key]:
    """The keys of the table in a shape, however it is wrapped; none when there is no table in it."""
    while not isinstance(shape, Table):
        if not isinstance(shape, Either | Listed | Named):
            return {}
        shape = shape.of
    return shape.keys


def unknown(what: str, name: str, keys: Mapping[str, Any]) -> str:
    """What to say of a key that there is not."""
    return f"{what} has no key “{name}”: it can have {', '.join(f'“{key}”' for key in sorted(keys))}"
