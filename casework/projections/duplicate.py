"""F40, the duplicate part: this case repeats another, or belongs with it (P0-E1)."""

from cases import records
from cases.clocks import anchors as known_dates
from cases.clocks.anchors import Anchor
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Merge with the case named, or link to it; both keep their references."""
    other = reading.chosen(given.answers, "other_case")
    # A match in another office is told without its case: there is nothing to join here.
    if other is None or other == given.case_id or not records.exists(given.session, other):
        return {}
    if reading.words(given.answers, "relation") == "same":
        records.merge(given.session, given.case_id, other, given.person_id, given.now)
        _keep_first_contact(given, other)
    else:
        records.link(given.session, given.case_id, other, "linked", given.person_id, given.now)
    return {}


def _keep_first_contact(given: Given, other: str) -> None:
    """The earliest receipt counts; but a Rapid Review's clocks go on from the notification (domain.md §1.13 Q7)."""
    kept = known_dates.of_case(given.session, other).get(("", "received_at"))
    own = known_dates.of_case(given.session, given.case_id).get(("", "received_at"))
    if own and kept and own < kept and records.case(given.session, other).path != "rapid_review":
        earlier = Anchor("received_at", own, reason="the same incident, received before")
        anchors.set_anchor(given.session, other, earlier, given.person_id, given.now)
