"""F38: the National Panel's answer (P1-190)."""

from cases import panel
from casework.projections import following, reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Keep when the Panel answered, which way, and by when it wants an answer."""
    received_on = reading.day(given.answers, "received") or london_date(given.now)
    position = reading.words(given.answers, "panel_position")
    reply_due = reading.day(given.answers, "reply_due")
    reply = panel.log_reply(given.session, given.case_id, received_on, position, reply_due, given.now)
    reply.submission_id = given.submission.id
    if reply_due is not None:
        following.date_of(given, "panel_answer_due_at", "", reply_due)
    return {}
