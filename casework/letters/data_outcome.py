"""Data of the letters that tell people how it ended, or that their referral has come (D14): each says only its own."""

from collections.abc import Callable
from dataclasses import replace

from cases import access, assignments, calendar, decisions, partnerships, people, records, requests, submissions
from cases.correspondence import letters
from cases.correspondence.letters import Recipient
from cases.requests import ANSWERED, WAITING, InformationRequest, RequestStatus
from casework.letters import data_common, data_recorded
from casework.letters.scope import Data, Scope, Wanted, long_day
from casework.projections import reading

WAY_ON = "way_on"
"""The variable in which the chair says how a case goes on whose notification was withdrawn."""

MAY_RECONSIDER = "may_reconsider"
"""The variable in which a diagram says that the referrer may ask for reconsideration."""


BEGINNING = ("f01_referral", "f02_notification")
"""The forms that a case begins with."""


def acknowledgement(scope: Scope) -> list[Wanted]:
    """D14 a: to whoever sent the form that the case began with, not to those who are let in afterwards."""
    received = long_day(scope.anchor("received_at") or scope.now)
    sent = [each for form in BEGINNING for each in submissions.of_case(scope.session, scope.case_id, form)]
    by = {min(sent, key=lambda each: (each.made_at, each.id)).person_id} if sent else set()
    told = _to_senders(scope, {"case": {"ref": scope.reference, "received": received}})
    return [each for each in told if each.recipient.person_id in by]


def ended(scope: Scope) -> list[Wanted]:
    """D14 i: that the case has been withdrawn, or goes on as another one about the same incident."""
    other = scope.variable("other_case")
    known_as = records.reference_of(scope.session, other) if other else ""
    return _to_senders(scope, {"ending": {"other": known_as}})


def corrected(scope: Scope) -> list[Wanted]:
    """D14 m: what a letter that was recalled should have said, to whoever had it."""
    wrong = letters.get(scope.session, scope.case_id, scope.variable("wrong_letter") or "")
    recipient = Recipient(person_id=wrong.person_id, agency_id=wrong.agency_id)
    person = people.person(scope.session, wrong.person_id) if wrong.person_id else None
    if wrong.agency_id:
        person = data_common.lead_of(scope, wrong.agency_id)
    correction = scope.answers("f40_correction")
    data: Data = {
        "recipient": data_common.addressee(scope, person, wrong.agency_id, "The Safeguarding Lead"),
        "wrong": {"day": long_day(wrong.released_at), "text": reading.words(correction, "correct_text")},
    }
    return [Wanted(recipient, data, wrong.id)]


def to_senders(scope: Scope) -> list[Wanted]:
    """D14 b: the outcome, to whoever brought the case."""
    return _to_senders(scope, {"outcome": _outcome(scope)})


def to_agencies(scope: Scope) -> list[Wanted]:
    """D14 c, e, f, g: the outcome and what follows, to every agency asked that did not say it has no trace.

    Late and refusing ones too: what they know of the child or family is asked for again when a review is held.
    """
    return _to_agencies(scope, lambda request: request.status is not RequestStatus.NO_TRACE)


def to_uninvolved(scope: Scope) -> list[Wanted]:
    """D14 d: the outcome, to agencies with no trace of anyone."""
    return _to_agencies(scope, lambda request: request.status is RequestStatus.NO_TRACE)


def converted(scope: Scope) -> list[Wanted]:
    """D14 j: to every agency asked and to whoever brought the case, once a referral has become a Rapid Review."""
    return [*_to_senders(scope, {}), *_to_agencies(scope, lambda _request: True)]


def notification_ended(scope: Scope) -> list[Wanted]:
    """D14 n: to every agency asked and to whoever brought the case, once its notification is withdrawn."""
    decision = decisions.current(scope.session, scope.case_id)
    decided = long_day(decision.decided_on) if decision else ""
    after: Data = {"after": {"way": scope.variable(WAY_ON) or "", "decided": decided}}
    told = [*_to_senders(scope, {}), *_to_agencies(scope, lambda _request: True)]
    return [replace(each, data={**each.data, **after}) for each in told]


def to_everybody(scope: Scope) -> list[Wanted]:
    """D14 k: that the decision is another one now, to all who were told the one before."""
    return [*to_senders(scope), *_to_agencies(scope, lambda _request: True)]


def _to_senders(scope: Scope, data: Data) -> list[Wanted]:
    shut_out = assignments.excluded(scope.session, scope.case_id)
    found = [each for role in access.SENDERS for each in assignments.on_day(scope.session, scope.case_id, role)]
    ids = {each.person_id for each in found} - shut_out
    return [
        Wanted(Recipient(person_id=person.id), {**data, "recipient": data_common.addressee(scope, person)})
        for person in people.by_ids(scope.session, ids)
    ]


def _to_agencies(scope: Scope, is_meant: Callable[[InformationRequest], bool]) -> list[Wanted]:
    """One letter for each agency, with the actions that are its own and no other's."""
    meant = [each for each in _of_each_agency(scope) if is_meant(each)]
    return [
        Wanted(Recipient(agency_id=each.agency_id), _of_agency(scope, each), each.id)
        for each in sorted(meant, key=lambda each: each.id)
    ]


def _of_each_agency(scope: Scope) -> list[InformationRequest]:
    """Each agency's latest request that holds.

    One in which it had something to tell is not outweighed by a later one, about an added child, of whom it has no
    trace: it knows the family (4.8.2).
    """
    found: dict[str, InformationRequest] = {}
    for each in requests.of_case(scope.session, scope.case_id):
        before = found.get(each.agency_id)
        is_outweighed = each.status is RequestStatus.NO_TRACE and before is not None and before.status in ANSWERED
        if each.status not in (RequestStatus.DRAFT, RequestStatus.WITHDRAWN) and not is_outweighed:
            found[each.agency_id] = each
    return list(found.values())


def _of_agency(scope: Scope, request: InformationRequest) -> Data:
    agency_id = request.agency_id
    lead = data_common.lead_of(scope, agency_id, request.lead_id)
    recipient = data_common.addressee(scope, lead, agency_id, "The Safeguarding Lead")
    own = [row for row in data_recorded.agreed(scope) if row["agency_id"] == agency_id]
    return {
        "recipient": {
            **recipient,
            "inspectorates": partnerships.agency(scope.session, agency_id).inspectorates,
        },
        "request": {
            "has_replied": request.status in ANSWERED,
            "is_waiting": request.status in WAITING,
            "has_refused": request.status is RequestStatus.REFUSED,
        },
        "outcome": _outcome(scope),
        "agency_actions": [{"text": row["text"], "due": row["due"], "shared": row["shared"]} for row in own],
    }


def _outcome(scope: Scope) -> Data:
    """Which decision counts: the template says it in words that are fit for every recipient, naming nobody."""
    decision = decisions.current(scope.session, scope.case_id)
    return {
        "code": decision.outcome if decision else "",
        # Where the first discussion of a referral ended the matter, the criteria were not gone through one by one.
        "is_weighed": decision is None or bool(decisions.findings(scope.session, decision)),
        "reconsider_by": _reconsider_by(scope) if scope.variables.get(MAY_RECONSIDER) else "",
    }


def _reconsider_by(scope: Scope) -> str:
    days = int(scope.setting("ar.reconsider_days"))
    return long_day(calendar.add_working_days(calendar.of_case(scope.session, scope.case_id), scope.today, days))
