"""A case meeting's people: invite them, count them, close the meeting."""

from cases import attendance, decisions, meetings, people, settings, slots
from casework import anchors, calendar_invitations
from casework.mail import to_agency
from casework.mail.ordering import Order
from casework.office import Office
from engine import carriers, instances, messages, tasks
from engine.states import OPEN_TASKS
from engine.work import Field, Variables, Work
from foundation.clock import london_date
from handlers.declaring import topic
from handlers.processes import carried


def _meeting(work: Work) -> meetings.Meeting:
    return meetings.get(work.session, work.case_id, str(work.variables["meeting_id"]))


@topic(
    "meeting.invite",
    "Send the calendar invitations",
    paragraph="4.4.1, 4.7.1",
    gives=(Field("meeting_to_come", "string", "The meeting that is set and not over: it can be moved"),),
)
def invite(office: Office, work: Work) -> Variables:
    """Send a calendar invitation to everyone invited who has none yet; a meeting that moved is sent to all again."""
    meeting = _meeting(work)
    # The meeting, not this step, is the key: whoever was told of this date is not told again when others are added.
    calendar_invitations.send(work.session, office, meeting, meeting.id, work.now)
    return {"meeting_to_come": meeting.id}


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
        Field("sealed_advice_count", "number", "How often the Independent Advisor advised and it is still sealed"),
    ),
)
def count_attendance(office: Office, work: Work) -> Variables:
    """Count by the settings of the case; the table decides whether that is a quorum."""
    counted = attendance.count(work.session, _meeting(work), settings.for_case(work.session, work.case_id))
    given = decisions.advice(work.session, work.case_id, released_only=False)
    return {
        "agency_count": counted.agency_count,
        "partner_count": counted.partner_count,
        "undeclared_count": counted.undeclared_count,
        "ia_present": counted.ia_present,
        "sealed_advice_count": sum(each.released_at is None for each in given),
    }


@topic("meeting.ask_newcomers", "Ask people who came without being asked before to declare", paragraph="1.5.8")
def ask_newcomers(office: Office, work: Work) -> Variables:
    """Send for a declaration of everybody invited or present who has neither made one nor been asked for it."""
    meeting = _meeting(work)
    there = {each.person_id for each in meetings.invitees(work.session, work.case_id, meeting.id)}
    there |= {each.person_id for each in attendance.of_meeting(work.session, work.case_id, meeting.id)}
    declared = {each.person_id for each in attendance.declarations(work.session, work.case_id, meeting.id)}
    asked = {
        task.assignee
        for task in tasks.of_case(work.session, work.case_id)
        if task.form_ref == attendance.DECLARATION and task.state in OPEN_TASKS
    }
    for person_id in sorted(there - declared - asked):
        letter = messages.Letter(
            "person_invited", f"{meeting.id}:{person_id}:{work.key}", meeting.id, {"invited_person": person_id}
        )
        messages.publish(work.session, work.case_id, letter, work.now, instances.MESSAGE_LIFE)
    return {}


@topic(
    "meeting.look_for_day",
    "Look for another day for the meeting",
    paragraph="4.4.2, 4.6.1",
    gives=(Field("day_count", "number", "Days on which the meeting can still be held within the rules"),),
)
def look_for_day(office: Office, work: Work) -> Variables:
    """Count the days left in the window, before the Rapid Review is due, with the notice that people need."""
    found = slots.proposals(work.session, work.case_id, work.now, _meeting(work).kind)
    return {"day_count": sum(slot.is_usable for slot in found)}


@topic("meeting.ask_substitute", "Ask an agency for a substitute", paragraph="1.5.8")
def ask_substitute(office: Office, work: Work) -> Variables:
    """Tell those who speak for the agency whose representative the chair has just ruled upon.

    Whoever is shut out of the case is not told; where nobody is left, the office is.
    """
    person_id = str(work.variables["ruled_person"])
    held = people.memberships(work.session, person_id, london_date(work.now))
    for agency_id in sorted({each.agency_id for each in held if each.agency_id}):
        asked = Order(work.case_id, "substitute_asked", f"{work.key}:{agency_id}", work.variables)
        to_agency.order(work.session, office, asked, agency_id, work.now)
    return {}


@topic(
    "meeting.close",
    "Close the meeting",
    takes=(Field("outcome", "string", "How it ended", choices=("decided", "deferred", "cancelled")),),
    gives=(
        Field("meeting_outcome", "string", "How it ended", choices=("decided", "deferred", "cancelled")),
        Field("meeting_to_come", "string", "None: a meeting that is over is not moved any more"),
    ),
)
def close(office: Office, work: Work) -> Variables:
    """End the meeting in the case file."""
    outcome = str(work.parameters["outcome"])
    meetings.close(work.session, work.case_id, _meeting(work).id, STATUS_OF[outcome], outcome, work.now)
    return {"meeting_outcome": outcome, "meeting_to_come": None}


@topic("rulings.start", "Start the rulings that the meeting has left open", paragraph="1.5.8")
def start_rulings(office: Office, work: Work) -> Variables:
    """Have the chair rule on every interest declared for the meeting and not ruled upon: it does not end with it."""
    meeting = _meeting(work)
    for each in attendance.unruled(work.session, work.case_id, meeting.id):
        key = f"{work.case_id}:interest_ruling:{meeting.id}:{each.person_id}"
        variables = {**carried(work), "meeting_id": meeting.id, "declarant_id": each.person_id}
        carriers.order_start(work.session, work.case_id, "interest_ruling", key, variables, work.now)
    return {}


@topic(
    "meeting.next",
    "Say which kind of meeting comes next",
    takes=(Field("kind", "string", "The kind of meeting", choices=tuple(meetings.KINDS)),),
    gives=(
        Field("meeting_type", "string", "The kind of meeting that is to be set", choices=tuple(meetings.KINDS)),
        Field("meeting_id", "string", "The meeting: none until it is set"),
    ),
)
def next_meeting(office: Office, work: Work) -> Variables:
    """The form that sets a meeting proposes dates for this kind; nothing counts from the meeting before any more."""
    anchors.clear(work.session, work.case_id, "meeting_at", instances.SYSTEM, work.now)
    return {"meeting_type": str(work.parameters["kind"]), "meeting_id": None}


STATUS_OF = {
    "decided": meetings.MeetingStatus.HELD,
    "deferred": meetings.MeetingStatus.REARRANGED,
    "cancelled": meetings.MeetingStatus.CANCELLED,
}
