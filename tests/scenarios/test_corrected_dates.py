"""A corrected date: what would move is listed and asked, then exactly that moves, once, and nothing is forgotten."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from flask.testing import FlaskClient
from lxml import html

from cases.clocks import anchors, readings
from engine import instances, timers
from foundation.clock import LONDON
from tests.scenarios import signed_in
from tests.scenarios.stage import Stage
from web import create_app

FRIDAY = {"date-day": "15", "date-month": "1", "date-year": "2027", "time": "09:00"}
WHY = {"reason": "The stamp on the letter was misread."}
"""The story begins on Thursday 14 January 2027; the requests are to be sent by Monday 18."""

pytestmark = pytest.mark.slow


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """Scenario 1 when the intake is checked, on the next working day."""
    found = chapter("checked")
    found.play.at(found.days.at(1, 12))
    return found


@pytest.fixture
def sign_in(on: Stage) -> Callable[[str], FlaskClient]:
    """A browser signed in as somebody of the story."""
    return partial(signed_in.browser, create_app(on.office), on)


def address(on: Stage, name: str = "received_at") -> str:
    return f"/cases/{on.play.reference}/dates/{name}"


def agreed(client: FlaskClient, on: Stage) -> dict[str, str]:
    """What the page that asks would send when a person agrees."""
    asked = client.post(address(on), data=signed_in.form(**FRIDAY, **WHY))
    assert asked.status_code == 200, asked.text[:2000]
    inputs = html.document_fromstring(asked.text).xpath("//main//form//input")
    return {one.get("name"): one.get("value") for one in inputs} | {"act": "move"}


def due(on: Stage, name: str) -> date | None:
    with on.office.database.reading() as session:
        return readings.reading(session, on.play.case_id, name, on.office.clock.now(), {}).day


def timer_dates(on: Stage) -> dict[str, datetime | None]:
    with on.office.database.reading() as session:
        found = instances.of_case(session, on.play.case_id)
        return {one.element_id: one.due_at for each in found for one in timers.of_instance(session, each)}


def test_the_page_lists_what_would_move_and_moves_nothing(on: Stage, sign_in: Callable[[str], FlaskClient]) -> None:
    before, timed = due(on, "requests_due"), timer_dates(on)
    page = sign_in("Olive Office").post(address(on), data=signed_in.form(**FRIDAY, **WHY)).text
    assert "Send the information requests" in page
    assert "Requests not sent yet" in page
    assert "First day for the meeting" in page
    assert "19 Jan 2027" in page
    assert due(on, "requests_due") == before == date(2027, 1, 18)
    assert timer_dates(on) == timed


def test_nobody_dates_back_alone(on: Stage, sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("Olive Office")
    earlier = {**FRIDAY, "date-day": "13", **WHY}
    page = client.post(address(on), data=signed_in.form(**earlier)).text
    assert "Rapid Review" in page or "Send the information requests" in page, "what would move is shown"
    assert "a second person confirms it" in page
    assert 'value="move"' not in page
    forced = client.post(address(on), data=signed_in.form(**earlier, act="move", agreed="anything"))
    assert forced.status_code == 403
    assert due(on, "requests_due") == date(2027, 1, 18)


def test_what_was_agreed_to_moves_once_and_the_earlier_date_stays(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    client = sign_in("Olive Office")
    data = agreed(client, on)
    for _ in range(2):
        assert client.post(address(on), data=data).status_code == 303
    assert due(on, "requests_due") == date(2027, 1, 19)
    # One working day after the receipt at noon (T02a), which is what the person was shown.
    assert timer_dates(on)["requests_warning"] == datetime(2027, 1, 18, 12, tzinfo=LONDON)
    with on.office.database.reading() as session:
        given = [row for row in anchors.history(session, on.play.case_id) if row.name == "received_at"]
    assert [row.superseded_at is None for row in given] == [False, True]
    told = client.get(f"/cases/{on.play.reference}/dates").text
    assert "The stamp on the letter was misread." in told
    assert "Friday 15 January 2027 at 9am" in told
    assert "Before that 14 January 2027" in told


def test_dates_that_changed_meanwhile_are_asked_about_again(on: Stage, sign_in: Callable[[str], FlaskClient]) -> None:
    client = sign_in("Olive Office")
    data = agreed(client, on)
    with on.office.database.transaction() as session:
        moved = anchors.Anchor("received_at", datetime(2027, 1, 13, 9, tzinfo=LONDON))
        anchors.set_anchor(session, on.play.case_id, moved, "somebody else", on.office.clock.now())
    answer = client.post(address(on), data=data)
    assert answer.status_code == 409
    assert "Something changed since you looked" in answer.text
    assert due(on, "requests_due") == date(2027, 1, 15)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({**FRIDAY, "date-day": "31", "date-month": "2"}, "Enter a real date"),
        ({**FRIDAY, "time": "9"}, "Enter a time"),
        ({**FRIDAY, "date-year": "2028"}, "must be in the past"),
        ({**FRIDAY, "reason": " "}, "Enter the reason"),
    ],
)
def test_a_date_that_cannot_be_is_said_at_its_field(
    on: Stage, sign_in: Callable[[str], FlaskClient], fields: dict[str, str], words: str
) -> None:
    answer = sign_in("Olive Office").post(address(on), data=signed_in.form(**{**WHY, **fields}))
    assert answer.status_code == 422
    assert words in answer.text


def test_only_the_office_and_the_chair_correct_and_only_what_has_happened(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    assert sign_in("Carla Chair").get(address(on)).status_code == 200
    assert sign_in("Maya Citymember").get(f"/cases/{on.play.reference}/dates").status_code == 200
    unknown = sign_in("Olive Office").get(address(on, "no_such_date"))
    assert unknown.status_code == 404
    for name, anchor in (
        ("Maya Citymember", "received_at"),
        ("Bea Countyoffice", "received_at"),
        ("Nina Notifier", "received_at"),
        ("Olive Office", "meeting_at"),
        ("Olive Office", "summary_sent_at"),
    ):
        for answer in (
            sign_in(name).get(address(on, anchor)),
            sign_in(name).post(address(on, anchor), data=signed_in.form()),
        ):
            assert answer.status_code == 404, (name, anchor)
    assert due(on, "requests_due") == date(2027, 1, 18)


def test_a_reminder_that_had_come_comes_again_when_its_date_lies_ahead_again(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    on.play.at(on.days.at(1, 13))
    assert "requests_warning" not in timer_dates(on)
    client = sign_in("Olive Office")
    assert client.post(address(on), data=agreed(client, on)).status_code == 303
    waiting = timer_dates(on)["requests_warning"]
    assert waiting is not None
    assert waiting - on.office.clock.now() > timedelta(days=2)
