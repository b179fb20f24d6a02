"""The possible answers of a choice: written in the form, given with the case, or worked out by an expression."""

from collections.abc import Callable, Mapping

import feel
from casework.forms import texts
from casework.forms.components import Choices, Component, Option
from casework.forms.notes import Notes, mapping, text
from foundation.canonical import Json

MOST = 2000
"""Options one question may have."""


def read(notes: Notes, source: Mapping[str, Json]) -> Choices:
    """Where the options of a component come from; a choice without any is a problem."""
    given = text(source, "valuesKey")
    worked_out = text(source, "valuesExpression")
    written = source.get("values")
    if given:
        notes.given.add(given.split(".")[0])
        return Choices(given=given)
    if worked_out:
        return Choices(worked_out=notes.expression(worked_out, "the options"))
    options = normalised(written)
    if not options:
        notes.problem("has no options: give values, valuesKey or valuesExpression")
    values = [str(option.value) for option in options]
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        notes.problem(f"has the option {', '.join(twice)} more than once")
    return Choices(written=options)


def normalised(raw: object) -> tuple[Option, ...]:
    """Options from JSON: {label, value} objects or bare values; what is neither is left out."""
    if not isinstance(raw, list | tuple):
        return ()
    found: list[Option] = []
    for item in raw[:MOST]:
        if isinstance(item, Mapping) and item.get("value") is not None:
            label = item.get("label")
            hint = item.get("hint")
            value = item["value"]
            value = value if isinstance(value, str | int | float) else feel.plain(value)
            found.append(Option(value, str(value) if label is None else str(label), str(hint or "")))
        elif isinstance(item, str | int | float) and not isinstance(item, bool):
            found.append(Option(item, str(item)))
    return tuple(found)


def of(
    component: Component,
    given: Mapping[str, object],
    context: Mapping[str, object],
    functions: Mapping[str, Callable[..., object]],
) -> tuple[Option, ...]:
    """The options of a choice for these given data and, when worked out, these answers."""
    choices = component.choices
    if choices is None:
        return ()
    if choices.given:
        found: object = given
        for part in choices.given.split("."):
            found = mapping(found).get(part)
        return normalised(found)
    if choices.worked_out is not None:
        return normalised(texts.value(choices.worked_out, context, functions))
    return choices.written
