"""F19: the first discussion of an agency's referral (guidance 4.9). Where it ends the matter, it is the decision."""

from cases import decisions
from casework.projections import dates, reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Keep the group's wish as the decision, where it is one; asking others first decides nothing yet."""
    outcome = reading.words(given.answers, "decision")
    if not outcome:
        return {}
    taken = decisions.Taken(
        outcome=outcome,
        on=reading.day(given.answers, "decided_on") or london_date(given.now),
        by=reading.chosen(given.answers, "sign") or given.person_id,
        meeting_id=reading.chosen(given.variables, "meeting_id"),
    )
    decision = decisions.decide(given.session, given.case_id, taken)
    decision.submission_id = given.submission.id
    dates.decided(given)
    return {}
