"""Other settings and a late bank holiday: shown in their effect on open cases first, never silent, and done once."""

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

import pytest
from flask.testing import FlaskClient
from lxml import html

from cases import calendar, partnerships, records, slots
from cases.assignments import Exclusion
from cases.clocks import readings
from cases.settings import versions
from engine import instances, timers, worker
from foundation import audit
from foundation.clock import LONDON, london_date
from foundation.database import Session, bucket_of, new_id
from tests.scenarios import signed_in
from tests.scenarios.stage import Stage
from web import create_app

WHY = {"reason": "Agreed by the partners."}
REVIEW = "/settings/LEI/change/requests"
DAYS = "/settings/LEI/calendar/days"
HOLIDAY = {"kind": "holiday", "name": "Day of thanks", "date-day": "18", "date-month": "1", "date-year": "2027", **WHY}
"""The story begins on Thursday 14 January 2027; the requests are to be sent by Monday 18."""

pytestmark = pytest.mark.slow


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """Scenario 1 when the intake is checked, on the next working day."""
    found = chapter("checked")
    found.play.at(found.days.at(1, 10))
    return found


@pytest.fixture
def sign_in(on: Stage) -> Callable[[str], FlaskClient]:
    """A browser signed in as somebody of the story."""
    return partial(signed_in.browser, create_app(on.office), on)


def inputs(page: str) -> dict[str, str]:
    """What the last form of a page would send as it stands."""
    found = html.document_fromstring(page).xpath("//main//form")[-1]
    sent = {one.get("name"): one.get("value", "") for one in found.xpath(".//input[@type!='radio' or @checked]")}
    return sent | {one.get("name"): one.text or "" for one in found.xpath(".//textarea")}


def changed(client: FlaskClient, **fields: str) -> str:
    """The page that shows the effect of other settings for the requests."""
    given = inputs(client.get(REVIEW).text) | WHY | fields
    answer = client.post(REVIEW, data=given)
    assert answer.status_code == 200, answer.text
    return answer.text


def due(on: Stage, name: str) -> date | None:
    with on.office.database.reading() as session:
        return readings.reading(session, on.play.case_id, name, on.office.clock.now(), {}).day


def timer_dates(on: Stage) -> dict[str, datetime | None]:
    with on.office.database.reading() as session:
        found = instances.of_case(session, on.play.case_id)
        return {one.element_id: one.due_at for each in found for one in timers.of_instance(session, each)}


def test_other_settings_are_shown_in_open_cases_and_move_nothing_until_the_chair_reads_a_case_again(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    manager, timed = sign_in("Mona Manager"), timer_dates(on)
    page = changed(manager, **{"request-days": "4", "request-warning-days": "2"})
    assert "a case keeps the version it was opened with" in page
    text = html.document_fromstring(page).xpath("string(//main)")
    for words in (on.play.reference, "Send the information requests", "18 Jan 2027", "20 Jan 2027", "4 working days"):
        assert words in text, words
    data = inputs(page) | {"act": "save"}
    for _ in range(2):
        assert manager.post(REVIEW, data=data).status_code == 303
    with on.office.database.reading() as session:
        case = records.case(session, on.play.case_id)
        made = versions.history(session, case.partnership_id)
        assert [one.version for one in made] == [2, 1]
        assert (made[0].values()["request.days"], made[0].own()["request.days"], made[0].reason) == (
            4,
            4,
            WHY["reason"],
        )
        assert (case.settings_version, due(on, "requests_due")) == (1, date(2027, 1, 18))
        today = london_date(on.office.clock.now())
        now_there = {
            code: versions.in_force(session, home, today).version for code, home in on.ids.partnerships.items()
        }
        assert now_there.pop("LEI") == 2 and set(now_there.values()) == {1}, "another partnership's stay as they were"
    assert timer_dates(on) == timed
    shown = html.document_fromstring(manager.get("/settings/LEI").text).xpath("string(//main)")
    assert "by Mona Manager: Agreed by the partners." in " ".join(shown.split())
    again = f"/cases/{on.play.reference}/settings"
    assert sign_in("Olive Office").get(again).status_code == 404
    chair = sign_in("Carla Chair")
    asked = chair.post(again, data=signed_in.form(**WHY))
    assert "20 Jan 2027" in asked.text
    assert chair.post(again, data=signed_in.form(**WHY, act="move", agreed="other dates")).status_code == 409
    data = inputs(asked.text) | {"act": "move"}
    for _ in range(2):
        assert chair.post(again, data=data).status_code == 303
    assert due(on, "requests_due") == date(2027, 1, 20)
    assert timer_dates(on)["requests_warning"] == datetime(2027, 1, 18, 12, tzinfo=LONDON)
    told = chair.get(f"/cases/{on.play.reference}/dates").text
    assert "version 2 instead of version 1" in told
    assert WHY["reason"] in told
    with on.office.database.reading() as session:
        assert not audit.verify(session)


def test_settings_that_somebody_else_changed_meanwhile_are_shown_again(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    manager = sign_in("Mona Manager")
    data = inputs(changed(manager, **{"request-days": "3"})) | {"act": "save"}
    other = inputs(changed(sign_in("Ada Administrator"), **{"reply-days": "5"})) | {"act": "save", "_key": new_id()}
    assert sign_in("Ada Administrator").post(REVIEW, data=other | {"_token": signed_in.TOKEN}).status_code == 303
    answer = manager.post(REVIEW, data=data)
    assert answer.status_code == 409
    assert "Somebody saved other settings since you looked" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"request-days": "soon"}, "must be a whole number from 1 to 120"),
        ({"request-warning-days": "5"}, "may not be more than “Time to send the requests” (2)"),
        ({"agencies-usual": "Hospital trust\nNo such agency"}, "No agency that may be asked is called No such agency"),
        ({}, "Nothing is otherwise than it will be on that day"),
        ({"request-days": "3", "date-year": "2026"}, "must be today or later"),
        ({"request-days": "3", "reason": ""}, "Enter the reason"),
    ],
)
def test_what_cannot_be_saved_is_said_at_its_field(
    on: Stage, sign_in: Callable[[str], FlaskClient], fields: dict[str, str], words: str
) -> None:
    manager = sign_in("Mona Manager")
    answer = manager.post(REVIEW, data=inputs(manager.get(REVIEW).text) | WHY | fields)
    assert answer.status_code == 422
    assert words in html.document_fromstring(answer.text).xpath("string(//main)")


def test_a_late_bank_holiday_lists_every_date_and_moves_exactly_those_once_agreed(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    manager, timed = sign_in("Mona Manager"), timer_dates(on)
    asked = manager.post(DAYS, data=signed_in.form(**HOLIDAY))
    text = html.document_fromstring(asked.text).xpath("string(//main)")
    for words in (
        on.play.reference,
        "Send the information requests",
        "18 Jan 2027",
        "19 Jan 2027",
        "Rapid Review complete",
    ):
        assert words in text, words
    assert (due(on, "requests_due"), timer_dates(on)) == (date(2027, 1, 18), timed)
    data = inputs(asked.text) | {"act": "move"}
    assert manager.post(DAYS, data=data | {"agreed": "other dates", "_key": new_id()}).status_code == 409
    for _ in range(2):
        assert manager.post(DAYS, data=data).status_code == 303
    worker.run_until_idle(on.office.worker)
    assert due(on, "requests_due") == date(2027, 1, 19)
    warning = timer_dates(on)["requests_warning"]
    assert warning == timed["requests_warning"] == datetime(2027, 1, 15, 12, tzinfo=LONDON)
    assert timer_dates(on)["requests_overdue"] == datetime(2027, 1, 19, 17, tzinfo=LONDON)
    told = sign_in("Carla Chair").get(f"/cases/{on.play.reference}/dates").text
    assert "18 January 2027, Day of thanks, added" in told
    again = manager.post(DAYS, data=signed_in.form(**HOLIDAY))
    assert "That day is on the list already: Day of thanks" in again.text
    gone = manager.post(f"{DAYS}/2027-01-18", data=signed_in.form(**WHY))
    assert manager.post(f"{DAYS}/2027-01-18", data=inputs(gone.text) | {"act": "move"}).status_code == 303
    assert due(on, "requests_due") == date(2027, 1, 18)


def test_a_bank_holiday_moved_away_counts_on_its_usual_day_once_agreed(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    with on.office.database.transaction() as session:
        case = records.case(session, on.play.case_id)
        before = calendar.add_working_days(calendar.of_case(session, case.id), date(2027, 3, 25), 1)
    assert before == date(2027, 3, 30), "Good Friday and Easter Monday lie between"
    manager = sign_in("Mona Manager")
    moved = HOLIDAY | {
        "kind": "moved away",
        "name": "Easter Monday, now later",
        "date-day": "29",
        "date-month": "3",
    }
    wrong = manager.post(DAYS, data=signed_in.form(**moved | {"date-day": "30"}))
    assert wrong.status_code == 422 and "is no bank holiday" in wrong.text
    wrong = manager.post(DAYS, data=signed_in.form(**moved | {"date-day": "28"}))
    assert wrong.status_code == 422, "a Sunday stays one"
    asked = manager.post(DAYS, data=signed_in.form(**moved))
    assert "It is a working day this time" in asked.text
    assert manager.post(DAYS, data=inputs(asked.text) | {"act": "move"}).status_code == 303
    with on.office.database.reading() as session:
        mine = calendar.of_case(session, on.play.case_id)
        assert calendar.add_working_days(mine, date(2027, 3, 25), 1) == date(2027, 3, 29)
        assert date(2027, 3, 29) not in mine.shut, "a meeting may be proposed for it"
        other = calendar.of_partnership(session, partnership(session, "LLR"))
        assert calendar.add_working_days(other, date(2027, 3, 25), 1) == date(2027, 3, 30)
    assert "its bank holiday is on another day" in manager.get("/settings/LEI/calendar").text
    gone = manager.post(f"{DAYS}/2027-03-29", data=signed_in.form(**WHY))
    assert manager.post(f"{DAYS}/2027-03-29", data=inputs(gone.text) | {"act": "move"}).status_code == 303
    with on.office.database.reading() as session:
        mine = calendar.of_case(session, on.play.case_id)
        assert calendar.add_working_days(mine, date(2027, 3, 25), 1) == date(2027, 3, 30)


def partnership(session: Session, code: str) -> str:
    """The id of a partnership."""
    return next(one.id for one in partnerships.all_partnerships(session) if one.code == code)


def test_a_holiday_everywhere_is_an_administrators_and_a_closed_office_moves_nothing_but_proposals(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    asked = sign_in("Mona Manager").post(DAYS, data=signed_in.form(**HOLIDAY, where="everybody"))
    assert "Every partnership" not in asked.text
    admin = sign_in("Ada Administrator")
    asked = admin.post(DAYS, data=signed_in.form(**HOLIDAY, where="everybody"))
    assert "Every partnership" in asked.text
    assert admin.post(DAYS, data=inputs(asked.text) | {"act": "move"}).status_code == 303
    worker.run_until_idle(on.office.worker)
    counties = admin.get("/settings/LLR/calendar").text
    assert "Day of thanks" in counties
    with on.office.database.reading() as session:
        first = slots.proposals(session, on.play.case_id, on.office.clock.now())[0]
    shut = HOLIDAY | {"kind": "shut", "date-day": str(london_date(first.start).day), "name": "Removal"}
    shut["date-month"] = str(london_date(first.start).month)
    before = due(on, "rapid_review_due")
    asked = admin.post(DAYS, data=signed_in.form(**shut))
    assert "No date of an open case" in asked.text
    assert admin.post(DAYS, data=inputs(asked.text) | {"act": "move"}).status_code == 303
    assert due(on, "rapid_review_due") == before
    with on.office.database.reading() as session:
        found = slots.proposals(session, on.play.case_id, on.office.clock.now())
    assert [one.why_not for one in found if one.start == first.start] == ["the office is closed: Removal"]


def test_a_process_that_is_broken_is_named_and_does_not_keep_a_holiday_from_being_entered(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    with on.office.database.transaction() as session:
        review = next(one for one in instances.of_case(session, on.play.case_id) if one.process == "rapid_review")
        review.tokens = b"nothing that could be read"
    manager = sign_in("Mona Manager")
    asked = manager.post(DAYS, data=signed_in.form(**HOLIDAY))
    assert "What moves here cannot be worked out: tell an administrator" in asked.text
    assert manager.post(DAYS, data=inputs(asked.text) | {"act": "move"}).status_code == 303
    assert due(on, "requests_due") == date(2027, 1, 19)


def test_a_case_that_somebody_is_shut_out_of_is_not_named_but_its_dates_move_too(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    with on.office.database.transaction() as session:
        case_id, person = on.play.case_id, on.play.person("Mona Manager")
        shut = Exclusion(bucket=bucket_of(case_id), case_id=case_id, id=new_id(), person_id=person)
        shut.ruled_at, shut.ruled_by = on.office.clock.now(), on.play.person("Carla Chair")
        session.add(shut)
    manager = sign_in("Mona Manager")
    asked = manager.post(DAYS, data=signed_in.form(**HOLIDAY))
    assert on.play.reference not in asked.text
    assert "Dates move in cases that you may not see, too" in asked.text
    assert manager.post(DAYS, data=inputs(asked.text) | {"act": "move"}).status_code == 303
    assert due(on, "requests_due") == date(2027, 1, 19)


def test_only_those_whose_office_it_is_see_and_only_managers_and_administrators_change(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    for name, sees, changes in (
        ("Olive Office", 200, 404),
        ("Carla Chair", 200, 404),
        ("Milo Countymanager", 404, 404),
        ("Maya Citymember", 404, 404),
        ("Otis Owner", 404, 404),
        ("Ada Administrator", 200, 200),
    ):
        client = sign_in(name)
        assert client.get("/settings/LEI").status_code == sees, name
        for address in (REVIEW, DAYS):
            assert client.get(address).status_code == changes, (name, address)
        assert client.post(DAYS, data=signed_in.form(**HOLIDAY)).status_code == changes, name


def test_dates_of_the_group_are_typed_one_on_a_line_and_those_nobody_can_meet_on_are_refused(
    on: Stage, sign_in: Callable[[str], FlaskClient]
) -> None:
    manager, address = sign_in("Mona Manager"), "/settings/LEI/calendar/meetings"
    typed = "1 March 2027\n2/3/2027\n26 March 2027\nsoon\n1 January 2027"
    answer = manager.post(address, data=signed_in.form(kind="interim", dates=typed))
    text = html.document_fromstring(answer.text).xpath("string(//main)")
    for words in ("Friday 26 March 2027 is no working day: Good Friday", "“soon” is no date", "is not in the future"):
        assert words in text, words
    assert manager.post(address, data=signed_in.form(kind="interim", dates="1 March 2027\n2/3/2027")).status_code == 303
    with on.office.database.reading() as session:
        home = records.partnership_of(session, on.play.case_id)
        kinds = {one.day: one.kind for one in slots.dates_of(session, home, date(2027, 3, 1))}
    assert (kinds[date(2027, 3, 1)], kinds[date(2027, 3, 2)]) == ("interim", "interim")
    assert manager.post(f"{address}/2027-03-02/remove", data=signed_in.form()).status_code == 303
    with on.office.database.reading() as session:
        assert date(2027, 3, 2) not in {one.day for one in slots.dates_of(session, home, date(2027, 3, 1))}
