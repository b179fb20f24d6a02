"""Somebody says that records are wrong about them: what was sent stays, and what two people decided stands with it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from cases import contested, data_requests, disclosures, files, legal_holds, submissions
from cases.data_requests import DataRequest
from cases.disclosures import FILE, FORM, IDENTITY, Disclosure
from casework import occasions
from casework.disclosing import documents, recipients, records
from casework.rehearsal.play import WentWrong
from foundation.database import Session
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from web import create_app

DORA, DREW, MONA, OLIVE, CARLA = (
    "Dora Dataprotection",
    "Drew Dataprotection",
    "Mona Manager",
    "Olive Office",
    "Carla Chair",
)
RIGHT = "The grandmother has lived at another address since 2019."
"""What is put right, in words that stand nowhere else."""

CLAIM = {
    "asker_name": "Gertrude Testcase", "asker_reach": "2 Invented Lane", "capacity": "self", "right_asked": "rectify",
    "about_whom": "MGM", "wanted": "I do not live there.", "proof_needed": "known", "proof_note": "Known to us.",
}  # fmt: skip


AGAIN = pytest.param("LLR-2020", marks=(pytest.mark.rehearsal, pytest.mark.again))


@pytest.fixture(params=["LLR-WT2023", AGAIN])
def on(request: pytest.FixtureRequest, chapter: Callable[[str], Stage], chapter_2020: Callable[[str], Stage]) -> Stage:
    """A case with letters and files, under each profile, in which somebody says that records are wrong."""
    on = (chapter if request.param == "LLR-WT2023" else chapter_2020)("asked")
    on.play.tell(OLIVE, "right_claimed", **CLAIM, received_on=on.play.clock.now().date().isoformat())
    return on


def asked(session: Session, on: Stage) -> DataRequest:
    (found,) = data_requests.of_case(session, on.play.case_id)
    return found


def first(on: Stage, source: str, nth: int = 0) -> Disclosure:
    with on.office.database.reading() as session:
        return [one for one in disclosures.of_request(session, asked(session, on)) if one.source == source][nth]


def address(on: Stage, row: Disclosure | None = None, part: str = "") -> str:
    with on.office.database.reading() as session:
        start = f"/cases/{on.play.reference}/data-requests/{asked(session, on).id}"
    return f"{start}/contested/{row.id}" if row else f"{start}{part}"


def marked(on: Stage, row: Disclosure) -> list[str]:
    with on.office.database.reading() as session:
        found = contested.of_record(session, on.office.keys, on.play.case_id, (row.source, row.source_id))
    return [one.short for one in found]


def test_what_is_put_right_stands_with_the_record_for_everybody_and_the_record_is_not_changed(on: Stage) -> None:
    app = create_app(on.office)
    dora, drew, olive, carla, mona = (browser(app, on, name) for name in (DORA, DREW, OLIVE, CARLA, MONA))
    reply, file, child = first(on, FORM), first(on, FILE), first(on, IDENTITY)
    sent = f"/cases/{on.play.reference}/forms/{reply.source_id}"
    with on.office.database.reading() as session:
        before = submissions.read(session, on.office.keys, submissions.get(session, on.play.case_id, reply.source_id))
        assert [one.asked_by for one in legal_holds.in_force(session, on.play.case_id)] == [legal_holds.BY_REQUEST]

    refused(on, dora, reply)
    assert {olive.get(address(on, reply)).status_code, carla.post(address(on, reply), data=form()).status_code} == {404}

    # From the day on which a record is marked it says so wherever it is shown.
    assert "Contested" not in olive.get(sent).text
    for row in (reply, file, child):
        assert dora.post(address(on, row), data=form(decision="contested")).status_code == 303
    assert "Contested" in olive.get(sent).text and "do not rely on it" in olive.get(sent).text
    assert olive.get(f"/cases/{on.play.reference}/documents").text.count("Contested") >= 2
    assert "Contested" in carla.get(f"/cases/{on.play.reference}/people").text
    with pytest.raises(WentWrong, match="Mark each record that it is about"):
        on.play.do(DORA, "data_right_decide", data_decision="decide", decision_note="Looked at.")

    shown = {"decision": "correct", "statement": RIGHT}
    assert dora.post(address(on, reply), data=form(**shown)).status_code == 303
    assert (
        dora.post(address(on, file), data=form(decision="leave", ground="accurate", note="It is a letter.")).status_code
        == 303
    )
    opinion = {"decision": "disputed", "statement": "She disputes that she was unwilling."}
    assert dora.post(address(on, child), data=form(**opinion)).status_code == 303
    on.play.do(DORA, "data_right_decide", data_decision="decide", decision_note="Looked at.")
    assert dora.post(address(on, reply), data=form(**shown)).status_code == 409
    assert RIGHT not in olive.get(sent).text, "nothing is shown before a second person found it right"
    with pytest.raises(WentWrong, match="somebody else must check it"):
        on.play.do(DORA, "data_right_check", disclosure_checked="yes", check_note="Mine.")
    on.play.do(DREW, "data_right_check", disclosure_checked="yes", check_note="Read.")

    page = olive.get(sent).text
    assert RIGHT in page and "Corrected" in page and f"{DORA} decided it and {DREW} checked it" in page
    assert (marked(on, reply), marked(on, file), marked(on, child)) == (["Corrected"], ["Contested"], ["Disputed"])
    with on.office.database.reading() as session:
        after = submissions.read(session, on.office.keys, submissions.get(session, on.play.case_id, reply.source_id))
        assert after == before
        # Whoever asks for a copy gets what stands with the record too.
        assert RIGHT in str(records.of(session, on.office, reply).text)

    answered_by_a_letter_that_is_taken_once(on, mona, drew)

    # What stays as it is may be used again; what was decided stays with its record when the request is over.
    assert (marked(on, reply), marked(on, file)) == (["Corrected"], [])
    with on.office.database.reading() as session:
        assert legal_holds.in_force(session, on.play.case_id) == []
    on.play.at(on.play.clock.now() + timedelta(days=40))
    with on.office.database.reading() as session:
        assert asked(session, on).outcome == contested.DECIDED
        assert [one for one in files.of_case(session, on.play.case_id) if one.kind == data_requests.COPY] == []
    assert RIGHT in olive.get(sent).text and dora.get(address(on)).status_code == 404


def refused(on: Stage, dora: FlaskClient, row: Disclosure) -> None:
    """Wrong answers are said, and nothing of them is kept; no copy is decided on here."""
    for given, words in (
        ({}, "Select what becomes"),
        ({"decision": "correct"}, "Enter what is shown with the record"),
        ({"decision": "leave"}, "Select why it, or the rest of it, stays"),
        ({"decision": "leave", "ground": "other"}, "Enter which reason or exemption"),
    ):
        answer = dora.post(address(on, row), data=form(**given))
        assert answer.status_code == 422 and words in answer.text
    assert dora.get(address(on, part=f"/{row.id}")).status_code == 404
    assert marked(on, row) == []


def answered_by_a_letter_that_is_taken_once(on: Stage, mona: FlaskClient, drew: FlaskClient) -> None:
    """Those who had records are told, then whoever asked; with a letter that did not arrive it is done once more."""
    with on.office.database.reading() as session:
        given = recipients.of_case(session, on.play.case_id)
    assert any("information request" in one["label"].lower() for one in given), given
    on_the_page = [one["label"].partition(":")[0] for one in given]
    page = mona.get(task(on, mona)).text
    assert all(one in page for one in on_the_page)
    on.play.do(DORA, "data_right_recipients", recipients_told=[], recipients_note="Looked at each.")
    with pytest.raises(WentWrong, match="letter was not taken yet"):
        on.play.do(MONA, "data_right_told", told_outcome="told", **told(on))
    taken = mona.post(address(on, part="/copy"), data=form())
    assert taken.status_code == 200 and taken.headers["Content-Disposition"].endswith("-answer.docx")
    assert drew.post(address(on, part="/copy"), data=form()).status_code == 409
    words = str(documents.text_of(taken.data, documents.DOCX))
    for one in (
        "Gertrude Testcase",
        RIGHT,
        "She disputes",
        "It is accurate and complete",
        "It is a letter.",
        "Information Commissioner",
    ):
        assert one in words, one
    on.play.do(MONA, "data_right_told", told_outcome="again", told_note="It did not arrive.")
    assert drew.post(address(on, part="/copy"), data=form()).status_code == 200
    on.play.do(MONA, "data_right_told", told_outcome="told", **told(on))


def task(on: Stage, client: FlaskClient) -> str:
    """The address of the task to tell those who were given records."""
    page = client.get(f"/cases/{on.play.reference}/tasks").text
    return re.findall(r'href="(/tasks/[^"]+)"[^>]*>[^<]*Tell those who were given it', page)[0]


def told(on: Stage) -> dict[str, object]:
    day = on.play.clock.now().date().isoformat()
    return {"told_on": day, "told_how": "post", "complaint_told": True, "told_note": "Sent."}


def test_what_is_granted_to_be_deleted_is_released_for_deletion_and_not_used_until_then(
    chapter: Callable[[str], Stage],
) -> None:
    on = chapter("checked")
    claim = {**CLAIM, "right_asked": "erase", "received_on": on.play.clock.now().date().isoformat()}
    on.play.tell(OLIVE, "right_claimed", **claim)
    app = create_app(on.office)
    dora = browser(app, on, DORA)
    row = first(on, FORM)
    given = {"decision": "delete", "statement": "It is about another family."}
    assert dora.post(address(on, row), data=form(**given)).status_code == 303
    on.play.do(DORA, "data_right_decide", data_decision="decide", decision_note="Looked at.")
    with on.office.database.reading() as session:
        assert legal_holds.in_force(session, on.play.case_id)
    on.play.do(DREW, "data_right_check", disclosure_checked="yes", check_note="Read.")
    with on.office.database.reading() as session:
        assert not legal_holds.in_force(session, on.play.case_id)
    with pytest.raises(WentWrong):
        on.play.do(DORA, "data_right_deleted", deleted_outcome="ordered", deleted_note="Not mine.")
    on.play.do(MONA, "data_right_deleted", deleted_outcome="waiting", deleted_note="When the case has ended.")
    assert marked(on, row) == ["To be deleted"]
    assert (
        "It is about another family."
        in browser(app, on, CARLA).get(f"/cases/{on.play.reference}/forms/{row.source_id}").text
    )


def test_of_two_requests_each_is_named_where_somebody_says_that_it_needs_more_time(
    chapter: Callable[[str], Stage],
) -> None:
    on = chapter("asked")
    for _ in range(2):
        on.play.tell(OLIVE, "right_claimed", **CLAIM, received_on=on.play.clock.now().date().isoformat())
    with on.office.database.reading() as session:
        offered = occasions.places(session, on.office, on.play.person(MONA), on.play.case_id)
    assert [one.subject for one in offered if one.element.id == "more_time_needed"] == ["Request 1", "Request 2"]
