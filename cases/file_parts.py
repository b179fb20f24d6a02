"""With which part of its case a file is deleted, and so whose key seals it."""

from sqlalchemy import select, update

from cases import keys
from cases.files import CaseFile, FilePiece
from foundation.crypto import Keyring
from foundation.database import Session

NAME, CONTENT = ("file", "name"), ("file_piece", "content")
"""The places of what is sealed of a file, but for the row."""


def belongs(session: Session, keyring: Keyring, file: CaseFile, part: str) -> None:
    """Let a file be deleted with this part of its case: it is sealed with the key of that one, often it is already."""
    if file.part == part:
        return
    cipher = keys.cipher(session, keyring, file.case_id, part)
    its = (FilePiece.bucket == file.bucket, FilePiece.case_id == file.case_id)
    for piece in session.scalars(select(FilePiece).where(*its, FilePiece.id.startswith(f"{file.id}:"))).all():
        content = cipher.seal_bytes(cipher.open_bytes(piece.content, *CONTENT, piece.id), *CONTENT, piece.id)
        # Past the guards of rows that nobody may change: what they say stays the same.
        session.execute(
            update(FilePiece).where(*its, FilePiece.id == piece.id).values(content=content),
            execution_options={"synchronize_session": False},
        )
        session.expire(piece)
    name = cipher.seal_bytes(cipher.open_bytes(file.name, *NAME, file.id), *NAME, file.id)
    session.flush()
    row = (CaseFile.bucket == file.bucket, CaseFile.case_id == file.case_id, CaseFile.id == file.id)
    session.execute(
        update(CaseFile).where(*row).values(name=name, part=part), execution_options={"synchronize_session": False}
    )
    session.refresh(file, ["name", "part"])
