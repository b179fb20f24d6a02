"""Whatever is written into whatever field of whatever form is kept or refused in words, and shown as it was written.

`make test` takes every form with a few of the words; `make scan` sets ATTACKS=all and takes all of them everywhere.
"""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from casework.forms import outline, tree, validate
from casework.forms.components import Component
from casework.forms.moments import PARTS
from tests.attacks import harmless, naughty
from tests.casework.forms import paper
from tests.web.conftest import kept_world, still_app, still_world
from web.forms import posted, render

__all__ = ["kept_world", "still_app", "still_world"]

TURNS = naughty.turns(2)
SECONDS = 5.0
"""Of the processor: how long it takes on the clock is a matter of what else this computer does."""


def names(components: tuple[Component, ...], before: str = "") -> Iterator[str]:
    """What a page calls every field of a form, in the first row of each list."""
    for one in components:
        name = before + "-".join(map(str, one.key))
        if one.kind == "group":
            yield from names(one.components, f"{name}-")
        elif one.kind == "dynamiclist":
            yield from names(one.components, f"{name}-0-")
        elif one.kind == "datetime":
            yield from (f"{name}-{part}" for part in (*PARTS, "time"))
        elif one.asks:
            yield name


@pytest.mark.slow
@pytest.mark.parametrize("form_id", paper.IDS)
def test_every_field_keeps_or_refuses_whatever_is_written(still_app: Flask, form_id: str) -> None:
    form, number = paper.ours(form_id), paper.IDS.index(form_id)
    fields = list(names(form.components))
    for turn in TURNS:
        post = MultiDict((name, naughty.for_field(number * 5 + at + turn * 13)) for at, name in enumerate(fields))
        begun = time.process_time()
        found = posted.read(form, post)
        checked = validate.validate(form, found.answers, paper.GIVEN, paper.TODAY, paper.FUNCTIONS)
        errors = list(checked.errors) if isinstance(checked, validate.Invalid) else []
        with still_app.test_request_context():
            shown = [
                render.render_errors(form, found.answers, errors),
                render.render_fields(
                    form, found.answers, errors, paper.GIVEN, today=paper.TODAY, functions=paper.FUNCTIONS, focus=""
                ),
                render.render_outline(outline.outline(form, found.answers, paper.GIVEN, paper.TODAY)),
            ]
        assert time.process_time() - begun < SECONDS, form_id
        assert harmless.faults(f"<div>{''.join(map(str, shown))}</div>") == [], form_id


def test_every_kind_of_field_is_among_them() -> None:
    kinds = {one.kind for form_id in paper.IDS for one in tree.every(paper.ours(form_id).components) if one.asks}
    assert kinds >= {"textfield", "textarea", "number", "datetime", "radio", "checklist", "select", "checkbox"}
    assert sum(len(list(names(paper.ours(form_id).components))) for form_id in paper.IDS) > 600
