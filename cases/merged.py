"""Which case stands for one that was merged (F40)."""

from sqlalchemy import select

from cases import records
from cases.records import Case, CaseStatus, Link
from foundation.database import Session


def standing(session: Session, case_id: str) -> Case:
    """A case itself, or where it was merged the one that took it in, however often that happened again."""
    found = records.case(session, case_id)
    while found.status is CaseStatus.MERGED:
        made = select(Link.other_case_id).where(Link.bucket == found.bucket, Link.case_id == found.id)
        into = session.scalars(made.where(Link.kind == "duplicate").order_by(Link.made_at.desc()).limit(1)).first()
        if into is None:
            break
        found = records.case(session, into)
    return found
