"""A form's own words for coded answers, so that a letter says what the form said when it was filled in."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cases import partnerships, people
from casework import setting_facts
from casework.forms import outline, schema, shelf, tree
from casework.forms.components import Component, Form
from casework.forms.texts import Text
from casework.letters.scope import Data, Scope
from engine import definitions
from engine.errors import NotFound
from foundation.database import Session

LISTS = frozenset({"agencies", "local_authorities", "people", "safeguarding_leads", "invitees", "attendees"})
"""Lists to choose from whose values are ids of agencies, councils or people."""

LONGEST_ID = 40
SHIPPED = Path(__file__).resolve().parents[2] / "forms"


def form_of(session: Session, form_id: str, version: str = "") -> Form:
    """A form in the version that was filled in, else the newest, else the one that ships."""
    try:
        found = version or definitions.newest(session, definitions.FORM, form_id).id
        return shelf.of_version(session, found)
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


def sections(scope: Scope, form: Form, answers: Mapping[str, Any]) -> list[Data]:
    """A completed form in sections, questions and words; what fewer people may read than the form is left out."""
    data = known(scope.session, scope.case_id, form, answers)
    found = outline.outline(form, unguarded(form, answers), data, scope.today, is_kept=True)
    return [
        {"heading": part.heading, "lines": [{"label": line.label, "answer": line.answer} for line in part.lines]}
        for part in found
        if part.lines
    ]


def known(session: Session, case_id: str, form: Form, answers: Mapping[str, Any]) -> Data:
    """What a completed form is told with: what the ids in it mean, and the words of its case’s settings."""
    return {**lists(session, form, answers), **setting_facts.kept(session, case_id, form.needs)}


def lists(session: Session, form: Form, answers: Mapping[str, Any]) -> Data:
    """What the ids in answers mean: those chosen may no longer be offered, and nobody else is looked up."""
    ids = {text for text in _texts(answers) if len(text) <= LONGEST_ID}
    named = [*partnerships.names(session, ids).items()]
    named += [(each.id, each.name) for each in people.by_ids(session, ids)]
    options = [{"value": id_, "label": name} for id_, name in named]
    return {name: options for name in form.needs & LISTS}


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def question(form: Form, key: str) -> str:
    """The words of a question, wherever in the form it stands; its key when there is none."""
    found = _component(form, key)
    return plain(found.label) or key if found else key


def questions(form: Form) -> frozenset[str]:
    """The keys of everything that a form asks, rows of a list by the list's."""
    return frozenset(each.key[0] for each in tree.every(form.components) if each.key)


def label(form: Form, key: str, value: object) -> str:
    """The words of a chosen answer; several with commas between; empty for none."""
    if isinstance(value, list):
        return ", ".join(label(form, key, each) for each in value)
    found = _component(form, key)
    options = found.choices.written if found and found.choices else ()
    return next((each.label for each in options if each.value == value), str(value or ""))


def offered(form: Form, key: str) -> list[str]:
    """The answers that a form itself offers to a question, in its order."""
    found = _component(form, key)
    return [str(each.value) for each in found.choices.written] if found and found.choices else []


def _component(form: Form, key: str) -> Component | None:
    return next((each for each in tree.every(form.components) if each.key and each.key[-1] == key), None)
