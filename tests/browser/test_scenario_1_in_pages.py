"""Scenario 1 by people in browsers: from the notification to the letter to the National Panel."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from casework.letters import rendering
from casework.rehearsal import scenario_1
from casework.rehearsal.scenario_1_answers import AGENCIES, PDF
from casework.rehearsal.stage import Stages
from tests import chromium
from tests.browser import keyboard, mistakes
from tests.browser.playing import BrowserPlay, follow
from tests.scenarios.stage import Stage, stage
from web import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DATES = {
    "Notification to the National Panel": "19 January 2027",
    "Send the information requests": "18 January 2027",
    "Rapid Review complete": "4 February 2027",
    "Outcome letters": "2 February 2027",
    "Reply of the National Panel": "19 February 2027",
}
"""What scenario 1 expects of each clock (domain model, section 8)."""

FOLLOWING = {
    "Record the National Panel’s reply": 1,
    "Record the result of the review": 1,
    "Say whether your inspectorate must know": len(AGENCIES),
}
"""The tasks that follow the letter to the National Panel, and how many of each."""

NEXT = {
    "f03_intake_check": {"Confirm children and agencies to ask", "Set the meeting"},
    "f03_agencies": {"Set the meeting", "Release the requests"},
    "f08_schedule_meeting": {"Release the requests"},
    "f10a_attendance": {"Record facts, safety and learning"},
    "f13_decision": {"Sign sections 2 and 3"},
}
"""What the page that follows a form offers its sender, where it is their own to go on."""


@contextmanager
def played(ready: Stages, folder: Path, browser: Browser, *, scripts: bool) -> Iterator[tuple[Stage, BrowserPlay]]:
    """A stage with its pages served, and the play in them."""
    set_up = stage(ready, folder)
    with chromium.served(create_app(set_up.office)) as address, rendering.at_home():
        play = BrowserPlay(set_up.office, browser, address, scripts=scripts)
        yield set_up, play
        play.close()


def offered(play: BrowserPlay) -> list[tuple[str, str]]:
    """After which form the next page offered its sender which task."""
    return [(form, task.partition("\n")[0].partition(":")[0]) for _, form, task in play.sent if task]


def says(page: Page, _answers: dict[str, Any], words: str) -> None:
    """The page of the task gives a date that scenario 1 expects."""
    assert words in page.locator("main").inner_text()


def is_with_the_panel(play: BrowserPlay) -> None:
    """The case says to its office that everything is sent, by when what follows is due, and who has what to do."""
    page = play.page_of("Olive Office")
    follow(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Cases"))
    follow(page, page.get_by_role("link", name=play.reference).first)
    follow(page, page.get_by_role("link", name="Clocks", exact=True))
    for name, day in DATES.items():
        clock = page.locator(".app-clock", has=page.get_by_role("heading", name=name, exact=True))
        assert day in clock.inner_text(), name
    follow(page, page.get_by_role("link", name="Documents", exact=True))
    for letter in ("Combined Summary for the National Panel", "Covering letter to the National Panel"):
        assert "Sent" in page.locator("tr", has_text=letter).first.inner_text(), letter
    follow(page, page.get_by_role("link", name="Tasks").last)
    tasks = page.locator(".app-task__name").all_inner_texts()
    for task, times in FOLLOWING.items():
        assert sum(one.startswith(task) for one in tasks) == times, (task, tasks)


def test_scenario_1_runs_to_the_letter_to_the_panel_without_javascript(
    tmp_path: Path, ready: Stages, browser: Browser
) -> None:
    with played(ready, tmp_path, browser, scripts=False) as (set_up, play):
        play.on_the_page = {
            "f08_schedule_meeting": partial(says, words="between 25 January 2027 and 2 February 2027"),
            "f09_papers": partial(says, words="Due today"),
            "notification_received": partial(mistakes.left_out, path="notifier", files=(("file", "notice.pdf", PDF),)),
            "f05_release_requests": partial(mistakes.left_out, path="brief_outline"),
            "f13_decision": partial(mistakes.left_out, path="rationale"),
        }
        scenario_1.begin(play, set_up.ids, set_up.days)
        scenario_1.check_intake(play, set_up.days)
        scenario_1.ask_agencies(play, set_up.ids, set_up.days)
        set_up.play.case_id = play.case_id
        # What the agencies do is done in pages by test_scenarios_in_pages.
        scenario_1.acknowledge(set_up.play, set_up.days)
        scenario_1.reply(set_up.play, set_up.days)
        scenario_1.papers(play, set_up.days)
        scenario_1.meet(play, set_up.ids, set_up.days)
        scenario_1.confirm_and_send(play, set_up.days)
        for after, tasks in NEXT.items():
            assert tasks & {task for form, task in offered(play) if form == after}, (after, offered(play))
        is_with_the_panel(play)


@pytest.mark.pages
def test_scenario_1_runs_to_the_signature_with_javascript_and_partly_by_keyboard(
    tmp_path: Path, ready: Stages, browser: Browser
) -> None:
    with played(ready, tmp_path, browser, scripts=True) as (set_up, play):
        play.filled_otherwise = {"request_check": keyboard.fill_and_send, "f11_declaration": keyboard.fill_and_send}
        scenario_1.begin(play, set_up.ids, set_up.days)
        scenario_1.check_intake(play, set_up.days)
        scenario_1.ask_agencies(play, set_up.ids, set_up.days)
        set_up.play.case_id = play.case_id
        scenario_1.acknowledge(set_up.play, set_up.days)
        scenario_1.reply(play, set_up.days, slice(1))
        # The other replies are like the first one.
        scenario_1.reply(set_up.play, set_up.days, slice(1, len(AGENCIES)))
        scenario_1.papers(play, set_up.days)
        scenario_1.meet(play, set_up.ids, set_up.days)
        assert ("f13_decision", "Sign sections 2 and 3") in offered(play)
        for page in play.pages():
            chromium.keeps_its_policy(page, page.url)
