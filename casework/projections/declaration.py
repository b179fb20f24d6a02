"""F11: a person's declaration for one meeting (guidance 1.5.8)."""

from cases import attendance, meetings
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep whether the author has an interest; gives `has_interest` so that the chair is asked to rule."""
    meeting = meetings.get(given.session, given.case_id, str(reading.chosen(given.variables, "meeting_id")))
    interest = reading.yes(given.answers, "coi")
    attendance.declare(given.session, meeting, given.person_id, interest, given.submission.id, given.now)
    return {"has_interest": interest}
