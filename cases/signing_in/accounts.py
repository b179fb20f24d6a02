"""Local accounts: a password as argon2id hash, an authenticator's secret, and recovery codes that work once."""

import hmac
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, Index, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from cases.people import Person
from cases.signing_in import trail
from foundation import crypto
from foundation.crypto import Keyring
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Blob, Session, Utc, new_id


class LocalAccount(Base):
    """How a person signs in without a provider. `last_step` is the newest time step whose code was used."""

    __tablename__ = "local_account"
    data_map = Data(
        "passwords and authenticators", MACHINE, kept="until the person leaves", guarded="password_hash authenticator"
    )

    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    password_hash: Mapped[str]
    authenticator: Mapped[bytes] = mapped_column(Blob)
    last_step: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(Utc)
    changed_at: Mapped[datetime] = mapped_column(Utc)


class RecoveryCode(Base):
    """One code that stands in for the authenticator, once."""

    __tablename__ = "recovery_code"
    data_map = Data("recovery codes of local accounts", MACHINE, kept="until the person leaves", guarded="token")
    __table_args__ = (Index("recovery_code_of_person", "person_id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    token: Mapped[bytes] = mapped_column(Blob)
    used_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Means:
    """What a person will sign in with."""

    password_hash: str = field(repr=False)
    authenticator: bytes = field(repr=False)
    recovery: Collection[str] = field(repr=False)
    step: int


def of_person(session: Session, person_id: str) -> LocalAccount | None:
    """The local account of an active person."""
    query = select(LocalAccount).join(Person, Person.id == LocalAccount.person_id)
    return session.scalars(query.where(LocalAccount.person_id == person_id, Person.active)).first()


def set_up(session: Session, keyring: Keyring, person_id: str, means: Means, now: datetime) -> None:
    """Give a person a local account, in place of the one they had."""
    before = session.get(LocalAccount, person_id)
    sealed = keyring.wrap(means.authenticator, _place(person_id))
    session.merge(
        LocalAccount(
            person_id=person_id, password_hash=means.password_hash, authenticator=sealed, last_step=means.step,
            made_at=before.made_at if before else now, changed_at=now,
        )
    )  # fmt: skip
    session.flush()
    renew_codes(session, keyring, person_id, means.recovery, now)
    trail.write(session, person_id, person_id, "account set up again" if before else "account set up", person_id, now)


def authenticator(keyring: Keyring, account: LocalAccount) -> bytes:
    """The secret that the person's authenticator has too."""
    return keyring.unwrap(account.authenticator, _place(account.person_id))


def change_password(session: Session, person_id: str, password_hash: str, now: datetime) -> None:
    """Put another password in place of the one there is."""
    account = session.get_one(LocalAccount, person_id, with_for_update=True, populate_existing=True)
    account.password_hash, account.changed_at = password_hash, now
    trail.write(session, person_id, person_id, "password changed", person_id, now)


def change_authenticator(
    session: Session, keyring: Keyring, person_id: str, new: tuple[bytes, int], now: datetime
) -> None:
    """Put another authenticator in place of the one there is: its secret, and the time step whose code was used."""
    account = session.get_one(LocalAccount, person_id, with_for_update=True, populate_existing=True)
    account.authenticator = keyring.wrap(new[0], _place(person_id))
    account.last_step, account.changed_at = new[1], now
    trail.write(session, person_id, person_id, "authenticator changed", person_id, now)


def rehash(session: Session, person_id: str, old: str, new: str) -> None:
    """Keep the same password under stronger parameters."""
    session.execute(
        update(LocalAccount)
        .where(LocalAccount.person_id == person_id, LocalAccount.password_hash == old)
        .values(password_hash=new)
    )


def use_step(session: Session, person_id: str, step: int) -> bool:
    """Use up the codes of a time step and of all before it; False when that was done already."""
    account = session.get(LocalAccount, person_id, with_for_update=True, populate_existing=True)
    if account is None or account.last_step >= step:
        return False
    account.last_step = step
    return True


def renew_codes(session: Session, keyring: Keyring, person_id: str, codes: Collection[str], now: datetime) -> None:
    """Put other recovery codes in place of those there are, used or not."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    for code in codes:
        session.add(RecoveryCode(id=new_id(), person_id=person_id, token=_token(keyring, person_id, code)))
    trail.write(session, person_id, person_id, "recovery codes made", person_id, now)


def use_code(session: Session, keyring: Keyring, person_id: str, code: str, now: datetime) -> bool:
    """Use up a recovery code; False when it is none, or was used before."""
    token = _token(keyring, person_id, code)
    mine = select(RecoveryCode).where(RecoveryCode.person_id == person_id).with_for_update()
    for row in session.scalars(mine):
        if hmac.compare_digest(row.token, token) and row.used_at is None:
            row.used_at = now
            trail.write(session, person_id, person_id, "recovery code used", row.id, now)
            return True
    return False


def codes_left(session: Session, person_id: str) -> int:
    """How many recovery codes a person has not used yet."""
    mine = RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None)
    return session.scalars(select(func.count()).select_from(RecoveryCode).where(*mine)).one()


def remove(session: Session, person_id: str, by: str, now: datetime) -> None:
    """Take a person's local account away, for example when they leave."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    account = session.get(LocalAccount, person_id)
    if account is not None:
        session.delete(account)
        trail.write(session, person_id, by, "account removed", person_id, now)


def _place(person_id: str) -> bytes:
    return crypto.place("local_account", "authenticator", person_id)


def _token(keyring: Keyring, person_id: str, code: str) -> bytes:
    return keyring.blind("recovery code", f"{person_id}|{code}")
