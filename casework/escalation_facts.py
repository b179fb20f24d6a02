"""What forms of an escalation are told: when its step ends, and what the Safeguarding Partners say."""

from collections import Counter
from datetime import datetime

from cases import submissions
from cases.clocks import readings
from casework.asked import Asked
from casework.letters import form_words
from casework.office import Office
from foundation.clock import LONDON
from foundation.database import Session

POSITION = "f10_position"
REFUSALS = ("agency_refusal", "chase")
"""Forms in which an agency’s reason is written down, its own before the office’s."""


def limit(session: Session, _office: Office, asked: Asked) -> datetime | None:
    """When the present step ends, in London time (T12)."""
    if not asked.case_id or asked.request_id is None:
        return None
    about = {"request_id": asked.request_id}
    at = readings.deadline(session, asked.case_id, "escalation_limit", asked.now, about)
    return at.astimezone(LONDON) if at else None


def refusal_reason(session: Session, office: Office, asked: Asked) -> str | None:
    """Why the agency does not share, as it said itself or as the office wrote down when it rang."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return None
    made = [submissions.latest(session, asked.case_id, form, agency_id, asked.request_id) for form in REFUSALS]
    given = [submissions.read(session, office.keys, one).get("refusal_reason") for one in made if one]
    return next((reason for reason in given if isinstance(reason, str)), None)


def positions(session: Session, office: Office, asked: Asked) -> str | None:
    """What the partners have said so far about this request, each by their last word: “A formal letter: 2”."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return None
    made = submissions.about_request(session, asked.case_id, POSITION, agency_id, asked.request_id)
    last = {one.person_id: submissions.read(session, office.keys, one).get("position") for one in made}
    form = form_words.form_of(session, POSITION)
    counted = Counter(form_words.label(form, "position", said) for said in last.values())
    return "; ".join(f"{words}: {number}" for words, number in counted.items()) or None
