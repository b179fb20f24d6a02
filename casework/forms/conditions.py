"""Which parts of a form the answers so far hide. A hidden answer counts as not given, for other conditions too."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import feel
from casework.forms import scope, tree, values
from casework.forms.components import Component, Form
from casework.forms.scope import Scope
from casework.forms.tree import Nest, Place
from casework.forms.values import Read

ANY = "*"
_MOST_ROUNDS = 12
_GIVEN = frozenset({"given"})
_WHOLE = frozenset({"this", "parent", "value", "row"})
"""Names that stand for many answers at once."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A form with its answers read and its conditions applied."""

    scope: Scope
    places: tuple[Place, ...]
    read: Mapping[str, Read]
    """What was read at each place that asks, by its mark."""
    hidden: frozenset[str]
    """Marks of the places that do not apply."""


def settle(form: Form, answers: Mapping[str, Any], given: scope.Given, *, blank_rows: bool = False) -> Settled:
    """Read the answers and apply the conditions until nothing changes any more.

    form-js looks once, in order; here a question hidden by another hides those that depend on it, whatever the order.
    Pages show rows that hold nothing yet; they ask for `blank_rows`.
    """
    places = tuple(tree.places(form.components, answers, blank_rows=blank_rows))
    read = _preset(answers, given, places)
    hidden: frozenset[str] = frozenset()
    for _ in range(_MOST_ROUNDS):
        now, found = _round(places, read, hidden, given)
        if found == hidden:
            break
        hidden = found
    return Settled(now, places, read, hidden)


def hidden(
    form: Form,
    answers: Mapping[str, Any],
    data: Mapping[str, object],
    today: date,
    functions: Mapping[str, Callable[..., object]],
) -> list[str]:
    """The `data-field` marks of the parts of a page that do not apply to these answers."""
    return sorted(settle(form, answers, scope.given(data, today, functions), blank_rows=True).hidden)


def deciding(form: Form) -> frozenset[str]:
    """The keys whose answers can hide or show parts of the form: all others need not be looked at. ANY is any key."""
    parts = tuple(tree.every(form.components))
    names = {name for part in parts if isinstance(part.hide, feel.Expression) for name in part.hide.names}
    while more := {name for part in parts if names & set(part.key[-1:]) for name in _made_of(part)} - names:
        names |= more
    keys = {key for part in parts for key in part.key}
    return frozenset({ANY}) if names & _WHOLE else frozenset(names & keys)


def hangs_on_facts_only(part: Component) -> bool:
    """Whether no answer can hide or show the part: its condition asks only what is given with the case."""
    return isinstance(part.hide, feel.Expression) and part.hide.names == _GIVEN


def _made_of(part: Component) -> set[str]:
    """What the value of a part is worked out from, by name."""
    formulas = (part.default, part.shown.get("value"), part.readonly, part.disabled)
    return {name for formula in formulas if isinstance(formula, feel.Expression) for name in formula.names}


def _preset(answers: Mapping[str, Any], given: scope.Given, places: tuple[Place, ...]) -> dict[str, Read]:
    """What was answered; what is only shown keeps its preset value, whatever came for it."""
    posted = {
        place.mark: values.read(place.component, tree.dig(answers, place.spot))
        for place in places
        if place.component.asks
    }
    fixed = [place for place in places if place.component.asks and _may_be_fixed(place)]
    read = posted
    # Whether a field is only shown may hang on another such field, never on what was posted for that one.
    for _ in range(_MOST_ROUNDS if fixed else 0):
        around, _hidden = _round(places, read, frozenset(), given)
        now = posted | {place.mark: _fixed(place, around) for place in fixed if _is_fixed(place, around)}
        if now == read:
            break
        read = now
    return read


def _is_fixed(place: Place, around: Scope) -> bool:
    component = place.component
    return around.holds(component.disabled, place.base) or around.holds(component.readonly, place.base)


def _fixed(place: Place, around: Scope) -> Read:
    default = place.component.default
    is_worked_out = isinstance(default, feel.Expression)
    preset = feel.plain(around.value(default, place.base)) if is_worked_out else default  # type: ignore[arg-type]
    return values.read(place.component, preset)


def _may_be_fixed(place: Place) -> bool:
    return place.component.disabled is not False or place.component.readonly is not False


def _round(
    places: tuple[Place, ...], read: Mapping[str, Read], hidden: frozenset[str], given: scope.Given
) -> tuple[Scope, frozenset[str]]:
    """The answers that remain when these places are hidden, and which places are hidden by those answers."""
    nest = Nest()
    for place in places:
        if place.mark in hidden:
            continue
        if place.component.kind == "dynamiclist":
            nest.rows(place.spot)
        elif place.component.asks:
            nest.put(place.spot, read[place.mark].value)
    now = Scope(nest, given)
    found: set[str] = set()
    for place in places:
        is_inside = any(mark in found for mark in place.within)
        if is_inside or now.holds(place.component.hide, place.base):
            found.add(place.mark)
        elif place.component.kind == "expression" and place.mark not in hidden:
            formula = place.component.shown["value"]
            if isinstance(formula, feel.Expression):
                nest.put(place.spot, now.value(formula, place.base))
    return now, frozenset(found)
