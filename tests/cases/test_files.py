"""What files are taken, how they are kept, and that they come back whole or not at all."""

import io
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import delete, select, update

from cases import file_types, files, waiting_files
from cases.file_types import FileRefused
from cases.files import FilePiece, FileState, Upload
from cases.states import IllegalMove, moved
from foundation import crypto
from foundation.database import Session
from tests.attacks import wholesome

PDF = wholesome.pdf(b"invented " * 300_000)


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


def test_a_file_that_nobody_could_look_at_waits_for_that_and_no_form_takes_it_before(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    file = files.stage(session, keyring, replace(upload(case_id), looked_at=False), now)
    assert file.state is FileState.WAITING and files.of_case(session, case_id) == []
    with pytest.raises(IllegalMove):
        files.keep(session, case_id, file.id, "submission")
    for _ in range(2):
        waiting_files.found_good(session, case_id, file.id)
        assert file.state is FileState.STAGED
    files.keep(session, case_id, file.id, "submission")
    waiting_files.found_good(session, case_id, file.id)
    assert file.state is FileState.KEPT


def test_a_staged_file_can_be_thrown_away_and_a_kept_one_cannot(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    thrown = files.stage(session, keyring, upload(case_id), now)
    waiting_files.discard(session, case_id, thrown.id)
    session.flush()
    assert list(session.scalars(select(FilePiece))) == []
    kept = files.stage(session, keyring, upload(case_id), now)
    files.keep(session, case_id, kept.id, None)
    with pytest.raises(FileRefused, match="stays"):
        waiting_files.discard(session, case_id, kept.id)


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
    first, second = list(session.execute(select(FilePiece.id, FilePiece.content).order_by(FilePiece.id)))[:2]
    for here, other in ((first, second), (second, first)):
        session.execute(update(FilePiece).where(FilePiece.id == here.id).values(content=other.content))
    with pytest.raises(crypto.CannotOpen):
        files.read(session, keyring, file)
    session.execute(delete(FilePiece).where(FilePiece.id == first.id))
    with pytest.raises(files.DamagedFile, match="is gone"):
        files.read(session, keyring, file)


def test_nobody_changes_or_removes_a_released_file_or_a_piece_of_any(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    kept, released = (files.stage(session, keyring, upload(case_id), now) for _ in range(2))
    files.keep(session, case_id, kept.id, None)
    files.release(session, case_id, released.id, "first", now)
    session.commit()
    piece = session.scalars(select(FilePiece)).first()
    kept.kind, released.visibility = "letter", "BO"
    session.commit()

    def refused(match: str) -> None:
        with pytest.raises(files.Locked, match=match):
            session.flush()
        session.rollback()

    for name, value in {"sha256": "0" * 64, "size": 1, "state": FileState.KEPT, "released_by": None}.items():
        setattr(released, name, value)
        refused(f"so {name} cannot be changed")
    session.delete(released)
    refused("is released and stays")
    assert piece is not None
    piece.content = b"otherwise"
    refused("stays as it is")
    session.delete(piece)
    refused("stays as it is")


def test_a_file_over_the_limit_is_refused(
    session: Session, keyring: crypto.Keyring, case_id: str, now: datetime
) -> None:
    with pytest.raises(FileRefused, match="larger than 2 MB"):
        files.stage(session, keyring, upload(case_id), now, limit=2_000_000)


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("a.pdf", wholesome.pdf(), "application/pdf"),
        ("A.PNG", wholesome.png(), "image/png"),
        ("a.jpeg", wholesome.jpeg(), "image/jpeg"),
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
        ("a.pdf", wholesome.png(), "its content is not"),
        ("a.docx", docx("xl/workbook.xml"), "its content is not"),
        ("a.docx", b"PK\x03\x04 nonsense", "damaged"),
        ("a.docx", docx(extra="word/vbaProject.bin"), "macros"),
        ("a.docx", bomb(), "unpacks to far more"),
        ("a.txt", b"MZ\x90\x00", "its content is not"),
    ],
)
def test_the_kinds_of_file_that_are_refused(name: str, content: bytes, complaint: str) -> None:
    with pytest.raises(FileRefused, match=complaint):
        file_types.media_type(name, content)
