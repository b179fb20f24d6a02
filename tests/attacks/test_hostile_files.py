"""No file that is made to do harm is kept: each is refused in words that name what is wrong, and quickly."""

import time
from collections.abc import Callable

import pytest

from cases import file_types
from cases.file_types import FileRefused
from tests.attacks import hostile_files, wholesome

SECONDS = 5.0
"""Of the processor, for looking at one file."""


@pytest.mark.parametrize("name", hostile_files.DOCUMENTS)
def test_a_document_that_does_more_than_be_read_is_refused(name: str) -> None:
    make, said = hostile_files.DOCUMENTS[name]
    refused("a.docx", make, said)


@pytest.mark.parametrize("name", hostile_files.PDFS)
def test_a_pdf_that_acts_by_itself_is_refused(name: str) -> None:
    make, said = hostile_files.PDFS[name]
    refused("a.pdf", make, said)


@pytest.mark.parametrize("name", hostile_files.OTHERS)
def test_what_is_not_what_it_says_is_refused(name: str) -> None:
    file, content, said = hostile_files.OTHERS[name]
    refused(file, lambda: content, said)


def refused(name: str, make: Callable[[], bytes], said: str) -> None:
    content = make()
    begun = time.process_time()
    with pytest.raises(FileRefused) as problem:
        file_types.media_type(name, content)
    assert time.process_time() - begun < SECONDS
    assert said in str(problem.value)


def test_honest_files_of_every_kind_are_taken() -> None:
    inner = wholesome.document(part="xl/workbook.xml")
    link = wholesome.fetching("hyperlink", "https://www.gov.uk/")
    for name, content in (
        ("a.docx", wholesome.document("<w:p/>", {"word/embeddings/figures.xlsx": inner})),
        ("a.docx", link),
        ("a.xlsx", inner),
        ("a.pdf", wholesome.pdf()),
        ("a.pdf", hostile_files.packed_objects(b"<</Type/Page>>")),
        ("a.png", wholesome.png()),
        ("a.jpg", wholesome.jpeg(behind=b"what some telephones write behind a picture")),
        ("a.eml", wholesome.mail("a.docx", wholesome.document())),
        ("a.eml", wholesome.mail("image001.gif", b"GIF89a" + bytes(20))),
        ("a.eml", b"From: a@b.example\r\nSubject: x\r\n\r\n<p>Words</p>"),
        ("a.csv", b"=1+1,2"),
    ):
        assert file_types.media_type(name, content) == file_types.TYPES[name[2:]]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Report of the school.pdf", "Report of the school.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\a.docx", "a.docx"),
        ("exe.\u202efdp.pdf", "exe. fdp.pdf"),
        ("a\r\nSet-Cookie: x=1.txt", "a Set-Cookie x=1.txt"),
        ('a"; filename=b.txt', "a ; filename=b.txt"),
        ("a\0b.txt", "a b.txt"),
        ("....pdf", "file.pdf"),
        ("", "file"),
        ("/", "file"),
        ("n" * 500 + ".pdf", "n" * 116 + ".pdf"),
        ("Zoe\u0308.txt", "Zo\u00eb.txt"),
    ],
)
def test_names_of_files_are_cleaned(given: str, kept: str) -> None:
    assert file_types.cleaned(given) == kept
