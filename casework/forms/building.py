"""One component of a form-js schema read into a `Component`, with every problem noted and none skipped."""

from collections.abc import Mapping
from decimal import Decimal

import feel
from casework.forms import options
from casework.forms.components import (
    CHOICES,
    CONTAINERS,
    INPUTS,
    KINDS,
    Component,
    CrossRule,
    Limit,
    Rules,
)
from casework.forms.notes import Notes, mapping, text
from casework.forms.pattern_syntax import PatternError
from casework.forms.patterns import Pattern, compile_pattern
from casework.forms.texts import Text
from foundation.canonical import Json

_DEEPEST = 8
_FREE_TEXT = frozenset({"textfield", "textarea", "filepicker"})
VISIBILITY_CODES = frozenset({"BO", "CH", "MT", "CRG", "AL", "AO", "CT", "IA", "IR", "PN", "SP", "ML", "AU", "DP"})
"""Who may read (domain.md §3.1); AD is missing, since an administrator sees no case content."""
_CONTENT = {
    "text": ("text",),
    "html": ("content",),
    "image": ("source", "alt"),
    "iframe": ("url",),
    "documentPreview": ("title",),
    "button": ("action",),
}


def components(notes: Notes, raw: Json, depth: int = 0) -> tuple[Component, ...]:
    """The components of a form or container in order."""
    if not isinstance(raw, list):
        notes.problem("has no list of components")
        return ()
    if depth > _DEEPEST:
        notes.problem(f"has containers more than {_DEEPEST} deep: take some of them apart")
        return ()
    found = [_component(notes, each, depth) for each in raw]
    return tuple(component for component in found if component is not None)


def _component(notes: Notes, raw: Json, depth: int) -> Component | None:
    source = mapping(raw)
    written = text(source, "type")
    properties = {str(name): str(value) for name, value in mapping(source.get("properties")).items()}
    kind = "filepicker" if written == "textfield" and properties.get("control") == "file" else written
    identifier = text(source, "id") or f"component_{notes.count + 1}"
    with notes.at(text(source, "label") or text(source, "key") or written or "without type", identifier):
        if kind not in KINDS:
            notes.problem(f"has the type “{written}”, which form-js does not have: choose another component")
            return None
        hide = notes.switch(mapping(source.get("conditional")).get("hide"), "the condition to hide it")
        inside = source.get("components", []) if kind in CONTAINERS else []
        component = Component(
            kind=kind,
            id=identifier,
            key=_key(notes, kind, source),
            label=notes.text(text(source, "label") or text(source, "dateLabel") or text(source, "timeLabel"), "label"),
            hint=notes.text(text(source, "description"), "description"),
            hide=hide,
            readonly=notes.switch(source.get("readonly"), "read only"),
            disabled=notes.switch(source.get("disabled"), "disabled"),
            default=notes.default(properties.get("prefill", source.get("defaultValue"))),
            rules=_rules(notes, kind, source, properties),
            cross_rules=cross_rules(notes, properties),
            choices=options.read(notes, source) if kind in CHOICES else None,
            components=components(notes, inside, depth + 1) if kind in CONTAINERS else (),
            subtype=text(source, "subtype") or ("date" if kind == "datetime" else ""),
            written_as=text(source, "timeSerializingFormat") or ("text" if source.get("serializeToString") else ""),
            properties=properties,
            shown=_shown(notes, kind, source),
        )
        _check(notes, component, text(source, "action"))
    return component


def _key(notes: Notes, kind: str, source: Mapping[str, Json]) -> tuple[str, ...]:
    """Where the answer lives; dots nest. A group may do without."""
    has_path = kind in CONTAINERS
    if not has_path and kind not in INPUTS and kind != "expression":
        return ()
    key = text(source, "path" if has_path else "key")
    if not key and kind == "group":
        return ()
    parts = tuple(key.split("."))
    if not all(part.isascii() and part.isidentifier() for part in parts):
        notes.problem(f"has the key “{key}”: use letters, digits and _ only, beginning with a letter, dots to nest")
        return ()
    return parts


def _rules(notes: Notes, kind: str, source: Mapping[str, Json], properties: Mapping[str, str]) -> Rules:
    rules = mapping(source.get("validate"))
    least, most = rules.get("min"), rules.get("max")
    if kind == "dynamiclist":
        least, most = properties.get("rows_min"), properties.get("rows_max")
    accept = text(source, "accept") or properties.get("accept", "")
    return Rules(
        required=notes.switch(rules.get("required"), "required"),
        least=notes.limit(least, "the minimum"),
        most=notes.limit(most, "the maximum"),
        shortest=notes.limit(rules.get("minLength"), "the minimum length"),
        longest=notes.limit(rules.get("maxLength"), "the maximum length"),
        pattern=_pattern(notes, rules),
        pattern_message=text(rules, "patternErrorMessage") or properties.get("error_format", ""),
        format=text(rules, "validationType") if text(rules, "validationType") in {"email", "phone"} else "",
        decimal_digits=_whole(notes, source.get("decimalDigits"), "the decimal digits"),
        increment=_number(notes.limit(source.get("increment"), "the increment")),
        not_past=source.get("disallowPassedDates") is True,
        step_minutes=_whole(notes, source.get("timeInterval"), "the time interval") or 1,
        accept=tuple(each.strip().lower() for each in accept.split(",") if each.strip()),
        rows_at_first=_whole(notes, source.get("defaultRepetitions", 1), "the rows at first") or 0,
        several=source.get("multiple") is True or properties.get("multiple") == "true",
    )


def _pattern(notes: Notes, rules: Mapping[str, Json]) -> Pattern | None:
    source = text(rules, "pattern")
    if not source:
        return None
    try:
        return compile_pattern(source)
    except PatternError as problem:
        notes.problem(f"has a pattern that cannot be used because {problem}")
        return None


def _whole(notes: Notes, raw: Json, what: str) -> int | None:
    if raw is None or raw == "":
        return None
    if isinstance(raw, int) and 0 <= raw <= 60:
        return raw
    notes.problem(f"has {what} {raw!r}: give a whole number from 0 to 60")
    return None


def _number(limit: Limit) -> Decimal | None:
    return limit if isinstance(limit, Decimal) and limit > 0 else None


def cross_rules(notes: Notes, properties: Mapping[str, str]) -> tuple[CrossRule, ...]:
    """The custom properties `rule`, `rule_message`, `rule_at`, and further ones `rule_2`, `rule_2_message` …"""
    found: list[CrossRule] = []
    for name in sorted(properties):
        number = name.removeprefix("rule_")
        if name != "rule" and not (name.startswith("rule_") and number.isdigit()):
            continue
        test = notes.expression(properties[name], f"the {name.replace('_', ' ')}")
        message = properties.get(f"{name}_message", "")
        if not message:
            notes.problem(f"has a custom property {name} without {name}_message: say what is wrong and what to do")
        elif test is not None:
            at = properties.get(f"{name}_at", "")
            found.append(CrossRule(test, notes.text(message, f"{name}_message"), at))
    return tuple(found)


def _shown(notes: Notes, kind: str, source: Mapping[str, Json]) -> dict[str, "Text | Json | feel.Expression"]:
    """What presentation needs of the schema."""
    found: dict[str, Text | Json | feel.Expression] = {}
    for name in _CONTENT.get(kind, ()):
        found[name] = notes.text(text(source, name), name)
    for name in ("prefixAdorner", "suffixAdorner"):
        found[name] = notes.text(text(mapping(source.get("appearance")), name), name)
    if kind == "table":
        for name, written in (("rows", "dataSource"), ("columns", "columnsExpression")):
            found[name] = notes.expression(text(source, written) or "null", f"its {name}")
        if not text(source, "columnsExpression"):
            found["columns"] = source.get("columns")
    if kind == "documentPreview":
        found["documents"] = notes.expression(text(source, "dataSource") or "null", "its documents")
    if kind == "expression":
        found["value"] = notes.expression(text(source, "expression") or "null", "its value")
    if kind in {"textarea", "spacer"}:
        found["height"] = source.get("height")
    return found


def _check(notes: Notes, component: Component, where: str) -> None:
    """What the schema allows and we do not, and what works differently here."""
    properties = component.properties
    if "routing" in properties and component.kind in _FREE_TEXT | CONTAINERS:
        notes.problem("sends free text to the process with routing: only choices, dates and numbers may go there")
    unknown = set(properties.get("visibility", "").split()) - VISIBILITY_CODES
    if unknown:
        notes.problem(f"has the visibility {', '.join(sorted(unknown))}: use {' '.join(sorted(VISIBILITY_CODES))}")
    if component.kind in {"iframe", "documentPreview"}:
        notes.warning("is shown as a link, since pages here hold no frames")
    if component.kind == "button" and where == "reset":
        notes.warning("is a reset button and is left out: a slip would lose everything")
