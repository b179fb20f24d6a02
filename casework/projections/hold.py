"""F40, holds: one step stops until somebody has looked whether it still must (T21)."""

from datetime import date, time

from cases import holds, leavers, owned
from cases.clocks import Anchor
from cases.holds import Hold
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london

NINE = time(9)
"""When on the day of review the owner is asked."""


def put_on(given: Given) -> dict[str, Json]:
    """Put the hold on; gives its id and its owner, for the process that asks them."""
    review_on = reading.day(given.answers, "review_on")
    if review_on is None:
        return {}
    hold = Hold(
        **owned.key(given.case_id),
        step=reading.words(given.answers, "step"),
        owner_id=reading.words(given.answers, "owner"),
        asked_by=reading.words(given.answers, "hold_asked_by"),
        review_on=review_on,
        submission_id=given.submission.id,
        started_at=given.now,
    )
    holds.put_on(given.session, hold, given.person_id)
    _ask_on(given, hold.id, review_on)
    return {"hold_id": hold.id, "hold_owner": hold.owner_id}


def review(given: Given) -> dict[str, Json]:
    """Note until when the hold is kept, where it is; lifting it is a step of the diagram.

    Gives who owns it, which is somebody else where its owner has left; whoever looked at it, where nobody took it over.
    """
    hold_id, review_on = reading.chosen(given.variables, "hold_id"), reading.day(given.answers, "review_on")
    if not (hold_id and review_on):
        return {}
    hold = holds.keep(given.session, given.case_id, hold_id, review_on, given.person_id, given.now)
    if not leavers.is_here(given.session, hold.owner_id):
        hold.owner_id = given.person_id
    _ask_on(given, hold_id, review_on)
    return {"hold_owner": hold.owner_id}


def _ask_on(given: Given, hold_id: str, review_on: date) -> None:
    at = london(review_on, NINE)
    anchors.set_anchor(given.session, given.case_id, Anchor("hold_review_at", at, hold_id), given.person_id, given.now)
