"""F06: an agency's reply, or that it has no trace (guidance 4.3.2, 4.3.4). The diagram says when it counts."""

from cases import requests
from casework.projections import identities, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep apart who somebody is, and which reply is the request's; it is noted later, perhaps after a signature."""
    identities.note(given)
    request_id = reading.chosen(given.variables, "request_id")
    if request_id:
        requests.get(given.session, given.case_id, request_id).reply_id = given.submission.id
    return {}
