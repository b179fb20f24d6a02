"""Who there is: people, what they are in which partnership and agency, and who stands in for whom."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from sqlalchemy import ColumnElement, ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from cases.states import stored
from foundation.data_classes import MANAGERS, Data
from foundation.database import Base, Session, new_id

ROLES: Mapping[str, str] = {
    "business_office": "Business Office",
    "bo_manager": "Business Office manager",
    "crg_chair": "Case Review Group chair",
    "crg_member": "Case Review Group member",
    "agency_lead": "Agency Safeguarding Lead",
    "contributor": "Contributor to an agency's reply",
    "independent_advisor": "Independent Advisor",
    "safeguarding_partner": "Safeguarding Partner",
    "independent_reviewer": "Independent Reviewer",
    "review_panel": "Case Review Panel member",
    "media_lead": "Media lead",
    "data_protection_lead": "Data protection lead",
    "auditor": "Auditor",
    "process_owner": "Process owner",
    "admin": "Administrator",
    "referrer": "Referrer",
    "la_notifier": "Local authority notifier",
    "observer": "Observer",
}
"""Every role and its usual label; settings may label them otherwise."""

PROVIDER = "provider"
"""Who gave a role that follows from a group of the organisation's (docs/signing-in.md)."""


class RelationKind(Enum):
    """How one person stands to another or to an agency; relations are not roles (domain.md, corrections)."""

    DEPUTY = "deputy"
    VICE_CHAIR = "vice_chair"
    STRATEGIC_LEAD = "strategic_lead"


class Person(Base):
    """Someone who uses the system or takes part in meetings. How they sign in is in `cases.signing_in`."""

    __tablename__ = "person"
    data_map = Data(
        "who uses the system or comes to meetings",
        "managers of offices for theirs, administrators; colleagues by name",
        kept="for good by name, since the audit names ids; see open points",
        identity="name job_title email phone",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    job_title: Mapped[str] = mapped_column(default="")
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)


class Membership(Base):
    """One role of one person: in a partnership, for an agency where the role is an agency's, between two days.

    `given_by` is PROVIDER when it follows from a group of the organisation's, and is taken away with it.
    """

    __tablename__ = "membership"
    data_map = Data(
        "who holds which role, where and between which days",
        MANAGERS,
        kept="for good: it explains the audit",
        codes="role",
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    partnership_id: Mapped[str | None] = mapped_column(ForeignKey("partnership.id"))
    role: Mapped[str]
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    given_by: Mapped[str | None]

    __table_args__ = (
        Index("membership_of_person", "person_id", "role"),
        Index("membership_by_role", "role", "partnership_id", "agency_id"),
    )


class Relation(Base):
    """A deputy stands in for a person, a vice-chair for a chair; a strategic lead answers for an agency."""

    __tablename__ = "relation"
    data_map = Data("who stands in for whom and who leads an agency", MANAGERS, kept="until it ends")

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[RelationKind] = mapped_column(stored(RelationKind))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    of_person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"), index=True)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))


class UnknownRole(Exception):
    """A role that the system does not have."""


def add(session: Session, name: str, email: str, job_title: str = "", phone: str = "") -> Person:
    """A new person, who may do nothing until given a membership."""
    person = Person(id=new_id(), name=name, email=email, job_title=job_title, phone=phone)
    session.add(person)
    return person


def give_role(
    session: Session,
    person_id: str,
    role: str,
    partnership_id: str | None = None,
    agency_id: str | None = None,
    period: tuple[date | None, date | None] = (None, None),
) -> Membership:
    """Give a person a role from the first day of `period` to its last; an open end is None. Raises UnknownRole."""
    if role not in ROLES:
        raise UnknownRole(f"there is no role {role!r}; the roles are {', '.join(ROLES)}")
    membership = Membership(
        id=new_id(),
        person_id=person_id,
        partnership_id=partnership_id,
        role=role,
        agency_id=agency_id,
        active_from=period[0],
        active_to=period[1],
    )
    session.add(membership)
    return membership


def relate(
    session: Session, kind: RelationKind, person_id: str, of_person_id: str | None = None, agency_id: str | None = None
) -> Relation:
    """Say that a person is the deputy or vice-chair of another, or the strategic lead of an agency."""
    relation = Relation(id=new_id(), kind=kind, person_id=person_id, of_person_id=of_person_id, agency_id=agency_id)
    session.add(relation)
    return relation


def in_force(today: date | None) -> ColumnElement[bool]:
    """Whether a membership counts on a day; without a day only those with no end do, since unknown means no."""
    if today is None:
        return Membership.active_to.is_(None)
    started = Membership.active_from.is_(None) | (Membership.active_from <= today)
    return started & (Membership.active_to.is_(None) | (Membership.active_to >= today))


def memberships(session: Session, person_id: str, today: date | None = None) -> list[Membership]:
    """What a person is on a day, their own roles only."""
    mine = select(Membership).join(Person, Person.id == Membership.person_id).where(Person.active)
    return list(session.scalars(mine.where(Membership.person_id == person_id, in_force(today))))


def with_role(
    session: Session,
    role: str,
    partnership_id: str | None = None,
    agency_id: str | None = None,
    today: date | None = None,
) -> list[Person]:
    """The people who hold a role in a partnership, in an agency, or both, by name."""
    holds = select(Membership.person_id).where(Membership.role == role, in_force(today))
    if partnership_id is not None:
        holds = holds.where(Membership.partnership_id == partnership_id)
    if agency_id is not None:
        holds = holds.where(Membership.agency_id == agency_id)
    return list(session.scalars(select(Person).where(Person.active, Person.id.in_(holds)).order_by(Person.name)))


def of_partnership(session: Session, partnership_id: str, today: date | None = None) -> list[Membership]:
    """Every membership in a partnership on a day, of active people."""
    theirs = select(Membership).join(Person, Person.id == Membership.person_id).where(Person.active)
    return list(session.scalars(theirs.where(Membership.partnership_id == partnership_id, in_force(today))))


def by_ids(session: Session, person_ids: set[str]) -> list[Person]:
    """These people, by name."""
    return list(session.scalars(select(Person).where(Person.id.in_(person_ids)).order_by(Person.name)))


def stand_ins(session: Session, person_id: str) -> list[Person]:
    """The deputies or vice-chairs of a person, by name."""
    standing = select(Relation.person_id).where(Relation.of_person_id == person_id)
    return list(session.scalars(select(Person).where(Person.active, Person.id.in_(standing)).order_by(Person.name)))


def deputies(session: Session) -> list[tuple[Person, str]]:
    """Every deputy with the name of whom they stand in for, by name."""
    whose = aliased(Person)
    query = (
        select(Person, whose.name)
        .join(Relation, Relation.person_id == Person.id)
        .join(whose, whose.id == Relation.of_person_id)
        .where(Person.active, Relation.kind == RelationKind.DEPUTY)
    )
    return [(person, name) for person, name in session.execute(query.order_by(Person.name, whose.name))]


def strategic_leads(session: Session, agency_id: str) -> list[Person]:
    """Who answers for an agency when its Safeguarding Lead does not (guidance 2.1.7)."""
    leading = select(Relation.person_id).where(
        Relation.kind == RelationKind.STRATEGIC_LEAD, Relation.agency_id == agency_id
    )
    return list(session.scalars(select(Person).where(Person.active, Person.id.in_(leading)).order_by(Person.name)))


def by_email(session: Session, email: str) -> Person | None:
    """The active person of that address; None when there is none, or it is not one person's alone."""
    if not email.isascii():
        # Some letters become plain ones in lower case: the sign for kelvin would find an address with a k.
        return None
    found = session.scalars(select(Person).where(func.lower(Person.email) == email.lower(), Person.active)).all()
    return found[0] if len(found) == 1 else None


def everybody(session: Session) -> list[Person]:
    """Everybody there ever was, by name."""
    return list(session.scalars(select(Person).order_by(Person.name)))


def is_known(session: Session, email: str) -> bool:
    """Whether anybody, active or not, has that address."""
    theirs = select(Person.id).where(func.lower(Person.email) == email.lower())
    return session.scalars(theirs.limit(1)).first() is not None


def anybody(session: Session) -> bool:
    """Whether there is any person yet."""
    return session.scalars(select(Person.id).limit(1)).first() is not None


def person(session: Session, person_id: str) -> Person:
    """One person; raises LookupError when there is none of that id."""
    found = session.get(Person, person_id)
    if found is None:
        raise LookupError(f"there is no person {person_id}")
    return found
