"""F15: a Safeguarding Partner's position on the decision (guidance 1.6.1)."""

from cases import decisions
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep the author's position on the version that counts, in place of their earlier one."""
    decision = decisions.current(given.session, given.case_id)
    if decision is not None:
        position = reading.words(given.answers, "position")
        decisions.confirm(given.session, decision, given.person_id, position, given.submission.id, given.now)
    return {}
