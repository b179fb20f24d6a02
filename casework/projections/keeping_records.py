"""How long records are kept: kept longer by a decision, or put on legal hold (guidance 2.1.5)."""

from datetime import time

from cases import legal_holds, owned
from cases.clocks import Anchor, keeping
from cases.legal_holds import LegalHold
from casework import anchors, deleting
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london

NOON = time(12)


def review(given: Given) -> dict[str, Json]:
    """Keep what was chosen until the day that was said; deleting is a step of the diagram."""
    day = reading.day(given.answers, "kept_until")
    if day is not None:
        chosen = reading.several(given.answers, "records_chosen")
        deleting.keep_until(given.session, given.case_id, chosen, day, given.person_id, given.now)
    return {}


def hold(given: Given) -> dict[str, Json]:
    """Put the case on legal hold; gives the hold's id, for the process that waits for its end."""
    placed = legal_holds.place(
        given.session,
        LegalHold(
            **owned.key(given.case_id),
            asked_by=reading.words(given.answers, "hold_asked_by"),
            placed_by=given.person_id,
            placed_at=given.now,
            submission_id=given.submission.id,
        ),
    )
    return {"legal_hold_id": placed.id}


def closure(given: Given) -> dict[str, Json]:
    """Note when the report was published, and until when the office wants the record kept at least."""
    for name, key in ((keeping.PUBLISHED, "published_on"), (keeping.KEPT_UNTIL, "keep_until")):
        if (day := reading.day(given.answers, key)) is not None:
            anchors.set_anchor(
                given.session, given.case_id, Anchor(name, london(day, NOON)), given.person_id, given.now
            )
    return {}
