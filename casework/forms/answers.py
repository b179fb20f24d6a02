"""What becomes of good answers: which go to the process, which to the identity store, and who may read the rest."""

from collections.abc import Callable, Mapping
from typing import Any

from casework.forms import tree
from casework.forms.components import Component, Form
from casework.forms.tree import Nest, Place
from foundation.canonical import Json


def routing_of(form: Form, answers: Mapping[str, Any]) -> dict[str, Json]:
    """The variables the process gets: custom property `routing`. One that was not asked or answered is null."""
    found: dict[str, Json] = {}
    for place in tree.places(form.components, answers):
        variable = place.component.properties.get("routing")
        if variable and found.get(variable) is None:
            found[variable] = tree.dig(answers, place.spot)
    return found


def identity_of(form: Form, answers: Mapping[str, Any]) -> dict[str, Json]:
    """The answers that say who somebody is, in their places: custom property `identity` names the fact."""

    def named(place: Place) -> str | None:
        return place.component.properties.get("identity")

    return _chosen(form, answers, named)


def without_identity(form: Form, answers: Mapping[str, Any]) -> dict[str, Json]:
    """The answers without those that say who somebody is. Rows stay, so that they can be numbered alike."""

    def kept(place: Place) -> str | None:
        return None if "identity" in place.component.properties else str(place.spot[-1])

    return _chosen(form, answers, kept)


def seen_by(form: Form, answers: Mapping[str, Any], codes: frozenset[str]) -> dict[str, Json]:
    """The answers that holders of these visibility codes may read; a field's own `visibility` narrows the form's."""

    def visible(place: Place) -> str | None:
        own = place.component.properties.get("visibility") or form.visibility
        return str(place.spot[-1]) if codes & set(own.split()) else None

    return _chosen(form, answers, visible)


def file_ids(form: Form, answers: Mapping[str, Any]) -> list[str]:
    """The ids of the files among the answers, to be kept with the submission."""
    found: list[str] = []
    for place in tree.places(form.components, answers):
        if place.component.kind == "filepicker":
            found += [file["id"] for file in tree.dig(answers, place.spot) or []]
    return found


def _chosen(form: Form, answers: Mapping[str, Any], naming: Callable[[Place], str | None]) -> dict[str, Json]:
    """The answers that get a name, under that name; the shape of rows and groups stays."""
    nest = Nest()
    for place in tree.places(form.components, answers):
        if not _answers(place.component):
            for index in range(len(tree.rows_at(answers, place.spot)) if place.component.kind == "dynamiclist" else 0):
                nest.holder((*place.spot, index))
            continue
        value = tree.dig(answers, place.spot)
        name = naming(place)
        if name is not None and value is not None:
            nest.put((*place.spot[:-1], name), value)
    return nest.root


def _answers(component: Component) -> bool:
    return component.asks or component.kind == "expression"
