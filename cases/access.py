"""Who may see what: deny by default; partnership, then role on this case, then agency; excluded beats everything.

The same condition filters lists, counts, search and files, in SQL (domain.md §3.1, design.md §10).
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select
from sqlalchemy.sql.elements import SQLCoreOperations

from cases import assignments, owned, people, records
from cases.assignments import Assignment, Exclusion, Share
from cases.codes import ACTION_OWNER, AGENCY, CODES, code_of, not_cleared, opens
from cases.partnerships import AgencyService
from cases.people import Membership, Person
from cases.records import Case
from cases.requests import InformationRequest
from cases.roles import GLOBAL
from cases.sight import KEPT, UNSEEN, acts_under, answers_for, left_to, owns_action
from foundation.database import Session

OFFICE = ("business_office", "bo_manager", "crg_chair", "crg_member", "safeguarding_partner")
"""Roles that know every case of their partnership."""

VISITING = ("business_office", "bo_manager", "crg_chair")
"""Roles of a second partnership that know a case expressly shared with it."""

ASSIGNED = (
    "independent_advisor",
    "independent_reviewer",
    "review_panel",
    "media_lead",
    "auditor",
    "contributor",
    "referrer",
    "la_notifier",
    "observer",
)
"""Roles that know only the cases they are put on."""

SENDERS = ("referrer", "la_notifier")
"""Who brought a case: they keep sight of their own form when it goes to another office."""

ONLY_ON_A_CASE = frozenset(ASSIGNED) - {"independent_advisor", "review_panel"}
"""Of those, the ones who are never written to as all who hold the role: only whoever is on the case is meant."""

SETTINGS_CHANGED_BY = frozenset({"bo_manager"})
SETTINGS_SEEN_BY = SETTINGS_CHANGED_BY | {"business_office", "crg_chair"}
"""Roles of a partnership that change its settings and calendar, and that see them; administrators do both for all."""

Role = tuple[str, str | None]
"""What somebody is on a case, and for which agency."""


def groups_of(session: Session, person_id: str, today: date | None = None) -> set[str]:
    """A person's candidate groups, `role@scope`, and those of the people they stand in for.

    The office also has the groups of agencies that nobody leads.
    """
    held = list(session.scalars(select(Membership).where(acts_under(person_id, today))))
    offices = {each.partnership_id for each in held if each.role == "business_office" and each.partnership_id}
    return {_group(each) for each in held} | {f"agency_lead@{each}" for each in _without_lead(session, offices, today)}


def groups_on(session: Session, person_id: str, case_id: str, today: date | None = None) -> set[str]:
    """Those of a person's groups that count on one case: who is only put on cases acts on those alone."""
    there = {role for role, _ in _roles_on(session, person_id, case_id, today)}
    held = groups_of(session, person_id, today)
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
    held = session.scalars(select(Membership).where(acts_under(person_id, today)))
    return {(each.role, each.partnership_id) for each in held if each.partnership_id is not None}


def qualify(session: Session, case_id: str, group: str) -> str:
    """A candidate group of a diagram with its scope: a plain role belongs to the case's partnership."""
    if "@" in group or group in GLOBAL:
        return group
    return f"{group}@{records.partnership_of(session, case_id)}"


def visible_cases(person_id: str, today: date | None = None) -> Select[str]:
    """The ids of the cases a person may know of, as a query to filter others with."""
    return select(Case.id).where(_may_know(person_id, today))


def knows(person_id: str, case_id: SQLCoreOperations[str], today: date | None = None) -> ColumnElement[bool]:
    """The same as a condition on a column of case ids: its cost grows with the rows shown, not with all cases."""
    return exists(select(Case.id).where(Case.id == case_id, _may_know(person_id, today)))


def may_know(session: Session, person_id: str, case_id: str, today: date | None = None) -> bool:
    """Whether a person may know that a case exists."""
    return session.execute(visible_cases(person_id, today).where(Case.id == case_id)).first() is not None


def codes_on(session: Session, person_id: str, case_id: str, today: date | None = None) -> set[str]:
    """The visibility codes a person has on a case, none when they may not know it; see OF_AGENCY."""
    if not may_know(session, person_id, case_id, today):
        return set()
    roles, left = _roles_on(session, person_id, case_id, today), records.case(session, case_id).left_to
    if left is not None:
        roles = {(role, agency) for role, agency in roles if role in left.split()}
    owned_by = set(session.scalars(owns_action(person_id, case_id, today)))
    roles -= _never_asked(session, case_id, roles, owned_by)
    found = {(code, agency) for role, agency in roles for code, named in CODES.items() if role in named}
    found |= {(ACTION_OWNER, agency) for agency in owned_by}
    return {code_of(code, agency) for code, agency in found} - not_cleared(session, case_id, person_id)


def _never_asked(session: Session, case_id: str, roles: set[Role], owners: set[str]) -> set[Role]:
    """The part of agencies that own an action and were asked for nothing: they see that action and nothing else."""
    if not owners or any(role != "agency_lead" for role, _ in roles):
        return set()
    asked = owned.rows(InformationRequest, case_id).where(InformationRequest.status.not_in(UNSEEN))
    known = {each.agency_id for each in session.scalars(asked)}
    return {(role, agency) for role, agency in roles if agency in owners - known}


def _roles_on(session: Session, person_id: str, case_id: str, today: date | None) -> set[Role]:
    home = records.partnership_of(session, case_id)
    held = list(session.scalars(select(Membership).where(acts_under(person_id, today))))
    roles = {(each.role, each.agency_id) for each in held if each.partnership_id == home and each.role not in ASSIGNED}
    hosts = set(session.scalars(select(Share.partnership_id).where(Share.case_id == case_id, Share.ended_at.is_(None))))
    roles |= {(each.role, None) for each in held if each.partnership_id in hosts and each.role in VISITING}
    at_home = {each.role for each in held if each.partnership_id == home or each.role in SENDERS}
    mine = owned.rows(Assignment, case_id).where(Assignment.person_id == person_id, assignments.in_force(today))
    roles |= {(each.role, each.agency_id) for each in session.scalars(mine) if each.role in at_home}
    return roles | {("agency_lead", agency) for agency in session.scalars(answers_for(person_id, case_id))}


def acts_for(session: Session, person_id: str, agency_id: str, today: date | None = None) -> bool:
    """Whether a person speaks for an agency: its Safeguarding Lead, or whoever stands in for them."""
    leading = select(Membership.id).where(acts_under(person_id, today), Membership.role == "agency_lead")
    return session.execute(leading.where(Membership.agency_id == agency_id)).first() is not None


def may_see(
    session: Session, person_id: str, visibility: str, case_id: str, agency_id: str | None, today: date | None = None
) -> bool:
    """Whether a person may read a thing of a case with these visibility codes, belonging to this agency if any."""
    return opens(codes_on(session, person_id, case_id, today), visibility, agency_id)


def _group(membership: Membership) -> str:
    if membership.role in GLOBAL:
        return membership.role
    return f"{membership.role}@{membership.agency_id if membership.role in AGENCY else membership.partnership_id}"


@lru_cache(KEPT)
def _may_know(person_id: str, today: date | None) -> ColumnElement[bool]:
    held = acts_under(person_id, today)
    here = Membership.partnership_id == Case.partnership_id
    left = left_to(Membership.role)
    by_role = exists(select(Membership.id).where(held, here, left, Membership.role.in_(OFFICE)))
    by_request = exists(
        select(Membership.id)
        .join(InformationRequest, InformationRequest.agency_id == Membership.agency_id)
        .where(held, here, left, Membership.role == "agency_lead")
        .where(InformationRequest.case_id == Case.id, InformationRequest.status.not_in(UNSEEN))
    )
    by_assignment = exists(
        select(Membership.id)
        .join(Assignment, and_(Assignment.role == Membership.role, Assignment.person_id == person_id))
        .where(held, left, or_(here, Membership.role.in_(SENDERS)), Membership.role.in_(ASSIGNED))
        .where(Assignment.case_id == Case.id, assignments.in_force(today))
    )
    by_share = exists(
        select(Membership.id)
        .join(Share, Share.partnership_id == Membership.partnership_id)
        .where(held, Membership.role.in_(VISITING))
        .where(Share.case_id == Case.id, Share.ended_at.is_(None), Case.left_to.is_(None))
    )
    shut_out = exists(
        select(Exclusion.id).where(
            Exclusion.case_id == Case.id, Exclusion.person_id == person_id, Exclusion.lifted_at.is_(None)
        )
    )
    by_strategic = and_(exists(answers_for(person_id, Case.id)), left_to(literal("agency_lead")))
    by_action = exists(owns_action(person_id, Case.id, today))
    return and_(or_(by_role, by_request, by_assignment, by_share, by_strategic, by_action), ~shut_out)
