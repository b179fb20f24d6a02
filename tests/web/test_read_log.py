"""That whatever is opened for a page is in the read log before the page is sent, and nothing personal with it."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from cases import audit, files, records, submissions
from cases.correspondence import letters, outbox
from foundation import canonical
from tests.web.world import World, form

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def world(still_world: World) -> World:
    """One world for the whole module: each test looks at what it adds to the log."""
    return still_world


@pytest.fixture
def app(still_app: Flask) -> Flask:
    return still_app


def logged(world: World, nickname: str = "waiting") -> list[tuple[str, str, str]]:
    """Who read what in a case, in the words of the log, in order."""
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases[nickname]).id
        found = audit.entries(session, audit.of_reads(case_id))
        return [(one.actor, canonical.read(one.detail)["what"], one.subject) for one in found]  # type: ignore[call-overload,index]


def test_what_each_page_opens_is_written_down_with_who_and_which(world: World, sign_in: SignIn) -> None:
    client, me = sign_in("office"), world.people["office"]
    start = f"/cases/{world.cases['waiting']}"
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases["waiting"]).id
        sent = submissions.of_case(session, case_id)[0].id
        file = next(one for one in files.of_case(session, case_id) if one.media_type == "application/pdf").id
        letter = next(one for one in letters.of_case(session, case_id) if one.edits)
        mail = outbox.of_case(session, case_id)[0].id
    expected = logged(world)
    for address, what, id_ in (
        ("/people", "identity", "C1"),
        (f"/forms/{sent}", "form", sent),
        (f"/files/{file}", "file", file),
        (f"/files/{letter.file_id}", "file", letter.file_id),
        (f"/documents/{letter.id}", "letter", letter.id),
        (f"/mail/{mail}", "e-mail", mail),
    ):
        assert client.get(start + address).status_code == 200
        expected.append((me, what, id_))
        # The people of a case are one of its pages; what is opened from a list is no page of the case itself.
        expected += [(me, "page", "people")] if address == "/people" else []
        assert logged(world) == expected, address


def test_every_page_of_a_case_leaves_an_entry_with_who_looked_and_lists_of_cases_leave_none(
    world: World, sign_in: SignIn
) -> None:
    client, before = sign_in("office"), logged(world)
    parts = ("tasks", "progress", "documents", "mail", "meetings", "clocks", "timeline", "dates", "actions")
    for part in ("", *(f"/{each}" for each in parts)):
        assert client.get(f"/cases/{world.cases['waiting']}{part}").status_code == 200
    expected = [(world.people["office"], "page", part) for part in ("overview", *parts)]
    assert logged(world) == before + expected
    assert client.get("/cases").status_code == client.get("/").status_code == 200
    assert sign_in("referrer").get(f"/cases/{world.cases['waiting']}/dates").status_code == 404
    assert logged(world) == before + expected


def test_whoever_sees_no_names_has_read_none(world: World, sign_in: SignIn) -> None:
    before = logged(world)
    assert "Sam Testcase" not in sign_in("member").get(f"/cases/{world.cases['waiting']}/people").text
    assert logged(world) == [*before, (world.people["member"], "page", "people")]


def test_a_form_sent_is_its_sender_s_doing_and_nobody_s_reading(world: World, sign_in: SignIn) -> None:
    task = world.task(world.cases["fresh"], "Check the referral")
    answer = sign_in("office").post(f"/tasks/{task}", data=form(complete="yes", reader="me"))
    assert answer.status_code == 303
    assert logged(world, "fresh") == []


@pytest.mark.parametrize("part", ["/people", "/forms/{sent}"])
def test_nothing_sealed_is_shown_when_its_reading_cannot_be_written_down(
    world: World, sign_in: SignIn, part: str
) -> None:
    client = sign_in("office")
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases["waiting"]).id
        part = part.format(sent=submissions.of_case(session, case_id)[0].id)
    with world.office.database.transaction() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    answer = client.get(f"/cases/{world.cases['waiting']}{part}")
    with world.office.database.transaction() as session:
        session.execute(text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))
    assert answer.status_code == 500
    assert "Sam Testcase" not in answer.text and "invented place" not in answer.text


def test_every_search_is_written_down_by_tokens_never_by_words(world: World, sign_in: SignIn) -> None:
    client = sign_in("office")
    for asked in (
        {"reference": "Sam Testcase"},
        {"status": "open"},
        {"reference": "sam testCASE", "status": "open"},
        {},
    ):
        assert client.post("/cases", data=form(**asked), follow_redirects=True).status_code == 200
    with world.office.database.reading() as session:
        found = audit.entries(session, audit.of_searches(world.people["office"]))
    token = world.office.keys.blind("search", "sam testcase").hex()
    assert [(one.actor, one.action, one.subject) for one in found] == [
        (world.people["office"], "searched", subject) for subject in (token, "-", token)
    ]
    assert [canonical.read(one.detail) for one in found] == [{"what": "cases", "found": number} for number in (0, 4, 0)]
    assert not [one for one in found if b"sam" in one.detail.lower()]


def test_reading_again_later_is_a_reading_of_its_own(world: World, sign_in: SignIn) -> None:
    client, before = sign_in("chair"), len(logged(world))
    for _ in range(2):
        client.get(f"/cases/{world.cases['waiting']}/people")
        world.pass_(minutes=5)
    assert len(logged(world)) == before + 2 * len(("identity", "page"))
