"""The dates that scenario files expect, counted once more by other means than ours: the government's own list of bank
holidays, and days counted one by one.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays

from casework.rehearsal import moments, scenario
from casework.rehearsal.scenario import Scenario

FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
TOLD = [(path, profile) for path in FILES for profile in scenario.load(path).profiles]
ANCHOR = {"LLR-2020": "aware_at", "LLR-WT2023": "sent_at"}
"""From which event the fifteen days of a Rapid Review run under each profile."""

HOLIDAYS = {one["date"] for one in BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")}


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def counted(start: date, days: int) -> date:
    """So many working days after a day, or before it when negative."""
    step = timedelta(days=1 if days > 0 else -1)
    while days:
        start += step
        if works(start):
            days += -1 if days > 0 else 1
    return start


def notified(story: Scenario, profile: str) -> Iterator[tuple[Mapping[str, date], list[Mapping[str, Any]]]]:
    """Each notification of a story: its dates, and what is expected from it until another case is told of."""
    steps = story.under(profile)
    begins = [number for number, step in enumerate(steps) if step.what == "begin" or "case" in step.said]
    today = date.min
    for number, step in enumerate(steps):
        today = step.at.day if step.at else today
        if step.what == "begin" and {"aware_at", "sent_at", "copied_at"} <= step.said["answers"].keys():
            dates = {name: _day(step.said["answers"][name], today) for name in ("aware_at", "sent_at", "copied_at")}
            until = next((other for other in begins if other > number), len(steps))
            yield dates, [one.said["expect"] for one in steps[number:until] if one.what == "expect"]


def _day(text: str, today: date) -> date:
    found = moments.counted(text, today) or moments.read(text)
    return found.day


def test_the_list_of_the_government_reaches_as_far_as_the_stories() -> None:
    assert {date(2026, 12, 28), date(2027, 3, 29), date(2027, 5, 31)} <= HOLIDAYS


@pytest.mark.parametrize(("path", "profile"), TOLD, ids=[f"{path.stem}-{profile}" for path, profile in TOLD])
def test_the_dates_that_a_scenario_expects_are_counted_right(path: Path, profile: str) -> None:
    for dates, expected in notified(scenario.load(path), profile):
        received = dates["copied_at"]
        due = counted(dates[ANCHOR[profile]], 15)
        first, last, latest = counted(received, 7), counted(received, 13), counted(due, -2)
        usable = [day for number in range(20) if works(day := first + timedelta(number)) and day <= min(last, latest)]
        right: dict[str, object] = {
            "notification_due": counted(dates["aware_at"], 5),
            "requests_due": counted(received, 2),
            "rapid_review_due": due,
            "meeting_date_alert": counted(received, 4),
            "first": first,
            "last": last,
            "usable to": latest,
            "usable": usable,
            "flag": "empty" if not usable else "narrow" if len(usable) <= 3 else "ok",
        }
        told = [item for one in expected for item in {**one.get("due", {}), **one.get("window", {})}.items()]
        compared = [(name, _plain(said)) for name, said in told if name in right]
        assert compared == [(name, right[name]) for name, _ in compared]
        assert "rapid_review_due" in dict(compared), "a story with a notification says when the review is due"


def _plain(said: Any) -> object:
    if isinstance(said, list):
        return [one.day for one in said]
    return said.day if isinstance(said, moments.Moment) else said
