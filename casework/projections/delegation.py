"""A section of a reply handed to a colleague of the agency (guidance 4.3.4)."""

from cases import assignments, roles
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Let the colleague in, for this request to the agency only and until its reply is sent."""
    person_id = reading.chosen(given.answers, "colleague")
    if person_id and given.agency_id:
        whose = (given.agency_id, reading.chosen(given.variables, "request_id"))
        assignments.assign(given.session, given.case_id, person_id, roles.CONTRIBUTOR, given.now, *whose)
    return {}
