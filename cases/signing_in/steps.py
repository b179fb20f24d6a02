"""What somebody is in the middle of before they are signed in: their code still to come, or an account to set up."""

from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ForeignKey, delete
from sqlalchemy.orm import Mapped, mapped_column

from cases.people import Person
from cases.signing_in import secret
from cases.states import stored
from foundation import crypto
from foundation.crypto import Keyring
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Blob, Session, Utc


class Kind(Enum):
    """What comes next."""

    CODE = "code"
    SET_UP = "set_up"
    AUTHENTICATOR = "authenticator"


LASTS = {
    Kind.CODE: timedelta(minutes=10),
    Kind.SET_UP: timedelta(minutes=60),
    Kind.AUTHENTICATOR: timedelta(minutes=30),
}


class SignInStep(Base):
    """One browser's step. `secret` is of the authenticator being set up, `link_digest` of the link it began with."""

    __tablename__ = "sign_in_step"
    data_map = Data("browsers on their way in", MACHINE, kept="minutes", guarded="digest link_digest secret")

    digest: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(stored(Kind))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    link_digest: Mapped[str | None]
    secret: Mapped[bytes] = mapped_column(Blob)
    expires_at: Mapped[datetime] = mapped_column(Utc, index=True)


def begin(
    session: Session, keyring: Keyring, kind: Kind, person_id: str, now: datetime, link: str | None = None
) -> str:
    """Begin a step; gives the text for the browser. A step that sets something up has an authenticator's secret."""
    text = secret.made()
    digest = secret.digest(text)
    sealed = keyring.wrap(crypto.new_key()[:AUTHENTICATOR_BYTES], _place(digest))
    session.add(
        SignInStep(
            digest=digest, kind=kind, person_id=person_id, link_digest=link, secret=sealed, expires_at=now + LASTS[kind]
        )
    )
    return text


AUTHENTICATOR_BYTES = 20
"""How long an authenticator's secret is (RFC 4226, requirement R6)."""


def of_text(session: Session, text: str, kind: Kind, now: datetime) -> SignInStep | None:
    """The step that a browser is at, for an active person; None when there is none, or its time is over."""
    row = session.get(SignInStep, secret.digest(text))
    if row is None or row.kind is not kind or row.expires_at <= now:
        return None
    person = session.get(Person, row.person_id)
    return row if person is not None and person.active else None


def authenticator(keyring: Keyring, row: SignInStep) -> bytes:
    """The secret of the authenticator that is being set up."""
    return keyring.unwrap(row.secret, _place(row.digest))


def finish(session: Session, digest: str) -> bool:
    """Throw a step away; False when somebody was quicker."""
    gone = delete(SignInStep).where(SignInStep.digest == digest).returning(SignInStep.digest)
    return session.execute(gone).first() is not None


def drop_all(session: Session, person_id: str) -> None:
    """Let nobody go on with what was begun for a person."""
    session.execute(delete(SignInStep).where(SignInStep.person_id == person_id))


def forget_old(session: Session, now: datetime) -> None:
    """Throw away what nobody went on with."""
    session.execute(delete(SignInStep).where(SignInStep.expires_at <= now))


def _place(digest: str) -> bytes:
    return crypto.place("sign_in_step", "secret", digest)
