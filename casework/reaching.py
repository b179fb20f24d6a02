"""Who looks after whose account.

Administrators look after everybody; the manager of an office after people of that partnership alone, so that nobody
who also belongs elsewhere, or keeps the system running, can be taken over by changing their address.
"""

from dataclasses import dataclass
from datetime import date

from cases import directory, partnerships, people, roles
from cases.partnerships import Partnership
from cases.people import Person
from cases.roles import ADMIN, GLOBAL
from foundation.database import Session

LOOKED_AFTER_BY = frozenset({ADMIN, roles.MANAGER})
BY_ADMINS_ONLY = frozenset({*GLOBAL, roles.MANAGER})
"""Roles that only an administrator gives."""


class NotAllowed(Exception):
    """It may not be done, or makes no sense; `field` of the form, and why."""

    def __init__(self, words: str, field: str = "role") -> None:
        super().__init__(words)
        self.field = field


class NotYours(NotAllowed):
    """It is not for this person to do."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom somebody looks after: everybody, or the people of some partnerships."""

    person_id: str
    everybody: bool
    partnerships: frozenset[str]

    @property
    def where(self) -> frozenset[str] | None:
        """The partnerships, or None for all."""
        return None if self.everybody else self.partnerships


def reach(session: Session, person_id: str, today: date) -> Reach:
    """Whom a person looks after today, by their own roles only: nobody stands in for that."""
    held = people.memberships(session, person_id, today)
    managed = frozenset(one.partnership_id for one in held if one.role == roles.MANAGER and one.partnership_id)
    return Reach(person_id, any(one.role == ADMIN for one in held), managed)


def homes(session: Session, whose: Reach) -> list[Partnership]:
    """The partnerships within reach, by name."""
    return [one for one in partnerships.all_partnerships(session) if whose.everybody or one.id in whose.partnerships]


def may_see(session: Session, whose: Reach, person: Person) -> bool:
    """Whether somebody's page is theirs to open."""
    if whose.everybody:
        return True
    return any(one.partnership_id in whose.partnerships for one in directory.ever_held(session, [person.id]))


def may_change(session: Session, whose: Reach, person: Person) -> bool:
    """Whether address, links, sessions and leaving of somebody are theirs to change: never one's own."""
    if person.id == whose.person_id:
        return False
    if whose.everybody:
        return True
    theirs = {person.id, *directory.stands_in_for(session, person.id)}
    held = directory.ever_held(session, theirs)
    led = {one.row.agency_id for one in directory.ties_of(session, person.id)} - {None}
    return (
        bool(held)
        and led <= agencies(session, whose)
        and all(one.partnership_id in whose.partnerships and one.role not in BY_ADMINS_ONLY for one in held)
    )


def agencies(session: Session, whose: Reach) -> set[str]:
    """The agencies that serve a partnership within reach."""
    return {one.id for each in whose.partnerships for one in partnerships.agencies_of(session, each)}


def require_change(session: Session, whose: Reach, person: Person) -> None:
    """Raises NotYours when somebody's account is not theirs to change."""
    require(may_change(session, whose, person))


def require(yes: bool) -> None:
    """Raises NotYours unless it may be done."""
    if not yes:
        raise NotYours("Ask an administrator. Nobody changes their own account.")
