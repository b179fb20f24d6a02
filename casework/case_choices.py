"""Options of forms about exceptions: the other cases of the office."""

from cases import access, records
from cases.records import Case, CaseStatus
from casework import offering
from casework.asked import Asked
from casework.offering import Option
from foundation.database import Session

MOST = 300
"""The newest open cases offered; an office of a few hundred open reviews would be a sign of something else."""


def open_cases(session: Session, asked: Asked) -> list[Option]:
    """The other open cases of the case's office that the asker may know, newest first, by reference."""
    if not offering.sees_whole(session, asked):
        return []
    home = records.partnership_of(session, asked.case_id)
    known = access.visible_cases(asked.person_id, offering.today(asked)).where(
        Case.partnership_id == home, Case.status == CaseStatus.OPEN, Case.id != asked.case_id
    )
    newest = known.order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST)
    found = records.references_of(session, list(session.scalars(newest)))
    return [{"value": case_id, "label": label} for case_id, label in sorted(found.items(), key=lambda one: one[1])]
