"""After the decision: progress of actions (F35), holds asked for and looked at again, the date the Panel set (F38)."""

from datetime import date, time

from cases import actions, clocks, holds, owned, settings
from cases.clocks import anchors as dates
from cases.holds import Hold
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london

LOCAL_WORK = "local_work"
"""What a national review holds, by the name that the diagrams of both local reviews give it (`hold`)."""


def progress(given: Given) -> dict[str, Json]:
    """Keep how far the action is, and move its date when a new one was agreed."""
    action = actions.get(given.session, given.case_id, str(given.variables["action_id"]))
    action.progress, action.report_id = reading.words(given.answers, "progress"), given.submission.id
    day = reading.day(given.answers, "new_due")
    if day is not None:
        action.due_on = day
        date_of(given, "action_due_at", action.id, day, reading.words(given.answers, "new_due_reason"))
    return {}


def verdict(given: Given) -> dict[str, Json]:
    """Keep what the group said of the evidence, for the owner to read."""
    action = actions.get(given.session, given.case_id, str(given.variables["action_id"]))
    action.verdict_id = given.submission.id
    return {}


def national_review(given: Given) -> dict[str, Json]:
    """Put the hold on that the Panel asks for; gives its id and its owner where there is one."""
    review_on = reading.day(given.answers, "review_on")
    if review_on is None:
        return {}
    hold = Hold(
        **owned.key(given.case_id),
        step=LOCAL_WORK,
        owner_id=given.person_id,
        asked_by=reading.words(given.answers, "contact"),
        review_on=review_on,
        submission_id=given.submission.id,
        started_at=given.now,
    )
    holds.put_on(given.session, hold, given.person_id)
    date_of(given, "hold_review_at", hold.id, review_on)
    return {"hold_id": hold.id, "hold_owner": hold.owner_id}


def date_of(given: Given, anchor: str, subject_id: str, day: date, reason: str = "") -> None:
    """Let clocks count to the end of this day: the setting says at what time a day ends."""
    at = london(day, time.fromisoformat(str(settings.value(given.session, given.case_id, "due_time"))))
    named = clocks.Anchor(anchor, at, subject_id)
    if reason:
        named = dates.because(given.session, given.office.keys, given.case_id, named, reason)
    anchors.set_anchor(given.session, given.case_id, named, given.person_id, given.now)
