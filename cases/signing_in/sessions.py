"""Who is signed in where: rows in the database, so that a session ends when it must, whatever a browser keeps.

The browser holds a random text, the database its hash. A session ends when it was idle for too long, at the latest
after some hours, and at once when it is ended by its person or an administrator (research: OWASP ASVS 5, chapter 7).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ForeignKey, Index, delete, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cases.people import Person
from cases.signing_in import secret, steps, trail
from cases.states import stored
from foundation.data_classes import Data
from foundation.database import Base, Session, Utc, new_id

NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is kept when somebody was last there: not every page writes."""

OVERLAP = timedelta(minutes=1)
"""How long a text that was replaced still holds, for pages that the browser had asked for before."""

KEPT = timedelta(days=30)
"""How long a session that is over is still known of."""


class Way(Enum):
    """How somebody proved who they are."""

    DEMO = "demo"
    PASSWORD = "password"  # noqa: S105 - the name of a way
    PROVIDER = "provider"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may stand idle, and how long it may last at all."""

    idle: timedelta = timedelta(minutes=30)
    whole: timedelta = timedelta(hours=12)


class SignedIn(Base):
    """One session of one person. `rights` is a fingerprint of what they were then; `browser` a family name only.

    `proved_at` is when they last proved who they are, `outside_digest` which session at the provider it came from.
    """

    __tablename__ = "signed_in"
    data_map = Data(
        "sessions: who is signed in where",
        "the person; managers and administrators how many",
        kept="30 days after the last click",
        guarded="digest former_digest outside_digest rights",
        codes="browser",
    )
    __table_args__ = (
        Index("signed_in_by_digest", "digest", unique=True),
        Index("signed_in_by_former", "former_digest"),
        Index("signed_in_by_outside", "outside_digest"),
        Index("signed_in_of_person", "person_id", "ended_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[str]
    former_digest: Mapped[str | None]
    rotated_at: Mapped[datetime] = mapped_column(Utc)
    way: Mapped[Way] = mapped_column(stored(Way))
    browser: Mapped[str]
    rights: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(Utc)
    seen_at: Mapped[datetime] = mapped_column(Utc)
    proved_at: Mapped[datetime] = mapped_column(Utc)
    outside_digest: Mapped[str | None]
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    ended_by: Mapped[str | None]

    def holds(self, now: datetime, limits: Limits) -> bool:
        """Whether somebody is signed in with it now. In the demonstration, where nobody proves anything, for ever."""
        if self.way is Way.DEMO:
            return self.ended_at is None
        return self.ended_at is None and now - self.seen_at < limits.idle and now - self.began_at < limits.whole


def begin(session: Session, person_id: str, way: Way, browser: str, now: datetime) -> tuple[SignedIn, str]:
    """Sign a person in; gives the row and the text for their browser, which is kept nowhere else."""
    text = secret.made()
    row = SignedIn(
        id=new_id(), person_id=person_id, digest=secret.digest(text), rotated_at=now, way=way, browser=browser,
        rights="", began_at=now, seen_at=now, proved_at=now,
    )  # fmt: skip
    session.add(row)
    trail.write(session, person_id, person_id, "signed in", row.id, now, way=way.value)
    return row, text


def of_text(session: Session, text: str, now: datetime) -> SignedIn | None:
    """The session that a browser's text belongs to, over or not; None when it is of none."""
    found = with_person(session, text, now)
    return found[0] if found else None


def with_person(session: Session, text: str, now: datetime) -> tuple[SignedIn, Person] | None:
    """The same, and whose session it is."""
    digest = secret.digest(text)
    theirs = select(SignedIn, Person).join(Person, Person.id == SignedIn.person_id)
    found = session.execute(theirs.where(or_(SignedIn.digest == digest, SignedIn.former_digest == digest))).first()
    if found is None or (found[0].digest != digest and now - found[0].rotated_at >= OVERLAP):
        return None
    return found[0], found[1]


def wants_noting(row: SignedIn, rights: str, now: datetime) -> bool:
    """Whether something of the session must be written: that somebody is there, or that their rights have changed."""
    return row.rights != rights or now - row.seen_at >= NOTED_EVERY


def note(session: Session, session_id: str, rights: str, now: datetime) -> str | None:
    """Write down that somebody is there; gives the text that replaces the browser's when their rights have changed."""
    row = session.get(SignedIn, session_id, with_for_update=True, populate_existing=True)
    if row is None or row.ended_at is not None:
        return None
    row.seen_at = max(row.seen_at, now)
    if row.rights == rights:
        return None
    is_first, row.rights = not row.rights, rights
    if is_first:
        return None
    text = secret.made()
    row.former_digest, row.digest, row.rotated_at = row.digest, secret.digest(text), now
    trail.write(session, row.person_id, row.person_id, "session renewed", row.id, now)
    return text


def outside_digest(issuer: str, session_id: str) -> str:
    """What is kept of a session at a provider."""
    return secret.digest(f"{issuer} {session_id}")


def prove(session: Session, session_id: str, now: datetime, outside: str | None = None) -> None:
    """Write down that somebody proved anew who they are, in a session that holds; `outside` as in `outside_digest`."""
    row = session.get(SignedIn, session_id, with_for_update=True, populate_existing=True)
    if row is not None and row.ended_at is None:
        row.proved_at, row.outside_digest = now, outside or row.outside_digest
        trail.write(session, row.person_id, row.person_id, "proved again", row.id, now)


def end(session: Session, row: SignedIn, by: str, now: datetime) -> None:
    """End a session at once; once over it stays so."""
    if row.ended_at is None:
        row.ended_at, row.ended_by = now, by
        trail.write(session, row.person_id, by, "session ended", row.id, now)


def end_all(session: Session, person_id: str, by: str, now: datetime, but: str | None = None) -> int:
    """End every session of a person except, perhaps, the one they are in; gives how many.

    Who is on the way in has to begin anew: they may have proved only what was right until now.
    """
    steps.drop_all(session, person_id)
    found = [row for row in _not_ended(session, person_id) if row.id != but]
    for row in found:
        end(session, row, by, now)
    return len(found)


def end_outside(session: Session, person_id: str | None, digest: str | None, by: str, now: datetime) -> int:
    """End what came from the provider: of a person, of one session there, or what is both; gives how many."""
    wanted = [SignedIn.way == Way.PROVIDER, SignedIn.ended_at.is_(None)]
    if person_id is not None:
        wanted.append(SignedIn.person_id == person_id)
    if digest is not None:
        wanted.append(SignedIn.outside_digest == digest)
    found = [] if person_id is None and digest is None else session.scalars(select(SignedIn).where(*wanted)).all()
    for row in found:
        end(session, row, by, now)
    return len(found)


def in_force(session: Session, person_id: str, now: datetime, limits: Limits) -> list[SignedIn]:
    """Where a person is signed in, last seen first."""
    found = [row for row in _not_ended(session, person_id) if row.holds(now, limits)]
    return sorted(found, key=lambda row: row.seen_at, reverse=True)


def find(session: Session, session_id: str) -> SignedIn | None:
    """One session by its id, which is no secret."""
    return session.get(SignedIn, session_id)


def close_over(session: Session, now: datetime, limits: Limits) -> None:
    """Forget sessions that were over long ago, and write down as over those whose time has run out."""
    session.execute(delete(SignedIn).where(SignedIn.seen_at < now - KEPT))
    over = or_(SignedIn.seen_at <= now - limits.idle, SignedIn.began_at <= now - limits.whole)
    # For a day it is only known to be over by its times: a form sent too late is still kept for its person.
    late = SignedIn.seen_at <= now - timedelta(days=1)
    session.execute(
        update(SignedIn)
        .where(SignedIn.ended_at.is_(None), SignedIn.way != Way.DEMO, over, late)
        .values(ended_at=now, ended_by="system")
    )


def _not_ended(session: Session, person_id: str) -> list[SignedIn]:
    mine = select(SignedIn).where(SignedIn.person_id == person_id, SignedIn.ended_at.is_(None))
    return list(session.scalars(mine))
