"""F10a: who is at the meeting, for which agency, and who has left (guidance 4.6.1)."""

from cases import attendance, meetings
from cases.attendance import Present
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep the list in place of the earlier one; an agency not named is the one the person was invited for."""
    meeting = meetings.get(given.session, given.case_id, str(reading.chosen(given.variables, "meeting_id")))
    invited = {each.person_id: each for each in meetings.invitees(given.session, given.case_id, meeting.id)}
    present = []
    for row in reading.rows(given.answers, "attendees"):
        person_id = reading.chosen(row, "person")
        if person_id is None:
            continue
        invitee = invited.get(person_id)
        present.append(
            Present(
                person_id=person_id,
                agency_id=reading.chosen(row, "agency") or (invitee.agency_id if invitee else None),
                capacity=reading.words(row, "role") or (invitee.capacity if invitee else "member"),
                mode=reading.words(row, "mode"),
                deputy_for=reading.chosen(row, "deputy_for"),
                arrived_at=reading.at_time(row, "in", meeting.starts_at),
                left_at=reading.at_time(row, "out", meeting.starts_at),
            )
        )
    there = {line.person_id for line in present}
    for person_id in reading.several(given.answers, "apologies"):
        if person_id not in there:
            invitee = invited.get(person_id)
            agency_id, capacity = (invitee.agency_id, invitee.capacity) if invitee else (None, "member")
            present.append(Present(person_id, agency_id, capacity, attendance.APOLOGIES))
    attendance.write(given.session, meeting, present)
    return {}
