"""What access is made of in SQL: whose memberships count, and what brings a case into an agency's sight.

Each is a condition or query that access.py joins to one (docs/decisions/0022).
"""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from cases import people, records
from cases.actions import Action, ActionStatus
from cases.escalations import EscalationStep, Step
from cases.people import Membership, Person, Relation, RelationKind
from cases.records import Case
from cases.requests import InformationRequest, RequestStatus
from cases.roles import GLOBAL
from foundation.database import Session

KEPT = 512
"""How many conditions are kept, one for each person and day."""

UNSEEN = (RequestStatus.DRAFT, RequestStatus.WITHDRAWN)
"""Requests that the agency does not know of."""

OF_SKELETONS = ("bo_manager", "crg_chair", "auditor")
"""Who sees what stays of a deleted case whose own process can no longer say so: as in processes/retention.bpmn."""


# Conditions are never changed once made, and making one takes longer than asking the database.
@lru_cache(KEPT)
def acts_under(person_id: str, today: date | None) -> ColumnElement[bool]:
    """The memberships a person acts under: their own, and those of the people they are deputy or vice-chair of.

    Whoever is switched off is stood in for no longer (docs/decisions/0038).
    """
    behind = select(Relation.of_person_id).join(Person, Person.id == Relation.of_person_id)
    behind = behind.where(Relation.person_id == person_id, Person.active)
    deputised = behind.where(Relation.kind == RelationKind.DEPUTY)
    chaired = behind.where(Relation.kind == RelationKind.VICE_CHAIR)
    whose = or_(
        Membership.person_id == person_id,
        and_(Membership.person_id.in_(deputised), Membership.role.not_in((*GLOBAL, "crg_chair"))),
        and_(Membership.person_id.in_(chaired), Membership.role == "crg_chair"),
    )
    is_active = exists(select(Person.id).where(Person.id == person_id, Person.active))
    return and_(whose, people.in_force(today), is_active)


def answers_for(person_id: str, case_id: str | SQLCoreOperations[str]) -> Select[str]:
    """The agencies that a person leads strategically and whose request has been taken up with them (guidance 2.1.7)."""
    taken_up = and_(
        EscalationStep.bucket == InformationRequest.bucket,
        EscalationStep.case_id == InformationRequest.case_id,
        EscalationStep.request_id == InformationRequest.id,
        EscalationStep.step != Step.LEAD,
    )
    asked = select(InformationRequest.agency_id).join(Relation, Relation.agency_id == InformationRequest.agency_id)
    theirs = asked.join(Person, Person.id == Relation.person_id)
    return theirs.join(EscalationStep, taken_up).where(
        Relation.kind == RelationKind.STRATEGIC_LEAD,
        Relation.person_id == person_id,
        Person.active,
        InformationRequest.case_id == case_id,
        InformationRequest.status.not_in(UNSEEN),
    )


def left_to(role: SQLCoreOperations[str], case: type[Case] = Case) -> ColumnElement[bool]:
    """Whether the case is open to a role: always, until it is closed and left to some."""
    return or_(case.left_to.is_(None), case.left_to.contains(literal(" ") + role + literal(" ")))


def owns_action(person_id: str, case_id: str | SQLCoreOperations[str], today: date | None) -> Select[Any]:
    """The agencies led by a person that own an action of a case; once others see the case no more, an open action."""
    # Another name for the case, or the query would be about any case when it stands within one about cases.
    file = aliased(Case)
    leading = select(Membership.agency_id).join(Action, Action.agency_id == Membership.agency_id)
    theirs = leading.join(file, and_(file.bucket == Action.bucket, file.id == Action.case_id))
    return theirs.where(
        acts_under(person_id, today),
        Membership.role == "agency_lead",
        Membership.partnership_id == file.partnership_id,
        Action.case_id == case_id,
        Action.status != ActionStatus.CANCELLED,
        or_(left_to(literal("agency_lead"), file), Action.status == ActionStatus.OPEN),
    )


def leave_to(session: Session, case_id: str, roles: Collection[str]) -> None:
    """From now on only these roles see the case, which is closed; opened again, it is seen by whoever saw it before."""
    records.case(session, case_id).left_to = "".join(f" {role} " for role in roles)
