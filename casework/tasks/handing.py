"""A task handed to a colleague: one of those who may take it, with a reason that is kept, and told by e-mail."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from cases import access, codes, explanations, people
from cases.roles import GLOBAL
from casework.mail import ordering
from casework.mail.ordering import Order
from casework.office import Office
from casework.tasks import lists, opened
from casework.tasks.lists import Asker
from engine import tasks
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session

HANDED_OVER = "task_handed_over"
NO_ROLE = "The role has ended."
MOST = 2_000
"""Tasks of one person that are moved at once."""


class NotAColleague(Exception):
    """The person is not one who may take the task."""


def colleagues(session: Session, task: UserTask, now: datetime) -> list[people.Person]:
    """Who could have the task instead of whoever holds it: those it is offered to who may know the case, by name."""
    found: dict[str, people.Person] = {}
    for who in tasks.candidates(session, [task])[task.id]:
        for person in _behind(session, who, london_date(now)):
            if who == person.id or who in access.groups_on(session, person.id, task.case_id, now):
                found[person.id] = person
    allowed = [
        one
        for one in found.values()
        if one.active and one.id != task.assignee and access.may_know(session, one.id, task.case_id, now)
    ]
    return sorted(allowed, key=lambda one: one.name)


def _behind(session: Session, who: str, today: date) -> list[people.Person]:
    """The person of an id, or those who hold a role and those who stand in for them."""
    role, at, scope = who.partition("@")
    if not at and role not in GLOBAL:
        return people.by_ids(session, {who})
    where = {"agency_id": scope} if role in codes.AGENCY else {"partnership_id": scope or None}
    holders = people.with_role(session, role, today=today, **where)
    return [person for holder in holders for person in (holder, *people.stand_ins(session, holder.id))]


def give_back_taken(session: Session, had: Mapping[str, Collection[str]], by: str, now: datetime) -> None:
    """Give back what each of these people took in one of the groups that they had and have no more: it is the team's.

    They may know the case by another role still, and what a diagram has put in their name from the beginning stays
    theirs.
    """
    session.flush()
    for person_id, groups in had.items():
        for task in tasks.held_by(session, person_id, limit=MOST):
            if lists.has_lapsed(session, task, Asker(person_id, now), groups):
                tasks.give_back(session, task.id, by, NO_ROLE, now)


def had_by(session: Session, person_id: str, today: date) -> dict[str, set[str]]:
    """The groups of a person and of each who stands in for them, to be asked before any of them ends."""
    people_there = (person_id, *(one.id for one in people.stand_ins(session, person_id)))
    return {one: access.groups_had(session, one, today) for one in people_there}


def reason(session: Session, office: Office, task: UserTask) -> tuple[str, str] | None:
    """Who handed the task to whoever holds it, and why; None when nobody did, or when it was handed back since."""
    given = explanations.about(session, task.case_id, task.id)
    if not given or given[-1].at != task.claimed_at:
        return None
    return given[-1].person_id, explanations.words_of(session, office.keys, given[-1])


def hand_over(office: Office, person_id: str, task_id: str, to: str, reason: str, key: str) -> None:
    """Give the task to a colleague and tell them. Raises NotYours, TaskGone, NotAColleague."""
    now = office.clock.now()
    with office.database.transaction() as session:
        task = opened.authorised(session, office, person_id, task_id)
        chosen = [one for one in colleagues(session, task, now) if one.id == to]
        # Reassigning says who ended a task that is over; only then does it matter to whom it was to go.
        if not chosen and task.ended_at is None:
            raise NotAColleague
        tasks.reassign(session, task_id, to, person_id, now)
        explanations.give(session, office.keys, task.case_id, task_id, person_id, reason, now)
        ordering.order(session, office, Order(task.case_id, HANDED_OVER, f"{key}:{task_id}"), chosen, now)
