"""Answers as a scenario writes them, turned into what the form's page would send: names into ids, dates into dates."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from casework.forms import options, tree
from casework.forms.components import CHOICES, Component, Form, Option
from casework.rehearsal import moments


def sent(
    form: Form, answers: Mapping[str, Any], data: Mapping[str, Any], today: date, ids: Callable[[str], str | None]
) -> dict[str, Any]:
    """The answers as the page sends them; `ids` gives the id of a person, agency or council by name."""
    found: dict[str, Any] = _copy(answers)
    for place in list(tree.places(form.components, found, blank_rows=True)):
        said = tree.dig(found, place.spot)
        if place.component.asks and said is not None:
            holder = tree.dig(found, place.spot[:-1])
            holder[place.spot[-1]] = _one(place.component, said, data, today, ids)
    return found


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def _one(
    component: Component, said: Any, data: Mapping[str, Any], today: date, ids: Callable[[str], str | None]
) -> Any:
    if component.kind in CHOICES:
        offered = options.of(component, data, {}, {}) if _at_hand(component) else ()
        if isinstance(said, list):
            return [_chosen(offered, each, ids) for each in said]
        return _chosen(offered, said, ids)
    if component.kind == "datetime" and isinstance(said, str):
        return _moment(component.subtype, said, today)
    return said


def _at_hand(component: Component) -> bool:
    """Whether the options can be told without the other answers."""
    return component.choices is not None and component.choices.worked_out is None


def _chosen(offered: tuple[Option, ...], said: Any, ids: Callable[[str], str | None]) -> Any:
    """The value of the option with this value or label; a label's first words, up to a comma, do too."""
    for option in offered:
        if option.value == said:
            return said
    if not isinstance(said, str):
        return said
    for option in offered:
        if option.label == said or option.label.startswith((f"{said},", f"{said} (")):
            return option.value
    try:
        moment = moments.read(said)
    except ValueError:
        return ids(said) or said
    return moment.at.isoformat(timespec="minutes") if moment.clock else moment.day.isoformat()


def _moment(subtype: str, said: str, today: date) -> str:
    """A date or time in ISO words; what is none is sent as it stands."""
    found = moments.counted(said, today)
    if found is None:
        try:
            found = moments.read(said)
        except ValueError:
            return said
    return found.at.isoformat(timespec="minutes") if subtype == "datetime" and found.clock else found.day.isoformat()
