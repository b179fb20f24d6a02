"""F07: the agency has the request, has secured its records or says why not, and names who completes the reply."""

from cases import assignments, requests, roles
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Note receipt and records on the request; whoever completes it for the lead is let in for that request only."""
    request_id = reading.chosen(given.variables, "request_id")
    if request_id is None:
        return {}
    case_id, now = given.case_id, given.now
    requests.acknowledge(given.session, case_id, request_id, reading.words(given.answers, "secured"), now)
    request = requests.get(given.session, case_id, request_id)
    request.completer_id = reading.chosen(given.answers, "completer") or given.person_id
    if request.completer_id != given.person_id:
        whose = (request.agency_id, request_id)
        assignments.assign(given.session, case_id, request.completer_id, roles.CONTRIBUTOR, now, *whose)
    return {}
