"""An agency found later: asked too, with a short reply date of its own (P1-085)."""

from cases import people, requests, roles
from casework.projections import reading
from casework.projections.given import Given
from foundation.canonical import Json
from foundation.clock import london_date


def project(given: Given) -> dict[str, Json]:
    """Prepare one more request; requests already out stay as they are."""
    agency_id = reading.chosen(given.answers, "agency")
    if agency_id:
        variant = reading.words(given.answers, "variant") or "standard"
        request = requests.prepare(given.session, given.case_id, agency_id, variant, given.now)
        request.due_at = reading.instant(given.answers, "reply_due")
        leads = people.with_role(given.session, roles.LEAD, agency_id=agency_id, today=london_date(given.now))
        request.lead_id = leads[0].id if leads else None
        return {requests.ADDED: [request.id]}
    return {}
