"""Who counts towards a quorum, who has not declared, and what an exclusion does at once (domain.md §1.13, P4)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from cases import access, attendance, meetings, owned
from cases.attendance import Present
from cases.meetings import Meeting, MeetingStatus, Ruling
from cases.partnerships import Agency
from cases.states import IllegalMove
from foundation.canonical import Json
from foundation.database import Session

MakePerson = Callable[..., str]


@pytest.fixture
def meeting(session: Session, case_id: str, now: datetime) -> Meeting:
    return meetings.plan(session, case_id, "rapid_review", "interim", now + timedelta(days=12), "Room 1", now)


def attend(
    session: Session, meeting: Meeting, someone: MakePerson, *agencies: str | None, capacity: str = "member"
) -> list[str]:
    """Writes an attendance list with one new person per agency, and gives their ids."""
    people = [someone("crg_member") for _ in agencies]
    lines = [Present(person, agency, capacity, "room") for person, agency in zip(people, agencies, strict=True)]
    attendance.write(session, meeting, lines)
    return people


def declare_all(session: Session, meeting: Meeting, people: list[str], now: datetime) -> None:
    for person in people:
        attendance.declare(session, meeting, person, interest=False, submission_id=None, now=now)


def numbers(session: Session, meeting: Meeting, **rules: Json) -> tuple[int, int]:
    counted = attendance.count(session, meeting, {f"quorum.{key}": value for key, value in rules.items()})
    return counted.agency_count, counted.partner_count


def test_three_people_of_one_agency_are_one_agency(session: Session, meeting: Meeting, someone: MakePerson) -> None:
    attend(session, meeting, someone, "police", "police", "police")
    assert numbers(session, meeting) == (1, 1)
    assert numbers(session, meeting, each_person=True) == (3, 1), "where the settings say so"


def test_two_councils_are_one_partner_unless_each_is_counted(
    session: Session, meeting: Meeting, someone: MakePerson
) -> None:
    attend(session, meeting, someone, "city-care", "county-care", "gp-north", "hospital")
    assert numbers(session, meeting) == (4, 1)
    assert numbers(session, meeting, each_council=True) == (4, 2)
    for id_ in ("city-care", "county-care"):
        session.get_one(Agency, id_).local_authority_id = "city"
    session.flush()
    assert numbers(session, meeting, each_council=True) == (4, 1), "two agencies of one council"


def test_advisor_office_and_observers_are_not_counted(session: Session, meeting: Meeting, someone: MakePerson) -> None:
    lines = [
        Present(someone("independent_advisor"), "police", "member", "room"),
        Present(someone("business_office"), "city-care", "member", "room"),
        Present(someone("crg_member"), "hospital", "observer", "room"),
        Present(someone("crg_member"), "commissioner", "deputy", "video"),
    ]
    attendance.write(session, meeting, lines)
    assert numbers(session, meeting) == (1, 1)
    assert attendance.count(session, meeting).ia_present


def test_who_has_left_is_counted_no_more(
    session: Session, meeting: Meeting, someone: MakePerson, now: datetime
) -> None:
    stays, leaves = someone("crg_member"), someone("crg_member")
    lines = [
        Present(stays, "police", "member", "room"),
        Present(leaves, "hospital", "member", "room", left_at=now),
    ]
    attendance.write(session, meeting, lines)
    assert numbers(session, meeting) == (1, 1)
    assert attendance.count(session, meeting).undeclared_count == 1


@pytest.mark.parametrize(
    ("ruling", "agencies"),
    [(None, 1), (Ruling.STAYS, 2), (Ruling.NO_PART, 1), (Ruling.LEAVES_ITEM, 1), (Ruling.EXCLUDED, 1)],
)
def test_a_member_with_an_interest_counts_only_when_the_chair_lets_them_take_part(
    session: Session, meeting: Meeting, someone: MakePerson, now: datetime, ruling: Ruling | None, agencies: int
) -> None:
    person, other = attend(session, meeting, someone, "police", "hospital")
    declare_all(session, meeting, [other], now)
    attendance.declare(session, meeting, person, interest=True, submission_id=None, now=now)
    if ruling is not None:
        attendance.rule(session, meeting, person, ruling, "chair", now)
        session.flush()
    assert attendance.count(session, meeting).agency_count == agencies


def test_everybody_present_must_declare_for_this_very_meeting(
    session: Session, case_id: str, meeting: Meeting, someone: MakePerson, now: datetime
) -> None:
    people = attend(session, meeting, someone, "police", "hospital", None)
    earlier = meetings.plan(session, case_id, "rapid_review", "monthly", now, "Room 2", now)
    declare_all(session, earlier, people, now)
    assert attendance.count(session, meeting).undeclared_count == 3
    declare_all(session, meeting, people[:2], now)
    assert attendance.count(session, meeting).undeclared_count == 1


def test_an_excluded_person_loses_the_case_and_the_invitation_at_once(
    session: Session, case_id: str, meeting: Meeting, someone: MakePerson, now: datetime
) -> None:
    member = someone("crg_member")
    meetings.invite(session, meeting, member, "police", "member", now)
    attendance.declare(session, meeting, member, interest=True, submission_id=None, now=now)
    assert access.may_know(session, member, case_id)
    attendance.rule(session, meeting, member, Ruling.EXCLUDED, "chair", now)
    session.flush()
    assert not access.may_know(session, member, case_id)
    assert meetings.invitees(session, case_id, meeting.id) == []


def test_a_new_declaration_waits_for_a_new_ruling(
    session: Session, case_id: str, meeting: Meeting, someone: MakePerson, now: datetime
) -> None:
    member = someone("crg_member")
    attendance.declare(session, meeting, member, interest=True, submission_id=None, now=now)
    attendance.rule(session, meeting, member, Ruling.STAYS, "chair", now)
    attendance.declare(session, meeting, member, interest=True, submission_id=None, now=now + timedelta(hours=1))
    session.flush()
    assert [each.person_id for each in attendance.unruled(session, case_id, meeting.id)] == [member]


def test_ruling_on_somebody_who_declared_nothing_is_refused(session: Session, meeting: Meeting, now: datetime) -> None:
    with pytest.raises(owned.NotInCase):
        attendance.rule(session, meeting, "nobody", Ruling.STAYS, "chair", now)


def test_a_person_is_invited_once_and_can_be_brought_back(
    session: Session, case_id: str, meeting: Meeting, someone: MakePerson, now: datetime
) -> None:
    member = someone("crg_member")
    for _ in range(2):
        meetings.invite(session, meeting, member, "police", "member", now)
    assert len(meetings.invitees(session, case_id, meeting.id)) == 1
    meetings.take_off(session, meeting, member, now)
    session.flush()
    assert meetings.invitees(session, case_id, meeting.id) == []
    meetings.invite(session, meeting, member, "police", "member", now)
    session.flush()
    assert len(meetings.invitees(session, case_id, meeting.id)) == 1


def test_a_meeting_that_was_held_cannot_be_cancelled(
    session: Session, case_id: str, meeting: Meeting, now: datetime
) -> None:
    for _ in range(2):
        meetings.close(session, case_id, meeting.id, MeetingStatus.HELD, "decided", now)
    assert meetings.planned(session, case_id) is None
    with pytest.raises(IllegalMove, match="is held and cannot become cancelled"):
        meetings.close(session, case_id, meeting.id, MeetingStatus.CANCELLED, "", now)


AGENCIES = st.sampled_from(["city-care", "county-care", "police", "commissioner", "hospital", "gp-north"])


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=20, deadline=None
)
@given(
    agencies=st.lists(AGENCIES, min_size=1, max_size=6),
    rulings=st.lists(st.sampled_from([None, *Ruling]), min_size=6, max_size=6),
)
def test_declaring_an_interest_never_raises_the_count(
    session: Session,
    meeting: Meeting,
    someone: MakePerson,
    now: datetime,
    agencies: list[str],
    rulings: list[Ruling | None],
) -> None:
    for old in session.scalars(select(meetings.Declaration)):
        session.delete(old)
    people = attend(session, meeting, someone, *agencies)
    before = numbers(session, meeting)
    for person, ruling in zip(people, rulings, strict=False):
        attendance.declare(session, meeting, person, interest=True, submission_id=None, now=now)
        if ruling is not None:
            attendance.rule(session, meeting, person, ruling, "chair", now)
    session.flush()
    after = numbers(session, meeting)
    assert after[0] <= before[0]
    assert after[1] <= before[1]
