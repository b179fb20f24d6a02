"""F11, the chair's part: what follows from a declared interest; excluded means at once (P4-030)."""

from cases import attendance, meetings
from cases.meetings import Ruling
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep the ruling on the person whom the task or the form names."""
    person_id = (
        reading.chosen(given.answers, "person")
        or reading.chosen(given.variables, "invitee")
        or reading.chosen(given.variables, "person_id")
    )
    meeting = meetings.get(given.session, given.case_id, str(reading.chosen(given.variables, "meeting_id")))
    if person_id:
        ruling = Ruling(reading.words(given.answers, "ruling"))
        attendance.rule(given.session, meeting, person_id, ruling, given.person_id, given.now)
    return {}
