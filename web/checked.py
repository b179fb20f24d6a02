"""The page on which people read their answers once more before they send them; what is sent is what it showed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import render_template, request

from casework.forms.outline import Line
from foundation import canonical
from foundation.canonical import Json
from web import filled
from web.forms import render

SHOWN = "_shown"
"""The field that says which answers the page showed."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is to be read. `form` is the address of the form's own page, `send` the one that the button sends to."""

    around: filled.Around
    answers: Mapping[str, Any] = field(repr=False)
    form: str
    send: str
    caption: str
    lead: str
    first: tuple[Line, ...] = ()
    """What the page of the form asks besides, before its own questions."""
    key: str | None = None
    """The key of the page that the form was begun on; without it the page has one of its own."""
    on_hold: str = ""


def is_as_shown(sheet: Sheet) -> bool:
    """Whether the page that was just sent showed these very answers."""
    return request.form.get(SHOWN) == _seal(sheet)


def page(sheet: Sheet, *, has_changed: bool = False) -> str:
    """The answers with what was left empty, links back, and the button that sends them."""
    return render_template(
        "pages/check_answers.html",
        title="Check your answers",
        sheet=sheet,
        answers=filled.to_check(sheet.around, sheet.answers, sheet.form, sheet.first),
        submit=render.submit_label(sheet.around.form),
        field=SHOWN,
        shown=_seal(sheet),
        has_changed=has_changed,
    )


def _seal(sheet: Sheet) -> str:
    said: dict[str, Json] = {one.path: one.answer for one in sheet.first}
    return hashlib.sha256(canonical.write([said, dict(sheet.answers)])).hexdigest()
