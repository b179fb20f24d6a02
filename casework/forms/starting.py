"""What a fresh page starts with: default values, and known facts that the form asks to have filled in."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import feel
from casework.forms import scope, texts
from casework.forms.components import Component, Form
from casework.forms.tree import Nest, Spot
from foundation.canonical import Json

_MOST_ROWS = 50


def answers(
    form: Form, data: Mapping[str, Any], today: date | None, functions: Mapping[str, Callable[..., Any]]
) -> dict[str, Json]:
    """Default values everywhere, a list's `prefill` as its rows, and as many empty rows as the form asks for."""
    context = {**data, "given": data}
    nest = Nest()
    now = {"today": lambda: today, **functions} if today else functions
    _start(form.components, (), context, now, nest)
    return nest.root


def row(component: Component, given: scope.Given) -> dict[str, Json]:
    """A new row of a repeating group."""
    nest = Nest()
    _start(component.components, (), {**given.data, "given": given.data}, given.functions, nest)
    return nest.root


def _start(
    components: tuple[Component, ...],
    base: Spot,
    context: Mapping[str, Any],
    functions: Mapping[str, Callable[..., Any]],
    nest: Nest,
) -> None:
    for component in components:
        spot = (*base, *component.key)
        if component.kind == "group":
            _start(component.components, spot, context, functions, nest)
        elif component.kind == "dynamiclist":
            rows = _value(component, context, functions)
            filled = rows[:_MOST_ROWS] if isinstance(rows, list) else []
            nest.rows(spot)
            for index in range(max(len(filled), component.rules.rows_at_first)):
                nest.holder((*spot, index))
                _start(component.components, (*spot, index), context, functions, nest)
                known = filled[index] if index < len(filled) else None
                nest.holder((*spot, index)).update(known if isinstance(known, dict) else {})
        elif component.asks:
            value = _value(component, context, functions)
            if value not in (None, ""):
                nest.put(spot, value)


def _value(component: Component, context: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Json:
    default = component.default
    if isinstance(default, feel.Expression):
        return feel.plain(texts.value(default, context, functions))
    return default
