"""Somebody leaves, or is away for a time: their work goes to a colleague in bulk, and they come in no more."""

from dataclasses import dataclass
from datetime import date, timedelta

from cases import access, audit, people
from cases.people import Membership, Person
from cases.roles import GLOBAL
from cases.signing_in import accounts, links, outside, sessions, steps
from casework import administering, reaching
from casework.office import Office
from casework.reaching import NotAllowed, Reach
from casework.tasks import handing
from engine import tasks
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session

LEFT = "The person has left."
AWAY = "The person is away."
MOST = 2_000


@dataclass(frozen=True, slots=True)
class HandedOn:
    """How much work went to the colleague, and how much back to those it is offered to."""

    given: int
    back: int


def leave(session: Session, office: Office, whose: Reach, person: Person, to: str | None) -> HandedOn:
    """Let a person leave: no role, no way in, no session, no link; their open tasks go on. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    now, by = office.clock.now(), whose.person_id
    today = london_date(now)
    # Before their roles end, so that it is still known who their colleagues are.
    done = _hand_on(session, office, whose, person, to, LEFT)
    for row in people.memberships(session, person.id, today):
        row.active_to = today - timedelta(days=1)
    person.active = False
    for part in (links.withdraw, accounts.remove, outside.part, sessions.end_all):
        part(session, person.id, by, now)
    steps.drop_all(session, person.id)
    audit.append(session, audit.PEOPLE, by, "person left", person.id, {"handed_on": done.given, "back": done.back}, now)
    return done


def come_back(session: Session, office: Office, whose: Reach, person: Person) -> None:
    """Let somebody who left have an account again; roles are given anew. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    person.active = True
    audit.append(session, audit.PEOPLE, whose.person_id, "person back", person.id, {}, office.clock.now())


def be_away(
    session: Session, office: Office, whose: Reach, person: Person, substitute: Person, period: tuple[date, date]
) -> int:
    """Give a substitute the roles of somebody who is away, for these days; gives how many. Raises NotAllowed.

    Their open tasks go to the substitute when the absence begins today or earlier. Roles by which people are put on
    single cases stay: for these the office puts somebody else on the case.
    """
    reaching.require_change(session, whose, person)
    today = london_date(office.clock.now())
    if substitute.id == person.id or not substitute.active:
        raise NotAllowed("Select somebody else", "substitute")
    given = 0
    for row in people.memberships(session, person.id, max(period[0], today)):
        if row.role in access.ASSIGNED or row.role in GLOBAL:
            continue
        if _has(session, substitute.id, row, period):
            continue
        until = min(period[1], row.active_to) if row.active_to else period[1]
        new = administering.NewRole(row.role, row.partnership_id, row.agency_id, period[0], until)
        administering.give(session, office, whose, substitute, new)
        given += 1
    if period[0] <= today:
        session.flush()
        _hand_on(session, office, whose, person, substitute.id, AWAY)
    return given


def open_tasks(session: Session, person_id: str) -> list[UserTask]:
    """The open tasks that a person holds, and those that are offered to them alone."""
    held = tasks.held_by(session, person_id, limit=MOST)
    return [*held, *(one for one in tasks.offered(session, {person_id}, limit=MOST) if one not in held)]


def _has(session: Session, person_id: str, row: Membership, period: tuple[date, date]) -> bool:
    """Whether somebody holds the same role through the whole period anyway."""
    wanted = (row.role, row.partnership_id, row.agency_id)
    return all(
        any(
            (one.role, one.partnership_id, one.agency_id) == wanted
            for one in people.memberships(session, person_id, day)
        )
        for day in period
    )


def _hand_on(session: Session, office: Office, whose: Reach, person: Person, to: str | None, reason: str) -> HandedOn:
    """Give each open task to the colleague where they may take it, and back to those it is offered to otherwise."""
    now, given, back = office.clock.now(), 0, 0
    for task in open_tasks(session, person.id):
        others = [one.id for one in handing.colleagues(session, task, london_date(now)) if one.id != person.id]
        # A task that was this person's alone goes to whoever may know the case: to nobody else it could.
        if to and (to in others or (not others and access.may_know(session, to, task.case_id, london_date(now)))):
            tasks.reassign(session, task.id, to, whose.person_id, reason, now)
            given += 1
        else:
            tasks.give_back(session, task.id, whose.person_id, reason, now)
            back += 1
    return HandedOn(given, back)
