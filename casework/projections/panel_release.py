"""F17: a second person releases the Combined Summary to the National Panel (guidance 4.8.1)."""

from cases import decisions, panel
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep who released which version, and whether a reason for lateness was given; sent back, nothing is kept."""
    if reading.words(given.answers, "release") == "send":
        decision = decisions.current(given.session, given.case_id)
        is_late = bool(reading.words(given.answers, "late_reason"))
        released = panel.release(
            given.session, given.case_id, decision.id if decision else None, given.person_id, is_late, given.now
        )
        released.submission_id = given.submission.id
    return {}
