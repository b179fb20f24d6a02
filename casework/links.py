"""Where people read what a form asks them about: addresses of forms that were sent in and of letters of the case.

They are given only to forms of people who may read them: office, chair, and who is asked about a decision.
"""

from collections.abc import Callable, Mapping

from cases import access, actions, decisions, records, submissions
from cases.correspondence import letters
from casework.asked import Asked
from casework.office import Office
from foundation.database import Session

MINUTES = "D21-minutes"
SAFETY, CHECKS = "f12_immediate_action", "f41_closure"
CONDUCT, DEATH = "f22_conduct", "f40_child_died"
Link = Callable[[Session, Office, Asked], str | None]


def decision(session: Session, _office: Office, asked: Asked) -> str | None:
    """The decision that counts, with its reasons."""
    found = decisions.current(session, asked.case_id)
    return _form(session, asked, found.submission_id if found else None)


def report(session: Session, _office: Office, asked: Asked) -> str | None:
    """What the owner of the action reported last, with its evidence."""
    action_id = asked.variables.get("action_id")
    found = actions.get(session, asked.case_id, action_id) if isinstance(action_id, str) else None
    return _form(session, asked, found.report_id if found else None)


def minutes(session: Session, _office: Office, asked: Asked) -> str | None:
    """The minutes of the meeting that the task is about, as they stand."""
    meeting_id = asked.variables.get("meeting_id")
    if not isinstance(meeting_id, str):
        return None
    found = letters.in_force(session, asked.case_id, MINUTES, meeting_id)
    return f"{_case(session, asked)}/documents/{found[-1].id}" if found else None


def other_case(session: Session, _office: Office, asked: Asked) -> str | None:
    """The other case with which this one is to be joined, as a link in words; nothing to whoever may not know it."""
    other = asked.variables.get("other_case")
    if not isinstance(other, str) or not access.may_know(session, asked.person_id, other, asked.now):
        return None
    reference = records.reference_of(session, other)
    return f"[{reference}](/cases/{reference})"


def _last(form_id: str) -> Link:
    def last(session: Session, _office: Office, asked: Asked) -> str | None:
        made = submissions.latest(session, asked.case_id, form_id)
        return _form(session, asked, made.id if made else None)

    return last


def _form(session: Session, asked: Asked, submission_id: str | None) -> str | None:
    return f"{_case(session, asked)}/forms/{submission_id}" if submission_id else None


def _case(session: Session, asked: Asked) -> str:
    return f"/cases/{records.reference_of(session, asked.case_id)}"


FACTS: Mapping[str, Link] = {
    "closure_link": _last(CHECKS),
    "conduct_link": _last(CONDUCT),
    "death_link": _last(DEATH),
    "decision_link": decision,
    "minutes_link": minutes,
    "other_case_link": other_case,
    "report_link": report,
    "safety_link": _last(SAFETY),
}
"""By the name that a form's expressions have."""
