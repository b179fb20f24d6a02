"""A `.form` file read into a `Form`, or refused with everything that is wrong with it."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any

import orjson

from casework.forms import building, starting, tree
from casework.forms.components import Component, Form
from casework.forms.notes import Notes, mapping, text
from foundation.canonical import Json

__all__ = ["Form", "FormError", "defaults", "parse", "problems"]

MOST_BYTES = 1_000_000
MOST_COMPONENTS = 1000
_OURS = frozenset({"given", "this", "parent", "i", "value"})


class FormError(Exception):
    """A form that cannot be used; `problems` lists everything that is wrong, in plain words."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@lru_cache(maxsize=128)
def parse(source: bytes) -> Form:
    """Read a `.form` file; raises FormError listing every problem."""
    raw = _json(source)
    notes = Notes()
    if not text(raw, "id"):
        notes.problem("has no id: give it one, the name of its file without .form")
    kind = raw.get("type", "default")
    if kind != "default":
        notes.problem(f"is of type “{kind}”: a form made in Camunda Modeler is of type “default”")
    components = building.components(notes, raw.get("components"))
    if notes.count > MOST_COMPONENTS:
        notes.problem(f"has {notes.count} components, more than {MOST_COMPONENTS}: split it into several forms")
    properties = {str(name): str(value) for name, value in mapping(raw.get("properties")).items()}
    codes = properties.get("visibility", "").split()
    unknown = sorted(set(codes) - building.VISIBILITY_CODES)
    if unknown:
        notes.problem(f"has the visibility {', '.join(unknown)}: use {' '.join(sorted(building.VISIBILITY_CODES))}")
    cross_rules = building.cross_rules(notes, properties)
    _check_keys(notes, components)
    if notes.problems:
        raise FormError(notes.problems)
    own = {part for key in tree.keys(components) for part in key}
    own |= {component.key[0] for component in tree.every(components) if component.key}
    return Form(
        id=text(raw, "id"),
        components=components,
        title=properties.get("title", ""),
        visibility=" ".join(codes),
        guidance=properties.get("guidance", ""),
        cross_rules=cross_rules,
        is_checked=properties.get("check_answers") == "true",
        needs=frozenset(notes.names - own - _OURS | notes.given),
        warnings=tuple(notes.warnings),
    )


def problems(source: bytes) -> list[str]:
    """What stands against using a form, in sentences; empty for a good one. For the checks before publishing."""
    try:
        parse(source)
    except FormError as refused:
        return refused.problems
    return []


def defaults(
    form: Form,
    data: Mapping[str, Any],
    today: date | None = None,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> dict[str, Json]:
    """The answers a fresh page starts with: default values and prefilled facts."""
    return starting.answers(form, data, today, functions or {})


def _json(source: bytes) -> Mapping[str, Json]:
    if len(source) > MOST_BYTES:
        raise FormError([f"The form is larger than {MOST_BYTES:,} bytes: split it into several forms."])
    try:
        raw = orjson.loads(source)
    except orjson.JSONDecodeError as problem:
        raise FormError([f"The form is not JSON ({problem}): save it again in Camunda Modeler."]) from None
    if not isinstance(raw, dict):
        raise FormError(["The form is not a JSON object: save it again in Camunda Modeler."])
    return raw


def _check_keys(notes: Notes, components: tuple[Component, ...]) -> None:
    """No two answers may live in the same place, nor one inside another; ids are unique."""
    keys = sorted(tree.keys(components))
    for key, following in pairwise(keys):
        if following[: len(key)] == key:
            name = ".".join(part for part in following if part != tree.ROW)
            notes.problem(f"has two answers under the key “{name}”: give each field a key of its own")
    identifiers = [component.id for component in tree.every(components)]
    for identifier in sorted({each for each in identifiers if identifiers.count(each) > 1}):
        notes.problem(f"has two components with the id “{identifier}”: give each an id of its own")
