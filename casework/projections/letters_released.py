"""Letters looked at by a second person, who releases them or gives them back (guidance 1.6.3, 4.3.3)."""

from casework.asked import Asked
from casework.letters import looking
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Say who had the letters in hand before: to that person they go back."""
    asked = Asked(given.case_id, given.person_id, given.variables, given.now)
    return {"first_person": looking.first_person(given.session, given.office, asked)}
