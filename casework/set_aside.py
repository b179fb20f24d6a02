"""A decision that is not carried out: the notification on which it was taken was withdrawn after it (domain.md §2.6).

It stays in the file as it was taken, and nothing follows from it until the group decides anew.
"""

from collections.abc import Iterable

from cases import decisions
from cases.correspondence import letters
from cases.correspondence.letters import Letter
from cases.decisions import Decision
from foundation.database import Session

NOTICE = "D14-n"
"""The letter that tells people of the withdrawal: written once the chair has ended the Rapid Review."""


def is_set_aside(decision: Decision, notices: Iterable[Letter]) -> bool:
    """Whether a notification was withdrawn since the decision was recorded, by the letters that tell of it.

    Rows are numbered in the order they were made, so that both may be of one day.
    """
    return any(one.sent_at is not None and one.id > decision.id for one in notices)


def last(session: Session, case_id: str) -> Decision | None:
    """The last decision of a case where it is not carried out, else None."""
    decision = decisions.current(session, case_id)
    if decision is None or not is_set_aside(decision, letters.of_case(session, case_id, NOTICE)):
        return None
    return decision
