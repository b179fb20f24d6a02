"""Lists whose rows nobody may add or take away: they follow what is known now, whatever was kept or posted.

A row is told from others by the answers chosen beforehand from what is given with the case; where a form has none, by
its number. So what was written stays with its row when others come or go while the form is open, what is new is asked
for, and a row that was made up or repeated is left out.
"""

from collections.abc import Mapping
from typing import Any

from casework.forms import starting, tree, values
from casework.forms.components import Component, Form
from casework.forms.scope import Given
from casework.forms.tree import Spot


def followed(form: Form, answers: Mapping[str, Any], given: Given) -> Mapping[str, Any]:
    """The answers with the rows of such lists as they are known now. Lists inside rows are left as they are."""
    lists = [one for one in tree.places(form.components, {}) if one.component.properties.get("fixed_rows") == "true"]
    fresh = starting.answers(form, given.data, given.today, given.functions) if lists else {}
    for place in lists:
        found = _rows(place.component, tree.rows_at(fresh, place.spot), tree.rows_at(answers, place.spot))
        answers = _put(answers, place.spot, found)
    return answers


def _rows(component: Component, known: list[Any], written: list[Any]) -> list[Any]:
    naming = [one for one in component.components if one.choices is not None and one.choices.given]
    named = {_name(naming, row): row for row in reversed(written) if isinstance(row, Mapping)}
    found = []
    for index, row in enumerate(known):
        name = _name(naming, row)
        by_number = written[index] if index < len(written) else row
        found.append(by_number if name is None else named.get(name, row))
    return found


def _name(naming: list[Component], row: Mapping[str, Any]) -> tuple[str, ...] | None:
    """What tells a row from others; None when nothing does."""
    chosen = tuple(str(values.read(one, tree.dig(row, one.key)).value or "") for one in naming)
    return chosen if any(chosen) else None


def _put(answers: Mapping[str, Any], spot: Spot, rows: list[Any]) -> dict[str, Any]:
    """A copy with other rows at a spot."""
    first, *rest = (str(part) for part in spot)
    inner = answers.get(first)
    below = _put(inner if isinstance(inner, Mapping) else {}, tuple(rest), rows) if rest else rows
    return {**answers, first: below}
