"""F09: the papers are released, in advance or tabled at the meeting (guidance 4.5)."""

from cases import meetings
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Note on the meeting how its papers come."""
    meeting_id = reading.chosen(given.variables, "meeting_id")
    if meeting_id:
        meeting = meetings.get(given.session, given.case_id, meeting_id)
        meeting.papers_mode = reading.chosen(given.answers, "papers_mode")
    return {}
