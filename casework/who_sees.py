"""Who can see a case, and why: everybody with a ground on it, by the rule that pages and lists ask (`casework.may`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cases import (
    access,
    assignments,
    files,
    grounds,
    owned,
    partnerships,
    people,
    records,
    role_names,
    roles,
    submissions,
)
from cases.assignments import Assignment, Exclusion, Share
from cases.emergencies import EmergencyAccess
from cases.grounds import Grant, Ground
from cases.people import Membership, Person, Relation
from cases.requests import InformationRequest
from casework import may
from casework.may import Action, Clause, OnCase, Thing
from casework.office import Office
from casework.tasks.lists import Asker
from foundation.clock import london_date
from foundation.database import Session

WORDS = {
    Ground.OFFICE: "{role} of the case’s partnership",
    Ground.REQUEST: "{role} of {agency}, which was asked for information",
    Ground.ASSIGNMENT: "Put on this case as {role}",
    Ground.SHARE: "{role} of an office with which the case is shared",
    Ground.STRATEGIC: "Answers for {agency}, with whom its request was taken up",
    Ground.ACTION: "{role} of {agency}, which owns an action: sees that action only",
    Ground.EMERGENCY: "Opened it in an emergency as {role}",
    Ground.DATA_REQUEST: "{role}, while somebody’s request about their data runs: its documents only",
}

WORKING = (roles.OFFICE, roles.CHAIR, roles.ADVISOR, roles.PARTNER)
"""Roles whose holders are named on a case as those who work on it."""

REFUSED = {
    Clause.SHUT_OUT: "The chair has ruled that this person is shut out of the case: that beats every role.",
    Clause.PARTNERSHIP: "Holds no role in the partnership of the case, and it is not shared with theirs.",
    Clause.AGENCY: "Holds a role for an agency only, and that agency was not asked.",
    Clause.ROLE: "Holds roles that are for single cases only, and was not put on this one; or the case is closed.",
}


@dataclass(frozen=True, slots=True)
class Why:
    """One ground in words, with since when, until when, and in whose place."""

    words: str
    since: date | None
    until: datetime | date | None
    instead_of: str


@dataclass(frozen=True, slots=True)
class Seeing:
    """Somebody who can see the case."""

    person: Person
    why: tuple[Why, ...]
    on: OnCase


@dataclass(frozen=True, slots=True)
class ShutOut:
    """Somebody who is shut out: since when, by whose ruling, where it was not a meeting’s."""

    person: Person
    since: datetime
    ruled_by: str


def everybody(session: Session, office: Office, case_id: str, now: datetime) -> list[Seeing]:
    """Everybody who can see the case, by name, each with every ground."""
    found = []
    names = role_names.names(session, records.partnership_of(session, case_id), london_date(now))
    for person in people.by_ids(session, _near(session, case_id)):
        here = may.on(session, office, Asker(person.id, now), case_id)
        if here.granted:
            # Several actions of one agency are one reason.
            why = dict.fromkeys(_why(session, case_id, person.id, one, names) for one in here.granted)
            found.append(Seeing(person, tuple(why), here))
    return found


def working(session: Session, case_id: str, now: datetime) -> list[tuple[Person, str]]:
    """Who acts on the case in the roles that run or decide it, each with the role; nobody who may not know of it.

    Whoever stands in is named where they are needed: in the place of somebody who is shut out.
    """
    home, today, shut = (
        records.partnership_of(session, case_id),
        london_date(now),
        assignments.excluded(session, case_id),
    )
    found = []
    for role in WORKING:
        holders = people.with_role(session, role, home, today=today)
        instead = [one for each in holders if each.id in shut for one in people.stand_ins(session, each.id)]
        # By id: somebody can hold the role and stand in for another who does.
        for person in {one.id: one for one in (*holders, *instead)}.values():
            granted = grounds.on(session, person.id, case_id, now)
            if any(one.role == role and one.whose in {person.id, *shut} for one in granted):
                found.append((person, role))
    return found


def shut_out(session: Session, case_id: str) -> list[ShutOut]:
    """Everybody whom a ruling keeps out, and whose it is."""
    rows = list(session.scalars(owned.rows(Exclusion, case_id).where(Exclusion.lifted_at.is_(None))))
    ids = {one.person_id for one in rows} | {one.ruled_by for one in rows if one.ruled_by}
    named = {one.id: one for one in people.by_ids(session, ids)}
    rulers = {id_: one.name for id_, one in named.items()}
    return [ShutOut(named[one.person_id], one.ruled_at, rulers.get(one.ruled_by or "", "")) for one in rows]


def why_not(session: Session, office: Office, person_id: str, case_id: str, now: datetime) -> str:
    """For those who keep the case: which part of the rule keeps somebody out; empty when they can see it."""
    here = may.on(session, office, Asker(person_id, now), case_id)
    return "" if here.granted else REFUSED[here.missing()]


def things(session: Session, case_id: str) -> Iterator[Thing]:
    """Forms and documents of the case, for which it is said who can read each."""
    yield from submissions.of_case(session, case_id)
    yield from files.of_case(session, case_id)


def readers(seeing: list[Seeing], thing: Thing) -> list[str]:
    """The names of those who can read one thing."""
    return [one.person.name for one in seeing if one.on.may(Action.READ, thing)]


def _near(session: Session, case_id: str) -> set[str]:
    """Everybody who could have a ground: whoever holds a role where the case is known, was put on it, or stands in."""
    shared = select(Share.partnership_id).where(Share.case_id == case_id)
    homes = Membership.partnership_id.in_(shared) | (
        Membership.partnership_id == records.partnership_of(session, case_id)
    )
    found = set(session.scalars(select(Membership.person_id).where(homes)))
    found |= set(session.scalars(select(Relation.person_id)))
    found |= {one.person_id for one in session.scalars(owned.rows(Assignment, case_id))}
    return found | {one.person_id for one in session.scalars(owned.rows(EmergencyAccess, case_id))}


def _why(session: Session, case_id: str, person_id: str, one: Grant, names: Mapping[str, str]) -> Why:
    agency = partnerships.agency(session, one.agency_id).name if one.agency_id else ""
    words = WORDS[one.ground].format(role=names[one.role], agency=agency)
    since, until = _period(session, case_id, one)
    instead_of = people.person(session, one.whose).name if one.whose != person_id else ""
    return Why(words, since, until, instead_of)


def _period(session: Session, case_id: str, one: Grant) -> tuple[date | None, datetime | date | None]:
    match one.ground:
        case Ground.OFFICE:
            held = session.get_one(Membership, one.source)
            return held.active_from, held.active_to
        case Ground.ASSIGNMENT:
            put = owned.get(session, Assignment, case_id, one.source)
            return put.since or london_date(put.assigned_at), put.until
        case Ground.SHARE:
            return london_date(owned.get(session, Share, case_id, one.source).shared_at), None
        case Ground.REQUEST | Ground.STRATEGIC:
            sent = owned.get(session, InformationRequest, case_id, one.source).sent_at
            return london_date(sent) if sent else None, None
        case Ground.EMERGENCY:
            use = owned.get(session, EmergencyAccess, case_id, one.source)
            return london_date(use.opened_at), use.until
        case _:
            return None, None


def general_rule(session: Session, person_id: str, reference: str, now: datetime) -> list[str]:
    """Why somebody may not find a case of this reference: from what they are and the reference alone.

    The case itself is never asked for, so that nothing of it can be told, not even whether there is one.
    """
    held = {
        (one.role, one.partnership_id) for one in people.memberships(session, person_id, london_date(now))
    } | access.roles_of(session, person_id, london_date(now))
    code = reference.partition("-")[0].strip().upper()
    home = next((one for one in partnerships.all_partnerships(session) if one.code == code), None)
    if home is None:
        return [f"No office here gives references that begin with “{code}”."] if code else []
    here = {role for role, place in held if place == home.id}
    if not here:
        return [
            f"References that begin with {code} are cases of {home.name}. You hold no role there, and see such a case "
            "only when it is shared with your office, or when you brought it."
        ]
    names = role_names.names(session, home.id, london_date(now))
    return [_of_role(role, names[role]) for role in sorted(here)]


def _of_role(role: str, name: str) -> str:
    if role in access.OFFICE:
        return (
            f"As {name} you see every case of the partnership. One that you do not find has another reference, was "
            "handed to another office, is closed and left to few, or you were shut out of it by a ruling."
        )
    if role in access.ASSIGNED:
        return f"As {name} you see the cases that you were put on, for as long as you are on them."
    return f"As {name} you see the cases for which your agency was asked for information, or owns an open action."
