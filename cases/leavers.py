"""What ends when somebody leaves, whatever day it was to end on; and whether somebody has left."""

from datetime import date, timedelta

from sqlalchemy import delete, select

from cases.people import Membership, Person, Relation
from foundation.database import Session


def end_roles(session: Session, person_id: str, today: date) -> None:
    """No role of a person counts from today on, those that were to begin later neither."""
    mine = select(Membership).where(Membership.person_id == person_id)
    for row in session.scalars(mine.where(Membership.active_to.is_(None) | (Membership.active_to >= today))):
        row.active_to = today - timedelta(days=1)


def end_relations(session: Session, person_id: str) -> None:
    """Nobody stands in for a person any more, and they for nobody; nor do they lead an agency strategically."""
    theirs = (Relation.person_id == person_id) | (Relation.of_person_id == person_id)
    session.execute(delete(Relation).where(theirs))


def is_here(session: Session, person_id: str) -> bool:
    """Whether there is such a person and they have not left."""
    return session.scalars(select(Person.id).where(Person.id == person_id, Person.active)).first() is not None
