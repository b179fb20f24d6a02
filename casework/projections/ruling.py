"""F11, the chair's part: what follows from a declared interest; excluded means at once (P4-030)."""

from cases import attendance, meetings
from cases.meetings import Ruling
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep the ruling on the person the task is about; where it names nobody, on who declared first and waits.

    Gives `ruled_person`.
    """
    meeting = meetings.get(given.session, given.case_id, str(given.variables.get("meeting_id")))
    person_id = attendance.awaiting(given.session, meeting, reading.chosen(given.variables, "declarant_id"))
    if person_id:
        ruling = Ruling(reading.words(given.answers, "ruling"))
        attendance.rule(given.session, meeting, person_id, ruling, given.person_id, given.now)
    return {"ruled_person": person_id}
