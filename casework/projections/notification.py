"""F02: the local authority's notification to the national Panel, copied to the office (guidance 4.1.3)."""

from cases import identity
from casework.projections import dates, identities, reading
from casework.projections.given import Given
from foundation.canonical import Json

WHY = "as the notification says"
"""Why a date that was known before is another one now: a referral came first, and the clocks start anew."""


def project(given: Given) -> dict[str, Json]:
    """Keep identities apart and set the three dates; received is when it was copied, as stated."""
    identities.add(given)
    if reference := reading.words(given.answers, "np_ref"):
        identity.write_notification(given.session, given.office.keys, given.case_id, reference)
    copied_at = reading.instant(given.answers, "copied_at") or given.now
    for anchor, at in (
        ("received_at", copied_at),
        ("aware_at", reading.instant(given.answers, "aware_at")),
        ("notified_at", reading.instant(given.answers, "sent_at")),
    ):
        dates.note(given, anchor, at, WHY)
    dates.first_contact(given, copied_at)
    return {}
