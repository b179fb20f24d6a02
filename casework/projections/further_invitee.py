"""Somebody is invited to a meeting after the others (P4-020)."""

from cases import assignments, meetings, people
from casework import attending
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Put the person on the list, and take off whom they replace; an advisor or observer is thereby put on the case."""
    meeting = meetings.get(given.session, given.case_id, str(given.variables.get("meeting_id")))
    person_id = reading.words(given.answers, "invited_person")
    held = people.memberships(given.session, person_id, london_date(given.now))
    own = next((each.agency_id for each in held if each.agency_id), None)
    agency_id = reading.chosen(given.answers, "agency") or own
    capacity = reading.words(given.answers, "capacity") or "member"
    meetings.invite(given.session, meeting, person_id, agency_id, capacity, given.now)
    if (replaced := reading.chosen(given.answers, "replaces")) is not None:
        meetings.take_off(given.session, meeting, replaced, given.now)
    part = attending.part(given.session, {each.role for each in held})
    if part.on_case_as:
        assignments.assign(given.session, given.case_id, person_id, part.on_case_as, given.now)
    return {}
