"""F12: what must be done at once, and what is learnt at once (guidance 4.6.2)."""

from cases import actions
from cases.actions import Plan
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep each action and learning point with its owner and date."""
    for row in reading.rows(given.answers, "actions"):
        plan = Plan(
            kind=reading.words(row, "kind"),
            text=reading.words(row, "text"),
            agency_id=reading.chosen(row, "owner_agency"),
            person_id=reading.chosen(row, "owner"),
            due_on=reading.day(row, "due"),
            shared_by=reading.words(row, "share"),
        )
        actions.add(given.session, given.office.keys, given.case_id, plan, given.submission.id, given.now)
    return {}
