"""F06: an agency's reply, or that it has no trace (guidance 4.3.2, 4.3.4)."""

from cases import requests
from cases.requests import RequestStatus
from casework.projections import identities, reading
from casework.projections.given import Given
from foundation.canonical import Json

STATUSES = {"yes": RequestStatus.REPLIED, "no_trace": RequestStatus.NO_TRACE}
"""What the answer to “known?” makes of the request."""


def project(given: Given) -> dict[str, Json]:
    """Note the answer on the request; a later version of a reply leaves the request as it is."""
    identities.note(given)
    request_id = reading.chosen(given.variables, "request_id")
    status = STATUSES.get(reading.words(given.answers, "known"))
    if request_id and status:
        request = requests.get(given.session, given.case_id, request_id)
        request.reply_id = given.submission.id
        if request.status is RequestStatus.REPLIED and given.variables.get("enough") == "clarify":
            status = RequestStatus.CLARIFIED
        if status in requests.MOVES[request.status]:
            requests.mark(given.session, given.case_id, request_id, status, given.now)
    return {}
