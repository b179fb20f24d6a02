"""Data of the letters of an escalation (D19): what was asked of one agency, what is missing, and what follows."""

from collections.abc import Mapping
from datetime import datetime

from cases import meetings, people, submissions
from cases.correspondence.letters import Recipient
from cases.requests import InformationRequest
from casework.letters import data_common, data_request, form_words
from casework.letters.scope import Data, Scope, Wanted, long_day, long_moment
from casework.projections import reading

STEP, DECISION, RAISED = "f10_escalation", "f10_partners", "f10_raise"
REASONS = {
    "agency_refusal": "refusal_reason",
    "chase": "refusal_reason",
    STEP: "reason",
    RAISED: "reason",
    DECISION: "reason",
}
"""Forms in which an agency’s reason for not sharing is written down, and the question in each."""

NOT_GIVEN = "not_known"
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
    outstanding = _newest(scope, request, dict.fromkeys(told_by, "outstanding"))
    meeting = meetings.planned(scope.session, scope.case_id)
    data: Data = {
        "recipient": data_common.addressee(scope, lead, request.agency_id, "The strategic Safeguarding Lead"),
        "request": _asked(scope, request),
        "escalation": {
            "outstanding": outstanding[1] if outstanding else MISSING,
            "reason": _reason(scope, request),
            "reply_by": long_moment(scope.deadline(clock, request_id=request.id)),
            "power": scope.setting("text.power"),
        },
        "meeting": {"at": long_moment(_still_to_come(scope, meeting.starts_at)) if meeting else ""},
        "review": {"due": _review_due(scope)},
    }
    return Wanted(Recipient(agency_id=request.agency_id), data, request.id)


def _asked(scope: Scope, request: InformationRequest) -> Data:
    """When it was asked and is due, and of a further request about which children it is."""
    return {
        "sent": long_day(request.sent_at),
        "due": long_moment(request.due_at),
        "is_overdue": _still_to_come(scope, request.due_at) is None,
        "children": ", ".join(f"{scope.reference}-{code}" for code in request.covers.split()),
    }


def _review_due(scope: Scope) -> str:
    """By when the Rapid Review is due, as long as that is to come and its summary has not gone to the Panel."""
    if scope.anchor("summary_sent_at"):
        return ""
    return long_day(_still_to_come(scope, scope.deadline("rapid_review_due")))


def _still_to_come(scope: Scope, at: datetime | None) -> datetime | None:
    return at if at and at > scope.now else None


def _reason(scope: Scope, request: InformationRequest) -> str:
    """The agency's last reason for not sharing, in the words of the form; empty when it gives none."""
    form_id, reason = _newest(scope, request, REASONS) or ("", NOT_GIVEN)
    if reason == NOT_GIVEN:
        return ""
    return form_words.label(form_words.form_of(scope.session, form_id), REASONS[form_id], reason)


def _newest(scope: Scope, request: InformationRequest, keys: Mapping[str, str]) -> tuple[str, str] | None:
    """The form about this request that last answered its question, and the answer."""
    found = []
    for form_id, key in keys.items():
        about = (scope.case_id, form_id, request.agency_id, request.id)
        made = submissions.latest(scope.session, *about)
        if made and (said := reading.words(submissions.read(scope.session, scope.office.keys, made), key)):
            found.append((made.made_at, form_id, said))
    return max(found)[1:] if found else None
