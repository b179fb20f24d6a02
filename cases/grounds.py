"""Why somebody may know a case, ground by ground, each one query; lists, single answers and explanations share them.

Every query is about the table of cases: within another query it is a condition on that query's cases, by itself it
gives what somebody is on them. There is no other way to a case (docs/decisions/0022, 0043).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from cases import assignments
from cases.assignments import Assignment, Exclusion, Share
from cases.data_requests import DataRequest
from cases.emergencies import EmergencyAccess
from cases.people import Membership
from cases.records import Case
from cases.requests import InformationRequest
from cases.roles import PROTECTION
from cases.sight import KEPT, UNSEEN, acts_under, answers_for, left_to, owns_action
from foundation.clock import london_date
from foundation.database import Session, Utc, bucket_of

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


class Ground(Enum):
    """Why somebody may know a case."""

    OFFICE = "office"
    REQUEST = "request"
    ASSIGNMENT = "assignment"
    SHARE = "share"
    STRATEGIC = "strategic"
    ACTION = "action"
    EMERGENCY = "emergency"
    DATA_REQUEST = "data request"


@dataclass(frozen=True, slots=True)
class Grant:
    """One ground that somebody has on a case: as what, for which agency, and under whose role when not their own.

    `source` is the id of what brings it: the membership, assignment, share or request; empty where it is many.
    """

    ground: Ground
    role: str
    agency_id: str | None
    whose: str
    source: str


def on(session: Session, person_id: str, case_id: str, now: datetime | None) -> list[Grant]:
    """Every ground that a person has on a case; none when they are shut out of it, whatever they are."""
    return on_each(session, person_id, [case_id], now)[case_id]


def on_each(
    session: Session, person_id: str, case_ids: Collection[str], now: datetime | None
) -> dict[str, list[Grant]]:
    """The same on several cases, asked at once."""
    if not case_ids:
        return {}
    asked = _every(person_id, london_date(now) if now else None)
    buckets = {bucket_of(case_id) for case_id in case_ids}
    named = {"the_cases": [*case_ids], "the_buckets": [*buckets], **({"the_instant": now} if now else {})}
    found: dict[str, list[Grant]] = {case_id: [] for case_id in case_ids}
    for ground, role, agency_id, whose, source, case_id in session.execute(asked, named):
        found[case_id].append(Grant(Ground(ground), role, agency_id or None, whose, source))
    return found


def known(person_id: str, now: datetime | None) -> ColumnElement[bool]:
    """The condition that a case is one that a person may know of: any ground, and not shut out."""
    found = _any(person_id, london_date(now) if now else None)
    if now is not None:
        found = or_(found, exists(_by_emergency(person_id, london_date(now), literal(now, Utc))))
    return and_(found, ~shut_out(person_id))


# Conditions are never changed once made, and making one takes longer than asking the database.
@lru_cache(KEPT)
def put_on(person_id: str, role: str, today: date | None) -> ColumnElement[bool]:
    """The condition that a person was put on a case in this role, and is not shut out of it."""
    mine = _by_assignment(person_id, today).where(Membership.role == role)
    return and_(exists(mine), ~shut_out(person_id))


@lru_cache(KEPT)
def _any(person_id: str, today: date | None) -> ColumnElement[bool]:
    return or_(*(exists(each) for each in _lasting(person_id, today).values()))


@lru_cache(KEPT)
def _every(person_id: str, today: date | None) -> CompoundSelect[Any]:
    """Every ground on some cases, which are named when it is asked."""
    named = (
        Case.id.in_(bindparam("the_cases", expanding=True)),
        Case.bucket.in_(bindparam("the_buckets", expanding=True)),
    )
    of_case = (*named, ~shut_out(person_id))
    every = list(_lasting(person_id, today).values())
    # Without an instant nothing that ends within a day counts: unknown means no.
    every += [_by_emergency(person_id, today, bindparam("the_instant", type_=Utc))] if today else []
    return union_all(*(each.where(*of_case) for each in every))


@lru_cache(KEPT)
def _lasting(person_id: str, today: date | None) -> Mapping[Ground, Select[Any]]:
    """The grounds that hold for whole days."""
    return {
        Ground.OFFICE: _by_role(person_id, today),
        Ground.REQUEST: _by_request(person_id, today),
        Ground.ASSIGNMENT: _by_assignment(person_id, today),
        Ground.SHARE: _by_share(person_id, today),
        Ground.STRATEGIC: _by_strategic(person_id),
        Ground.ACTION: _by_action(person_id, today),
        Ground.DATA_REQUEST: _by_data_request(person_id, today),
    }


def _row(ground: Ground, role: Any, agency_id: Any, whose: Any, source: Any) -> Select[Any]:
    columns = (literal(ground.value), role, func.coalesce(agency_id, ""), whose, source, Case.id)
    return select(*(each.label(f"c{number}") for number, each in enumerate(columns)))


def _held(ground: Ground, agency_id: Any, source: Any) -> Select[Any]:
    return _row(ground, Membership.role, agency_id, Membership.person_id, source)


_HERE = Membership.partnership_id == Case.partnership_id
_LEFT = left_to(Membership.role)


def _by_role(person_id: str, today: date | None) -> Select[Any]:
    held = _held(Ground.OFFICE, literal(""), Membership.id)
    return held.where(acts_under(person_id, today), _HERE, _LEFT, Membership.role.in_(OFFICE))


def _by_request(person_id: str, today: date | None) -> Select[Any]:
    held = _held(Ground.REQUEST, Membership.agency_id, InformationRequest.id)
    asked = held.join_from(Membership, InformationRequest, InformationRequest.agency_id == Membership.agency_id)
    return asked.where(
        acts_under(person_id, today), _HERE, _LEFT, Membership.role == "agency_lead",
        InformationRequest.case_id == Case.id, InformationRequest.status.not_in(UNSEEN),
    )  # fmt: skip


def _by_assignment(person_id: str, today: date | None) -> Select[Any]:
    held = _held(Ground.ASSIGNMENT, Assignment.agency_id, Assignment.id)
    mine = and_(Assignment.role == Membership.role, Assignment.person_id == person_id)
    return held.join_from(Membership, Assignment, mine).where(
        acts_under(person_id, today), _LEFT, or_(_HERE, Membership.role.in_(SENDERS)), Membership.role.in_(ASSIGNED),
        Assignment.case_id == Case.id, assignments.in_force(today),
    )  # fmt: skip


def _by_share(person_id: str, today: date | None) -> Select[Any]:
    held = _held(Ground.SHARE, literal(""), Share.id)
    return held.join_from(Membership, Share, Share.partnership_id == Membership.partnership_id).where(
        acts_under(person_id, today), Membership.role.in_(VISITING),
        Share.case_id == Case.id, Share.ended_at.is_(None), Case.left_to.is_(None),
    )  # fmt: skip


def _by_strategic(person_id: str) -> Select[Any]:
    answering = answers_for(person_id, Case.id).add_columns(InformationRequest.id)
    agency_id, request_id = answering.selected_columns
    row = _row(Ground.STRATEGIC, literal("agency_lead"), agency_id, literal(person_id), request_id)
    return answering.with_only_columns(*row.selected_columns).where(left_to(literal("agency_lead")))


def _by_action(person_id: str, today: date | None) -> Select[Any]:
    owning = owns_action(person_id, Case.id, today)
    row = _row(Ground.ACTION, literal("agency_lead"), Membership.agency_id, Membership.person_id, literal(""))
    return owning.with_only_columns(*row.selected_columns)


def _by_data_request(person_id: str, today: date | None) -> Select[Any]:
    """While somebody's request about their data runs, whether the case is open or closed."""
    held = _held(Ground.DATA_REQUEST, literal(""), DataRequest.id)
    return held.join_from(Membership, DataRequest, literal(True)).where(
        acts_under(person_id, today), _HERE, Membership.role == PROTECTION,
        DataRequest.case_id == Case.id, DataRequest.ended_at.is_(None),
    )  # fmt: skip


def _by_emergency(person_id: str, today: date, instant: ColumnElement[datetime]) -> Select[Any]:
    """In person, in the role in which it was opened, for as long as that role is theirs."""
    row = _row(Ground.EMERGENCY, EmergencyAccess.role, literal(""), EmergencyAccess.person_id, EmergencyAccess.id)
    same = and_(
        Membership.person_id == EmergencyAccess.person_id,
        Membership.role == EmergencyAccess.role,
        Membership.partnership_id == EmergencyAccess.partnership_id,
    )
    return row.join_from(EmergencyAccess, Membership, same).where(
        acts_under(person_id, today), EmergencyAccess.person_id == person_id, EmergencyAccess.case_id == Case.id,
        EmergencyAccess.opened_at <= instant, EmergencyAccess.until > instant, EmergencyAccess.ended_at.is_(None),
    )  # fmt: skip


def shut_out(person_id: str) -> ColumnElement[bool]:
    """Whether the chair has shut the person out of the case: that beats every ground (domain.md §3.1, rule 3)."""
    ruled = Exclusion.case_id == Case.id, Exclusion.person_id == person_id, Exclusion.lifted_at.is_(None)
    return exists(select(Exclusion.id).where(*ruled))
