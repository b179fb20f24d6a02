"""One-time links: what an invited person sets their account up with, or somebody chooses a new password with.

The link holds 256 random bits, the database their hash. Looking at it changes nothing; only using it does, once.
"""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ForeignKey, Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cases.people import Person
from cases.signing_in import secret, trail
from cases.states import stored
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, Utc, new_id


class Purpose(Enum):
    """What a link is for: everything anew, or a new password for whoever has their authenticator."""

    SET_UP = "set_up"
    NEW_PASSWORD = "new_password"  # noqa: S105 - the name of a purpose


LASTS = {Purpose.SET_UP: timedelta(days=7), Purpose.NEW_PASSWORD: timedelta(hours=1)}
"""How long a link of each purpose holds."""

KEPT = timedelta(days=90)
"""How long it is still known that there was a link."""


class OneTimeLink(Base):
    """One link for one person."""

    __tablename__ = "one_time_link"
    data_map = Data("links that set accounts up", MACHINE, kept="until used or over", guarded="digest")
    __table_args__ = (
        Index("one_time_link_by_digest", "digest", unique=True),
        Index("one_time_link_of_person", "person_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[Purpose] = mapped_column(stored(Purpose))
    made_by: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


def make(session: Session, person_id: str, purpose: Purpose, by: str, now: datetime) -> tuple[OneTimeLink, str]:
    """A new link; links of the same purpose that the person had do not hold any more. Gives the row and its text."""
    text = secret.made()
    session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.person_id == person_id, OneTimeLink.purpose == purpose, OneTimeLink.used_at.is_(None))
        .values(expires_at=now)
    )
    link = OneTimeLink(
        id=new_id(), digest=secret.digest(text), person_id=person_id, purpose=purpose, made_by=by, made_at=now,
        expires_at=now + LASTS[purpose],
    )  # fmt: skip
    session.add(link)
    trail.write(session, person_id, by, "link made", link.id, now, purpose=purpose.value)
    return link, text


def of_text(session: Session, text: str, now: datetime) -> OneTimeLink | None:
    """The link that holds now, for an active person; None whatever is wrong with it."""
    return of_digest(session, secret.digest(text), now)


def of_digest(session: Session, digest: str, now: datetime) -> OneTimeLink | None:
    """The same, known by the hash of its text."""
    query = select(OneTimeLink).join(Person, Person.id == OneTimeLink.person_id)
    holds = OneTimeLink.digest == digest, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now, Person.active
    return session.scalars(query.where(*holds)).first()


def use(session: Session, digest: str, now: datetime) -> OneTimeLink | None:
    """Use a link up; None when it does not hold, or somebody was quicker."""
    found = of_digest(session, digest, now)
    if found is None:
        return None
    unused = update(OneTimeLink).where(OneTimeLink.id == found.id, OneTimeLink.used_at.is_(None))
    if session.execute(unused.values(used_at=now).returning(OneTimeLink.id)).first() is None:
        return None
    trail.write(session, found.person_id, found.person_id, "link used", found.id, now, purpose=found.purpose.value)
    return found


def withdraw(session: Session, person_id: str, by: str, now: datetime) -> None:
    """Let no link of a person hold any more."""
    waiting = OneTimeLink.person_id == person_id, OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
    gone = update(OneTimeLink).where(*waiting).values(expires_at=now).returning(OneTimeLink.id)
    for link_id in session.scalars(gone).all():
        trail.write(session, person_id, by, "link withdrawn", link_id, now)


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what was used or ran out long ago."""
    session.execute(delete(OneTimeLink).where(OneTimeLink.expires_at < now - KEPT))
