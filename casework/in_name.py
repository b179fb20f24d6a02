"""What stands in one person's name across cases: actions, holds, coming meetings and single cases they are on.

When somebody leaves it goes to a colleague where that one may know the case; what cannot go is listed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from cases import access, assignments, audit, meetings
from cases.actions import Action, ActionStatus
from cases.holds import Hold
from cases.meetings import Invitee, Meeting, MeetingStatus
from casework import calendar_invitations
from casework.office import Office
from foundation.canonical import Json
from foundation.database import Session

Thing = Action | Hold | Invitee
WORDS = {Action: "an open action", Hold: "a hold that is to be looked at", Invitee: "an invitation to a meeting"}


@dataclass(slots=True)
class Moved:
    """What went to the colleague, and what still stands in the name of whoever left."""

    given: list[Thing] = field(default_factory=list)
    left: list[Thing] = field(default_factory=list)


def of(session: Session, person_id: str) -> list[Thing]:
    """Open actions and holds that a person owns, and invitations to meetings that are yet to be held."""
    return [*_actions(session, person_id), *_holds(session, person_id), *_invitations(session, person_id)]


def words(thing: Thing) -> str:
    """What it is, without saying anything of the case."""
    return WORDS[type(thing)]


def hand_on(session: Session, office: Office, person_id: str, to: str | None, by: str, now: datetime) -> Moved:
    """Give each to the colleague, where there is one and they may know its case."""
    moved = Moved()
    for thing in of(session, person_id):
        if to and access.may_know(session, to, thing.case_id, now):
            _give(session, office, thing, to, now)
            _note(session, thing, by, "handed on", {"what": words(thing), "from": person_id, "to": to}, now)
            moved.given.append(thing)
        else:
            moved.left.append(thing)
    return moved


def take_off_cases(session: Session, person_id: str, by: str, now: datetime) -> tuple[str, ...]:
    """Take somebody off the single cases they were put on, and their substitutes with them; gives which, by id.

    Whoever brought a case stays named as its sender: letters are still written to them or to who follows them.
    """
    mine = [each for each in assignments.of_person(session, person_id) if each.role not in access.SENDERS]
    for each in mine:
        assignments.end(session, each.case_id, person_id, each.role, now)
        _note(session, each, by, "taken off the case", {"role": each.role, "person": person_id}, now)
    return tuple(each.case_id for each in mine)


def _give(session: Session, office: Office, thing: Thing, to: str, now: datetime) -> None:
    if isinstance(thing, Action):
        thing.person_id = to
    elif isinstance(thing, Hold):
        thing.owner_id = to
    else:
        meeting = meetings.get(session, thing.case_id, thing.meeting_id)
        meetings.take_off(session, meeting, thing.person_id, now)
        meetings.invite(session, meeting, to, thing.agency_id, thing.capacity, now)
        session.flush()
        calendar_invitations.send(session, office, meeting, f"handed-on:{thing.id}:{to}", now)


def _note(
    session: Session, row: Thing | assignments.Assignment, by: str, what: str, detail: dict[str, Json], now: datetime
) -> None:
    audit.append(session, audit.of_case(row.case_id), by, what, row.id, detail, now)


def _actions(session: Session, person_id: str) -> Iterator[Action]:
    mine = select(Action).where(Action.person_id == person_id, Action.status == ActionStatus.OPEN)
    yield from session.scalars(mine.order_by(Action.case_id, Action.id))


def _holds(session: Session, person_id: str) -> Iterator[Hold]:
    mine = select(Hold).where(Hold.owner_id == person_id, Hold.ended_at.is_(None))
    yield from session.scalars(mine.order_by(Hold.case_id, Hold.id))


def _invitations(session: Session, person_id: str) -> Iterator[Invitee]:
    is_coming = select(Meeting.id).where(
        Meeting.bucket == Invitee.bucket,
        Meeting.case_id == Invitee.case_id,
        Meeting.id == Invitee.meeting_id,
        Meeting.status == MeetingStatus.PLANNED,
    )
    mine = select(Invitee).where(Invitee.person_id == person_id, Invitee.removed_at.is_(None), is_coming.exists())
    yield from session.scalars(mine.order_by(Invitee.case_id, Invitee.id))
