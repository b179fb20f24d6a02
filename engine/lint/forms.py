"""Whether a form can be shown, answered and kept: types, keys, options, limits, patterns and conditions."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

import feel
from engine.lint import feel_check
from engine.lint.form_file import CONTAINERS, INPUTS, OPTIONS, SHOWN, FormField, FormFile
from engine.lint.known import Known
from engine.lint.located import Located
from engine.lint.names import nearest
from engine.lint.report import WARNING, Problem
from feel import limits

_ID: Final = re.compile(r"^[A-Za-z_][\w.-]*$")
_KEY: Final = re.compile(r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$", re.ASCII)
_RULE: Final = re.compile(r"^rule(_\d+)?$")
_NAME: Final = re.compile(r"^[a-z_]\w*$", re.ASCII)
_TEXTS: Final = frozenset({"textfield", "textarea", "filepicker", "dynamiclist", "expression"})


def whole(form: FormFile, known: Known) -> Iterator[Problem]:
    """The file is a form with an id."""
    root = form.root
    if root.text("type") != "default" or not isinstance(root.values.get("components"), list):
        what = "This is not a form of the Modeler: it lacks “type”: “default” or its list of components."
        yield form.problem(root, "not-a-form", what, "Create it with Camunda Modeler.")
    if not _ID.match(form.id):
        what = f"The form’s id “{form.id}” is not usable." if form.id else "The form has no id."
        yield form.problem(root, "form-id", what, "Give it an id of letters, digits and underscores.")


def components(form: FormFile, known: Known) -> Iterator[Problem]:
    """Every component is of a type that can be shown, and inputs have a key of their own."""
    ids = Counter(one.element.text("id") for one in form.fields if one.element.text("id"))
    for one in form.fields:
        if one.type not in INPUTS | CONTAINERS | SHOWN:
            what = f"The component “{one.name}” is of the unknown type “{one.type}”."
            remedy = nearest(one.type, INPUTS | CONTAINERS | SHOWN) + "Use a component of the Modeler."
            yield form.problem(one, "unknown-component", what, remedy)
        elif one.type in INPUTS and not _KEY.match(one.key):
            what = f"The key “{one.key}” is not usable." if one.key else f"The field “{one.name}” has no key."
            yield form.problem(one, "field-key", what, "Give it a key of letters, digits and underscores.")
        elif one.type in {"iframe", "documentPreview"}:
            what = f"“{one.name}” is shown as a link: frames are not allowed on our pages."
            yield form.problem(one, "frame", what, "Use a text with a link.", WARNING)
        for key in one.element.repeated:
            what = f"“{key}” is written twice in one component; the last one counts."
            yield form.problem(one, "repeated-entry", what, "Delete one of the two.")
        if one.type in INPUTS - {"expression"} and not one.element.text("label").strip():
            what = f"The field “{one.key}” has no label: nobody who cannot see the page knows what it is."
            yield form.problem(one, "no-label", what, "Give it a label.", WARNING)
    for again in _again(form, ids):
        what = f"The id “{again.element.text('id')}” is used by two components."
        yield form.problem(again, "duplicate-id", what, "Give one of them another id.")


def _again(form: FormFile, ids: Counter[str]) -> Iterator[FormField]:
    seen: set[str] = set()
    for one in form.fields:
        name = one.element.text("id")
        if ids[name] > 1 and name in seen:
            yield one
        seen.add(name)


def keys(form: FormFile, known: Known) -> Iterator[Problem]:
    """No two fields keep their answers in one place."""
    seen: dict[tuple[str, ...], FormField] = {}
    for one in form.fields:
        if one.type in INPUTS and one.key:
            place = (*one.path, one.key)
            if place in seen:
                what = (
                    f"The key “{one.key}” is used twice: also by “{seen[place].name}”, line {seen[place].element.line}."
                )
                yield form.problem(one, "duplicate-key", what, "Give each field a key of its own.")
            seen.setdefault(place, one)


def options(form: FormFile, known: Known) -> Iterator[Problem]:
    """A choice has something to choose from, each value once."""
    for one in form.fields:
        if one.type not in OPTIONS:
            continue
        values = one.element.values
        ways = [name for name in ("values", "valuesKey", "valuesExpression") if values.get(name)]
        if not ways:
            what = f"“{one.name}” offers nothing to choose from."
            yield form.problem(one, "no-options", what, "Give it options, an options key or an options expression.")
        listed = [str(option.values.get("value", "")) for option in one.element.items("values")]
        for value in sorted(value for value, count in Counter(listed).items() if count > 1 or not value):
            what = (
                f"“{one.name}” has an option without a value."
                if not value
                else f"The value “{value}” is offered twice."
            )
            yield form.problem(one, "duplicate-option", what, "Give each option a value of its own.")


def ranges(form: FormFile, known: Known) -> Iterator[Problem]:
    """Patterns compile, and no smallest is greater than its largest."""
    for one in form.fields:
        rules = one.element.inner("validate")
        pattern = rules.text("pattern")
        if pattern and not _compiles(pattern):
            what = f"The pattern “{pattern}” of “{one.name}” is no regular expression, or too long."
            yield form.problem(one, "pattern", what, "Correct it, or remove it.")
        elif _NESTED.search(pattern):
            what = f"The pattern “{pattern}” of “{one.name}” repeats a repetition, which can take for ever to check."
            yield form.problem(one, "pattern", what, "Write it without a + or * on a group that ends in + or *.")
        for low, high in (("minLength", "maxLength"), ("min", "max")):
            least, most = _number(rules, low), _number(rules, high)
            if least is not None and most is not None and least > most:
                what = f"“{one.name}” can never be answered: {low} {least:g} is more than {high} {most:g}."
                yield form.problem(one, "limits", what, "Correct one of the two.")


_NESTED: Final = re.compile(r"[+*}]\)[+*{]")


def _compiles(pattern: str) -> bool:
    if len(pattern) > limits.PATTERN_CHARACTERS:
        return False
    try:
        re.compile(pattern, re.ASCII)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _number(rules: Located, name: str) -> float | None:
    value = rules.values.get(name)
    try:
        return float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else None
    except (ValueError, OverflowError):
        return None


def expressions(form: FormFile, known: Known) -> Iterator[Problem]:
    """Every expression compiles."""
    for one in form.fields:
        for noun, text in _expressions(one):
            source = feel.expression_in(text)
            if source is not None:
                _, fault = feel_check.check(source, known)
                if fault is not None:
                    yield form.problem(one, fault.code, f"{noun} of “{one.name}”: {fault.what}", fault.remedy)
    for name, text in _sentences(form.root):
        _, fault = feel_check.check(text, known)
        if fault is not None:
            yield form.problem(form.root, fault.code, f"the property “{name}”: {fault.what}", fault.remedy)


def _sentences(element: Located) -> Iterator[tuple[str, str]]:
    """The custom properties `rule`, `rule_2` …: what must hold for several answers together, always FEEL."""
    for name, value in element.inner("properties").values.items():
        if _RULE.match(name) and isinstance(value, str) and value.strip():
            yield name, value.strip().removeprefix("=")


def _expressions(one: FormField) -> Iterator[tuple[str, str]]:
    yield "the condition", one.element.inner("conditional").text("hide")
    if one.type == "expression":
        text = one.element.text("expression")
        yield "the expression", text if not text or text.startswith("=") else f"={text}"
    places = ("readonly", "disabled", "valuesExpression", "dataSource", "columnsExpression", "source", "defaultValue")
    for name in places:
        yield name, one.element.text(name)
    yield "the property “prefill”", one.properties.get("prefill", "")
    for name, text in _sentences(one.element):
        yield f"the property “{name}”", f"={text}"
    for name in ("required", "min", "max", "minLength", "maxLength"):
        yield f"{name}", one.element.inner("validate").text(name)


def routing(form: FormFile, known: Known) -> Iterator[Problem]:
    """Only routing facts reach the process: never free text, files or anything about who somebody is."""
    seen: dict[str, FormField] = {}
    for one in form.fields:
        name = one.properties.get("routing")
        if name is None:
            continue
        if not _NAME.match(name):
            what = f"“{name}” is no name of a variable."
            yield form.problem(one, "routing-name", what, "Use small letters, digits and underscores.")
        elif one.type in _TEXTS or one.repeated:
            what = f"“{one.name}” is free text, a file, computed or in a list: it may not go to the process."
            remedy = "Remove “routing”; route by a choice, a number, a date or a tick."
            yield form.problem(one, "routing-personal", what, remedy)
        elif "identity" in one.properties or "sensitive" in one.properties:
            what = f"“{one.name}” says who somebody is: it may not go to the process."
            yield form.problem(one, "routing-personal", what, "Remove “routing”.")
        elif name in seen and not (_conditional(one) and _conditional(seen[name])):
            what = f"Two fields, “{seen[name].name}” and “{one.name}”, send the variable “{name}”."
            yield form.problem(one, "duplicate-routing", what, "Give each a variable of its own.")
        seen.setdefault(name, one)


def _conditional(one: FormField) -> bool:
    return bool(one.element.inner("conditional").text("hide"))


RULES: Final = (whole, components, keys, options, ranges, expressions, routing)
