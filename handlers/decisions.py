"""Around the decision: advice unsealed, partners asked and counted, agencies reminded of their inspectorates."""

from cases import attendance, decisions, meetings, requests, roles, settings
from casework.mail import recipients
from casework.office import Office
from engine.work import BpmnError, Field, Variables, Work
from foundation.clock import london_date
from handlers.declaring import topic


@topic(
    "advice.release",
    "Release the Independent Advisor's advice to the meeting",
    paragraph="4.7.5",
    gives=(Field("ia_advised", "boolean", "Whether the Independent Advisor advised at this meeting, having heard it"),),
)
def release_advice(office: Office, work: Work) -> Variables:
    """Unseal the advice given so far; from now on those who decide may read it."""
    meeting_id = work.variables.get("meeting_id")
    decisions.release_advice(work.session, work.case_id, None, work.now)
    given = decisions.advice(work.session, work.case_id, released_only=True)
    return {"ia_advised": any((each.meeting_id, each.timing) == (meeting_id, "at") for each in given)}


@topic(
    "partners.list",
    "List the Safeguarding Partners' decision-makers",
    paragraph="1.6.1",
    gives=(
        Field("partners", "list", "The ids of the people who confirm for their partner"),
        Field("partner_signoff", "string", "The setting", choices=("required", "notify", "off")),
    ),
)
def list_partners(office: Office, work: Work) -> Variables:
    """Everyone who holds the role for the case's partnership, and whether their confirmation is required.

    Whoever is shut out of the case is not asked; who stands in for them is.
    """
    found = recipients.of_roles(work.session, work.case_id, [roles.PARTNER], None, london_date(work.now))
    return {
        "partners": sorted({person.id for person in found}),
        "partner_signoff": settings.value(work.session, work.case_id, "partner_signoff"),
    }


@topic(
    "meeting.list_round",
    "List who is asked in writing",
    paragraph="4.7.5",
    gives=(Field("round_members", "list", "The ids of the people whose view counts"),),
)
def list_round(office: Office, work: Work) -> Variables:
    """Those who counted at the meeting that decided, and have not been shut out of the case since."""
    meeting = meetings.get(work.session, work.case_id, str(work.variables["meeting_id"]))
    counted = attendance.count(work.session, meeting, settings.for_case(work.session, work.case_id))
    return {"round_members": sorted(counted.people)}


@topic(
    "confirmations.count",
    "Count the Safeguarding Partners' positions",
    paragraph="1.6.1, 4.7.5",
    gives=(
        Field("agree_count", "number", "Partners who agree, with or without a comment"),
        Field("reconsider_count", "number", "Partners who ask for reconsideration"),
        Field("position_count", "number", "Partners who have answered"),
    ),
)
def count_confirmations(office: Office, work: Work) -> Variables:
    """Count the positions on the version of the decision that counts now."""
    decision = decisions.current(work.session, work.case_id)
    if decision is None:
        raise BpmnError("no_decision")
    given = decisions.positions(work.session, decision)
    reconsider = given[decisions.RECONSIDER]
    return {"agree_count": given.total() - reconsider, "reconsider_count": reconsider, "position_count": given.total()}


@topic(
    "inspectorates.list",
    "List the agencies to remind of their inspectorates",
    paragraph="4.8.3",
    gives=(Field("inspectorate_agencies", "list", "The ids of the agencies"),),
)
def list_inspectorates(office: Office, work: Work) -> Variables:
    """Every agency that was asked and not withdrawn."""
    asked = requests.of_case(work.session, work.case_id)
    agencies = {one.agency_id for one in asked if one.status is not requests.RequestStatus.WITHDRAWN}
    return {"inspectorate_agencies": sorted(agencies)}
