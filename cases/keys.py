"""Which key opens a case: keys of its own, wrapped by the master key, in a store apart from the case file.

Destroying them makes everything sealed with them unreadable, in copies of the case file too (docs/decisions/0040).
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, crypto
from foundation.canonical import Json
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, bucket_of
from foundation.key_store import KeyStore, WrappedKey


class KeyStoreMark(Base):
    """Which key store belongs to this database, so that nobody goes on with another or an empty one."""

    __tablename__ = "key_store"
    data_map = Data("which key store has the keys of the cases", MACHINE, kept="for good")

    id: Mapped[str] = mapped_column(primary_key=True)


class NoCaseKey(Exception):
    """The case has no key: it was never opened, or its key was destroyed and its content with it."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id} has no key; what was written in it cannot be read")
        self.case_id = case_id


class AnotherKeyStore(Exception):
    """The key store is not the one with the keys of this database's cases."""

    def __init__(self) -> None:
        super().__init__(
            "The key store is not the one with the keys of this database's cases. Set KEYS_URL to where it is, "
            "or bring it back from its copy with server.py restore-keys"
        )


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals and opens the JSON values of one case, each bound to its table, column and row."""

    bucket: int
    keys: tuple[bytes, ...] = field(repr=False)
    """The first seals; the others open what was sealed before the case was given a new one."""

    def seal(self, value: Json, table: str, column: str, row: str) -> bytes:
        """Encrypt a JSON value for one column of one row."""
        return self.seal_bytes(canonical.write(value), table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> Json:
        """The JSON value sealed for that place; raises crypto.CannotOpen."""
        return canonical.read(self.open_bytes(sealed, table, column, row))

    def seal_bytes(self, content: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt plain bytes for one column of one row."""
        return crypto.seal(self.keys[0], content, crypto.place(table, column, self.bucket, row))

    def open_bytes(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """The bytes sealed for that place; raises crypto.CannotOpen."""
        key = next((each for each in self.keys if crypto.key_id(each) == sealed[1:5]), self.keys[0])
        return crypto.open_sealed(key, sealed, crypto.place(table, column, self.bucket, row))


def make(session: Session, keyring: crypto.Keyring, case_id: str, now: datetime) -> None:
    """Give a new case its key, which is on the disk before the case is. Raises AnotherKeyStore."""
    mark(session, keyring.store)
    if not keyring.store.of_case(case_id):
        keyring.store.put([WrappedKey(case_id, 1, keyring.wrap(crypto.new_key(), place(case_id)), now)])


def mark(session: Session, store: KeyStore) -> None:
    """Note which key store is this database's, when none is yet; raises AnotherKeyStore when it is another one."""
    check(session, store)
    if known_store(session) is None:
        session.add(KeyStoreMark(id=store.begin()))
        session.flush()


def known_store(session: Session) -> str | None:
    """Which key store is this database's; None when no case was ever opened."""
    return session.scalars(select(KeyStoreMark.id)).first()


def check(session: Session, store: KeyStore) -> None:
    """Raise AnotherKeyStore when the key store is not the one that belongs to this database."""
    if known_store(session) not in {None, store.id()}:
        raise AnotherKeyStore


def case_keys(session: Session, keyring: crypto.Keyring, case_id: str) -> tuple[bytes, ...]:
    """The case's keys, the one that seals first, unwrapped once per session.

    Raises NoCaseKey, or crypto.CannotOpen under a wrong master key.
    """
    unwrapped: dict[str, tuple[bytes, ...]] = session.info.setdefault("case keys", {})
    if case_id not in unwrapped:
        found = tuple(keyring.unwrap(row.wrapped, place(case_id)) for row in keyring.store.of_case(case_id))
        if not found:
            raise NoCaseKey(case_id)
        unwrapped[case_id] = found
    return unwrapped[case_id]


def cipher(session: Session, keyring: crypto.Keyring, case_id: str) -> Cipher:
    """What seals and opens this case's values."""
    return Cipher(bucket=bucket_of(case_id), keys=case_keys(session, keyring, case_id))


def place(case_id: str) -> bytes:
    """Where a case's wrapped keys belong."""
    return crypto.place("case_key", "wrapped", bucket_of(case_id), case_id)
