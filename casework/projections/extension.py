"""An agency's question answered, with more time or without (P3-B3)."""

from cases import requests
from cases.clocks.anchors import Anchor, Why
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """A new reply date is kept on the request and moves its clocks; otherwise nothing changes."""
    request_id = reading.chosen(given.variables, "request_id")
    due_at = reading.instant(given.answers, "new_due")
    if request_id and due_at and reading.yes(given.answers, "extension"):
        requests.extend(given.session, given.case_id, request_id, due_at, given.now)
        moved = Anchor("due_at", due_at, request_id, Why.EXTENDED)
        anchors.set_anchor(given.session, given.case_id, moved, given.person_id, given.now)
    return {}
