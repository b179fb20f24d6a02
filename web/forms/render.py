"""A form as HTML: fields with what was written and what is wrong, the error summary, the buttons, the answers read."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, PrefixLoader, select_autoescape
from markupsafe import Markup

from casework.forms import conditions, scope, tree
from casework.forms.checks import FieldError
from casework.forms.components import Form
from casework.forms.outline import Section
from casework.forms.texts import Text
from web.forms.nodes import Builder

Functions = Mapping[str, Callable[..., object]]
CHECK = "check"
"""The `_action` that asks for the page on which people check their answers."""

_TEMPLATES = Path(__file__).parent.parent / "templates"


def render_fields(
    form: Form,
    answers: Mapping[str, Any],
    errors: list[FieldError],
    data: Mapping[str, object],
    *,
    today: date,
    functions: Functions | None = None,
    focus: str = "",
) -> Markup:
    """Every field of a form. `answers` as posted or as kept; `focus` is the id that has the focus at first."""
    settled = conditions.settle(form, answers, scope.given(data, today, functions or {}), blank_rows=True)
    nodes = Builder(settled, answers, errors).nodes(form.components)
    return _rendered("forms/fields.html", nodes=nodes, focus=focus)


def live_texts(
    form: Form, answers: Mapping[str, Any], data: Mapping[str, object], *, today: date, functions: Functions
) -> dict[str, str]:
    """The texts that follow the answers while people write, by the component's id, as HTML."""
    settled = conditions.settle(form, answers, scope.given(data, today, functions), blank_rows=True)
    nodes = Builder(settled, answers, []).nodes(tuple(one for one in form.components if "live" in one.properties))
    return {node.params["live"]: str(node.params["html"]) for node in nodes if node.params.get("live")}


def render_errors(form: Form, answers: Mapping[str, Any], errors: list[FieldError]) -> Markup:
    """The summary at the top of a page, each error a link to the first box that is wrong; nothing without errors."""
    links = [{"text": error.message, "href": f"#{anchor(form, answers, error)}"} for error in errors]
    return _rendered("forms/errors.html", links=links) if links else Markup("")


def render_buttons(form: Form, *, may_save: bool = True, checks: bool = False) -> Markup:
    """The button that sends a form, or with `checks` shows what was answered first, and “Save and finish later”."""
    action, label = (CHECK, "Check your answers") if checks else ("submit", submit_label(form))
    return _rendered("forms/buttons.html", action=action, submit=label, may_save=may_save)


def render_enter(*, checks: bool = False) -> Markup:
    """What the Enter key presses in a text box, before all fields: the form goes on as with its first button below."""
    return _rendered("forms/enter.html", action=CHECK if checks else "submit")


def submit_label(form: Form) -> str:
    """What the form's own submit button says, else “Submit”."""
    labels = [
        component.label.source
        for component in tree.every(form.components)
        if component.kind == "button" and not _is_reset(component.shown.get("action"))
    ]
    return labels[0] if labels else "Submit"


def render_outline(sections: list[Section], *, change: Callable[[str], str] | None = None) -> Markup:
    """Answers to read: a list per section, with links back to the boxes where `change` gives their addresses."""
    return _rendered("forms/outline.html", sections=sections, change=change)


def anchor(form: Form, answers: Mapping[str, Any], error: FieldError) -> str:
    """The id of the first box that an error is about."""
    for place in tree.places(form.components, answers, blank_rows=True):
        if place.name != error.path or not (place.component.asks or place.component.kind == "dynamiclist"):
            continue
        if place.component.kind == "datetime":
            return f"{place.name}-{error.part or ('time' if place.component.subtype == 'time' else 'day')}"
        if place.component.kind == "dynamiclist" and tree.rows_at(answers, place.spot):
            return f"{place.name}-0"
        return f"{place.name}-add" if place.component.kind == "dynamiclist" else place.name
    return "main-content"


def _is_reset(action: object) -> bool:
    return isinstance(action, Text) and action.source == "reset"


def _rendered(template: str, **values: object) -> Markup:
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704 - templates escape


@cache
def _environment() -> Environment:
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja", "templates")})
    return Environment(
        loader=ChoiceLoader([FileSystemLoader(_TEMPLATES), components]),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
        # A field is a dozen files; looking at each of them on the disk took a tenth of a page's time.
        auto_reload=False,
    )
