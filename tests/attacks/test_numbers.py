"""Numbers with more digits than any day, month, year or paragraph has, and the last day that there is."""

import pytest
from flask import Flask

from tests.web.conftest import kept_world, still_app, still_world
from tests.web.pages import a_letter
from tests.web.world import TOKEN, World, signed_in

__all__ = ["kept_world", "still_app", "still_world"]

LONG = "9" * 5000
WHEN = {"date-day": "1", "date-month": "5", "date-year": "2027", "time": "09:30", "reason": "It was misread."}


@pytest.mark.parametrize("part", ["date-day", "date-month", "date-year"])
def test_no_part_of_a_date_is_too_long_to_be_told_of(still_app: Flask, still_world: World, part: str) -> None:
    for who, path in (
        ("manager", "/settings/LEI/change/quorum"),
        ("manager", "/settings/LEI/calendar/days"),
        ("office", f"/cases/{still_world.cases['waiting']}/dates/aware_at"),
    ):
        for number in ("9" * 30, LONG):
            answer = signed_in(still_app, still_world, who).post(path, data={**WHEN, "_token": TOKEN, part: number})
            assert (answer.status_code, "Enter a real date" in answer.text) == (422, True), path


def test_no_paragraph_has_a_number_without_end(still_app: Flask, still_world: World) -> None:
    changed = {"_token": TOKEN, "act": "words", "reason": "Snow.", f"p-{LONG}": "Come."}
    answer = signed_in(still_app, still_world, "office").post(a_letter("D06", "/change")(still_world), data=changed)
    assert (answer.status_code, "Change something first" in answer.text) == (422, True)


def test_the_audit_is_shown_up_to_the_last_day_that_there_is(still_app: Flask, still_world: World) -> None:
    client = signed_in(still_app, still_world, "manager")
    for part in ("", "/export"):
        assert client.get(f"/audit{part}?since=0001-01-01&until=9999-12-31").status_code == 200
