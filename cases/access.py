"""Who may see what: deny by default; partnership, then role on this case, then agency; excluded beats everything.

The same condition filters lists, counts, search and files, in SQL (domain.md §3.1, design.md §10).
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.sql.elements import SQLCoreOperations

from cases import directory, grounds, papers, people, records
from cases.codes import ACTION_OWNER, AGENCY, CODES, code_of, opens, taken_by
from cases.grounds import ASSIGNED, SENDERS, VISITING, Grant, Ground
from cases.partnerships import AgencyService
from cases.people import Membership, Person
from cases.records import Case, CaseStatus
from cases.roles import GLOBAL
from cases.sight import acts_under
from foundation.clock import london_date
from foundation.database import Session, bucket_of

__all__ = ["ASSIGNED", "OFFICE", "SENDERS", "VISITING"]
OFFICE = grounds.OFFICE

ONLY_ON_A_CASE = frozenset(ASSIGNED) - {"independent_advisor", "review_panel"}
"""Of those, the ones who are never written to as all who hold the role: only whoever is on the case is meant."""

NAMES_SEEN_BY = ("business_office", "bo_manager", "crg_chair")
"""Roles that may know who the children of their cases are (visibility BO CH)."""

SETTINGS_CHANGED_BY = frozenset({"bo_manager"})
SETTINGS_SEEN_BY = SETTINGS_CHANGED_BY | {"business_office", "crg_chair"}
"""Roles of a partnership that change its settings and calendar, and that see them; administrators do both for all."""


def groups_of(session: Session, person_id: str, today: date | None = None) -> set[str]:
    """A person's candidate groups, `role@scope`, and those of the people they stand in for.

    The office also has the groups of agencies that nobody leads.
    """
    return _groups(session, acted_under(session, person_id, today), today)


def _groups(session: Session, held: Collection[Membership], today: date | None) -> set[str]:
    offices = {each.partnership_id for each in held if each.role == "business_office" and each.partnership_id}
    return {_group(each) for each in held} | {f"agency_lead@{each}" for each in _without_lead(session, offices, today)}


def groups_had(session: Session, person_id: str, today: date) -> set[str]:
    """The groups that a person has, had or will have on any day, in their own place or that of others."""
    whose = {person_id, *directory.stands_in_for(session, person_id)}
    ever = session.scalars(select(Membership).where(Membership.person_id.in_(whose))).all()
    return _groups(session, ever, today)


def groups_on(session: Session, person_id: str, case_id: str, now: datetime | None = None) -> set[str]:
    """Those of a person's groups that count on one case: who is only put on cases acts on those alone."""
    there = {one.role for one in grounds.on(session, person_id, case_id, now)}
    held = groups_of(session, person_id, london_date(now) if now else None)
    return {group for group in held if (role := group.partition("@")[0]) not in ASSIGNED or role in there}


def _without_lead(session: Session, offices: Collection[str], today: date | None) -> set[str]:
    """The agencies of these partnerships that have no active Safeguarding Lead: the office acts for them (8.2.2)."""
    if not offices:
        return set()
    lead = select(Membership.agency_id).join(Person, Person.id == Membership.person_id)
    led = lead.where(Membership.role == "agency_lead", Membership.agency_id.is_not(None), Person.active)
    serving = select(AgencyService.agency_id).where(AgencyService.partnership_id.in_(offices))
    return set(session.scalars(serving.where(AgencyService.agency_id.not_in(led.where(people.in_force(today))))))


def roles_of(session: Session, person_id: str, today: date | None = None) -> set[tuple[str, str]]:
    """A person's roles, each with the partnership it is held for; those of the people they stand in for too."""
    held = acted_under(session, person_id, today)
    return {(each.role, each.partnership_id) for each in held if each.partnership_id is not None}


def acted_under(session: Session, person_id: str, today: date | None = None) -> list[Membership]:
    """What a person is on a day, and what they are in place of others, whose id those rows have."""
    return list(session.scalars(select(Membership).where(acts_under(person_id, today))))


def qualify(session: Session, case_id: str, group: str) -> str:
    """A candidate group of a diagram with its scope: a plain role belongs to the case's partnership."""
    if "@" in group or group in GLOBAL:
        return group
    return f"{group}@{records.partnership_of(session, case_id)}"


def visible_cases(person_id: str, now: datetime | None = None) -> Select[str]:
    """The ids of the cases a person may know of, as a query to filter others with."""
    return select(Case.id).where(grounds.known(person_id, now))


def knows(person_id: str, case_id: SQLCoreOperations[str], now: datetime | None = None) -> ColumnElement[bool]:
    """The same as a condition on a column of case ids: its cost grows with the rows shown, not with all cases."""
    return exists(select(Case.id).where(Case.id == case_id, grounds.known(person_id, now)))


def acts_as(
    person_id: str, group: str, case_id: SQLCoreOperations[str], now: datetime | None = None
) -> ColumnElement[bool]:
    """The condition that somebody who holds this group acts in it on a case: see `groups_on`."""
    role = group.partition("@")[0]
    if role not in ASSIGNED:
        return knows(person_id, case_id, now)
    today = london_date(now) if now else None
    return exists(select(Case.id).where(Case.id == case_id, grounds.put_on(person_id, role, today)))


def may_be_asked(person_id: str, case_id: SQLCoreOperations[str]) -> ColumnElement[bool]:
    """The condition that somebody may be asked by name on a case without knowing it: it runs, and no ruling is passed.

    Whoever is at its meeting may have to declare interests, and sees nothing else for it (docs/decisions/0048).
    """
    running = and_(Case.id == case_id, Case.status == CaseStatus.OPEN, Case.left_to.is_(None))
    return exists(select(Case.id).where(running, ~grounds.shut_out(person_id)))


def may_know(session: Session, person_id: str, case_id: str, now: datetime | None = None) -> bool:
    """Whether a person may know that a case exists."""
    return bool(grounds.on(session, person_id, case_id, now))


def known_among(
    session: Session, person_id: str, case_ids: Collection[str], now: datetime | None = None
) -> frozenset[str]:
    """Those of some cases that a person may know of, asked at once: for what is counted or listed of many."""
    some = Case.bucket.in_({bucket_of(one) for one in case_ids}), Case.id.in_(case_ids)
    return frozenset(session.scalars(visible_cases(person_id, now).where(*some)) if case_ids else ())


def codes_on(session: Session, person_id: str, case_id: str, now: datetime | None = None) -> set[str]:
    """The visibility codes a person has on a case, none when they may not know it; see OF_AGENCY."""
    return codes_on_each(session, person_id, [case_id], now)[case_id]


def codes_on_each(
    session: Session, person_id: str, case_ids: Collection[str], now: datetime | None = None
) -> dict[str, set[str]]:
    """The same on several cases, asked at once."""
    granted = grounds.on_each(session, person_id, case_ids, now)
    declared = papers.declared_on(session, [each for each in case_ids if granted[each]], person_id)
    return {each: codes_by(granted[each]) - taken_by(declared.get(each)) for each in case_ids}


def codes_by(granted: Iterable[Grant]) -> set[str]:
    """The visibility codes that these grounds give, before anything is asked about declared interests."""
    found = set()
    for one in granted:
        named = [code for code, roles in CODES.items() if one.role in roles]
        codes = [ACTION_OWNER] if one.ground is Ground.ACTION else named
        found |= {code_of(code, one.agency_id) for code in codes}
    return found


def acts_for(session: Session, person_id: str, agency_id: str, today: date | None = None) -> bool:
    """Whether a person speaks for an agency: its Safeguarding Lead, or whoever stands in for them."""
    leading = select(Membership.id).where(acts_under(person_id, today), Membership.role == "agency_lead")
    return session.execute(leading.where(Membership.agency_id == agency_id)).first() is not None


def may_see(
    session: Session,
    person_id: str,
    visibility: str,
    case_id: str,
    agency_id: str | None,
    now: datetime | None = None,
) -> bool:
    """Whether a person may read a thing of a case with these visibility codes, belonging to this agency if any."""
    return opens(codes_on(session, person_id, case_id, now), visibility, agency_id)


def _group(membership: Membership) -> str:
    if membership.role in GLOBAL:
        return membership.role
    return f"{membership.role}@{membership.agency_id if membership.role in AGENCY else membership.partnership_id}"
