"""Uploads that wait for their form, some of them to be looked at first, and how much room a case has for more."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete, exists, func, or_, select

from cases import files, legal_holds
from cases.drafts import DraftRow
from cases.file_types import FileRefused
from cases.files import MOVES, UNSENT, CaseFile, FilePiece, FileState
from cases.states import moved
from foundation.database import Session, bucket_of

UNSEEN = timedelta(days=1)
"""How long a file waits to be looked at."""


def room(session: Session, case_id: str, person_id: str | None) -> tuple[int, int, int]:
    """How many files a case has and their bytes, letters aside; and how many of a person wait for their form."""
    waits = CaseFile.state.in_(UNSENT) & (CaseFile.person_id == person_id)
    counts = select(
        func.count(), func.coalesce(func.sum(CaseFile.size), 0), func.coalesce(func.sum(case((waits, 1), else_=0)), 0)
    ).where(CaseFile.bucket == bucket_of(case_id), CaseFile.case_id == case_id, CaseFile.kind != "letter")
    count, size, waiting = session.execute(counts).one()
    return int(count), int(size), int(waiting)


def found_good(session: Session, case_id: str, file_id: str) -> None:
    """Note that a file was looked at; for one that somebody else has looked at meanwhile nothing changes."""
    file = files.get(session, case_id, file_id)
    if file.state is FileState.WAITING:
        file.state = moved("the file", MOVES, file.state, FileState.STAGED)


def discard(session: Session, case_id: str, file_id: str) -> None:
    """Throw an unsent file away; one that is kept or released stays, and FileRefused says so."""
    file = files.get(session, case_id, file_id)
    if file.state not in UNSENT:
        raise FileRefused("The file is part of the case and stays.")
    in_case = (FilePiece.bucket == bucket_of(case_id), FilePiece.case_id == case_id)
    session.execute(delete(FilePiece).where(*in_case, FilePiece.id.startswith(f"{file_id}:")))
    session.delete(file)


def stale(session: Session, partnership_id: str, before: datetime, now: datetime) -> list[tuple[str, str]]:
    """Case and file of what was uploaded before a time and never kept, where its uploader has no draft to keep it for.

    A draft may name the file still; what it says is sealed, so any draft of theirs in the case counts. No draft names
    what could not be looked at, which goes after a day. In a case on legal hold everything stays.
    """
    draft = exists().where(
        DraftRow.bucket == CaseFile.bucket,
        DraftRow.case_id == CaseFile.case_id,
        DraftRow.person_id == CaseFile.person_id,
    )
    unsent = (CaseFile.state == FileState.STAGED) & (CaseFile.made_at < before) & ~draft
    unseen = (CaseFile.state == FileState.WAITING) & (CaseFile.made_at <= now - UNSEEN)
    found = select(CaseFile.case_id, CaseFile.id).where(
        or_(unsent, unseen), legal_holds.may_lose(CaseFile.case_id, partnership_id)
    )
    return [(case_id, file_id) for case_id, file_id in session.execute(found)]
