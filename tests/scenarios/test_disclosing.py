"""From a request for somebody's data to the copy they are given: what is left out is truly not in it."""

import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from cases import assignments, audit, data_requests, disclosures, files, identity
from cases.data_requests import COPY, DataRequest
from cases.disclosures import Disclosure
from casework.disclosing import documents, marking, records
from casework.rehearsal.play import WentWrong
from foundation import audit as chains
from foundation.database import Session
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from web import create_app

DORA, DREW, MONA, OLIVE = "Dora Dataprotection", "Drew Dataprotection", "Mona Manager", "Olive Office"
ASKED = {
    "asker_name": "Gertrude Testcase", "asker_reach": "2 Invented Lane", "capacity": "self", "about_whom": "MGM",
    "wanted": "Everything.", "received_on": "2027-01-21", "proof_needed": "known", "proof_note": "Known to the office.",
}  # fmt: skip
SECRET = "1 Invented Lane"
"""Words of the case that are about other people."""


AGAIN = pytest.param("LLR-2020", marks=(pytest.mark.rehearsal, pytest.mark.again))


@pytest.fixture(params=["LLR-WT2023", AGAIN])
def on(request: pytest.FixtureRequest, chapter: Callable[[str], Stage], chapter_2020: Callable[[str], Stage]) -> Stage:
    """A case with letters and files, under each profile, on which somebody asks for their data."""
    on = (chapter if request.param == "LLR-WT2023" else chapter_2020)("asked")
    told = {**ASKED, "received_on": on.play.clock.now().date().isoformat()}
    on.play.tell(OLIVE, "data_asked_for", **told)
    return on


def asked(session: Session, on: Stage) -> DataRequest:
    (found,) = data_requests.of_case(session, on.play.case_id)
    return found


def rows(session: Session, on: Stage) -> list[Disclosure]:
    return disclosures.of_request(session, asked(session, on))


def address(on: Stage, row: Disclosure | None = None, part: str = "") -> str:
    with on.office.database.reading() as session:
        start = f"/cases/{on.play.reference}/data-requests/{asked(session, on).id}"
    return f"{start}/{row.id}{part}" if row else f"{start}{part}"


def decide_all(on: Stage, client: FlaskClient) -> dict[str, str]:
    """Decide on every record by what it holds: gives the decision of each."""
    found: dict[str, str] = {}
    with on.office.database.reading() as session:
        every = rows(session, on)
        texts = {row.id: records.of(session, on.office, row).text for row in every}
    for row in every:
        text = texts[row.id]
        given = {"decision": "not_theirs", "exemption": "", "note": "", "marked": text or "", "act": "save"}
        if text and SECRET in text:
            marked = marking.marked(text, marking.everywhere(text, [SECRET.lower()]))
            given |= {"decision": "redact", "exemption": "third_party", "marked": marked.replace("\n", "\r\n")}
        elif row.source == "file":
            given |= {"decision": "disclose"}
        elif row.source == "form" and "in_words" not in found.values():
            given |= {"decision": "in_words", "note": "You are named as the grandmother."}
        elif row.source == "reads":
            given |= {"decision": "withhold", "exemption": "crime", "note": "An enquiry runs."}
        answer = client.post(address(on, row), data=form(**given))
        assert answer.status_code == 303, answer.text
        found[row.id] = given["decision"]
    return found


def every_word(content: bytes) -> Iterator[bytes]:
    """The bytes of a packed file, and of all that is packed in it, unpacked."""
    yield content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as packed:
            for name in packed.namelist():
                yield name.encode()
                yield from every_word(packed.read(name))


def test_what_is_left_out_is_in_no_byte_of_the_copy_which_is_taken_once_and_deleted_later(on: Stage) -> None:
    app = create_app(on.office)
    dora, drew, mona = (browser(app, on, name) for name in (DORA, DREW, MONA))
    page = dora.get(address(on))
    assert page.status_code == 200 and "records to be decided on" in page.text
    decided = decide_all(on, dora)
    assert {"redact", "disclose", "in_words", "withhold"} <= set(decided.values())
    with on.office.database.reading() as session:
        originals = [record.text for row in rows(session, on) if (record := records.of(session, on.office, row)).text]
        assert any(SECRET in one for one in originals)

    on.play.do(DORA, "data_request_decide", data_decision="disclose", decision_note="Looked at.")
    locked = dora.post(address(on, first(on)), data=form(decision="disclose", act="save"))
    assert locked.status_code == 409
    with pytest.raises(WentWrong, match="somebody else must check it"):
        on.play.do(DORA, "data_request_check", disclosure_checked="yes", check_note="Mine.")
    assert mona.post(address(on, part="/copy"), data=form()).status_code == 409
    on.play.do(DREW, "data_request_check", disclosure_checked="yes", check_note="Read.")

    taken = mona.post(address(on, part="/copy"), data=form())
    assert taken.status_code == 200 and taken.mimetype == "application/zip"
    assert mona.post(address(on, part="/copy"), data=form()).status_code == 409
    assert drew.post(address(on, part="/copy"), data=form()).status_code == 409
    copy = list(every_word(taken.data))
    with_letters = [re.sub(rb"<[^>]+>", b"", one) for one in copy]
    for words in (SECRET, "An enquiry runs", "prevention or detection of crime"):
        assert not [one for one in [*copy, *with_letters] if words.encode() in one]
    for words in ("Gertrude Testcase", "You are named as the grandmother.", marking.GONE, "Information Commissioner"):
        assert any(words.encode() in one for one in with_letters), words
    with zipfile.ZipFile(BytesIO(taken.data)) as packed:
        names = packed.namelist()
    assert names[:2] == ["00-letter.docx", "01-schedule.docx"]
    assert len(names) == 2 + sum(one in ("redact", "disclose", "in_words") for one in decided.values())

    with on.office.database.reading() as session:
        log = chains.entries(session, audit.of_reads(on.play.case_id))
        assert [one.actor for one in log if one.action == "exported"] == [on.play.person(MONA)]
        assert "data copy taken" in {one.action for one in chains.entries(session, audit.of_case(on.play.case_id))}
        # It is sealed as all files are, no page of documents shows it, and the originals are as they were.
        (kept,) = [one for one in files.of_case(session, on.play.case_id) if one.kind == COPY]
        again = [record.text for row in rows(session, on) if (record := records.of(session, on.office, row)).text]
        assert again[:-1] == originals[:-1]
    assert mona.get(f"/cases/{on.play.reference}/files/{kept.id}").status_code == 404

    on.play.do(MONA, "data_request_told", told_outcome="again", told_note="It did not arrive.")
    assert drew.post(address(on, part="/copy"), data=form()).status_code == 200
    day = on.play.clock.now().date().isoformat()
    answers = {"told_on": day, "told_how": "post", "complaint_told": True, "told_note": "Sent."}
    on.play.do(MONA, "data_request_told", told_outcome="told", **answers)
    on.play.at(on.play.clock.now() + timedelta(days=40))
    with on.office.database.reading() as session:
        assert asked(session, on).ended_at is not None
        assert [one for one in files.of_case(session, on.play.case_id) if one.kind == COPY] == []
    assert dora.get(address(on)).status_code == 404


def first(on: Stage) -> Disclosure:
    with on.office.database.reading() as session:
        return rows(session, on)[0]


def test_every_record_of_the_case_is_in_the_schedule_and_only_those_who_answer_look_at_them(
    chapter: Callable[[str], Stage],
) -> None:
    on = chapter("asked")
    told = {**ASKED, "received_on": on.play.clock.now().date().isoformat()}
    on.play.tell(OLIVE, "data_asked_for", **told)
    with on.office.database.reading() as session:
        there = [(one.source, one.source_id) for one in rows(session, on)]
        assert there == list(records.found(session, on.play.case_id))
        assert {one.id for one in identity.named(session, on.play.case_id)} <= {id_ for _, id_ in there}
        assert {one.id for one in files.of_case(session, on.play.case_id)} <= {id_ for _, id_ in there}
    app = create_app(on.office)
    for who in (OLIVE, "Carla Chair", "Harry Hospital"):
        client = browser(app, on, who)
        assert {client.get(one).status_code for one in (address(on), address(on, first(on)))} == {404}
        assert client.post(address(on, first(on)), data=form(decision="disclose", act="save")).status_code == 404
    dora = browser(app, on, DORA)
    with on.office.database.reading() as session:
        before = records.of(session, on.office, read := rows(session, on)[-1]).text
    assert read.source == "reads" and dora.get(address(on, first(on))).status_code == 200
    with on.office.database.reading() as session:
        assert records.of(session, on.office, read).text == before, "what is read to answer would change what is given"
    with on.office.database.transaction() as session:
        assignments.exclude(session, on.play.case_id, on.play.person(DORA), on.play.clock.now())
    assert dora.get(address(on, first(on))).status_code == 404
    assert dora.post(address(on, part="/copy"), data=form()).status_code == 404


def test_marks_change_nothing_of_a_text_and_what_is_wrong_with_them_is_said() -> None:
    text = marking.plain("Sam [[x]] lives\r\nwith Kim,\x00 and Sam’s aunt.")
    assert text == "Sam [ [x] ] lives\nwith Kim, and Sam’s aunt."
    places = marking.everywhere(text, ["sam", "kim"])
    assert marking.left(text, places) == "[left out] [ [x] ] lives\nwith [left out], and [left out]’s aunt."
    sent = marking.marked(text, places).replace("\n", "\r\n")
    assert marking.read(sent, text) == places
    for wrong, words in (
        ("[[Sam [[x]]", "none may stand within another"),
        ("Tom", "the text itself was changed"),
    ):
        with pytest.raises(marking.Unlike, match=words):
            marking.read(sent.replace("[[Sam]]", wrong, 1), text)
    with pytest.raises(marking.Unlike, match="Close what begins"):
        marking.read(text.replace("aunt", "[[aunt"), text)


def test_a_word_document_is_read_with_what_stands_beside_its_text() -> None:
    made = documents.made("A title", "# Part\nOne line\twith a tab", "The office")
    assert documents.text_of(made, documents.DOCX) == "A title\nPart\nOne line\twith a tab"
    assert documents.text_of(b"\xff\xfe", "image/png") is None
