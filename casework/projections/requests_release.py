"""F05: the requests are released, now or for a later time (guidance 4.3.3)."""

from cases.clocks.anchors import Anchor
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Note the time that was chosen for sending."""
    if at := reading.instant(given.answers, "send_at"):
        anchors.set_anchor(given.session, given.case_id, Anchor("requests_send_at", at), given.person_id, given.now)
    return {}
