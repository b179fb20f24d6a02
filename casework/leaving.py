"""Somebody leaves, or is away for a time: their work goes to a colleague in bulk, and they come in no more."""

from dataclasses import dataclass, field
from datetime import date

from cases import access, api_tokens, assignments, audit, leavers, people
from cases.people import Membership, Person
from cases.roles import GLOBAL
from cases.signing_in import accounts, links, outside, sessions
from casework import administering, in_name, reaching
from casework.in_name import Moved
from casework.office import Office
from casework.reaching import NotAllowed, Reach
from casework.tasks import handing
from engine import tasks
from engine.tables.instances import UserTask
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

LEFT = "The person has left."
AWAY = "The person is away."


@dataclass(frozen=True, slots=True)
class HandedOn:
    """The cases of tasks that went to the colleague, and of those that went back to whom they are offered, by id.

    `moved` is what stood in the person's name in cases; `off` the single cases from which they were taken. How many
    there are is told only of cases that somebody may know of (domain.md §3.1, rule 6).
    """

    given: tuple[str, ...]
    back: tuple[str, ...]
    moved: Moved = field(default_factory=Moved)
    off: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandsIn:
    """How many roles a substitute was given, and the single cases, by id, on which they are in the other's place."""

    roles: int
    cases: tuple[str, ...]


def leave(session: Session, office: Office, whose: Reach, person: Person, to: str | None) -> HandedOn:
    """Let a person leave: no role, no way in, no session, no link, nobody standing in. Raises NotAllowed.

    Their open tasks go on, and what stands in their name goes to the colleague where that one may know the case.
    """
    reaching.require_change(session, whose, person)
    now, by = office.clock.now(), whose.person_id
    today = london_date(now)
    had = handing.had_by(session, person.id, today)
    # Whoever stands in for them does so no longer, and gets no task that they could not open then (decision 38).
    leavers.end_relations(session, person.id)
    # Before their roles end, so that it is still known who their colleagues are.
    done = _hand_on(session, office, whose, person, to, LEFT)
    leavers.end_roles(session, person.id, today)
    person.active = False
    handing.give_back_taken(session, had, by, now)
    moved = in_name.hand_on(session, office, person.id, to, by, now)
    off = in_name.take_off_cases(session, person.id, by, now)
    for part in (links.withdraw, accounts.remove, outside.part, sessions.end_all, api_tokens.revoke_all):
        part(session, person.id, by, now)
    detail: dict[str, Json] = {"to": to} if to else {}
    audit.append(session, audit.PEOPLE, by, "person left", person.id, detail, now)
    return HandedOn(done.given, done.back, moved, off)


def hand_on_rest(session: Session, office: Office, whose: Reach, person: Person, to: str) -> Moved:
    """Give what still stands in the name of somebody who has left to one more colleague. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    found = session.get(Person, to)
    if person.active or found is None or not found.active:
        raise NotAllowed("Select a colleague", "colleague")
    now = office.clock.now()
    moved = in_name.hand_on(session, office, person.id, to, whose.person_id, now)
    detail: dict[str, Json] = {"to": to}
    audit.append(session, audit.PEOPLE, whose.person_id, "handed on", person.id, detail, now)
    return moved


def come_back(session: Session, office: Office, whose: Reach, person: Person) -> None:
    """Let somebody who left have an account again; roles are given anew. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    person.active = True
    audit.append(session, audit.PEOPLE, whose.person_id, "person back", person.id, {}, office.clock.now())


def be_away(
    session: Session, office: Office, whose: Reach, person: Person, substitute: Person, period: tuple[date, date]
) -> StandsIn:
    """Give a substitute the roles of somebody who is away, for these days. Raises NotAllowed.

    On single cases that the other was put on the substitute is in their place, save where one of the two is shut out.
    Open tasks go to the substitute when the absence begins today or earlier.
    """
    reaching.require_change(session, whose, person)
    today = london_date(office.clock.now())
    if substitute.id == person.id or not substitute.active:
        raise NotAllowed("Select somebody else", "substitute")
    given = 0
    for row in people.memberships(session, person.id, max(period[0], today)):
        if row.role in GLOBAL:
            continue
        if row.role in access.ASSIGNED:
            # Whoever runs the office does not put themselves on a case by standing in.
            reaching.require(substitute.id != whose.person_id)
        if _has(session, substitute.id, row, period):
            continue
        until = min(period[1], row.active_to) if row.active_to else period[1]
        new = administering.NewRole(row.role, row.partnership_id, row.agency_id, period[0], until)
        administering.give(session, office, whose, substitute, new)
        given += 1
    session.flush()
    cases = _on_cases(session, office, whose, person, substitute, period)
    if period[0] <= today:
        _hand_on(session, office, whose, person, substitute.id, AWAY)
    return StandsIn(given, cases)


def _on_cases(
    session: Session, office: Office, whose: Reach, person: Person, substitute: Person, period: tuple[date, date]
) -> tuple[str, ...]:
    """Put the substitute on the single cases of whoever is away; gives on which."""
    now, put = office.clock.now(), list[str]()
    for row in assignments.of_person(session, person.id):
        if assignments.stand_in(session, row, substitute.id, period, now):
            detail: dict[str, Json] = {"role": row.role, "person": substitute.id, "until": period[1].isoformat()}
            audit.append(session, audit.of_case(row.case_id), whose.person_id, "substitute", row.id, detail, now)
            put.append(row.case_id)
    return tuple(put)


def open_tasks(session: Session, person_id: str) -> list[UserTask]:
    """The open tasks that a person holds, and those that are offered to them alone, of whatever case."""
    held = tasks.held_by(session, person_id, limit=handing.MOST)
    return [*held, *(one for one in tasks.offered(session, {person_id}, limit=handing.MOST) if one not in held)]


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
    now, given, back = office.clock.now(), list[str](), list[str]()
    for task in open_tasks(session, person.id):
        others = [one.id for one in handing.colleagues(session, task, now) if one.id != person.id]
        # A task that was this person's alone goes to whoever may know the case: to nobody else it could.
        if to and (to in others or (not others and access.may_know(session, to, task.case_id, now))):
            tasks.reassign(session, task.id, to, whose.person_id, now, reason)
            given.append(task.case_id)
        else:
            tasks.give_back(session, task.id, whose.person_id, reason, now)
            back.append(task.case_id)
    return HandedOn(tuple(given), tuple(back))
