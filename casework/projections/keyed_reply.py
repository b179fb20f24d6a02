"""A reply keyed in by the office and compared by a second person (guidance 4.3.4)."""

from casework import agency_facts
from casework.asked import Asked
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Say who wrote the reply down: to that person it goes back."""
    asked = Asked(given.case_id, given.person_id, given.variables, given.now)
    return {"first_person": agency_facts.reply_by(given.session, given.office, asked)}
