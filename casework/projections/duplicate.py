"""F40, the duplicate part at intake: this case repeats another, or belongs with it (P0-E1)."""

from cases import records
from casework import joining
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Merge with the case named, or link to it; both keep their references."""
    other = reading.chosen(given.answers, "other_case")
    # A match in another office is told without its case: there is nothing to join here.
    if other is None or other == given.case_id or not records.exists(given.session, other):
        return {}
    join = joining.merge if reading.words(given.answers, "relation") == "same" else joining.link
    join(given.session, given.case_id, other, given.person_id, given.now)
    return {}
