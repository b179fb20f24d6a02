"""The dates of a case as a form gives them, set as anchors of its clocks; a date known already changes nothing."""

from datetime import datetime

from cases.clocks import anchors as known_dates
from cases.clocks.anchors import Anchor, Why
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.clock import london_date


def note(given: Given, anchor: str, at: datetime | None, reason: Why | None = None, *, said: str = "") -> None:
    """Say when an event was, never later than now, and why in the program’s words or as a person `said`.

    A mere date does not blunt a time of that day known before.
    """
    if at is None:
        return
    at = min(at, given.now)
    known = known_dates.of_case(given.session, given.case_id).get(("", anchor))
    if known is None or london_date(known) != london_date(at):
        named = Anchor(anchor, at, reason=reason)
        if said:
            named = known_dates.because(given.session, given.office.keys, given.case_id, named, said)
        anchors.set_anchor(given.session, given.case_id, named, given.person_id, given.now)


def decided(given: Given) -> None:
    """Note the day on which the group decided, as its form says: letters and reviews count from it."""
    note(given, "decided_at", reading.instant(given.answers, "decided_on") or given.now)


def first_contact(given: Given, at: datetime) -> None:
    """Note when the office first heard of the case: what comes later changes nothing."""
    known = known_dates.of_case(given.session, given.case_id).get(("", "first_contact_at"))
    if known is None or at < known:
        note(given, "first_contact_at", at)
