"""P4-130: the chair signs sections 2 and 3 (guidance 4.6.3)."""

from cases import decisions
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Put the chair's signature on the version of the decision that counts."""
    decision = decisions.current(given.session, given.case_id)
    if decision is not None:
        decisions.sign(
            given.session, decision, reading.chosen(given.answers, "signed_by") or given.person_id, given.now
        )
    return {}
