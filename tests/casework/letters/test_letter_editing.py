"""Changes made by hand in finished documents: what is otherwise, how it looks, and what becomes of it later."""

import io
import random
import zipfile
from typing import Any

import pytest
from docx import Document

from cases import file_types
from cases.file_types import FileRefused
from casework.letters import child_words, editing, preparing, rendering
from casework.letters.preparing import Made
from casework.letters.rendering import Changing, LetterProblem
from tests.casework.letters.conftest import words_of


def document(*paragraphs: str) -> bytes:
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    return saved(made)


def saved(made: Any) -> bytes:
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def changed(content: bytes, *changes: dict[str, Any]) -> rendering.Changed:
    return rendering.change_all([Changing(content, changes)])[0]


def texts(content: bytes) -> list[str]:
    return [each["text"] for each in changed(content).paragraphs]


def test_only_what_is_otherwise_changes_and_the_rest_keeps_how_it_looks() -> None:
    made = Document()
    paragraph = made.add_paragraph("We met on ")
    paragraph.add_run("Tuesday").bold = True
    paragraph.add_run(" in Room 1.\nPlease come.")
    made.add_table(1, 1).cell(0, 0).text = "We met"
    (change,) = editing.in_words(
        ["We met on Tuesday in Room 1.\nPlease come."], {0: "We met on Tuesday in Hall 12.\nPlease\ncome."}
    )
    found = changed(saved(made), change)
    assert [each["text"] for each in found.paragraphs] == ["We met on Tuesday in Hall 12.\nPlease\ncome.", "We met"]
    first = Document(io.BytesIO(found.content)).paragraphs[0]
    assert [run.text for run in first.runs if run.bold] == ["Tuesday"]
    assert (found.lost, [each["is"] for each in found.paragraphs]) == ((), ["plain", "table"])


@pytest.mark.slow
def test_any_words_can_be_put_in_the_place_of_any_others() -> None:
    seed = random.Random(7)
    paragraph = Document().add_paragraph("Begin")._p
    for _ in range(1000):
        wanted = "".join(seed.choice("ab \n") for _ in range(seed.randrange(9)))
        assert child_words.put(
            paragraph.getparent(), {"at": 0, "old": [child_words.text_of(paragraph)], "new": [wanted]}
        )
        assert child_words.text_of(paragraph) == wanted


@pytest.mark.slow
def test_a_document_changed_in_word_is_told_as_old_and_new_and_can_be_made_again_from_that() -> None:
    before = ["Dear all", "First.", "Second.", "Third.", "Yours"]
    for after in (
        ["Dear all", "First, more.", "Second.", "Third.", "Yours"],
        ["New", *before],
        [*before, "P.S."],
        ["Dear all", "First.", "Between.", "Second.", "Yours"],
        ["Third."],
    ):
        again = changed(document(*before), *editing.between(before, after))
        assert ([each["text"] for each in again.paragraphs], again.lost) == (after, ())


@pytest.mark.slow
def test_a_letter_made_anew_takes_the_changes_over_and_says_which_found_no_place() -> None:
    old = ["Today is Monday.", "We ask for your view.", "Yours"]
    changes = editing.in_words(old, {0: "Today is a fine Monday.", 1: "We ask for your view soon."})
    edits: list[Any] = [{"by": "olive", "at": "", "way": "words", "reason": "x", "changes": changes}]
    content, told = editing.carried_over(
        document("Today is Tuesday.", "More.", "We ask for your view.", "Yours"), edits
    )
    assert texts(content) == ["Today is Tuesday.", "More.", "We ask for your view soon.", "Yours"]
    assert editing.is_short(told) and not editing.is_short(edits)
    made: Any = Made(type("Planned", (), {"code": "D06"})(), None, told)  # type: ignore[arg-type]
    with pytest.raises(LetterProblem, match="no longer fits the letter D06"):
        preparing.must_fit([made])
    seen = editing.looked_at(told)
    _, again = editing.carried_over(document("We ask for your view."), seen)
    assert not editing.is_short(again)
    assert texts(editing.carried_over(document(*old), editing.left_out(edits))[0]) == old


def test_what_a_document_would_fetch_or_hide_is_found() -> None:
    made = Document()
    made.add_paragraph("Words")
    plain = saved(made)
    assert not changed(plain).left_open
    outside = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(plain)) as source, zipfile.ZipFile(outside, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "word/_rels/document.xml.rels":
                picture = (
                    b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
                    b'relationships/image" Target="http://tracker.example/a.png" TargetMode="External"/>'
                )
                content = content.replace(b"</Relationships>", picture + b"</Relationships>")
            target.writestr(name, content)
    assert file_types.media_type("a.docx", plain) == file_types.TYPES["docx"]
    with pytest.raises(FileRefused, match="fetches something from elsewhere"):
        file_types.media_type("a.docx", outside.getvalue())


def test_a_document_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(LetterProblem, match="Save it again in Word"):
        changed(b"PK\x03\x04 and nothing more")
    assert "Words" in words_of(document("Words"))
