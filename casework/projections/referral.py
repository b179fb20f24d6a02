"""F01: who the children are, and since when what is known (guidance 4.1.1)."""

from cases import identity_tokens
from casework.projections import dates, identities, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep identities apart and set the dates that clocks count from; a referral is received when it is sent."""
    identities.add(given)
    if reference := reading.words(given.answers, "sin_ref"):
        identity_tokens.write_notification(given.session, given.office.keys, given.case_id, reference, given.now)
    dates.note(given, "received_at", given.now)
    dates.first_contact(given, given.now)
    dates.note(given, "aware_at", reading.instant(given.answers, "aware_date"))
    dates.note(given, "notified_at", reading.instant(given.answers, "sin_date"))
    return {}
