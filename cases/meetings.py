"""Which meetings a case has, who is invited, who came, and what each declared (process P4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Session, Utc

KINDS: Mapping[str, str] = {
    "rapid_review": "Rapid Review meeting",
    "agency_referral_first": "First discussion of an agency referral",
    "agency_referral_decision": "Decision on an agency referral",
    "reconsider": "Reconsideration",
    "tor_approval": "Approval of terms of reference",
    "report_approval": "Approval of the report",
    "delay": "Consideration of a delay",
    "panel": "Case Review Panel",
}
"""Kinds of case meeting (domain.md §2.2, P4)."""


class MeetingStatus(Enum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    REARRANGED = "rearranged"
    CANCELLED = "cancelled"


MOVES: Mapping[MeetingStatus, frozenset[MeetingStatus]] = {
    MeetingStatus.PLANNED: frozenset({MeetingStatus.HELD, MeetingStatus.REARRANGED, MeetingStatus.CANCELLED}),
    MeetingStatus.HELD: frozenset(),
    MeetingStatus.REARRANGED: frozenset(),
    MeetingStatus.CANCELLED: frozenset(),
}


class Ruling(Enum):
    """What the chair ruled on a declared interest (F11)."""

    STAYS = "stays"
    NO_PART = "stays_no_part"
    LEAVES_ITEM = "leaves_item"
    EXCLUDED = "excluded"


class Meeting(OfCase, Base):
    """One case-specific meeting. `sequence` counts what calendars are told (RFC 5545)."""

    __tablename__ = "meeting"
    data_map = Data("meetings of cases", OF_CASE, codes="kind slot papers_mode outcome", words="venue")

    kind: Mapped[str]
    slot: Mapped[str]
    status: Mapped[MeetingStatus] = mapped_column(stored(MeetingStatus))
    starts_at: Mapped[datetime] = mapped_column(Utc)
    ends_at: Mapped[datetime | None] = mapped_column(Utc)
    venue: Mapped[str]
    chair_id: Mapped[str | None]
    papers_mode: Mapped[str | None]
    sequence: Mapped[int]
    outcome: Mapped[str | None]
    submission_id: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)


class Invitee(OfCase, Base):
    """A person asked to a meeting, for which agency, as member, deputy, adviser or observer."""

    __tablename__ = "invitee"
    data_map = Data("who is invited to a meeting", OF_CASE, codes="capacity")

    meeting_id: Mapped[str]
    person_id: Mapped[str]
    agency_id: Mapped[str | None]
    capacity: Mapped[str]
    invited_at: Mapped[datetime] = mapped_column(Utc)
    removed_at: Mapped[datetime | None] = mapped_column(Utc)


class Attendance(OfCase, Base):
    """A person at a meeting; `left_at` set means no longer there. `partner` is the agency's partner category then."""

    __tablename__ = "attendance"
    data_map = Data("who was at a meeting", OF_CASE, codes="partner capacity mode")

    meeting_id: Mapped[str]
    person_id: Mapped[str]
    agency_id: Mapped[str | None]
    partner: Mapped[str | None]
    capacity: Mapped[str]
    mode: Mapped[str]
    deputy_for: Mapped[str | None]
    arrived_at: Mapped[datetime | None] = mapped_column(Utc)
    left_at: Mapped[datetime | None] = mapped_column(Utc)


class Declaration(OfCase, Base):
    """What a person declared for one meeting, and the chair's ruling. The words are in the submission."""

    __tablename__ = "declaration"
    data_map = Data(
        "declared interests and rulings; the words are in the submission", "office and chair of the case, the person"
    )

    meeting_id: Mapped[str]
    person_id: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)
    confidential: Mapped[bool]
    interest: Mapped[bool]
    submission_id: Mapped[str | None]
    ruling: Mapped[Ruling | None] = mapped_column(stored(Ruling))
    ruled_by: Mapped[str | None]
    ruled_at: Mapped[datetime | None] = mapped_column(Utc)


def plan(
    session: Session, case_id: str, kind: str, slot: str, starts_at: datetime, venue: str, now: datetime
) -> Meeting:
    """A meeting of a kind in a monthly, interim or extraordinary slot; nobody is invited yet."""
    meeting = Meeting(
        **owned.key(case_id),
        kind=kind,
        slot=slot,
        status=MeetingStatus.PLANNED,
        starts_at=starts_at,
        venue=venue,
        sequence=0,
        made_at=now,
    )
    session.add(meeting)
    session.flush()
    return meeting


def get(session: Session, case_id: str, meeting_id: str) -> Meeting:
    """One meeting of a case; raises owned.NotInCase."""
    return owned.get(session, Meeting, case_id, meeting_id)


def of_case(session: Session, case_id: str) -> list[Meeting]:
    """The meetings of a case, by date."""
    return by_date(session.scalars(owned.rows(Meeting, case_id)))


def by_date(found: Iterable[Meeting]) -> list[Meeting]:
    """Meetings in the order in which they are."""
    return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.id))


def planned(session: Session, case_id: str) -> Meeting | None:
    """The meeting that is coming, or None; the earliest when there are several."""
    return next((each for each in of_case(session, case_id) if each.status is MeetingStatus.PLANNED), None)


def close(session: Session, case_id: str, meeting_id: str, status: MeetingStatus, outcome: str, now: datetime) -> None:
    """End a meeting as held, rearranged or cancelled; ending it the same way again changes nothing."""
    meeting = get(session, case_id, meeting_id)
    if meeting.status is not status:
        meeting.status = moved("the meeting", MOVES, meeting.status, status)
        meeting.outcome, meeting.closed_at = outcome, now


def invite(
    session: Session, meeting: Meeting, person_id: str, agency_id: str | None, capacity: str, now: datetime
) -> Invitee:
    """Ask a person to a meeting; asking again changes nothing, and brings back one who was taken off."""
    row = owned.key(meeting.case_id, f"{meeting.id}:{person_id}")
    found = session.get(Invitee, (row["bucket"], row["case_id"], row["id"]))
    if found is None:
        found = Invitee(**row, meeting_id=meeting.id, person_id=person_id, agency_id=agency_id, capacity=capacity)
        found.invited_at = now
        session.add(found)
        session.flush()
    found.removed_at = None
    return found


def take_off(session: Session, meeting: Meeting, person_id: str, now: datetime) -> None:
    """Take a person off the list of those invited, for example when excluded."""
    for invitee in invitees(session, meeting.case_id, meeting.id):
        if invitee.person_id == person_id:
            invitee.removed_at = now


def invitees(session: Session, case_id: str, meeting_id: str) -> list[Invitee]:
    """Who is invited to a meeting now."""
    asked = owned.rows(Invitee, case_id).where(Invitee.meeting_id == meeting_id, Invitee.removed_at.is_(None))
    return list(session.scalars(asked))
