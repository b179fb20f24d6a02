"""Whether a form's answers are good: clean JSON when they are, every problem with its field when they are not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import feel
from casework.forms import checks, conditions, fixed_rows, scope, tree
from casework.forms.checks import FieldError
from casework.forms.components import CrossRule, Form
from casework.forms.conditions import Settled
from casework.forms.moments import written
from casework.forms.tree import Nest, Place, Spot
from foundation.canonical import Json

__all__ = ["FieldError", "Invalid", "Valid", "validate"]

MOST_ERRORS = 200


@dataclass(frozen=True, slots=True)
class Valid:
    """Answers as they are kept: hidden and empty ones left out, dates as ISO text."""

    answers: dict[str, Json] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invalid:
    """Everything that is wrong, in the order of the form."""

    errors: list[FieldError] = field(repr=False)


def validate(
    form: Form,
    answers: Mapping[str, Any],
    data: Mapping[str, object],
    today: date,
    functions: Mapping[str, Callable[..., object]],
) -> Valid | Invalid:
    """Check posted or JSON answers against every rule of the form. Never raises, whatever the answers are.

    `data` is what was given with the case (options, known facts), `today` the date in London.
    """
    given = scope.given(data, today, functions)
    answers = fixed_rows.followed(form, answers, given)
    settled = conditions.settle(form, answers, given)
    shown = [place for place in settled.places if place.mark not in settled.hidden]
    errors = [error for place in shown for error in _errors(settled, place, answers)]
    if not errors:
        errors = _crossed(settled, form, shown)
    if errors:
        return Invalid(errors[:MOST_ERRORS])
    return Valid(_clean(settled, shown))


def _errors(settled: Settled, place: Place, answers: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with one place by itself."""
    if place.component.kind == "dynamiclist":
        return _row_count(settled, place, len(tree.rows_at(answers, place.spot)))
    if not place.component.asks:
        return []
    fixed = (place.component.disabled, place.component.readonly)
    if any(settled.scope.holds(switch, place.base) for switch in fixed):
        return []
    read = settled.read[place.mark]
    message = read.problem or checks.problem(settled.scope, place, read.value)
    if not message:
        return []
    return [FieldError(place.name, checks.worded(settled.scope, place, message), read.part)]


def _row_count(settled: Settled, place: Place, posted: int) -> list[FieldError]:
    rules, noun = place.component.rules, tree.noun(place.component)
    count = len(settled.scope.nest.rows(place.spot))
    least = settled.scope.limit(rules.least, place.base)
    most = settled.scope.limit(rules.most, place.base) or Decimal(tree.MOST_ROWS)
    own = place.component.properties.get("error_required")
    if least is not None and count < least:
        say = own or f"Add at least {'one' if least == 1 else int(least)} {noun}"
    elif max(count, posted if posted >= tree.MOST_ROWS else 0) > most:
        say = f"Give {int(most)} or fewer: {{label}}"
    else:
        return []
    return [FieldError(place.name, checks.worded(settled.scope, place, say))]


def _crossed(settled: Settled, form: Form, shown: list[Place]) -> list[FieldError]:
    """Rules about several answers. Asked once each answer is good by itself, so that one slip is told once."""
    found: list[FieldError] = []
    for place in shown:
        if place.component.asks and settled.read[place.mark].value in (None, []):
            continue
        for rule in place.component.cross_rules:
            found += _broken(settled, rule, place.base, _value(settled, place), place)
    first = next((place for place in shown if place.component.asks), None)
    for rule in form.cross_rules:
        found += _broken(settled, rule, (), None, first)
    return found


def _value(settled: Settled, place: Place) -> object:
    """What a rule on this place calls `value`: its answer, its rows, or the answers of its group."""
    if place.component.asks:
        return settled.read[place.mark].value
    if place.component.kind == "dynamiclist":
        return settled.scope.nest.rows(place.spot)
    return settled.scope.nest.holder(place.spot) if place.component.kind == "group" else None


def _broken(settled: Settled, rule: CrossRule, base: Spot, value: object, place: Place | None) -> list[FieldError]:
    if settled.scope.value(rule.test, base, value=value) is not False:
        return []
    at = tree.name((*base, *rule.at.split("."))) if rule.at else (place.name if place else "")
    message = settled.scope.words(rule.message, base)
    return [FieldError(at, checks.worded(settled.scope, place, message) if place and not rule.at else message)]


def _clean(settled: Settled, shown: list[Place]) -> dict[str, Json]:
    """The answers as they are kept."""
    nest = Nest()
    for place in shown:
        component = place.component
        if component.kind == "dynamiclist":
            nest.rows(place.spot)
        elif component.asks and not settled.scope.holds(component.disabled, place.base):
            value = settled.read[place.mark].value
            if value is not None:
                nest.put(place.spot, _json(value, component.written_as, settled.scope.given.today))
        elif component.kind == "expression":
            value = settled.scope.context(place.base).get(component.key[-1])
            nest.put(place.spot, feel.plain(value))
    return nest.root


def _json(value: object, style: str, today: date) -> Json:
    if isinstance(value, Decimal):
        if style == "text":
            return f"{value:f}"
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | time | datetime):
        return written(value, style, today)
    if isinstance(value, list):
        return [dict(each) if isinstance(each, Mapping) else each for each in value]
    return value  # type: ignore[return-value]
