"""What is done to people and their roles: always by somebody else, within reach, and written into the audit."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from cases import audit, codes, directory, partnerships, people, roles
from cases.people import Membership, Person, RelationKind
from cases.roles import ADMIN, GLOBAL
from casework import reaching, role_alerts
from casework.office import Office
from casework.reaching import NotAllowed, Reach
from casework.signing_in import mailing
from casework.tasks import handing
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

FOR_A_TIME = frozenset({roles.OBSERVER})
"""Roles that are always held until a day; so is every role for an agency of another area."""


ADMINS_ONLY_THAT = "Administrators have no part in cases: use an account of its own for that"


@dataclass(frozen=True, slots=True)
class NewRole:
    """A role to be given."""

    role: str
    partnership_id: str | None
    agency_id: str | None
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person themselves."""

    name: str
    email: str
    job_title: str = ""
    phone: str = ""


def add(session: Session, office: Office, whose: Reach, details: Details, first: NewRole) -> Person:
    """A new person with their first role. Raises NotAllowed."""
    if people.is_known(session, details.email):
        raise NotAllowed("Somebody has this address already: give them the role on their own page", "email")
    person = people.add(session, details.name, details.email, details.job_title, details.phone)
    session.flush()
    _note(session, office, whose, "person added", person.id)
    give(session, office, whose, person, first)
    return person


def change(session: Session, office: Office, whose: Reach, person: Person, details: Details) -> None:
    """Put a person's details right. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    if details.email.lower() != person.email.lower() and people.is_known(session, details.email):
        raise NotAllowed("Somebody else has this address", "email")
    # Links go to the address: whoever changes it could come in as somebody who is in a case, or shut them out of one.
    if details.email != person.email and not whose.everybody and directory.with_means(session, [person.id]):
        raise NotAllowed("Only an administrator changes the address of somebody who can sign in already", "email")
    before = Details(person.name, person.email, person.job_title, person.phone)
    changed = [
        name for name in ("name", "email", "job_title", "phone") if getattr(before, name) != getattr(details, name)
    ]
    if "email" in changed:
        # Told at the address they had until now.
        mailing.tell_of_change(session, office, person.id, office.clock.now())
    for name in changed:
        setattr(person, name, getattr(details, name))
    if changed:
        _note(session, office, whose, "person changed", person.id, changed=" ".join(changed))


def give(session: Session, office: Office, whose: Reach, person: Person, new: NewRole) -> Membership:
    """Give somebody a role. Raises NotAllowed."""
    today = london_date(office.clock.now())
    reaching.require(person.id != whose.person_id)
    fault = _fault(session, whose, person, new, today)
    if fault:
        raise fault
    given = replace(new, partnership_id=None) if new.role in GLOBAL else new
    row = people.give_role(
        session, person.id, given.role, given.partnership_id, given.agency_id, (given.since or today, given.until)
    )
    row.given_by = whose.person_id
    detail: dict[str, Json] = {"partnership": given.partnership_id, "agency": given.agency_id}
    until = given.until.isoformat() if given.until else None
    _note(session, office, whose, "role given", person.id, role=given.role, until=until, **detail)
    _tell(session, office, whose, person, [row])
    return row


def end(session: Session, office: Office, whose: Reach, person: Person, membership_id: str) -> None:
    """Take a role away at once. Raises NotAllowed."""
    row = session.get(Membership, membership_id)
    today = london_date(office.clock.now())
    if row is None or row.person_id != person.id or (row.active_to is not None and row.active_to < today):
        raise NotAllowed("This role has ended already")
    mine = whose.everybody or row.partnership_id in whose.partnerships
    reaching.require(mine and person.id != whose.person_id)
    if row.role in reaching.BY_ADMINS_ONLY and not whose.everybody:
        raise NotAllowed("Only an administrator takes this role away")
    had = handing.had_by(session, person.id, today)
    row.active_to = today - timedelta(days=1)
    handing.give_back_taken(session, had, whose.person_id, office.clock.now())
    _note(session, office, whose, "role ended", person.id, role=row.role, partnership=row.partnership_id)


def relate(session: Session, office: Office, whose: Reach, person: Person, kind: RelationKind, other: str) -> None:
    """Let a person stand in for another (`other` is their id), or lead an agency strategically. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    today = london_date(office.clock.now())
    held = directory.ever_held(session, [person.id])
    if any(one.role == ADMIN and (one.active_to is None or one.active_to >= today) for one in held):
        raise NotAllowed(ADMINS_ONLY_THAT, "other")
    if kind is RelationKind.STRATEGIC_LEAD:
        reaching.require(whose.everybody or other in reaching.agencies(session, whose))
        people.relate(session, kind, person.id, agency_id=other)
    else:
        found = session.get(Person, other)
        if found is None or not found.active or other == person.id:
            raise NotAllowed("Select somebody else to stand in for", "other")
        # Who stands in for somebody acts in all their roles: whoever says so must look after these.
        reaching.require(reaching.may_change(session, whose, found))
        people.relate(session, kind, person.id, of_person_id=other)
        in_chair = kind is RelationKind.VICE_CHAIR
        theirs = people.memberships(session, other, today)
        _tell(session, office, whose, person, [one for one in theirs if (one.role == roles.CHAIR) is in_chair])
    _note(session, office, whose, "relation made", person.id, kind=kind.value, other=other)


def unrelate(session: Session, office: Office, whose: Reach, person: Person, relation_id: str) -> None:
    """End that somebody stands in or leads. Raises NotAllowed."""
    reaching.require_change(session, whose, person)
    row = next((tie.row for tie in directory.ties_of(session, person.id) if tie.row.id == relation_id), None)
    if row is not None:
        had = handing.had_by(session, person.id, london_date(office.clock.now()))
        session.delete(row)
        handing.give_back_taken(session, had, whose.person_id, office.clock.now())
        _note(session, office, whose, "relation ended", person.id, kind=row.kind.value)


def _fault(session: Session, whose: Reach, person: Person, new: NewRole, today: date) -> NotAllowed | None:
    """Why a role cannot be given, if so."""
    if new.role not in people.ROLES:
        return NotAllowed("Select a role")
    if new.role in reaching.BY_ADMINS_ONLY and not whose.everybody:
        return NotAllowed("Only an administrator gives this role")
    held = {one.role for one in people.memberships(session, person.id, today)}
    works = (held | {new.role}) - set(GLOBAL) or directory.ties_of(session, person.id)
    if ADMIN in held | {new.role} and works:
        return NotAllowed(ADMINS_ONLY_THAT)
    if new.role in GLOBAL:
        return None
    if not new.partnership_id or (not whose.everybody and new.partnership_id not in whose.partnerships):
        return NotAllowed("Select a partnership", "partnership")
    return _agency_fault(session, new) or _time_fault(session, new, today)


def _agency_fault(session: Session, new: NewRole) -> NotAllowed | None:
    serving = {one.id for one in partnerships.agencies_of(session, new.partnership_id or "")}
    if new.role in codes.AGENCY and not new.agency_id:
        return NotAllowed("Select the agency that the role is held for", "agency")
    if new.agency_id and new.agency_id not in serving:
        return NotAllowed("This agency does not serve the partnership", "agency")
    return None


def _time_fault(session: Session, new: NewRole, today: date) -> NotAllowed | None:
    is_guest = new.role in FOR_A_TIME or (new.agency_id and directory.is_of_another_area(session, new.agency_id))
    if is_guest and new.until is None:
        return NotAllowed("Enter a last day: guests and people of another area are let in for a time", "until")
    if new.until is not None and new.until < (new.since or today):
        return NotAllowed("The last day must not be before the first", "until")
    return None


def _tell(session: Session, office: Office, whose: Reach, person: Person, given: list[Membership]) -> None:
    held = dict.fromkeys((one.role, one.partnership_id) for one in given)
    role_alerts.tell(session, office, whose.person_id, person.id, held, office.clock.now())


def _note(session: Session, office: Office, whose: Reach, what: str, subject: str, **detail: Json) -> None:
    audit.append(session, audit.PEOPLE, whose.person_id, what, subject, {**detail}, office.clock.now())
