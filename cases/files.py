"""Files of a case: sealed in pieces, checked by content, staged until a form keeps them, locked once released."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import delete, event, inspect, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import file_types, keys, owned, reads
from cases.file_types import FileRefused
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.crypto import Keyring
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Blob, Session, Utc, bucket_of

LIMIT = 25_000_000
"""Bytes a file may have unless a setting says otherwise."""

PIECE = 1_000_000


class FileState(Enum):
    """Uploaded and not looked at yet, uploaded, part of the case, or sent out and locked."""

    WAITING = "waiting"
    STAGED = "staged"
    KEPT = "kept"
    RELEASED = "released"


MOVES: Mapping[FileState, frozenset[FileState]] = {
    FileState.WAITING: frozenset({FileState.STAGED}),
    FileState.STAGED: frozenset({FileState.KEPT, FileState.RELEASED}),
    FileState.KEPT: frozenset({FileState.RELEASED}),
    FileState.RELEASED: frozenset(),
}
UNSENT = frozenset({FileState.WAITING, FileState.STAGED})
"""Files that no form has taken yet: of no concern to anybody but whoever chose them."""


class CaseFile(OfCase, Base):
    """One file: its sealed name, its hash, and who may read it. The content is in its pieces."""

    __tablename__ = "file"
    data_map = Data(
        "uploaded and made files; their content is in pieces",
        OF_CASE,
        sealed="name",
        codes="media_type sha256 kind visibility part",
    )

    name: Mapped[bytes] = mapped_column(Blob)
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    kind: Mapped[str]
    # What it was is looked up before it changes: a released file stays one.
    state: Mapped[FileState] = mapped_column(stored(FileState), active_history=True)
    visibility: Mapped[str]
    agency_id: Mapped[str | None]
    person_id: Mapped[str | None]
    submission_id: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Utc)
    released_at: Mapped[datetime | None] = mapped_column(Utc)
    released_by: Mapped[str | None]
    part: Mapped[str] = mapped_column(server_default="")
    """The part of the case whose key seals name and content (cases.keys)."""


class FilePiece(OfCase, Base):
    """At most a megabyte of a file, sealed; the id is the file and the piece's number."""

    __tablename__ = "file_piece"
    data_map = Data("the content of files", OF_CASE, sealed="content")

    content: Mapped[bytes] = mapped_column(Blob)


class DamagedFile(Exception):
    """What is stored is not what was uploaded: the hash differs."""


class Locked(Exception):
    """Somebody tried to change or delete what has gone out, or a piece of any file: both stay as they were written."""


FIXED = ("name", "media_type", "size", "sha256", "kind", "state", "made_at", "released_at", "released_by")
"""What nobody changes once a file is released; who may read it is not among them."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in. `kind` is attachment, letter, genogram and so on; `visibility` as for submissions.

    `part` is the one of the case with which it is deleted. One that was not `looked_at` waits.
    """

    case_id: str
    name: str
    content: bytes = field(repr=False)
    visibility: str
    kind: str = "attachment"
    person_id: str | None = None
    agency_id: str | None = None
    part: str = keys.CASE
    looked_at: bool = True


def stage(
    session: Session, keyring: Keyring, upload: Upload, now: datetime, limit: int = LIMIT, media_type: str | None = None
) -> CaseFile:
    """Take a file in, not yet part of the case; raises FileRefused for its type, size or content.

    `media_type` is given by those who have looked at the content already.
    """
    check_size(upload.content, limit)
    file = CaseFile(
        **owned.key(upload.case_id),
        media_type=media_type or file_types.media_type(upload.name, upload.content),
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        kind=upload.kind,
        state=FileState.STAGED if upload.looked_at else FileState.WAITING,
        visibility=upload.visibility,
        agency_id=upload.agency_id,
        person_id=upload.person_id,
        made_at=now,
        part=upload.part,
    )
    cipher = keys.cipher(session, keyring, upload.case_id, upload.part)
    file.name = cipher.seal(file_types.cleaned(upload.name), "file", "name", file.id)
    session.add(file)
    for number, start in enumerate(range(0, file.size, PIECE)):
        row = _piece(file.id, number)
        sealed = cipher.seal_bytes(upload.content[start : start + PIECE], "file_piece", "content", row)
        session.add(FilePiece(**owned.key(upload.case_id, row), content=sealed))
    session.flush()
    return file


def check_size(content: bytes, limit: int) -> None:
    """Raise FileRefused for a file of more than `limit` bytes."""
    if len(content) > limit:
        raise FileRefused(f"The file is larger than {limit // 1_000_000} MB. Send it in parts.")


def keep(session: Session, case_id: str, file_id: str, submission_id: str | None) -> None:
    """Make a staged file part of the case, with the submission it came with; keeping it again changes nothing."""
    file = get(session, case_id, file_id)
    if file.state in UNSENT:
        file.state = moved("the file", MOVES, file.state, FileState.KEPT)
        file.submission_id = submission_id


def release(session: Session, case_id: str, file_id: str, released_by: str | None, now: datetime) -> None:
    """Lock a file because it goes out; its hash then stands for what was sent."""
    file = get(session, case_id, file_id)
    if file.state is not FileState.RELEASED:
        file.state = moved("the file", MOVES, file.state, FileState.RELEASED)
        file.released_at, file.released_by = now, released_by


def forget(session: Session, case_id: str, file_id: str) -> None:
    """Delete a file that the system itself has made and that is kept for a time only; one that is gone stays gone."""
    its = (CaseFile.bucket == bucket_of(case_id), CaseFile.case_id == case_id, CaseFile.id == file_id)
    in_case = (FilePiece.bucket == bucket_of(case_id), FilePiece.case_id == case_id)
    session.execute(delete(FilePiece).where(*in_case, FilePiece.id.startswith(f"{file_id}:")))
    session.execute(delete(CaseFile).where(*its, CaseFile.state != FileState.RELEASED))


def get(session: Session, case_id: str, file_id: str) -> CaseFile:
    """One file of a case; raises owned.NotInCase."""
    return owned.get(session, CaseFile, case_id, file_id)


def of_case(session: Session, case_id: str) -> list[CaseFile]:
    """The files that are part of a case, oldest first; unsent ones are not."""
    kept = owned.rows(CaseFile, case_id).where(CaseFile.state.not_in(UNSENT))
    return list(session.scalars(kept))


def of_submission(session: Session, case_id: str, submission_id: str) -> list[CaseFile]:
    """The files that came with a submission."""
    return list(session.scalars(owned.rows(CaseFile, case_id).where(CaseFile.submission_id == submission_id)))


def name_of(session: Session, keyring: Keyring, file: CaseFile) -> str:
    """The name the file came with. It may name people: show it to those who may read the file, never log it."""
    return str(keys.cipher(session, keyring, file.case_id).open(file.name, "file", "name", file.id))


def pieces(session: Session, keyring: Keyring, file: CaseFile) -> Iterator[bytes]:
    """The content, a megabyte at a time; raises DamagedFile at the end when the hash is not the one uploaded."""
    cipher = keys.cipher(session, keyring, file.case_id)
    digest = hashlib.sha256()
    in_case = (FilePiece.bucket == file.bucket, FilePiece.case_id == file.case_id)
    for number in range(-(-file.size // PIECE)):
        row = _piece(file.id, number)
        sealed = session.execute(select(FilePiece.content).where(*in_case, FilePiece.id == row)).scalar_one_or_none()
        if sealed is None:
            raise DamagedFile(f"piece {number} of file {file.id} is gone: restore it from a backup")
        content = cipher.open_bytes(sealed, "file_piece", "content", row)
        digest.update(content)
        yield content
    if digest.hexdigest() != file.sha256:
        raise DamagedFile(f"file {file.id} is not what was uploaded: restore it from a backup")


def read(session: Session, keyring: Keyring, file: CaseFile) -> bytes:
    """The whole content; raises DamagedFile."""
    reads.opened(session, file.case_id, reads.FILE, file.id)
    return b"".join(pieces(session, keyring, file))


def _piece(file_id: str, number: int) -> str:
    return f"{file_id}:{number:04d}"


@event.listens_for(FilePiece, "before_update")
@event.listens_for(FilePiece, "before_delete")
def _piece_stays(_mapper: Any, _connection: Any, piece: FilePiece) -> None:
    raise Locked(f"piece {piece.id} is written and stays as it is")


@event.listens_for(CaseFile, "before_delete")
def _released_stays(_mapper: Any, _connection: Any, file: CaseFile) -> None:
    if _was_released(file):
        raise Locked(f"file {file.id} is released and stays")


@event.listens_for(CaseFile, "before_update")
def _released_stays_the_same(_mapper: Any, _connection: Any, file: CaseFile) -> None:
    changed = [name for name in FIXED if inspect(file).attrs[name].history.has_changes()]
    if changed and _was_released(file):
        raise Locked(f"file {file.id} is released, so {', '.join(changed)} cannot be changed")


def _was_released(file: CaseFile) -> bool:
    before = inspect(file).attrs["state"].history.deleted
    return (before[0] if before else file.state) is FileState.RELEASED
