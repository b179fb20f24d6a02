"""Data of the letters of an escalation (D19): what was asked of one agency, what is missing, and what follows."""

from cases import meetings, people
from cases.correspondence.letters import Recipient
from casework.letters import data_common, data_request, form_words
from casework.letters.scope import Data, Scope, Wanted, long_day, long_moment
from casework.projections import reading

STEP, DECISION, RAISED = "f10_escalation", "f10_partners", "f10_raise"
REFUSALS = ("agency_refusal", "chase")
MISSING = "Your agency’s reply to the request."
"""What is outstanding where nobody has written it down."""


def strategic(scope: Scope) -> list[Wanted]:
    """D19 a: to the agency's strategic Safeguarding Lead, by when the second step ends (guidance 2.1.7)."""
    return [_letter(scope, "escalation_limit", (STEP, RAISED))]


def formal(scope: Scope) -> list[Wanted]:
    """D19 b: from the Safeguarding Partners, by the day that they have set (guidance 2.1.2)."""
    return [_letter(scope, "escalation_promised", (DECISION,))]


def _letter(scope: Scope, clock: str, told_by: tuple[str, ...]) -> Wanted:
    request = data_request.request_of(scope)
    lead = next(iter(people.strategic_leads(scope.session, request.agency_id)), None)
    said = next((found for form in told_by if (found := scope.answers(form, request.agency_id))), {})
    meeting = meetings.planned(scope.session, scope.case_id)
    data: Data = {
        "recipient": data_common.addressee(scope, lead, request.agency_id, "The strategic Safeguarding Lead"),
        "request": {"sent": long_day(request.sent_at), "due": long_moment(request.due_at)},
        "escalation": {
            "outstanding": reading.words(said, "outstanding") or MISSING,
            "reason": _reason(scope, request.agency_id),
            "reply_by": long_moment(scope.deadline(clock, request_id=request.id)),
            "power": scope.setting("text.power"),
        },
        "meeting": {"at": long_moment(meeting.starts_at) if meeting else ""},
        "review": {"due": long_day(scope.deadline("rapid_review_due"))},
    }
    return Wanted(Recipient(agency_id=request.agency_id), data, request.id)


def _reason(scope: Scope, agency_id: str) -> str:
    """The reason that the agency gave for not sharing, in the words of the form; empty when it gave none."""
    for name in REFUSALS:
        if reason := scope.answers(name, agency_id).get("refusal_reason"):
            return form_words.label(form_words.form_of(scope.session, name), "refusal_reason", reason)
    return ""
