"""What happens beside the path of a case: merged, linked, handed over, ended; each step audited with who said so."""

from cases import access, audit, holds, meetings, records, submissions
from cases.meetings import MeetingStatus
from casework import across_borders, anchors, calendar_invitations, deleting, handing_over, joining, searchable
from casework.office import Office
from casework.projections import reading
from engine import instances
from engine.work import Field, Variables, Work
from handlers.declaring import topic
from handlers.saying import FORM, said_by

MEETING_AT = "meeting_at"
"""The event from which the clocks about a meeting count."""

OTHER = "other_case"
"""The variable that names the other case."""

PARTNERSHIP = Field("partnership_id", "string", "The partnership whose office holds the case now")


@topic("case.merge", "Merge the case into the other one", takes=(FORM,), paragraph="4.1.1")
def merge(office: Office, work: Work) -> Variables:
    """End this case in favour of the other: both references stay, the earliest receipt is kept as first contact."""
    joining.merge(work.session, work.case_id, str(work.variables[OTHER]), said_by(work), work.now)
    deleting.note_end(work.session, office, work.case_id, said_by(work), work.now)
    return {}


@topic("case.link", "Link the case with the other one", takes=(FORM,), paragraph="4.1.1")
def link(office: Office, work: Work) -> Variables:
    """Say that two cases belong together; each goes on by itself."""
    joining.link(work.session, work.case_id, str(work.variables[OTHER]), said_by(work), work.now)
    return {}


@topic("transfer.propose", "Show the case to the office that is asked to take it", takes=(FORM,), paragraph="4.1.1")
def propose_transfer(office: Office, work: Work) -> Variables:
    """Until it is accepted both offices see the case, and the sender goes on with it."""
    handing_over.propose(work.session, work.case_id, str(work.variables["transfer_to"]), said_by(work), work.now)
    return {}


@topic("transfer.decline", "Take the case out of the other office’s sight", takes=(FORM,), paragraph="4.1.1")
def decline_transfer(office: Office, work: Work) -> Variables:
    """The other office does not take the case, or is no longer asked; the sender keeps it."""
    if to := work.variables.get("transfer_to"):
        handing_over.give_up(work.session, work.case_id, str(to), said_by(work), work.now)
    return {}


@topic(
    "case.transfer",
    "Transfer the case to another office",
    paragraph="4.1.1",
    takes=(FORM,),
    gives=(PARTNERSHIP,),
)
def transfer(office: Office, work: Work) -> Variables:
    """Hand the case over with its original dates; its open tasks go with it, and the sender keeps no access."""
    to = str(work.variables["transfer_to"])
    handing_over.transfer(work.session, work.case_id, to, said_by(work), work.now)
    # Tokens are each office's own.
    searchable.write(work.session, office, work.case_id)
    return {"partnership_id": to}


@topic("meeting.review_invitees", "Take off the meeting whoever may not know the case", paragraph="4.4.1")
def review_invitees(office: Office, work: Work) -> Variables:
    """After a transfer the other office’s people are no longer invited; their calendars are told."""
    for meeting in _coming(work):
        for each in meetings.invitees(work.session, work.case_id, meeting.id):
            if not access.may_know(work.session, each.person_id, work.case_id, work.now):
                meetings.take_off(work.session, meeting, each.person_id, work.now)
        calendar_invitations.send(work.session, office, meeting, work.key, work.now)
    return {}


@topic("meeting.cancel", "Cancel the meetings that are still to come", paragraph="4.4.1")
def cancel_meetings(office: Office, work: Work) -> Variables:
    """The case needs none of them any more: everybody’s calendar is told, and nothing counts from them."""
    for meeting in _coming(work):
        meetings.close(work.session, work.case_id, meeting.id, MeetingStatus.CANCELLED, "cancelled", work.now)
        calendar_invitations.send(work.session, office, meeting, work.key, work.now)
        anchors.clear(work.session, work.case_id, MEETING_AT, instances.SYSTEM, work.now, meeting.id)
    anchors.clear(work.session, work.case_id, MEETING_AT, instances.SYSTEM, work.now)
    return {}


def _coming(work: Work) -> list[meetings.Meeting]:
    found = meetings.of_case(work.session, work.case_id)
    return [each for each in found if each.status is MeetingStatus.PLANNED]


@topic("case.close", "Close the case", takes=(FORM,))
def close(office: Office, work: Work) -> Variables:
    """Close the case in the case file; why is in the form that said so."""
    records.change_status(work.session, work.case_id, records.CaseStatus.CLOSED, work.now)
    deleting.note_end(work.session, office, work.case_id, said_by(work), work.now)
    audit.append(work.session, audit.of_case(work.case_id), said_by(work), "case closed", work.case_id, {}, work.now)
    return {}


@topic("hold.lift", "Lift the hold", takes=(FORM,))
def lift_hold(office: Office, work: Work) -> Variables:
    """The step that it stopped may be taken again."""
    holds.lift(work.session, work.case_id, str(work.variables["hold_id"]), said_by(work), work.now)
    return {}


@topic(
    "case.let_area_in",
    "Let agencies and observers of another area in",
    takes=(Field("form", "string", "The form that names them"),),
    gives=(Field("agencies_added", "number", "How many agencies can be asked now that could not before"),),
    paragraph="1.4.2",
)
def let_area_in(office: Office, work: Work) -> Variables:
    """Each by hand, with an account that ends on the day that the form gives."""
    made = submissions.latest(work.session, work.case_id, str(work.parameters["form"]))
    said = submissions.read(work.session, office.keys, made) if made else {}
    across_borders.let_in(work.session, office, work.case_id, said, said_by(work), work.now)
    return {"agencies_added": len(reading.rows(said, "agencies"))}
