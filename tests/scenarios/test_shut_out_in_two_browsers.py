"""The chair rules in one browser; in another the next click of the excluded person shows nothing."""

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page

from cases.correspondence import outbox
from tests import chromium
from tests.browser.playing import BrowserPlay, follow
from tests.scenarios.stage import Stage
from web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MEMBER, CHAIR = "Maya Citymember", "Carla Chair"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as browser:
        yield browser


def links_sent(on: Stage) -> set[str]:
    """The paths to which e-mails and the calendar's entries lead that the member has got."""
    me, found = on.play.person(MEMBER), set()
    with on.office.database.reading() as session:
        for mail in outbox.of_case(session, on.play.case_id):
            if mail.person_id == me:
                _, body, entry = outbox.opened(session, on.office.keys, mail)
                found |= set(re.findall(r"https?://\S+", body))
                found |= {
                    str(one["description"]) for one in (Calendar.from_ical(entry).walk("VEVENT") if entry else ())
                }
    return {urlsplit(one).path for one in found} - {"", "/"}


def test_the_next_click_after_a_ruling_shows_nothing_of_the_case(
    chapter: Callable[[str], Stage], browser: Browser
) -> None:
    on = chapter("papers")
    on.play.do(
        MEMBER, "f11_declaration", conf=True, coi="yes", nature=["worked_on_case"], detail="Saw the family once."
    )
    reference, sent = on.play.reference, links_sent(on)
    assert f"/cases/{reference}" in sent, "the calendar leads to the case"
    with chromium.served(create_app(on.office)) as address:
        play = BrowserPlay(on.office, browser, address, scripts=False)
        play.case_id, play.reference = on.play.case_id, reference
        member, chair = play.page_of(MEMBER), play.page_of(CHAIR)
        assert member.context != chair.context, "two browsers that share nothing"
        open_at(member, f"{address}/cases/{reference}", 200)
        assert reference in member.locator("main").inner_text()
        # The chair rules while the member's page stands open.
        play.do(CHAIR, "f11_ruling", ruling="excluded", reason="Direct work.", sub=True)
        follow(member, member.get_by_role("navigation", name="This case").get_by_role("link", name="Documents"))
        assert "Page not found" in member.title()
        unknown = shown(member, f"{address}/cases/{reference.replace('-27-', '-99-')}")
        for path in (f"/cases/{reference}", f"/cases/{reference}/meetings", *sorted(sent)):
            assert shown(member, address + path) == unknown, path
        for path in ("/", "/tasks", "/tasks?show=team", "/cases", f"/cases?reference={reference[-3:]}"):
            assert reference not in member_text(member, address + path), path
        # Where they stood before is no way back either.
        member.go_back()
        member.reload()
        assert reference not in member.locator("main").inner_text()
        assert reference in shown(chair, f"{address}/cases/{reference}", 200)
        play.close()


def open_at(page: Page, address: str, status: int) -> None:
    answer = page.goto(address)
    assert answer is not None and answer.status == status, address


def shown(page: Page, address: str, status: int = 404) -> str:
    open_at(page, address, status)
    return page.locator("main").inner_text()


def member_text(page: Page, address: str) -> str:
    return shown(page, address, 200)
