"""Whom a provider's answer means here, and the roles that follow from the groups they are in there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import structlog

from cases import audit, partnerships, people
from cases.people import PROVIDER, Membership, Person
from cases.signing_in import links, outside, sessions
from cases.signing_in.outside import AlreadyJoined
from casework.office import Office
from casework.signing_in import provider
from casework.signing_in.provider import Known
from casework.signing_in.published import CannotSignIn
from casework.tasks import handing
from foundation import addresses
from foundation.clock import london_date
from foundation.config_sign_in import GroupRole, Provider
from foundation.database import Session

log = structlog.get_logger()

Held: TypeAlias = tuple[str, str | None, str | None]
"""A role, the partnership and the agency it is held for."""

NOBODY_YET = "You have no account here yet. Ask your business office for one: it sends you a link to set it up with."


@dataclass(frozen=True, slots=True)
class _Coming:
    """Who comes, and the link they came with, if any."""

    known: Known
    link_digest: str | None


def person_of(office: Office, known: Known, link_digest: str | None = None) -> str:
    """The id of the person, with the roles of their groups brought up to date. Raises CannotSignIn."""
    settings = provider.of(office)
    with office.database.transaction() as session:
        wanted = _wanted(session, settings, known)
        person = _found(session, office, _Coming(known, link_digest)) or _made(session, office, known, wanted)
        if not person.active:
            raise CannotSignIn("Your account here has been closed. Ask your business office.")
        if settings.groups:
            _bring_up_to_date(session, office, person.id, wanted)
        return person.id


def _found(session: Session, office: Office, coming: _Coming) -> Person | None:
    known, now = coming.known, office.clock.now()
    person = outside.whose(session, known.issuer, known.subject)
    if coming.link_digest is not None:
        link = links.use(session, coming.link_digest, now)
        if link is None or (person is not None and person.id != link.person_id):
            raise CannotSignIn("This link does not hold any more, or is not for you. Ask for a new one.")
        sessions.end_all(session, link.person_id, link.person_id, now)
        return _join(session, office, known, people.person(session, link.person_id))
    if person is None and known.is_address_theirs:
        person = people.by_email(session, known.email)
        return None if person is None else _join(session, office, known, person)
    return person


def _join(session: Session, office: Office, known: Known, person: Person) -> Person:
    try:
        outside.join(session, known.issuer, known.subject, person.id, person.id, office.clock.now())
    except AlreadyJoined:
        raise CannotSignIn(
            "Your account here is joined to another one of your organisation’s. Ask an administrator to part them."
        ) from None
    return person


def _made(session: Session, office: Office, known: Known, wanted: set[Held]) -> Person:
    """A new person, when their groups give them a role here; nobody else comes in uninvited."""
    if not wanted or not known.name or not addresses.is_one(known.email) or people.is_known(session, known.email):
        raise CannotSignIn(NOBODY_YET)
    person = people.add(session, known.name, known.email)
    session.flush()
    audit.append(session, audit.PEOPLE, PROVIDER, "person added", person.id, {}, office.clock.now())
    return _join(session, office, known, person)


def _wanted(session: Session, settings: Provider, known: Known) -> set[Held]:
    found = {_held(session, one) for one in settings.groups if one.group in known.groups}
    return {one for one in found if one is not None}


def _held(session: Session, one: GroupRole) -> Held | None:
    """What a group gives; None, and said in the log, when the setting names what is not there."""
    home = partnerships.by_code(session, one.partnership) if one.partnership else None
    agencies = partnerships.agencies_of(session, home.id) if home and one.agency else []
    agency = next((each for each in agencies if each.name == one.agency), None)
    is_there = (home is not None or not one.partnership) and (agency is not None or not one.agency)
    if one.role not in people.ROLES or not is_there:
        log.error("group_names_nothing", role=one.role, partnership=one.partnership)
        return None
    return one.role, home.id if home else None, agency.id if agency else None


def _bring_up_to_date(session: Session, office: Office, person_id: str, wanted: set[Held]) -> None:
    """Give what the groups give and take away what they gave before; what was given by hand stays."""
    now = office.clock.now()
    today = london_date(now)
    had = handing.had_by(session, person_id, today)
    given = [one for one in people.memberships(session, person_id, today) if one.given_by == PROVIDER]
    for one in given:
        if _of(one) not in wanted:
            one.active_to = today - timedelta(days=1)
            _note(session, person_id, "role ended", _of(one), office)
    for role, partnership_id, agency_id in sorted(wanted - {_of(one) for one in given}, key=str):
        made = people.give_role(session, person_id, role, partnership_id, agency_id, (today, None))
        made.given_by = PROVIDER
        _note(session, person_id, "role given", (role, partnership_id, agency_id), office)
    handing.give_back_taken(session, had, PROVIDER, now)


def _of(one: Membership) -> Held:
    return one.role, one.partnership_id, one.agency_id


def _note(session: Session, person_id: str, what: str, held: Held, office: Office) -> None:
    detail = {"role": held[0], "partnership": held[1], "agency": held[2]}
    audit.append(session, audit.PEOPLE, PROVIDER, what, person_id, {**detail}, office.clock.now())
