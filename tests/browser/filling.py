"""A form filled in as a person fills it in: boxes typed into, options chosen, rows added with their buttons."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from playwright.sync_api import Locator, Page, expect

from foundation.clock import LONDON

FORM = "form[data-visible-url]"
CONTROLS = "input:not([type=hidden]), select, textarea, button[name=_action]"
KINDS = "all => all.map(one => [one.type === 'submit' ? one.value.replace('add:', '') : one.name, one.type])"
File = tuple[str, str, bytes]
"""The field, the name and the content of a file to attach."""


class NoSuchField(AssertionError):
    """The page does not ask what was to be answered."""


def fill(page: Page, answers: Mapping[str, Any], files: Iterable[File] = ()) -> None:
    """Give these answers on the page that is open, from top to bottom, and leave all others as they are prefilled."""
    asked = _asked(page)
    for path in sorted(answers, key=lambda path: _order(asked, path)):
        value = answers[path]
        if _is_rows(value):
            have_rows(page, path, len(value))
            asked = _asked(page)
            for index, row in enumerate(value):
                for key, one in row.items():
                    _answer(page.locator(FORM), asked, f"{path}-{index}-{key}", one)
        else:
            _answer(page.locator(FORM), asked, path, value)
    for field, name, content in files:
        upload = {"name": name, "mimeType": "application/pdf", "buffer": content}
        page.locator(_named(field)).set_input_files([upload])  # type: ignore[list-item]


def have_rows(page: Page, path: str, wanted: int) -> None:
    """Press the buttons of a repeating group until it has so many rows."""
    have = rows(page, path)
    while have != wanted:
        if have < wanted:
            page.locator(f"#{path}-add").click()
        else:
            page.locator(f'button[value="remove:{path}:{have - 1}"]').click()
        have += 1 if have < wanted else -1
        expect(page.locator(f'{FORM} [name^="{path}-"][name$="-_row"]')).to_have_count(have)


def rows(page: Page, path: str) -> int:
    """How many rows a repeating group shows."""
    return page.locator(f'{FORM} [name^="{path}-"][name$="-_row"]').count()


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def _asked(page: Page) -> dict[str, str]:
    """The kind of every box of the form by its name, in the order of the page."""
    found: Sequence[tuple[str, str]] = page.locator(f"{FORM} :is({CONTROLS})").evaluate_all(KINDS)
    return dict(reversed([(name, kind) for name, kind in reversed(found)]))


def _order(asked: Mapping[str, str], path: str) -> int:
    for number, name in enumerate(asked):
        if name in {path, f"{path}-day", f"{path}-time"} or re.match(rf"{path}(-\d+-|$)", name):
            return number
    raise NoSuchField(f"the page does not ask {path}; it asks {', '.join(asked)}")


def _answer(form: Locator, asked: Mapping[str, str], path: str, value: Any) -> None:
    kind = asked.get(path, "date")
    boxes = form.locator(_named(path))
    if kind == "date":
        _date(form, path, value)
    elif kind == "radio":
        form.locator(_named(path, value)).check()
    elif kind == "checkbox" and isinstance(value, bool):
        boxes.set_checked(value)
    elif kind == "checkbox":
        for box in boxes.all():
            box.set_checked(box.get_attribute("value") in value)
    elif kind == "select-one":
        boxes.select_option(value="" if value is None else str(value))
    else:
        boxes.fill("" if value is None else str(value))


def _date(form: Locator, path: str, value: str) -> None:
    """The boxes of a date, and of its time where there is one."""
    moment = datetime.fromisoformat(value)
    day: date = moment.astimezone(LONDON) if moment.tzinfo else moment
    for part, written in (("day", day.day), ("month", day.month), ("year", day.year)):
        form.locator(_named(f"{path}-{part}")).fill(str(written))
    if re.search(r"T\d\d:\d\d", value):
        form.locator(_named(f"{path}-time")).fill(f"{day:%H:%M}")


def _named(name: str, value: object = None) -> str:
    chosen = "" if value is None else f"[value={json.dumps(str(value))}]"
    return f"[name={json.dumps(name)}]{chosen}"
