"""F10: what came of one step of an escalation, and which steps were left out and why (guidance 2.1.7)."""

from cases import escalations, overrides
from cases.clocks.anchors import Anchor
from casework import anchors
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json

IN_ORDER = "one step after the other"


def project(given: Given) -> dict[str, Json]:
    """Note outcome and reason on the step, a date that was promised as an event of the request, and what was skipped.

    No step is left out without a reason; the form asks for it, and the rule set aside is kept with it.
    """
    request_id = reading.chosen(given.variables, "request_id")
    if request_id is None:
        return {}
    case_id, now = given.case_id, given.now
    outcome, reason = reading.words(given.answers, "outcome"), reading.chosen(given.answers, "reason")
    if outcome:
        escalations.record(given.session, case_id, request_id, (outcome, reason, given.submission.id), now)
    if promised := reading.instant(given.answers, "promised_for"):
        named = Anchor("escalation_promised_at", promised, request_id)
        anchors.set_anchor(given.session, case_id, named, given.person_id, now)
    if why := reading.words(given.answers, "skip_reason"):
        used = reading.words(given.answers, "escalation_from") or outcome
        rule = ("steps of an escalation", IN_ORDER, used)
        overrides.set_aside(given.session, given.office.keys, case_id, rule, given.person_id, why, now)
    return {}
