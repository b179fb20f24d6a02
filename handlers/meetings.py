"""A case meeting's people: invite them, count them, close the meeting."""

from cases import attendance, meetings, settings
from casework import calendar_invitations
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic


def _meeting(work: Work) -> meetings.Meeting:
    return meetings.get(work.session, work.case_id, str(work.variables["meeting_id"]))


@topic("meeting.invite", "Send the calendar invitations", paragraph="4.4.1, 4.7.1")
def invite(office: Office, work: Work) -> Variables:
    """Send a calendar invitation to everyone invited; a meeting that moved is sent again with the next number."""
    calendar_invitations.send(work.session, office, _meeting(work), work.key, work.now)
    return {}


@topic(
    "meeting.invitees",
    "List who is invited",
    paragraph="1.5.8",
    gives=(Field("invitees", "list", "The ids of the people invited"),),
)
def invitees(office: Office, work: Work) -> Variables:
    """The people who are to declare interests before this meeting."""
    asked = meetings.invitees(work.session, work.case_id, _meeting(work).id)
    return {"invitees": [each.person_id for each in asked]}


@topic(
    "meeting.count_attendance",
    "Count who is present",
    paragraph="4.6.1",
    gives=(
        Field("agency_count", "number", "Agencies present that count"),
        Field("partner_count", "number", "Safeguarding Partners present that count"),
        Field("undeclared_count", "number", "People present who have not declared interests for this meeting"),
        Field("ia_present", "boolean", "Whether the Independent Advisor is present"),
    ),
)
def count_attendance(office: Office, work: Work) -> Variables:
    """Count by the settings of the case; the table decides whether that is a quorum."""
    each_council = bool(settings.value(work.session, work.case_id, "quorum.each_council"))
    counted = attendance.count(work.session, _meeting(work), each_council)
    return {
        "agency_count": counted.agency_count,
        "partner_count": counted.partner_count,
        "undeclared_count": counted.undeclared_count,
        "ia_present": counted.ia_present,
    }


@topic(
    "meeting.close",
    "Close the meeting",
    takes=(Field("outcome", "string", "How it ended", choices=("decided", "deferred", "cancelled")),),
    gives=(Field("meeting_outcome", "string", "How it ended", choices=("decided", "deferred", "cancelled")),),
)
def close(office: Office, work: Work) -> Variables:
    """End the meeting in the case file."""
    outcome = str(work.parameters["outcome"])
    meetings.close(work.session, work.case_id, _meeting(work).id, STATUS_OF[outcome], outcome, work.now)
    return {"meeting_outcome": outcome}


STATUS_OF = {
    "decided": meetings.MeetingStatus.HELD,
    "deferred": meetings.MeetingStatus.REARRANGED,
    "cancelled": meetings.MeetingStatus.CANCELLED,
}
