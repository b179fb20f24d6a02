"""Uploads that wait for their form, and how much room a case has for more."""

from datetime import datetime

from sqlalchemy import case, exists, func, select

from cases import legal_holds
from cases.drafts import DraftRow
from cases.files import CaseFile, FileState
from foundation.database import Session, bucket_of


def room(session: Session, case_id: str, person_id: str | None) -> tuple[int, int, int]:
    """How many files a case has and their bytes, letters aside; and how many of a person wait for their form."""
    waits = (CaseFile.state == FileState.STAGED) & (CaseFile.person_id == person_id)
    counts = select(
        func.count(), func.coalesce(func.sum(CaseFile.size), 0), func.coalesce(func.sum(case((waits, 1), else_=0)), 0)
    ).where(CaseFile.bucket == bucket_of(case_id), CaseFile.case_id == case_id, CaseFile.kind != "letter")
    count, size, waiting = session.execute(counts).one()
    return int(count), int(size), int(waiting)


def stale(session: Session, partnership_id: str, before: datetime) -> list[tuple[str, str]]:
    """Case and file of what was uploaded before a time and never kept, where its uploader has no draft to keep it for.

    A draft may name the file still; what it says is sealed, so any draft of theirs in the case counts. In a case on
    legal hold everything stays.
    """
    draft = exists().where(
        DraftRow.bucket == CaseFile.bucket,
        DraftRow.case_id == CaseFile.case_id,
        DraftRow.person_id == CaseFile.person_id,
    )
    found = select(CaseFile.case_id, CaseFile.id).where(CaseFile.state == FileState.STAGED, CaseFile.made_at < before)
    ours = found.where(~draft, legal_holds.may_lose(CaseFile.case_id, partnership_id))
    return [(case_id, file_id) for case_id, file_id in session.execute(ours)]
