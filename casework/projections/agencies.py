"""F03, second part: which agencies are asked, in which variant of the letter, and by when (guidance 4.3.1)."""

from datetime import datetime

from cases import clocks, people, requests, roles
from cases.requests import RequestStatus
from casework.projections import identities, reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Keep further family apart; prepare a request for each agency named, and drop drafts of those named no more."""
    case_id, now = given.case_id, given.now
    identities.add(given)
    due_at = _own_date(given)
    named: set[str] = set()
    for row in reading.rows(given.answers, "agencies"):
        agency_id = reading.chosen(row, "agency")
        if agency_id is None:
            continue
        named.add(agency_id)
        if _is_asked(given, agency_id):
            continue
        request = requests.prepare(given.session, case_id, agency_id, reading.words(row, "variant") or "standard", now)
        request.due_at = due_at
        request.lead_id = reading.chosen(row, "lead") or _lead(given, agency_id)
    for request in requests.of_case(given.session, case_id):
        if request.status is RequestStatus.DRAFT and request.agency_id not in named:
            requests.mark(given.session, case_id, request.id, RequestStatus.WITHDRAWN, now)
    return {}


def _is_asked(given: Given, agency_id: str) -> bool:
    """Whether the agency has its request, as on a referral that became a Rapid Review: it is not asked twice."""
    earlier = requests.of_agency(given.session, given.case_id, agency_id)
    return bool(earlier) and earlier[-1].status not in (RequestStatus.DRAFT, RequestStatus.WITHDRAWN)


def _own_date(given: Given) -> datetime | None:
    """The reply date, where somebody chose another than the rule's: the rule's own is fixed when the letter leaves."""
    chosen = reading.instant(given.answers, "reply_due")
    if chosen is None:
        return None
    by_rule = clocks.deadline(given.session, given.case_id, "reply_due", given.now, {})
    return None if chosen == by_rule else chosen


def _lead(given: Given, agency_id: str) -> str | None:
    """The agency's Safeguarding Lead when there is just one to choose."""
    leads = people.with_role(given.session, roles.LEAD, agency_id=agency_id, today=london_date(given.now))
    return leads[0].id if leads else None
