"""Answers as a tree, and the places in it where the components of a form stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from casework.forms.components import Component

Spot: TypeAlias = "tuple[str | int, ...]"
"""Where an answer lives: keys, and row numbers from 0. Posted as the parts joined with `-`."""

ROW = "*"
"""Stands for any row number in the key of a component."""
MOST_ROWS = 200
"""Rows a repeating group may ever have, whatever the form says."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a repeating group: what it is called, and its number from 1."""

    noun: str
    number: int


@dataclass(frozen=True, slots=True)
class Place:
    """A component at one place in the answers. `base` is where its container's answers live."""

    component: Component
    base: Spot
    spot: Spot
    rows: tuple[Row, ...] = ()
    within: tuple[str, ...] = field(default=(), repr=False)
    """Marks of the containers around it."""

    @property
    def mark(self) -> str:
        """Tells this place from every other in the form."""
        return f"{name(self.base)}/{self.component.id}"

    @property
    def name(self) -> str:
        """The name under which it is posted, and its id in the page."""
        return name(self.spot)


def name(spot: Spot) -> str:
    """The posted name of a spot: children-0-surname."""
    return "-".join(str(part) for part in spot)


def every(components: tuple[Component, ...]) -> Iterator[Component]:
    """Every component, containers before what is in them."""
    for component in components:
        yield component
        yield from every(component.components)


def keys(components: tuple[Component, ...], base: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Where answers may live, with ROW for row numbers; of a repeating group, those in its rows."""
    found: list[tuple[str, ...]] = []
    for component in components:
        spot = (*base, *component.key)
        if component.kind == "dynamiclist":
            found += keys(component.components, (*spot, ROW)) or [spot]
        elif component.kind == "group":
            found += keys(component.components, spot)
        elif component.key:
            found.append(spot)
    return found


def dig(answers: object, spot: Spot) -> Any:
    """What is at a spot; None when nothing is, or when the tree has another shape."""
    for part in spot:
        if isinstance(part, int):
            answers = answers[part] if isinstance(answers, list) and 0 <= part < len(answers) else None
        else:
            answers = answers.get(part) if isinstance(answers, Mapping) else None
    return answers


def places(
    components: tuple[Component, ...],
    answers: Mapping[str, Any],
    *,
    base: Spot = (),
    rows: tuple[Row, ...] = (),
    within: tuple[str, ...] = (),
    blank_rows: bool = False,
) -> Iterator[Place]:
    """Every component at every place it stands, containers before their parts; rows that hold nothing only if asked."""
    for component in components:
        spot = (*base, *component.key)
        place = Place(component, base, spot, rows, within)
        yield place
        inside = (*within, place.mark)
        if component.kind == "group":
            yield from places(component.components, answers, base=spot, rows=rows, within=inside, blank_rows=blank_rows)
        elif component.kind == "dynamiclist":
            for index, row in enumerate(rows_at(answers, spot)):
                if blank_rows or not _is_blank_row(component, row):
                    here = (*rows, Row(noun(component), index + 1))
                    yield from places(
                        component.components,
                        answers,
                        base=(*spot, index),
                        rows=here,
                        within=inside,
                        blank_rows=blank_rows,
                    )


def rows_at(answers: Mapping[str, Any], spot: Spot) -> list[Any]:
    """The rows of a repeating group as they came, at most MOST_ROWS."""
    found = dig(answers, spot)
    return found[:MOST_ROWS] if isinstance(found, list) else []


def noun(component: Component) -> str:
    """What one row is called: the custom property `row_name`, else "row"."""
    return component.properties.get("row_name", "row")


def is_blank(raw: object) -> bool:
    """Whether an answer as it came says nothing."""
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, Mapping):
        return all(is_blank(value) for value in raw.values())
    if isinstance(raw, list):
        return all(is_blank(value) for value in raw)
    return raw is None or raw is False


def _is_blank_row(component: Component, row: object) -> bool:
    """Whether nobody has written anything into a row; what stands there by default does not count."""
    if not isinstance(row, Mapping):
        return True
    parts = _at_hand(component.components)
    return all(is_blank(row.get(part.key[0])) or row.get(part.key[0]) == part.default for part in parts)


def _at_hand(components: tuple[Component, ...]) -> Iterator[Component]:
    """The components whose answers lie directly in the mapping of their container."""
    for component in components:
        if component.key:
            yield component
        elif component.kind == "group":
            yield from _at_hand(component.components)


class Nest:
    """A tree of answers being put together, with the mapping of every container at hand."""

    def __init__(self) -> None:
        self.root: dict[str, Any] = {}
        self._holders: dict[Spot, dict[str, Any]] = {(): self.root}

    def holder(self, base: Spot) -> dict[str, Any]:
        """The mapping at a spot, made when it is not there yet. Rows must be asked for in order."""
        if base not in self._holders:
            last = base[-1]
            if isinstance(last, int):
                found: dict[str, Any] = {}
                self.rows(base[:-1]).append(found)
            else:
                found = self.holder(base[:-1]).setdefault(last, {})
            self._holders[base] = found
        return self._holders[base]

    def rows(self, spot: Spot) -> list[Any]:
        """The list of rows at a spot, made when it is not there yet."""
        found: list[Any] = self.holder(spot[:-1]).setdefault(str(spot[-1]), [])
        return found

    def put(self, spot: Spot, value: object) -> None:
        """Set one answer."""
        self.holder(spot[:-1])[str(spot[-1])] = value
