"""Which key opens a case: one key per case, in a table of its own, wrapped by the master key.

Deleting the row makes everything sealed with it unreadable, in backups of the case tables too (docs/decisions/0020).
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import SmallInteger, delete
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, crypto
from foundation.canonical import Json
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Blob, Database, Session, Utc, bucket_of


class CaseKey(Base):
    """The wrapped key of one case. No foreign key: the store may live apart from the case file."""

    __tablename__ = "case_key"
    data_map = Data("the key of each case, wrapped by the master key", MACHINE, guarded="wrapped")

    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    case_id: Mapped[str] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes] = mapped_column(Blob)
    made_at: Mapped[datetime] = mapped_column(Utc)


class NoCaseKey(Exception):
    """The case has no key: it was never opened, or its key was deleted and its content with it."""

    def __init__(self, case_id: str) -> None:
        super().__init__(f"case {case_id} has no key; what was written in it cannot be read")
        self.case_id = case_id


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals and opens the JSON values of one case, each bound to its table, column and row."""

    bucket: int
    key: bytes = field(repr=False)

    def seal(self, value: Json, table: str, column: str, row: str) -> bytes:
        """Encrypt a JSON value for one column of one row."""
        return self.seal_bytes(canonical.write(value), table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> Json:
        """The JSON value sealed for that place; raises crypto.CannotOpen."""
        return canonical.read(self.open_bytes(sealed, table, column, row))

    def seal_bytes(self, content: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt plain bytes for one column of one row."""
        return crypto.seal(self.key, content, crypto.place(table, column, self.bucket, row))

    def open_bytes(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """The bytes sealed for that place; raises crypto.CannotOpen."""
        return crypto.open_sealed(self.key, sealed, crypto.place(table, column, self.bucket, row))


def make(session: Session, keyring: crypto.Keyring, case_id: str, now: datetime) -> None:
    """Give a new case its key."""
    wrapped = keyring.wrap(crypto.new_key(), _place(case_id))
    session.add(CaseKey(bucket=bucket_of(case_id), case_id=case_id, wrapped=wrapped, made_at=now))


def case_key(session: Session, keyring: crypto.Keyring, case_id: str) -> bytes:
    """The case's key, unwrapped once per session; raises NoCaseKey, or crypto.CannotOpen under a wrong master key."""
    unwrapped: dict[str, bytes] = session.info.setdefault("case keys", {})
    if case_id not in unwrapped:
        row = session.get(CaseKey, (bucket_of(case_id), case_id))
        if row is None:
            raise NoCaseKey(case_id)
        unwrapped[case_id] = keyring.unwrap(row.wrapped, _place(case_id))
    return unwrapped[case_id]


def cipher(session: Session, keyring: crypto.Keyring, case_id: str) -> Cipher:
    """What seals and opens this case's values."""
    return Cipher(bucket=bucket_of(case_id), key=case_key(session, keyring, case_id))


def destroy(database: Database, case_id: str) -> None:
    """Throw a case's key away, in a transaction of its own: nothing that was sealed with it opens again, anywhere."""
    with database.transaction() as session:
        session.execute(delete(CaseKey).where(CaseKey.bucket == bucket_of(case_id), CaseKey.case_id == case_id))


def _place(case_id: str) -> bytes:
    return crypto.place("case_key", "wrapped", bucket_of(case_id), case_id)
