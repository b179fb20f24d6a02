"""Meetings in people's own calendars: an invitation for everyone asked, a cancellation for whoever no longer is.

An entry names the case's reference and the kind of meeting, never a child. One entry goes to one person and names
nobody else who is asked (RFC 5545, RFC 5546).
"""

from datetime import datetime, timedelta

from icalendar import Calendar, Event, vCalAddress

from cases import assignments, called, meetings, partnerships, people, records
from cases.correspondence import outbox
from cases.meetings import Meeting, MeetingStatus
from cases.people import Person
from casework.mail import ordering
from casework.mail.ordering import Order
from casework.office import Office
from foundation.clock import LONDON
from foundation.database import Session

INVITATION, CANCELLATION = "meeting_invitation", "meeting_cancelled"
USUAL_LENGTH = timedelta(hours=2)
OFF = (MeetingStatus.CANCELLED,)


def send(session: Session, office: Office, meeting: Meeting, key: str, now: datetime) -> None:
    """Tell everyone's calendar how the meeting stands; a meeting that moved is the same entry with the next number."""
    asked = {each.person_id for each in meetings.invitees(session, meeting.case_id, meeting.id)}
    if meeting.status in OFF:
        asked = set()
    # Whoever was shut out of the case is written to no more, not even to be told that they are not asked.
    told = _told(session, meeting) - assignments.excluded(session, meeting.case_id)
    for person in people.by_ids(session, asked):
        _order(session, office, meeting, person, (INVITATION, key), now)
    for person in people.by_ids(session, told - asked):
        _order(session, office, meeting, person, (CANCELLATION, key), now)


def entry(session: Session, office: Office, meeting: Meeting, person: Person, kind: str, now: datetime) -> str:
    """One person's entry as iCalendar text; its UID stays the same for the life of the meeting."""
    reference = records.reference_of(session, meeting.case_id)
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, meeting.case_id))
    is_off = kind == CANCELLATION
    event = Event()
    event.add("uid", uid_of(office, meeting))
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", meeting.starts_at.astimezone(LONDON))
    event.add("dtend", (meeting.ends_at or meeting.starts_at + USUAL_LENGTH).astimezone(LONDON))
    event.add("summary", f"{reference} – {meetings.KINDS.get(meeting.kind, 'Case meeting')}")
    event.add("location", meeting.venue)
    event.add("description", f"{office.config.base_url}/cases/{reference}")
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("class", "CONFIDENTIAL")
    organiser = vCalAddress(f"mailto:{home.office_email or office.config.mail_from}")
    organiser.params["CN"] = called.office_of(session, meeting.case_id)
    event["organizer"] = organiser
    attendee = vCalAddress(f"mailto:{person.email}")
    attendee.params |= {"CN": person.name, "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"}
    event.add("attendee", attendee, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//CSPR Workflow//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written.decode()


def uid_of(office: Office, meeting: Meeting) -> str:
    """The name of a meeting in calendars."""
    return f"meeting-{meeting.id}@{ordering.host_of(office)}"


def _order(
    session: Session, office: Office, meeting: Meeting, person: Person, what: tuple[str, str], now: datetime
) -> None:
    kind, key = what
    made = entry(session, office, meeting, person, kind, now)
    # The number is part of the key: a meeting that moved is told again, whatever step tells it.
    key = f"{key}:{meeting.sequence}"
    asked = Order(meeting.case_id, kind, key, {"meeting_id": meeting.id}, about=meeting.id, calendar=made)
    ordering.order(session, office, asked, [person], now)


def _told(session: Session, meeting: Meeting) -> set[str]:
    """Whose calendar has the meeting: those whose last word about it was an invitation."""
    told: set[str] = set()
    for mail in outbox.of_case(session, meeting.case_id):
        if mail.person_id and mail.about == meeting.id:
            (told.add if mail.kind == INVITATION else told.discard)(mail.person_id)
    return told
