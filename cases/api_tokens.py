"""Tokens with which a program of somebody's own, such as Camunda Modeler, acts for them: shown once, hashed at rest."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, Index, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit
from cases.people import Person
from foundation.data_classes import Data
from foundation.database import Base, Session, Utc, new_id

START = "cspr_"
"""How every token begins, so that one that lies around somewhere is known for what it is."""

USED_AGAIN = timedelta(minutes=1)
"""How exactly the last use is kept: not every request writes."""


class ApiToken(Base):
    """One token: whose it is, what they call it, and until when it holds. The token itself is kept nowhere."""

    __tablename__ = "api_token"
    data_map = Data(
        "tokens with which process owners publish",
        "their owner, process owners",
        kept="for good, without the token",
        words="name",
        guarded="digest",
    )
    __table_args__ = (Index("api_token_by_digest", "digest", unique=True), Index("api_token_of_person", "person_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]
    digest: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)
    expires_at: Mapped[datetime] = mapped_column(Utc)
    revoked_at: Mapped[datetime | None] = mapped_column(Utc)
    revoked_by: Mapped[str | None]
    last_used_at: Mapped[datetime | None] = mapped_column(Utc)

    def holds(self, now: datetime) -> bool:
        """Whether it can be used now."""
        return self.revoked_at is None and now < self.expires_at


def make(session: Session, person_id: str, name: str, lasts: timedelta, now: datetime) -> tuple[ApiToken, str]:
    """A new token of a person, and its text, which nobody can ask for again."""
    text = START + secrets.token_urlsafe(32)
    token = ApiToken(
        id=new_id(), person_id=person_id, name=name, digest=_digest(text), made_at=now, expires_at=now + lasts
    )
    session.add(token)
    session.flush()
    detail = {"expires": token.expires_at.isoformat()}
    audit.append(session, audit.PEOPLE, person_id, "token made", token.id, {**detail}, now)
    return token, text


def owner(session: Session, text: str, now: datetime) -> tuple[ApiToken, Person] | None:
    """Whose token this is, when it holds and they are active; None otherwise, whatever is wrong with it."""
    # Found by its hash: how long it takes tells nothing of any token, and 256 random bits cannot be tried out.
    query = select(ApiToken, Person).join(Person, Person.id == ApiToken.person_id)
    found = session.execute(query.where(ApiToken.digest == _digest(text), Person.active)).first()
    return (found[0], found[1]) if found is not None and found[0].holds(now) else None


def used(session: Session, token_id: str, now: datetime) -> None:
    """Write down that a token was used, when that is not written down already."""
    token = session.get_one(ApiToken, token_id)
    if is_use_worth_noting(token, now):
        token.last_used_at = now


def is_use_worth_noting(token: ApiToken, now: datetime) -> bool:
    """Whether the last use that is written down lies back far enough for another one to be."""
    return token.last_used_at is None or now - token.last_used_at >= USED_AGAIN


def revoke(session: Session, token: ApiToken, by: str, now: datetime) -> None:
    """Let a token not hold any more; once revoked it stays so."""
    if token.revoked_at is None:
        token.revoked_at, token.revoked_by = now, by
        audit.append(session, audit.PEOPLE, by, "token revoked", token.id, {}, now)


def revoke_all(session: Session, person_id: str, by: str, now: datetime) -> None:
    """Let none of a person's tokens hold any more, also should they come back."""
    for token in session.scalars(select(ApiToken).where(ApiToken.person_id == person_id)):
        revoke(session, token, by, now)


def listed(session: Session, person_id: str | None = None) -> list[tuple[ApiToken, Person]]:
    """The tokens of a person, or everybody's, those made last first."""
    query = select(ApiToken, Person).join(Person, Person.id == ApiToken.person_id)
    mine = query if person_id is None else query.where(ApiToken.person_id == person_id)
    return [(token, person) for token, person in session.execute(mine.order_by(ApiToken.made_at.desc(), ApiToken.id))]


def find(session: Session, token_id: str) -> ApiToken | None:
    """One token by its id, which is no secret."""
    return session.get(ApiToken, token_id)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
