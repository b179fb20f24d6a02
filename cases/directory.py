"""People as those who look after accounts see them: who there is, what they are, and for whom they stand in."""

import functools
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from cases import role_names
from cases.partnerships import Agency, AgencyService, LocalAuthority, Partnership
from cases.people import Membership, Person, Relation, in_force
from cases.roles import LEAD
from cases.signing_in.accounts import LocalAccount
from cases.signing_in.outside import OutsideIdentity
from cases.signing_in.sessions import SignedIn
from foundation.database import Session

MOST = 500
"""How many people one page lists; more are found by name."""


@dataclass(frozen=True, slots=True)
class Held:
    """One role of somebody, with what it is called there and the names of where it is held."""

    row: Membership
    label: str
    partnership: str
    agency: str


@dataclass(frozen=True, slots=True)
class Tie:
    """One relation of somebody, with the name of the other person or agency."""

    row: Relation
    other: str


def listed(
    session: Session, partnership_ids: Collection[str] | None, text: str = "", *, everybody: bool = False
) -> list[Person]:
    """Active people (or everybody) with a role in these partnerships, or of all when None, by name.

    Whoever stands in for one of them, or leads an agency strategically, is found among all only.
    """
    query = select(Person).order_by(Person.name, Person.id).limit(MOST)
    if partnership_ids is not None:
        there = select(Membership.person_id).where(Membership.partnership_id.in_(partnership_ids))
        query = query.where(Person.id.in_(there))
    if not everybody:
        query = query.where(Person.active)
    if text:
        like = f"%{text.lower()}%"
        query = query.where(or_(func.lower(Person.name).like(like), func.lower(Person.email).like(like)))
    return list(session.scalars(query))


def roles_of(session: Session, person_ids: Collection[str], today: date) -> dict[str, list[Held]]:
    """Every role that these people hold or held, latest begun first, as each partnership calls it today."""
    called = functools.cache(lambda partnership_id: role_names.names(session, partnership_id, today))
    query = (
        select(Membership, Partnership.name, Agency.name)
        .outerjoin(Partnership, Partnership.id == Membership.partnership_id)
        .outerjoin(Agency, Agency.id == Membership.agency_id)
        .where(Membership.person_id.in_(person_ids))
        .order_by(Membership.id.desc())
    )
    found: dict[str, list[Held]] = {each: [] for each in person_ids}
    for row, partnership, agency in session.execute(query):
        label = called(row.partnership_id)[row.role]
        found[row.person_id].append(Held(row, label, partnership or "", agency or ""))
    return found


def in_words(held: Iterable[Held], today: date) -> list[str]:
    """What somebody is today or will be, said once where it is the same in several partnerships."""
    lasting = (one for one in held if one.row.active_to is None or one.row.active_to >= today)
    return list(dict.fromkeys(", ".join(filter(None, (one.label, one.agency))) for one in lasting))


def ever_held(session: Session, person_ids: Collection[str]) -> list[Membership]:
    """Every role that any of these people holds or held."""
    return list(session.scalars(select(Membership).where(Membership.person_id.in_(person_ids))))


def ties_of(session: Session, person_id: str) -> list[Tie]:
    """For whom a person stands in, and which agencies they lead strategically."""
    query = (
        select(Relation, Person.name, Agency.name)
        .outerjoin(Person, Person.id == Relation.of_person_id)
        .outerjoin(Agency, Agency.id == Relation.agency_id)
        .where(Relation.person_id == person_id)
    )
    return [Tie(row, person or agency or "") for row, person, agency in session.execute(query.order_by(Relation.id))]


def stands_in_for(session: Session, person_id: str) -> set[str]:
    """The people whose roles a person acts in too."""
    found = session.scalars(select(Relation.of_person_id).where(Relation.person_id == person_id))
    return {each for each in found if each is not None}


@dataclass(frozen=True, slots=True)
class Served:
    """An agency with the partnerships that it serves, and who leads it there today."""

    row: Agency
    partnership_ids: frozenset[str]
    leads: tuple[str, ...]


def agencies(session: Session, partnership_ids: Collection[str] | None, today: date) -> list[Served]:
    """Every agency, active or not, that serves one of these partnerships (or any), by name."""
    serving: dict[str, set[str]] = {}
    for one in session.scalars(select(AgencyService)):
        serving.setdefault(one.agency_id, set()).add(one.partnership_id)
    lead = select(Membership.agency_id, Person.name).join(Person, Person.id == Membership.person_id)
    lead = lead.where(Membership.role == LEAD, Person.active, in_force(today)).distinct().order_by(Person.name)
    leads: dict[str, list[str]] = {}
    for agency_id, name in session.execute(lead):
        leads.setdefault(agency_id or "", []).append(name)
    found = [
        Served(row, frozenset(serving.get(row.id, ())), tuple(leads.get(row.id, ())))
        for row in session.scalars(select(Agency).order_by(Agency.name, Agency.id))
    ]
    return [one for one in found if partnership_ids is None or one.partnership_ids & set(partnership_ids)]


def is_of_another_area(session: Session, agency_id: str) -> bool:
    """Whether an agency belongs to a council that is in no partnership here."""
    council = select(LocalAuthority.partnership_id).join(Agency, Agency.local_authority_id == LocalAuthority.id)
    found = session.execute(council.where(Agency.id == agency_id)).first()
    return found is not None and found[0] is None


def with_means(session: Session, person_ids: Collection[str]) -> set[str]:
    """Who of these people can sign in: with a password here, or at a provider."""
    local = select(LocalAccount.person_id).where(LocalAccount.person_id.in_(person_ids))
    outside = select(OutsideIdentity.person_id).where(OutsideIdentity.person_id.in_(person_ids))
    return {*session.scalars(local), *session.scalars(outside)}


def last_seen(session: Session, person_ids: Collection[str]) -> dict[str, date]:
    """When these people were last there, as far as sessions are still known of."""
    query = select(SignedIn.person_id, func.max(SignedIn.seen_at)).where(SignedIn.person_id.in_(person_ids))
    return {person_id: seen.date() for person_id, seen in session.execute(query.group_by(SignedIn.person_id))}
