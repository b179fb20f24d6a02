"""Who somebody is at their organisation's provider: issuer and subject, which a person alone has."""

from datetime import datetime

from sqlalchemy import ForeignKey, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cases.people import Person
from cases.signing_in import trail
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc


class OutsideIdentity(Base):
    """One identity at a provider, and whose it is."""

    __tablename__ = "outside_identity"
    data_map = Data(
        "who somebody is at the organisation's provider",
        MACHINE,
        kept="until the person leaves",
        codes="issuer",
        identity="subject",
    )

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    joined_at: Mapped[datetime] = mapped_column(Utc)


class AlreadyJoined(Exception):
    """This identity, or this person, is joined to another one at the same provider."""


def whose(session: Session, issuer: str, subject: str) -> Person | None:
    """The person whose identity this is, active or not; None when it is nobody's yet."""
    found = session.get(OutsideIdentity, (issuer, subject))
    return None if found is None else session.get(Person, found.person_id)


def join(session: Session, issuer: str, subject: str, person_id: str, by: str, now: datetime) -> None:
    """Let a person sign in with this identity from now on. Raises AlreadyJoined."""
    theirs = select(OutsideIdentity).where(
        OutsideIdentity.issuer == issuer,
        (OutsideIdentity.person_id == person_id) | (OutsideIdentity.subject == subject),
    )
    for found in session.scalars(theirs):
        if (found.subject, found.person_id) == (subject, person_id):
            return
        raise AlreadyJoined("this identity, or this person, is joined to another one at the same provider")
    session.add(OutsideIdentity(issuer=issuer, subject=subject, person_id=person_id, joined_at=now))
    trail.write(session, person_id, by, "identity joined", person_id, now)


def part(session: Session, person_id: str, by: str, now: datetime) -> None:
    """Let a person sign in with no provider's identity any more."""
    gone = delete(OutsideIdentity).where(OutsideIdentity.person_id == person_id).returning(OutsideIdentity.subject)
    if session.scalars(gone).all():
        trail.write(session, person_id, by, "identity parted", person_id, now)


def is_joined(session: Session, person_id: str) -> bool:
    """Whether a person can sign in with a provider."""
    return (
        session.scalars(select(OutsideIdentity.issuer).where(OutsideIdentity.person_id == person_id)).first()
        is not None
    )
