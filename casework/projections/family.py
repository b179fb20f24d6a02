"""F24 as far as the decision: the family is told, will be told later, or is not told for a reason (guidance 1.5.3)."""

from datetime import time

from cases.clocks import Anchor
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london

NINE = time(9)


def project(given: Given) -> dict[str, Json]:
    """Note the day on which the family is to be told, where that is later."""
    if planned := reading.day(given.answers, "planned_on"):
        at = Anchor("family_contact_on", london(planned, NINE))
        anchors.set_anchor(given.session, given.case_id, at, given.person_id, given.now)
    return {}
