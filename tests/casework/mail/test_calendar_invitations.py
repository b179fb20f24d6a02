"""Calendar entries: one per meeting for its whole life, moved by number, cancelled for whoever is no longer asked."""

from collections.abc import Callable
from datetime import datetime, timedelta
from email import message_from_bytes

import pytest
from icalendar import Calendar

from cases import meetings
from cases.correspondence import outbox
from cases.meetings import Meeting, MeetingStatus
from casework import calendar_invitations
from casework.mail import delivery
from casework.office import Office
from foundation.clock import LONDON
from foundation.database import Session


@pytest.fixture
def meeting(office: Office, case_id: str, now: datetime) -> Meeting:
    """A Rapid Review meeting on a summer morning, when London is not on UTC."""
    starts = datetime(2027, 6, 8, 10, 0, tzinfo=LONDON)
    with office.database.transaction() as session:
        return meetings.plan(session, case_id, "rapid_review", "monthly", starts, "Room 1", now)


def asked(session: Session, office: Office, meeting: Meeting, *person_ids: str) -> Meeting:
    found = meetings.get(session, meeting.case_id, meeting.id)
    for person_id in person_ids:
        meetings.invite(session, found, person_id, None, "member", office.clock.now())
    return found


def entries(office: Office, case_id: str) -> list[tuple[str, Calendar]]:
    """What each person's calendar was told, in order."""
    with office.database.reading() as session:
        made = [(mail, outbox.opened(session, office.keys, mail)) for mail in outbox.of_case(session, case_id)]
        return [(str(mail.person_id), Calendar.from_ical(calendar or "")) for mail, (_, _, calendar) in made]


def test_an_invitation_has_london_time_and_names_nobody_else(
    office: Office, case_id: str, now: datetime, meeting: Meeting, someone: Callable[..., str]
) -> None:
    one, other = someone("crg_member", "maya"), someone("crg_member", "pete")
    with office.database.transaction() as session:
        calendar_invitations.send(session, office, asked(session, office, meeting, one, other), "job", now)
    told = entries(office, case_id)
    assert {person for person, _ in told} == {one, other}
    (event,) = told[0][1].walk("VEVENT")
    assert told[0][1]["METHOD"] == "REQUEST" and event["SEQUENCE"] == 0
    assert event["DTSTART"].to_ical() == b"20270608T100000" and event["DTSTART"].params["TZID"] == "Europe/London"
    assert [str(zone["TZID"]) for zone in told[0][1].walk("VTIMEZONE")] == ["Europe/London"]
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["SUMMARY"] == "LEI-27-001 – Rapid Review meeting"
    assert not isinstance(event["ATTENDEE"], list)


def test_the_same_step_done_twice_invites_once(
    office: Office, case_id: str, now: datetime, meeting: Meeting, someone: Callable[..., str]
) -> None:
    one = someone("crg_member", "maya")
    for _ in range(2):
        with office.database.transaction() as session:
            calendar_invitations.send(session, office, asked(session, office, meeting, one), "job", now)
    assert len(entries(office, case_id)) == 1


def test_a_meeting_that_moved_is_the_same_entry_and_whoever_is_off_the_list_is_cancelled(
    office: Office, case_id: str, now: datetime, meeting: Meeting, someone: Callable[..., str]
) -> None:
    stays, leaves = someone("crg_member", "maya"), someone("crg_member", "pete")
    with office.database.transaction() as session:
        calendar_invitations.send(session, office, asked(session, office, meeting, stays, leaves), "job", now)
    later = now + timedelta(days=1)
    with office.database.transaction() as session:
        moved = asked(session, office, meeting)
        moved.starts_at += timedelta(days=1)
        moved.sequence += 1
        meetings.take_off(session, moved, leaves, later)
        calendar_invitations.send(session, office, moved, "job 2", later)
    first, again = entries(office, case_id)[:2], dict(entries(office, case_id)[2:])
    assert {person: str(told["METHOD"]) for person, told in again.items()} == {stays: "REQUEST", leaves: "CANCEL"}
    events = [told.walk("VEVENT")[0] for told in (first[0][1], again[stays], again[leaves])]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 1]
    assert events[2]["STATUS"] == "CANCELLED"


def test_a_cancelled_meeting_leaves_every_calendar(
    office: Office, case_id: str, now: datetime, meeting: Meeting, someone: Callable[..., str]
) -> None:
    one = someone("crg_member", "maya")
    with office.database.transaction() as session:
        calendar_invitations.send(session, office, asked(session, office, meeting, one), "job", now)
        meetings.close(session, case_id, meeting.id, MeetingStatus.CANCELLED, "cancelled", now)
        later = now + timedelta(minutes=1)
        calendar_invitations.send(session, office, asked(session, office, meeting), "job 2", later)
    assert [str(told["METHOD"]) for _, told in entries(office, case_id)] == ["REQUEST", "CANCEL"]
    assert delivery.deliver_due(office) == 2
    sent = [message_from_bytes(path.read_bytes()) for path in (office.config.data_dir / "mail").iterdir()]
    parts = [part for message in sent for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert sorted(str(part.get_param("method")) for part in parts) == ["CANCEL", "REQUEST"]
