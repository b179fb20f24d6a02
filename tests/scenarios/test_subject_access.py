"""Whoever asks for their data is answered by data protection leads, who know the case for as long and no longer."""

from collections.abc import Callable
from datetime import date, time

import pytest

from cases import access, assignments, data_requests, owned
from cases.clocks import Anchor, answering, readings
from cases.clocks import anchors as dated
from cases.data_requests import DataRequest, SamePerson
from casework import occasions
from foundation.clock import london
from foundation.database import Session
from tests.scenarios.signed_in import browser
from tests.scenarios.stage import Stage
from web import create_app

DORA, DREW, MONA = "Dora Dataprotection", "Drew Dataprotection", "Mona Manager"


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """A case on which somebody has asked for their data."""
    on = chapter("checked")
    with on.office.database.transaction() as session:
        registered(session, on, date(2027, 1, 29))
    return on


def registered(session: Session, on: Stage, day: date | None) -> DataRequest:
    row = DataRequest(
        **owned.key(on.play.case_id),
        asked=data_requests.ACCESS,
        submission_id="none",
        registered_by=on.play.person("Olive Office"),
        registered_at=on.play.clock.now(),
    )
    made = data_requests.register(session, row)
    if day:
        dates(session, on, made, {answering.COUNTED: day})
    return made


def dates(session: Session, on: Stage, request: DataRequest, days: dict[str, date]) -> None:
    for name, day in days.items():
        dated.set_anchor(
            session, on.play.case_id, Anchor(name, london(day, time(12)), request.id), "x", on.play.clock.now()
        )


def test_the_month_ends_on_its_last_day_or_the_next_working_day_and_says_how_it_was_counted(on: Stage) -> None:
    with on.office.database.transaction() as session:
        (request,) = data_requests.of_case(session, on.play.case_id)

        def counted(days: dict[str, date]) -> tuple[date | None, list[str]]:
            dates(session, on, request, days)
            subjects = {"data_request_id": request.id}
            found = readings.reading(session, on.play.case_id, answering.CLOCK, on.play.clock.now(), subjects)
            return found.day, [f"{one.day.isoformat()} {one.reason}" for one in found.counted]

        assert counted({}) == (
            date(2027, 3, 1),
            ["2027-02-28 1 month after 2027-01-29", "2027-03-01 the next working day"],
        )
        assert counted({answering.MOVED: date(2027, 2, 2)})[0] == date(2027, 3, 4)
        # Easter: Good Friday is the 26th of March and Easter Monday the 29th.
        assert counted({answering.COUNTED: date(2027, 2, 26), answering.MOVED: date(2027, 2, 26)})[0] == date(
            2027, 3, 30
        )
        assert counted({answering.EXTENDED: date(2027, 3, 1)})[0] == date(2027, 5, 26)
        assert counted({answering.STANDS: date(2027, 3, 1)}) == (None, [])


def test_whoever_is_shut_out_never_sees_a_request_even_as_a_data_protection_lead(on: Stage) -> None:
    app = create_app(on.office)
    dora, drew = (on.play.person(name) for name in (DORA, DREW))
    with on.office.database.transaction() as session:
        reference = on.play.reference
        assert access.may_know(session, dora, on.play.case_id, on.play.clock.now())
        assert occasions.places(session, on.office, dora, on.play.case_id)
        assignments.exclude(session, on.play.case_id, dora, on.play.clock.now())
    for who, status, seen in ((DORA, 404, False), (DREW, 200, True)):
        client = browser(app, on, who)
        assert client.get(f"/cases/{reference}/data-requests").status_code == status
        assert (reference in client.get("/data-requests").text) is seen
        assert (reference in client.get("/cases").text) is seen
    with on.office.database.reading() as session:
        assert not occasions.places(session, on.office, dora, on.play.case_id)
        assert occasions.places(session, on.office, drew, on.play.case_id)


def test_a_lead_knows_a_case_only_while_a_request_runs_on_it_and_none_of_its_other_pages(on: Stage) -> None:
    app = create_app(on.office)
    start = f"/cases/{on.play.reference}"
    client = browser(app, on, DORA)
    open_ = {"", "/tasks", "/documents", "/data-requests"}
    shut = {"/people", "/progress", "/clocks", "/timeline", "/mail", "/meetings", "/access", "/dates", "/actions"}
    assert {part for part in open_ | shut if client.get(start + part).status_code == 200} == open_
    assert "Testcase" not in client.get(f"{start}/documents").text
    with on.office.database.transaction() as session:
        (request,) = data_requests.of_case(session, on.play.case_id)
        data_requests.end(session, request, "withdrawn", "system", on.play.clock.now())
    assert client.get(start).status_code == 404
    assert on.play.reference in browser(app, on, MONA).get("/data-requests").text


def test_whoever_decided_cannot_check_it(on: Stage) -> None:
    now = on.play.clock.now()
    with on.office.database.transaction() as session:
        (request,) = data_requests.of_case(session, on.play.case_id)
        data_requests.decide(session, request, "disclose", (on.play.person(DORA), "form"), now)
        with pytest.raises(SamePerson):
            data_requests.check(session, request, True, (on.play.person(DORA), "form"), now)
        data_requests.check(session, request, True, (on.play.person(DREW), "form"), now)
        assert request.checked_at == now
        data_requests.decide(session, request, "disclose", (on.play.person(DREW), "form"), now)
        assert request.checked_at is None
