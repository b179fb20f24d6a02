"""What may go wrong while a form is filled in, and what the page that comes back must keep."""

from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser import filling
from tests.browser.playing import SEND

WRITTEN = """all => all.filter(one => one.name && !['hidden', 'submit', 'file'].includes(one.type)
                                          && !one.name.endsWith('-drop'))
  .map(one => [one.name + '=' + (['radio', 'checkbox'].includes(one.type) ? one.value : ''),
               ['radio', 'checkbox'].includes(one.type) ? one.checked : one.value])"""
"""What stands in the boxes of a form, as one list, but for those that take a file away."""


def written(page: Page) -> dict[str, Any]:
    """What stands in every box of the form now."""
    found = page.locator(f"{filling.FORM} :is(input, select, textarea)").evaluate_all(WRITTEN)
    return {name: value for name, value in found}


def left_out(page: Page, answers: Mapping[str, Any], path: str, files: tuple[filling.File, ...] = ()) -> None:
    """Send all answers but one, and find: nothing was kept, the summary leads to the box, all else stands there."""
    page.locator(f"{filling.FORM} [name]:not([type=hidden])").first.wait_for()
    filling.fill(page, answers, files)
    page.locator(f'[name="{path}"]').fill("")
    before = written(page)
    with page.expect_navigation() as came:
        page.locator(SEND).click()
    assert came.value.status == 422, f"{came.value.status} {came.value.url}: {page.locator('main').inner_text()[:300]}"
    assert page.title().startswith("Error: ")
    errors = page.locator(".govuk-error-summary li a")
    assert f"#{path}" in [link.get_attribute("href") for link in errors.all()]
    assert written(page) == before
    box = page.locator(f'[name="{path}"]')
    described = (box.get_attribute("aria-describedby") or "").split()
    assert f"{path}-error" in described
    page.locator(f'.govuk-error-summary a[href="#{path}"]').click()
    expect(box).to_be_in_viewport()
    for _, name, _ in files:
        # It is still there; whoever goes on from here chooses it anew.
        page.get_by_label(f"Remove {name}").check()
