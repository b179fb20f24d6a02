"""Letters that the office changes before they are released: old and new are kept, and what is out stays as it is."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.oxml import OxmlElement
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import update

from cases import audit, files, keys
from cases.correspondence import documents, letters
from cases.correspondence.letters import Letter, LetterStatus
from cases.files import CaseFile, FilePiece
from casework.letters import collating
from casework.rehearsal import scenario_1
from foundation.database import new_id
from tests.casework.letters.conftest import words_of
from tests.scenarios.signed_in import TOKEN, browser
from tests.scenarios.stage import Stage
from web import create_app

pytestmark = pytest.mark.slow
Open = Callable[[str], Stage]

VIEW = "We would be glad of the Panel’s view by the end of the month"


def client(on: Stage, name: str) -> FlaskClient:
    return browser(create_app(on.office), on, name)


def newest(on: Stage, kind: str) -> tuple[Letter, bytes]:
    with on.office.database.reading() as session:
        letter = letters.of_case(session, on.play.case_id, kind)[-1]
        return letter, documents.document(session, on.office.keys, letter)


def address(on: Stage, kind: str) -> str:
    return f"/cases/{on.play.reference}/documents/{newest(on, kind)[0].id}"


def send(on: Stage, who: FlaskClient, kind: str, act: str, **fields: Any) -> tuple[int, str]:
    """Send the page on which a letter is changed; gives the status and what the page says."""
    given = {"_token": TOKEN, "_key": new_id(), "act": act, "reason": "Agreed by telephone.", **fields}
    answer = who.post(address(on, kind) + "/change", data=given, content_type="multipart/form-data")
    return answer.status_code, answer.text


def paragraph(page: str, words: str) -> tuple[str, str]:
    """The field of the paragraph with these words, and all its words."""
    root = html.document_fromstring(page)
    return next(
        (each.get("name"), each.text) for each in root.xpath("//textarea[@name!='reason']") if words in each.text
    )


def with_words(content: bytes, was: str, becomes: str, tracked: bool = False) -> tuple[io.BytesIO, str]:
    """The document as somebody saves it in Word."""
    made: Any = Document(io.BytesIO(content))
    found = next(each for each in made.paragraphs if was in each.text)
    found.text = found.text.replace(was, becomes)
    if tracked:
        found._p.append(OxmlElement("w:del"))
    written = io.BytesIO()
    made.save(written)
    return io.BytesIO(written.getvalue()), "changed.docx"


def test_words_changed_by_hand_go_out_in_a_new_version_and_the_page_shows_old_and_new(chapter: Open) -> None:
    on = chapter("confirmed")
    olive = client(on, "Olive Office")
    name, was = paragraph(olive.get(address(on, "D06") + "/change").text, "the Panel’s view")
    wanted = was.replace("We would be glad of the Panel’s view", VIEW)
    assert send(on, olive, "D06", "words", **{name: was})[0] == 422, "nothing is otherwise"
    assert send(on, olive, "D06", "words", **{name: wanted}, reason="")[0] == 422
    assert send(on, olive, "D06", "words", **{name: wanted})[0] == 303
    letter, content = newest(on, "D06")
    assert (letter.version, letter.status) == (2, LetterStatus.PREPARED)
    header = Document(io.BytesIO(content)).sections[0].header
    assert VIEW in words_of(content) and "version 2" in "".join(each.text for each in header.paragraphs)
    page = html.document_fromstring(olive.get(address(on, "D06")).text)
    assert (page.xpath("//del/text()"), page.xpath("//ins/text()")) == ([was], [wanted])
    assert "Olive Office" in page.text_content() and "Agreed by telephone." in page.text_content()

    scenario_1.send(on.play, on.days)
    letter, content = newest(on, "D06")
    assert (letter.version, letter.status) == (3, LetterStatus.SENT), "made anew on the day it goes"
    assert VIEW in words_of(content) and "Friday 29 January 2027" in words_of(content)
    assert letter.released_by == on.play.person("Olive Office"), "the second person, not who sent the form"
    with on.office.database.reading() as session:
        told = [each for each in audit.entries(session, audit.of_case(on.play.case_id)) if "by hand" in each.action]
    assert [each.actor for each in told] == [on.play.person("Olive Office")]
    assert b"Panel" not in told[0].detail and b"telephone" not in told[0].detail
    assert send(on, olive, "D06", "words", **{name: "Too late."})[0] == 409
    assert olive.get(address(on, "D06") + "/change").status_code == 409


def test_what_the_office_made_of_section_1_is_shown_as_old_and_new_with_the_summary(chapter: Open) -> None:
    on = chapter("replied")
    on.play.at(on.days.at(6, 15))
    with on.office.database.reading() as session:
        collated = letters.of_case(session, on.play.case_id, collating.KIND)[-1]
        text = str(documents.snapshot_of(session, on.office.keys, collated)["section_1"])
    first = next(line for line in text.split("\n") if len(line) > 30)
    written = text.replace(first, f"{first} Checked.")
    on.play.do("Olive Office", "f09_papers", section_1=written, edit_note="Made clear.", not_known="How.",
               attach_list=["section_1"], papers_mode="advance", checked=True)  # fmt: skip
    page = client(on, "Olive Office").get(address(on, "D04")).text
    told = html.document_fromstring(page)
    (was,), (becomes,) = told.xpath("//del/text()"), told.xpath("//ins/text()")
    assert first in was and f"{first} Checked." in becomes and "Made clear." in page


def test_a_document_changed_in_word_takes_the_place_of_the_prepared_one_and_can_be_taken_back(chapter: Open) -> None:
    on = chapter("confirmed")
    olive = client(on, "Olive Office")
    _, content = newest(on, "D05")
    asked = "How the family is told"
    for refused, words in (
        (with_words(content, asked, asked, tracked=True), "tracked changes"),
        (with_words(newest(on, "D06")[1], "Enclosed", "Enclosed"), "is not in the document"),
        ((io.BytesIO(b"%PDF-1.7\n%%EOF"), "changed.pdf"), "must be a Word document"),
    ):
        status, page = send(on, olive, "D05", "file", document=refused)
        assert status == 422 and words in page
    assert send(on, olive, "D05", "file", document=with_words(content, asked, "How we tell the family"))[0] == 303
    letter, content = newest(on, "D05")
    assert letter.version == 2 and "How we tell the family" in words_of(content)
    assert asked in html.document_fromstring(olive.get(address(on, "D05")).text).xpath("//del/text()")
    assert send(on, olive, "D05", "back")[0] == 303
    letter, content = newest(on, "D05")
    assert letter.version == 3 and asked in words_of(content)
    assert "All changes taken back" in olive.get(address(on, "D05")).text
    scenario_1.send(on.play, on.days)
    letter, content = newest(on, "D05")
    assert letter.version == 4 and asked in words_of(content), "made anew on the day it goes"
    assert "Combined Summary, version 4" in words_of(newest(on, "D06")[1])


def test_only_the_office_and_the_chair_change_letters_and_see_what_was_changed(chapter: Open) -> None:
    on = chapter("confirmed")
    olive = client(on, "Olive Office")
    name, was = paragraph(olive.get(address(on, "D06") + "/change").text, "the Panel’s view")
    assert send(on, olive, "D06", "words", **{name: f"{was} {VIEW}."})[0] == 303
    assert client(on, "Carla Chair").get(address(on, "D06") + "/change").status_code == 200
    for other in ("Maya Citymember", "Gina Northpractice", "Bea Countyoffice", "Ada Administrator"):
        assert client(on, other).get(address(on, "D06")).status_code == 404
        assert send(on, client(on, other), "D06", "words", **{name: "Mine."})[0] == 404
    scenario_1.send(on.play, on.days)
    member = client(on, "Maya Citymember")
    assert (
        VIEW not in member.get(address(on, "D06")).text
        and newest(on, "D06")[0].sha256 in member.get(address(on, "D06")).text
    )
    assert member.get(address(on, "D06") + "/change").status_code == 404


def test_a_released_document_that_somebody_changed_in_the_database_is_not_given_out(chapter: Open) -> None:
    on = chapter("sent")
    olive, (letter, content) = client(on, "Olive Office"), newest(on, "D06")
    download = f"/cases/{on.play.reference}/files/{letter.file_id}"
    assert olive.get(download).data == content
    forged = content.replace(b"PK", b"PX", 1)
    with on.office.database.transaction() as session:
        # Whoever holds the keys can seal other words, and write their hash down in the file's own row.
        piece = f"{letter.file_id}:0000"
        sealed = keys.cipher(session, on.office.keys, letter.case_id).seal_bytes(forged, "file_piece", "content", piece)
        session.execute(update(FilePiece).where(FilePiece.id == piece).values(content=sealed))
    refused = olive.get(download)
    assert refused.status_code == 500 and "is not what was kept" in refused.text and b"PX" not in refused.data

    with on.office.database.transaction() as session:
        other = hashlib.sha256(forged).hexdigest()
        session.execute(update(CaseFile).where(CaseFile.id == letter.file_id).values(sha256=other))
    assert olive.get(download).status_code == 500
    with on.office.database.reading() as session, pytest.raises(files.DamagedFile, match="another one"):
        documents.document(session, on.office.keys, letters.get(session, letter.case_id, letter.id))
