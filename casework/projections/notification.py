"""F02: the local authority's notification to the National Panel, copied to the office (guidance 4.1.3)."""

from cases import identity_tokens, same_child, submissions
from cases.clocks import Why
from casework.projections import dates, identities, reading
from casework.projections.given import Given
from foundation.canonical import Json


def project(given: Given) -> dict[str, Json]:
    """Keep identities apart and set the three dates; received is when it was copied, as stated.

    Gives whether a looked-after child has died, and whether it is recorded already that others were told of that.
    """
    codes = identities.add(given)
    same_child.keep_one(given.session, given.office.keys, given.case_id, codes, given.now)
    if reference := reading.words(given.answers, "np_ref"):
        identity_tokens.write_notification(given.session, given.office.keys, given.case_id, reference, given.now)
    copied_at = reading.instant(given.answers, "copied_at") or given.now
    for anchor, at in (
        ("received_at", copied_at),
        ("aware_at", reading.instant(given.answers, "aware_at")),
        ("notified_at", reading.instant(given.answers, "sent_at")),
    ):
        dates.note(given, anchor, at, Why.NOTIFIED)
    dates.first_contact(given, copied_at)
    told = submissions.latest(given.session, given.case_id, "f02_looked_after")
    return {"looked_after_died": _looked_after_died(given), "looked_after_told": told is not None}


def _looked_after_died(given: Given) -> bool:
    """Whether a child has died whom a council looked after: others are told of it too, whatever the cause (4.1.2)."""
    has_died = reading.chosen(given.answers, "outcome") == "died"
    return has_died and any(
        reading.chosen(row, "looked_after") == "yes" for row in reading.rows(given.answers, "children")
    )
