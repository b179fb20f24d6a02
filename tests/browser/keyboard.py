"""A form filled in and sent with nothing but the keyboard."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

HERE = """() => { const at = document.activeElement;
  return [at.name || '', at.type || '', at.value || '', at.checked || false]; }"""
MOST_STOPS = 200


def fill_and_send(page: Page, answers: Mapping[str, Any]) -> None:
    """Go through the page with the Tab key, answer what it asks, and press Enter on the button that sends it."""
    left = dict(answers)
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name, kind, value, is_on = page.evaluate(HERE)
        if kind == "submit" and (name, value) == ("_action", "submit") and not left:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
        if name in left:
            _answer(page, kind, is_on, left.pop(name), name)
    raise AssertionError(f"the keyboard did not reach {', '.join(left) or 'the button'}")


def _answer(page: Page, kind: str, is_on: bool, wanted: Any, name: str) -> None:
    if kind == "radio":
        page.keyboard.press("Space")
        for _ in range(20):
            if page.evaluate(HERE)[2:] == [wanted, True]:
                return
            page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrow keys did not reach {wanted} of {name}")
    if kind == "checkbox":
        if is_on != wanted:
            page.keyboard.press("Space")
    else:
        page.keyboard.type(str(wanted))
