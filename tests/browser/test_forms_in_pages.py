"""Every form as a page, fresh, with rows and sent empty: accessible, within its policy and a phone; and its scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from casework.rehearsal.stage import Stages
from tests import chromium
from tests.browser import filling
from tests.browser.every_form import IDS, WHO, WITH_EVERY_KIND, Gallery, made
from tests.browser.mistakes import written
from tests.browser.playing import PATIENCE, SEND, follow
from web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EACH = [pytest.param(form, marks=[] if form in WITH_EVERY_KIND else pytest.mark.pages) for form in IDS]
"""Every form; those that have every kind of field between them are looked at by make test, the others by test-pages."""

EMPTY = """form => {
  for (const box of form.elements) {
    if (box.type === 'radio' || box.type === 'checkbox') box.checked = false;
    else if (box.tagName === 'SELECT') box.selectedIndex = box.options[0].value === '' ? 0 : -1;
    else if (!['hidden', 'submit', 'file'].includes(box.type)) box.value = '';
  }
}"""


@pytest.fixture(scope="module")
def gallery(ready: Stages, tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """A task for each form."""
    return made(ready, tmp_path_factory.mktemp("gallery"))


@pytest.fixture(scope="module")
def address(gallery: Gallery) -> Iterator[str]:
    """Where its pages are."""
    with chromium.served(create_app(gallery.stage.office)) as address:
        yield address


def somebody(browser: Browser, address: str, *, scripts: bool) -> Page:
    """The page of somebody of the office."""
    page = browser.new_context(viewport=chromium.WIDE, java_script_enabled=scripts).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(PATIENCE)
    page.add_init_script(chromium.WATCH)
    page.goto(f"{address}/demo")
    follow(page, page.locator(".app-people__button", has=page.get_by_text(WHO, exact=True)).first)
    return page


@pytest.fixture(scope="module")
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page with scripts."""
    opened = somebody(browser, address, scripts=True)
    yield opened
    opened.context.close()


@pytest.fixture(scope="module")
def plain_page(browser: Browser, address: str) -> Iterator[Page]:
    """A page without scripts."""
    opened = somebody(browser, address, scripts=False)
    yield opened
    opened.context.close()


def add_rows(page: Page) -> None:
    """Press every button that adds a row, once."""
    for name in [one.get_attribute("id") or "" for one in page.locator("button.app-list__add").all()]:
        button = page.locator(f"#{name}")
        if button.is_visible():
            path = name.removesuffix("-add")
            filling.have_rows(page, path, filling.rows(page, path) + 1)


def send_empty(page: Page) -> None:
    """Take everything away that stands in the form, and send it."""
    page.locator(filling.FORM).evaluate(EMPTY)
    follow(page, page.locator(SEND))


@pytest.mark.parametrize("form", EACH)
def test_a_form_is_accessible_keeps_its_policy_and_fits_a_phone(
    page: Page, gallery: Gallery, address: str, form: str
) -> None:
    page.set_viewport_size(chromium.WIDE)  # type: ignore[arg-type]
    page.goto(f"{address}/tasks/{gallery.tasks[form]}")
    expect(page.locator(SEND)).to_be_visible()
    add_rows(page)
    expect(page.locator("h1")).to_have_text(f"Show {form}")
    chromium.is_accessible(page, f"{form} with rows")
    chromium.fits_a_phone(page, f"{form} with rows")
    chromium.keeps_its_policy(page, f"{form} with rows")
    send_empty(page)
    assert page.title().startswith("Error: "), f"{form} could be sent empty"
    if form in WITH_EVERY_KIND:
        chromium.is_accessible(page, f"{form} with errors")
    chromium.fits_a_phone(page, f"{form} with errors")
    chromium.keeps_its_policy(page, f"{form} with errors")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    links = page.locator(".govuk-error-summary a").evaluate_all("all => all.map(one => one.hash.slice(1))")
    assert page.evaluate("ids => ids.filter(id => !document.getElementById(id)?.checkVisibility())", links) == []
    page.locator(".govuk-error-summary a").first.click()
    assert page.evaluate("document.activeElement.id") == links[0]


@pytest.mark.parametrize("form", EACH)
def test_a_form_fits_a_phone_without_scripts_and_can_be_sent_there(
    plain_page: Page, gallery: Gallery, address: str, form: str
) -> None:
    plain_page.goto(f"{address}/tasks/{gallery.tasks[form]}")
    chromium.fits_a_phone(plain_page, form)
    for part in plain_page.locator("[data-field]").all():
        assert part.is_visible()
    send_empty(plain_page)
    assert plain_page.title().startswith("Error: "), f"{form} could be sent empty"
    chromium.fits_a_phone(plain_page, f"{form} with errors")


def opened(page: Page, gallery: Gallery, address: str, form: str) -> None:
    page.set_viewport_size(chromium.WIDE)  # type: ignore[arg-type]
    page.goto(f"{address}/tasks/{gallery.tasks[form]}")


def box(page: Page, name: str) -> Locator:
    return page.locator(f'{filling.FORM} [name="{name}"]')


def test_questions_come_and_go_with_the_answer_that_decides_and_nothing_is_asked_for_any_other(
    page: Page, gallery: Gallery, address: str
) -> None:
    opened(page, gallery, address, "f12_immediate_action")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.resource_type == "fetch" else None)
    box(page, "facts_corrected").fill("The sibling is four.")
    box(page, "facts_corrected").blur()
    expect(page.locator("#actions-add")).to_be_hidden()
    assert asked == []
    page.get_by_label("Yes, something is needed").check()
    expect(page.locator("#actions-add")).to_be_visible()
    page.get_by_label("No, nothing is needed").check()
    expect(page.locator("#actions-add")).to_be_hidden()
    assert {url.rpartition("/")[2] for url in asked} == {"visible"}


def test_a_row_comes_with_its_button_takes_the_focus_and_loses_nothing_that_was_written(
    page: Page, gallery: Gallery, address: str
) -> None:
    opened(page, gallery, address, "f12_immediate_action")
    page.get_by_label("Yes, something is needed").check()
    expect(page.locator("#actions-add")).to_be_visible()
    filling.have_rows(page, "actions", 1)
    filling.fill(page, {"actions": [{"kind": "safety", "text": "Typed before the second row", "due": "2027-02-01"}]})
    before = written(page)
    filling.have_rows(page, "actions", 2)
    assert before.items() <= written(page).items()
    assert page.evaluate("document.activeElement.id") == "actions-1"
    filling.have_rows(page, "actions", 1)
    assert written(page) == before
    assert page.evaluate("document.activeElement.id") == "actions-add"


def test_what_is_saved_for_later_stands_there_again_for_the_same_person_with_the_parts_that_it_shows(
    page: Page, gallery: Gallery, address: str
) -> None:
    opened(page, gallery, address, "chase")
    filling.fill(page, {"outcome": "refuses", "said": "They want to ask their lawyers."})
    expect(box(page, "refusal_reason")).to_be_visible()
    before = written(page)
    follow(page, page.get_by_role("button", name="Save and finish later"))
    expect(page.locator(".app-said")).to_contain_text("Only you can see them")
    opened(page, gallery, address, "chase")
    assert written(page) == before
    expect(box(page, "refusal_reason")).to_be_visible()
    expect(box(page, "promised_for-day")).to_be_hidden()


def test_a_page_that_one_comes_back_to_shows_the_parts_that_belong_to_what_the_browser_kept(
    page: Page, gallery: Gallery, address: str
) -> None:
    opened(page, gallery, address, "f11_ruling")
    page.locator('[name="ruling"][value="excluded"]').check()
    expect(box(page, "sub")).to_be_visible()
    follow(page, page.get_by_role("link", name="Help"))
    page.go_back()
    expect(page.locator('[name="ruling"][value="excluded"]')).to_be_checked()
    expect(box(page, "sub")).to_be_visible()


def test_parts_are_all_shown_when_the_server_cannot_say_which_apply(page: Page, gallery: Gallery, address: str) -> None:
    opened(page, gallery, address, "f11_ruling")
    expect(box(page, "sub")).to_be_hidden()
    page.route("**/visible", lambda route: route.abort())
    page.locator('[name="ruling"][value="stays"]').check()
    expect(box(page, "sub")).to_be_visible()
    page.unroute("**/visible")
