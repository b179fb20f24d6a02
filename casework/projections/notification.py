"""F02: the local authority's notification to the national Panel, copied to the office (guidance 4.1.3)."""

from cases import identity
from casework.projections import dates, identities, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep identities apart and set the three dates; received is when it was copied, as stated."""
    identities.add(given)
    if reference := reading.words(given.answers, "np_ref"):
        identity.write_notification(given.session, given.office.keys, given.case_id, reference)
    dates.note(given, "received_at", reading.instant(given.answers, "copied_at") or given.now)
    dates.note(given, "aware_at", reading.instant(given.answers, "aware_at"))
    dates.note(given, "notified_at", reading.instant(given.answers, "sent_at"))
    return {}
