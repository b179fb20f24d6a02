"""A form's own words for coded answers, so that a letter says what the form said when it was filled in."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from casework.forms import schema, tree
from casework.forms.components import Component, Form
from casework.forms.texts import Text
from engine import definitions
from engine.errors import NotFound
from foundation.database import Session

SHIPPED = Path(__file__).resolve().parents[2] / "forms"


def form_of(session: Session, form_id: str, version: str = "") -> Form:
    """A form in the version that was filled in, else the newest, else the one that ships."""
    try:
        found = (
            definitions.by_id(session, version) if version else definitions.newest(session, definitions.FORM, form_id)
        )
        return schema.parse(found.source)
    except NotFound:
        return shipped(form_id)


def shipped(form_id: str) -> Form:
    """A form as it comes with the product."""
    return schema.parse((SHIPPED / f"{form_id}.form").read_bytes())


def plain(words: Text) -> str:
    """Words that need nothing filled in; empty for those that do."""
    return "" if words.source.startswith("=") or "{{" in words.source else words.source


def unguarded(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without those that fewer people may read than the form: what must not go further."""
    guarded = {each.key[-1] for each in tree.every(form.components) if each.key and "visibility" in each.properties}
    return {key: value for key, value in answers.items() if key not in guarded}


def question(form: Form, key: str) -> str:
    """The words of a question, wherever in the form it stands; its key when there is none."""
    found = _component(form, key)
    return plain(found.label) or key if found else key


def label(form: Form, key: str, value: object) -> str:
    """The words of a chosen answer; several with commas between; empty for none."""
    if isinstance(value, list):
        return ", ".join(label(form, key, each) for each in value)
    found = _component(form, key)
    options = found.choices.written if found and found.choices else ()
    return next((each.label for each in options if each.value == value), str(value or ""))


def _component(form: Form, key: str) -> Component | None:
    return next((each for each in tree.every(form.components) if each.key and each.key[-1] == key), None)
