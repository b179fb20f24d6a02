"""A completed form as people read it: sections, questions and answers in words, for pages, letters and papers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from casework.forms import conditions, options, scope, texts
from casework.forms.components import CHOICES, Form
from casework.forms.conditions import Settled
from casework.forms.tree import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One question and its answer in words; `path` leads back to the field."""

    label: str
    answer: str
    path: str
    is_long: bool = False
    may_change: bool = True


@dataclass(frozen=True, slots=True)
class Section:
    """A group of answers under a heading, or one row of a repeating group."""

    heading: str
    lines: tuple[Line, ...]


def outline(
    form: Form,
    answers: Mapping[str, Any],
    data: Mapping[str, object],
    today: date,
    functions: Mapping[str, Callable[..., object]] | None = None,
    is_kept: bool = False,
    empty: str = "",
) -> list[Section]:
    """The sections of a form with what was answered; what does not apply or was left empty is not shown,
    or with the words of `empty`.

    A form that `is_kept` holds only what applied when it was sent, whatever is known now.
    """
    settled = conditions.settle(form, answers, scope.given(data, today, functions or {}))
    sections: list[tuple[str, list[Line]]] = [("", [])]
    marks: dict[str, str] = {}
    for place in settled.places:
        if place.mark in settled.hidden and not (is_kept and place.component.kind != "expression"):
            continue
        if place.component.kind == "group":
            marks[place.mark] = settled.scope.label(place)
        elif place.component.asks or place.component.kind == "expression":
            heading = _heading(settled, place, marks)
            is_fixed = _is_fixed(settled, place)
            answer = _answer(settled, place) or ("" if is_fixed else empty)
            if heading != sections[-1][0]:
                sections.append((heading, []))
            if answer:
                is_long = place.component.kind == "textarea"
                sections[-1][1].append(Line(settled.scope.label(place), answer, place.name, is_long, not is_fixed))
    return [Section(heading, tuple(lines)) for heading, lines in sections if lines]


def _heading(settled: Settled, place: Place, groups: Mapping[str, str]) -> str:
    if place.rows:
        return ", ".join(texts.sentence(f"{row.noun} {row.number}") for row in place.rows)
    return next((groups[mark] for mark in reversed(place.within) if mark in groups), "")


def _is_fixed(settled: Settled, place: Place) -> bool:
    component, scope = place.component, settled.scope
    holds = (scope.holds(one, place.base) for one in (component.readonly, component.disabled))
    return not component.asks or any(holds)


def _answer(settled: Settled, place: Place) -> str:
    component = place.component
    if component.kind == "expression":
        return texts.words(settled.scope.context(place.base).get(component.key[-1]))
    value = settled.read[place.mark].value
    if component.kind == "filepicker":
        return ", ".join(str(file.get("name", "")) for file in value) if isinstance(value, list) else ""
    if component.kind not in CHOICES:
        return texts.words(value)
    around = settled.scope
    found = options.of(component, around.given.data, dict(around.context(place.base)), around.given.functions)
    labels = {str(option.value): option.label for option in found}
    chosen = value if isinstance(value, list) else [] if value is None else [value]
    return ", ".join(labels.get(str(each), str(each)) for each in chosen)
