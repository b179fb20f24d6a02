"""P0-060: facts that were missing from a referral; who is named is kept apart."""

from casework.projections import identities
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep further identities apart; everything else stays in the submission."""
    identities.add(given)
    return {}
