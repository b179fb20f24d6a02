"""What is deleted of a case, by record class; each function may be called again and finds the rest or nothing.

Rows stay as a skeleton, so that counts, references and the audit go on agreeing; what was sealed in them is gone.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import delete, select, update

from cases import identity_tokens
from cases.correspondence.outbox import Mail
from cases.deletions import EVERYTHING
from cases.drafts import DraftRow
from cases.files import FilePiece
from cases.sealed import COLUMNS
from foundation.database import Session, bucket_of

GONE: tuple[type[Any], ...] = (DraftRow, FilePiece)
"""Tables whose rows say nothing without what was sealed in them."""

PIECES_AT_ONCE = 20
"""Megabytes, about: so that nobody waits long for the database while files are deleted."""

Eraser = Callable[[Session, str], bool]
"""Deletes some of a class of a case; gives whether there is more, for a transaction of its own."""


def everything(session: Session, case_id: str) -> bool:
    """Delete whatever was sealed in a case, a few megabytes of files at a time."""
    its = (FilePiece.bucket == bucket_of(case_id), FilePiece.case_id == case_id)
    some = list(session.scalars(select(FilePiece.id).where(*its).limit(PIECES_AT_ONCE)))
    if some:
        session.execute(delete(FilePiece).where(*its, FilePiece.id.in_(some)))
        return True
    identity_tokens.forget(session, case_id)
    for table in GONE:
        session.execute(delete(table).where(table.bucket == bucket_of(case_id), table.case_id == case_id))
    for sealed in COLUMNS:
        if sealed.table not in GONE:
            column = sealed.table.__table__.c[sealed.column]
            empty = {sealed.column: None if column.nullable else b""}
            session.execute(update(sealed.table.__table__).where(*sealed.of_case(case_id)).values(empty))
    # A mail server may repeat the address in what it answers.
    session.execute(update(Mail).where(Mail.bucket == bucket_of(case_id), Mail.case_id == case_id).values(reply=""))
    return False


CLASSES: Mapping[str, Eraser] = {EVERYTHING: everything}
"""How each record class is deleted."""
