"""F13: the decision with its eight criteria, and the partners' second version of it (guidance 1.4, 4.6.2)."""

from cases import decisions
from casework.projections import dates, reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Keep the next version of the decision, or that it was put off, with the answer on each criterion."""
    taken = decisions.Taken(
        outcome=reading.words(given.answers, "decision"),
        on=reading.day(given.answers, "decided_on") or london_date(given.now),
        by=reading.chosen(given.answers, "sign") or given.person_id,
        meeting_id=reading.chosen(given.variables, "meeting_id"),
        # Where something is waited for, nothing is decided yet.
        is_put_off=bool(reading.words(given.answers, "defer_for")),
    )
    decision = decisions.decide(given.session, given.case_id, taken)
    decision.criteria_met = reading.yes(given.answers, "crit_met") if "crit_met" in given.answers else None
    decision.suggest_national = reading.yes(given.answers, "suggest_national")
    decision.submission_id = given.submission.id
    if not taken.is_put_off:
        dates.decided(given)
    for criterion in (*decisions.MUST_CONSIDER, *decisions.HAVE_REGARD):
        if answer := reading.words(given.answers, criterion):
            decisions.find(given.session, decision, criterion, answer)
    return {}
