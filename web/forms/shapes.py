"""What the page components are given for each kind of field: names, labels, hints, options, values, errors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from casework.forms import moments, options, texts
from casework.forms.components import Component, Option
from casework.forms.conditions import Settled
from casework.forms.tree import Place

Params = dict[str, Any]
_INLINE = 2
_SHORT = 12


@dataclass(frozen=True, slots=True)
class Field:
    """One field about to be shown: where it stands, what was written, and what is wrong with it."""

    settled: Settled
    place: Place
    raw: Any
    error: str = ""
    part: str = ""

    @property
    def component(self) -> Component:
        """The component of the form."""
        return self.place.component

    @property
    def name(self) -> str:
        """Its posted name and its id."""
        return self.place.name

    def words(self, text: texts.Text) -> str:
        """A text of the form with its holes filled."""
        return self.settled.scope.words(text, self.place.base)


def macro_of(field: Field) -> str:
    """The page component that shows a field."""
    component = field.component
    if component.kind == "textarea":
        return "character_count" if field.settled.scope.limit(component.rules.longest, field.place.base) else "textarea"
    if component.kind == "datetime":
        return "input" if component.subtype == "time" else "date_input"
    return {"textfield": "input", "number": "input", "radio": "radios", "filepicker": "file"}.get(
        component.kind, "select" if component.kind == "select" else "checkboxes"
    )


def params(field: Field) -> Params:
    """Everything the field's page component needs."""
    shared: Params = {"id": field.name, "idPrefix": field.name, "name": field.name}
    hint = field.words(field.component.hint)
    if hint and field.component.kind != "checkbox":
        shared["hint"] = {"text": hint}
    if field.error:
        shared["errorMessage"] = {"text": field.error}
    return shared | _SHAPES[field.component.kind](field)


def title(field: Field) -> str:
    """The label, with (optional) where nothing need be written."""
    label = field.settled.scope.label(field.place)
    required = field.settled.scope.holds(field.component.rules.required, field.place.base)
    return label if required or field.component.kind == "checkbox" else f"{label} (optional)"


def _label(field: Field) -> Params:
    return {"label": {"text": title(field), "classes": "govuk-label--s"}}


def _legend(field: Field) -> Params:
    return {"fieldset": {"legend": {"text": title(field), "classes": "govuk-fieldset__legend--s"}}}


def _written(field: Field) -> str:
    return "" if field.raw is None or isinstance(field.raw, Mapping | list) else str(field.raw)


def _text(field: Field) -> Params:
    component, rules = field.component, field.component.rules
    kind = {"email": "email", "phone": "tel"}.get(rules.format, "text")
    found: Params = {"type": kind, "value": _written(field), **_label(field), **_adorned(field)}
    width = component.properties.get("width") or {"tel": "20"}.get(kind)
    if width:
        found["classes"] = f"govuk-input--width-{width}"
    if kind != "text" or rules.pattern is not None:
        found["spellcheck"] = False
    if "autocomplete" in component.properties:
        found["autocomplete"] = component.properties["autocomplete"]
    return found


def _number(field: Field) -> Params:
    digits = field.component.rules.decimal_digits
    whole = digits == 0
    return {
        "inputmode": "numeric" if whole else "decimal",
        "value": _written(field),
        "spellcheck": False,
        "classes": f"govuk-input--width-{field.component.properties.get('width', '5')}",
        **_label(field),
        **_adorned(field),
    }


def _adorned(field: Field) -> Params:
    shown = field.component.shown
    found: Params = {}
    for name in ("prefix", "suffix"):
        text = shown.get(f"{name}Adorner")
        if isinstance(text, texts.Text) and text:
            found[name] = {"text": field.words(text)}
    return found


def _area(field: Field) -> Params:
    longest = field.settled.scope.limit(field.component.rules.longest, field.place.base)
    long = longest is None or longest > 1000
    found: Params = {"value": _written(field), "rows": "8" if long else "4", **_label(field)}
    if longest is not None:
        found["maxlength"] = int(longest)
    return found


def _moment(field: Field) -> Params:
    subtype = field.component.subtype
    parts = moments.parts(subtype, field.raw)
    if subtype == "time":
        return {
            "id": f"{field.name}-time",
            "name": f"{field.name}-time",
            "value": parts.get("time", ""),
            "classes": "govuk-input--width-5",
            **_label(field),
        }
    boxes = [("day", "2"), ("month", "2"), ("year", "4")] + ([("time", "5")] if subtype == "datetime" else [])
    items = [
        {
            "name": part,
            "label": part.capitalize(),
            "value": parts.get(part, ""),
            "classes": f"govuk-input--width-{width}" + (" govuk-input--error" if _is_wrong(field, part) else ""),
            "inputmode": "text" if part == "time" else "numeric",
        }
        for part, width in boxes
    ]
    hint = field.words(field.component.hint) or _example(field)
    return {"namePrefix": field.name, "items": items, "hint": {"text": hint}, **_legend(field)}


def _example(field: Field) -> str:
    """How a date is written, where the form gives no hint of its own."""
    year = field.settled.scope.given.today.year
    return f"For example, 27 3 {year}, 2:30pm" if field.component.subtype == "datetime" else f"For example, 27 3 {year}"


def _is_wrong(field: Field, part: str) -> bool:
    return bool(field.error) and field.part in {"", part}


def _options(field: Field) -> tuple[Option, ...]:
    scope = field.settled.scope
    return options.of(field.component, scope.given.data, dict(scope.context(field.place.base)), scope.given.functions)


def _chosen(field: Field) -> set[str]:
    if isinstance(field.raw, list):
        return {str(each) for each in field.raw}
    return set() if field.raw is None else {str(field.raw)}


def _items(field: Field, mark: str) -> list[Params]:
    chosen = _chosen(field)
    return [
        {"value": str(option.value), "text": option.label, mark: str(option.value) in chosen}
        | ({"hint": {"text": option.hint}} if option.hint else {})
        for option in _options(field)
    ]


def _radios(field: Field) -> Params:
    items = _items(field, "checked")
    inline = len(items) <= _INLINE and all(len(item["text"]) <= _SHORT for item in items)
    return {"items": items, "classes": "govuk-radios--inline" if inline else "", **_legend(field)}


def _select(field: Field) -> Params:
    items = [{"value": "", "text": "Choose one"}, *_items(field, "selected")]
    return {"items": items, **_label(field)}


def _checkboxes(field: Field) -> Params:
    items = _items(field, "checked")
    small = "govuk-checkboxes--small" if len(items) > 10 else ""
    return {"items": items, "classes": small, **_legend(field)}


def _tick(field: Field) -> Params:
    item: Params = {"value": "true", "text": title(field), "checked": field.raw in (True, "true", "on")}
    hint = field.words(field.component.hint)
    return {"items": [item | ({"hint": {"text": hint}} if hint else {})]}


def _file(field: Field) -> Params:
    attributes = {"accept": ",".join(field.component.rules.accept)} if field.component.rules.accept else {}
    staged = [each for each in field.raw if isinstance(each, Mapping)] if isinstance(field.raw, list) else []
    return {"multiple": field.component.rules.several, "attributes": attributes, "staged": staged, **_label(field)}


_SHAPES: Mapping[str, Callable[[Field], Params]] = {
    "textfield": _text,
    "textarea": _area,
    "number": _number,
    "datetime": _moment,
    "checkbox": _tick,
    "radio": _radios,
    "select": _select,
    "checklist": _checkboxes,
    "taglist": _checkboxes,
    "filepicker": _file,
}
