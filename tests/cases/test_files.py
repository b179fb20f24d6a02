"""What files are taken, how they are kept, and that they come back whole or not at all."""

import io
import zipfile
from datetime import datetime

import pytest
from sqlalchemy import select

from cases import file_types, files
from cases.file_types import FileRefused
from cases.files import FilePiece, FileState, Upload
from cases.states import IllegalMove, moved
from foundation import crypto
from foundation.database import Session

PDF = b"%PDF-1.7\n" + b"invented " * 300_000


def docx(part: str = "word/document.xml", extra: str | None = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *([extra] if extra else [])):
            archive.writestr(name, "<x/>")
    return packed.getvalue()


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", "0" * 20_000_000)
    return packed.getvalue()


def upload(case_id: str, name: str = "report of Testcase.pdf", content: bytes = PDF) -> Upload:
    return Upload(case_id, name, content, "BO CH AL", agency_id="police", person_id="p")


def test_a_file_comes_back_whole_with_its_name(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, upload(case_id), now)
    assert files.read(session, keyring, file) == PDF
    assert files.name_of(session, keyring, file) == "report of Testcase.pdf"
    assert len(list(session.scalars(select(FilePiece)))) == 3


def test_neither_name_nor_content_stands_in_the_database_in_clear(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, upload(case_id), now)
    assert b"Testcase" not in file.name
    assert not any(b"invented" in piece.content for piece in session.scalars(select(FilePiece)))


def test_a_staged_file_is_not_part_of_the_case_until_kept(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, upload(case_id), now)
    assert files.of_case(session, case_id) == []
    files.keep(session, case_id, file.id, "submission")
    session.flush()
    assert files.of_case(session, case_id) == [file]
    assert files.of_submission(session, case_id, "submission") == [file]


def test_a_staged_file_can_be_thrown_away_and_a_kept_one_cannot(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    thrown = files.stage(session, keyring, upload(case_id), now)
    files.discard(session, case_id, thrown.id)
    session.flush()
    assert list(session.scalars(select(FilePiece))) == []
    kept = files.stage(session, keyring, upload(case_id), now)
    files.keep(session, case_id, kept.id, None)
    with pytest.raises(FileRefused, match="stays"):
        files.discard(session, case_id, kept.id)


def test_a_released_file_stays_released_by_whom_it_was(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, upload(case_id), now)
    files.release(session, case_id, file.id, "first", now)
    files.release(session, case_id, file.id, "second", now)
    assert (file.state, file.released_by) == (FileState.RELEASED, "first")
    with pytest.raises(IllegalMove):
        moved("the file", files.MOVES, file.state, FileState.KEPT)


def test_a_missing_or_swapped_piece_is_found(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, upload(case_id), now)
    first, second = list(session.scalars(select(FilePiece).order_by(FilePiece.id)))[:2]
    first.content, second.content = second.content, first.content
    session.flush()
    with pytest.raises(crypto.CannotOpen):
        files.read(session, keyring, file)
    session.delete(first)
    session.flush()
    with pytest.raises(files.DamagedFile, match="is gone"):
        files.read(session, keyring, file)


def test_a_file_over_the_limit_is_refused(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    with pytest.raises(FileRefused, match="larger than 2 MB"):
        files.stage(session, keyring, upload(case_id), now, limit=2_000_000)


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.pdf", b"%PDF-1.7", "application/pdf"),
        ("A.PNG", b"\x89PNG\r\n\x1a\n123", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.txt", "Grüße, a note".encode(), "text/plain"),
        ("a.csv", b"a,b\n1,2", "text/csv"),
        ("a.eml", b"From: a@b.example\r\nSubject: x\r\n\r\nbody \xff", "message/rfc822"),
        ("a.docx", docx(), file_types.TYPES["docx"]),
        ("a.xlsx", docx("xl/workbook.xml"), file_types.TYPES["xlsx"]),
    ],
)
def test_the_kinds_of_file_that_are_taken(name: str, content: bytes, type_: str) -> None:
    assert file_types.media_type(name, content) == type_


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.exe", b"MZ\x90", "not taken"),
        ("a", b"text", "not taken"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"\x89PNG\r\n\x1a\n123", "its content is not"),
        ("a.docx", docx("xl/workbook.xml"), "its content is not"),
        ("a.docx", b"PK\x03\x04 nonsense", "its content is not"),
        ("a.docx", docx(extra="word/vbaProject.bin"), "macros"),
        ("a.docx", bomb(), "unpacks to far more"),
        ("a.txt", b"MZ\x90\x00", "its content is not"),
    ],
)
def test_the_kinds_of_file_that_are_refused(name: str, content: bytes, complaint: str) -> None:
    with pytest.raises(FileRefused, match=complaint):
        file_types.media_type(name, content)
