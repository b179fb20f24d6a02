"""Every page and state in a real browser: accessible, within its policy, within a narrow screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route

from tests import chromium
from tests.web import world as worlds
from tests.web.pages import PAGES, Body
from tests.web.pages import Page as Listed
from tests.web.world import World

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as launched:
        yield launched


@pytest.fixture(scope="module")
def address(still_app: Flask) -> Iterator[str]:
    with chromium.served(still_app) as address:
        yield address


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[dict[bool, Page]]:
    """One window with scripts and one without, which the tests use in turn: a new one for each takes longer."""
    opened = {}
    for scripts in (True, False):
        context = browser.new_context(java_script_enabled=scripts)
        opened[scripts] = context.new_page()
        opened[scripts].add_init_script(chromium.WATCH)
        opened[scripts].set_default_timeout(15_000)
    yield opened


@pytest.fixture
def open_page(windows: dict[bool, Page], address: str, still_app: Flask, still_world: World) -> Iterator[Any]:
    def opened(who: str | None, path: str, body: Body | None = None, scripts: bool = True) -> Page:
        page = windows[scripts]
        page.set_viewport_size(chromium.WIDE if scripts else chromium.NARROW)  # type: ignore[arg-type]
        page.context.clear_cookies()
        cookie = worlds.cookie(still_app, still_world, who)
        page.context.add_cookies([{"name": "session", "value": cookie, "url": address}])
        if body is not None:
            kind = {"content-type": body.kind}

            def send(route: Route) -> None:
                route.continue_(method="POST", post_data=body.content, headers={**route.request.headers, **kind})

            page.route(f"{address}{path}", send, times=1)
        page.goto(f"{address}{path}")
        return page

    yield opened
    for page in windows.values():
        page.unroute_all()


@pytest.mark.pages
@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_is_accessible_keeps_its_policy_and_fits_a_phone(
    open_page: Any, still_world: World, listed: Listed
) -> None:
    page = open_page(listed.who, listed.address(still_world), listed.body)
    chromium.is_accessible(page, listed.name)
    chromium.fits_a_phone(page, listed.name)
    chromium.keeps_its_policy(page, listed.name)


@pytest.mark.pages
@pytest.mark.parametrize("listed", PAGES, ids=lambda listed: listed.name)
def test_a_page_fits_a_phone_without_scripts_too(open_page: Any, still_world: World, listed: Listed) -> None:
    page = open_page(listed.who, listed.address(still_world), listed.body, scripts=False)
    chromium.fits_a_phone(page, listed.name)


def test_the_filter_is_folded_on_a_phone_and_opens_with_its_button(open_page: Any) -> None:
    page = open_page("admin", "/admin/instances")
    page.set_viewport_size(chromium.NARROW)  # type: ignore[arg-type]
    assert not page.get_by_role("button", name="Apply filters").is_visible()
    page.get_by_role("button", name="Show filter").click()
    assert page.get_by_role("button", name="Apply filters").is_visible()


def test_the_first_tab_stop_leads_past_the_menu(open_page: Any) -> None:
    page = open_page("office", "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"


def test_a_diagram_can_be_made_larger_with_buttons_and_its_steps_reached_by_keyboard(
    open_page: Any, still_world: World
) -> None:
    from tests.web.pages import instance

    page = open_page("admin", instance("broken")(still_world))
    picture = page.locator(".app-diagram svg")
    before = picture.bounding_box()["width"]
    page.get_by_role("button", name="Larger").click()
    assert picture.bounding_box()["width"] > before
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    page.emulate_media(media="print")
    printed = picture.bounding_box()
    assert printed["x"] >= 0 and printed["x"] + printed["width"] <= page.viewport_size["width"], "whole on paper"
    page.emulate_media(media="screen")
    page.locator(".app-diagram a").first.focus()
    page.keyboard.press("Enter")
    page.locator("#step").wait_for()
    assert page.evaluate("window.refusals") == []
