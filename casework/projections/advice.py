"""F14: the Independent Advisor's advice, sealed until released (guidance 4.7)."""

from cases import decisions
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def without(given: Given) -> dict[str, Json]:
    """Keep that the advisor was present and gave no advice, so that nobody waits for any at the meeting (4.7.5)."""
    advice = decisions.advise(given.session, given.case_id, given.person_id, given.submission.id, given.now)
    advice.meeting_id = reading.chosen(given.variables, "meeting_id")
    advice.timing = decisions.NO_ADVICE
    return {}


def project(given: Given) -> dict[str, Json]:
    """Keep that advice was given, when in relation to the meeting, and which way."""
    advice = decisions.advise(given.session, given.case_id, given.person_id, given.submission.id, given.now)
    advice.meeting_id = reading.chosen(given.variables, "meeting_id")
    advice.timing = reading.words(given.answers, "timing") or "at"
    if advice.timing == "post":
        # Written for the partners, about a decision that is taken: there is nobody left to keep it from.
        advice.released_at, advice.released_by = given.now, given.person_id
    advice.advises_review = reading.chosen(given.answers, "advises_review")
    advice.position = reading.chosen(given.answers, "ia_position")
    return {}
