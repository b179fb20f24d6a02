"""Which keys open a case: keys of its own, wrapped by the master key, in a store apart from the case file.

Each class of records that may be deleted by itself has a key, and the case file one for all else. Destroying a key
makes everything sealed with it unreadable, in copies of the case file too (docs/decisions/0040, 0045).
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation import canonical, crypto
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Session, bucket_of, is_reading
from foundation.key_store import KeyStore, WrappedKey

CASE = ""
"""The part of a case that is deleted with it only."""

IDENTITY, REPLIES, LETTERS, ADVICE, DECLARATIONS, PAPERS, MAILS = (
    "identity", "replies", "letters", "advice", "declarations", "papers", "mails"
)  # fmt: skip
"""The classes of records that may be deleted by themselves, by their codes."""

TABLED = "tabled"
"""Documents that are letters and papers of a meeting too: they go with the last of both."""

PARTS = (CASE, IDENTITY, REPLIES, LETTERS, ADVICE, DECLARATIONS, PAPERS, MAILS, TABLED)
"""The parts of a case that have a key each."""

_LOCKS = 0x6B657973
"""What tells locks on the keys of cases from other locks of the database."""


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


@dataclass(slots=True)
class CaseKeys:
    """The keys of one case as this session knows them."""

    keyring: Keyring = field(repr=False)
    case_id: str
    may_make: bool
    """Whether a part that has no key yet gets one; whoever only looks makes none."""
    rows: list[WrappedKey] = field(default_factory=list, repr=False)
    by_id: dict[bytes, bytes] = field(default_factory=dict, repr=False)
    """Each key by the four bytes that values say of it."""

    def look(self) -> None:
        """Ask the store, also again; raises NoCaseKey, or crypto.CannotOpen under a wrong master key."""
        self.rows = self.keyring.store.of_case(self.case_id)
        if not self.rows:
            raise NoCaseKey(self.case_id)
        self.by_id = {crypto.key_id(key): key for key in self.every()}

    def every(self) -> list[bytes]:
        """All keys of the case, the newest first."""
        return [self.of(row) for row in self.rows]

    def of(self, row: WrappedKey) -> bytes:
        """One key, unwrapped."""
        return self.keyring.unwrap(row.wrapped, place(self.case_id, row.part))

    def newest(self, part: str) -> WrappedKey | None:
        """The key that seals a part, when it has one of its own."""
        return next((row for row in self.rows if row.part == part), None)

    def sealing(self, part: str) -> bytes:
        """The key that seals a part. One that has none gets it now: in a case of an earlier version, or deleted."""
        # Somebody else may have taken the number for another part at the same moment: then once more.
        while self.newest(part) is None and self.may_make:
            put_more(self.keyring, self.case_id, (part,), self.rows[0].made_at)
            self.look()
        found = self.newest(part) or self.newest(CASE)
        if found is None:
            raise NoCaseKey(self.case_id)
        return self.of(found)

    def with_id(self, key_id: bytes) -> bytes | None:
        """The key that these four bytes tell of. Somebody may have given the case a newer one since we looked."""
        if key_id not in self.by_id:
            self.look()
        return self.by_id.get(key_id)


@dataclass(frozen=True, slots=True)
class Cipher:
    """Seals and opens the JSON values of one part of a case, each bound to its table, column and row."""

    bucket: int
    keys: CaseKeys = field(repr=False)
    part: str = CASE

    def seal(self, value: Json, table: str, column: str, row: str) -> bytes:
        """Encrypt a JSON value for one column of one row."""
        return self.seal_bytes(canonical.write(value), table, column, row)

    def open(self, sealed: bytes, table: str, column: str, row: str) -> Json:
        """The JSON value sealed for that place; raises crypto.CannotOpen."""
        return canonical.read(self.open_bytes(sealed, table, column, row))

    def seal_bytes(self, content: bytes, table: str, column: str, row: str) -> bytes:
        """Encrypt plain bytes for one column of one row."""
        return crypto.seal(self.keys.sealing(self.part), content, crypto.place(table, column, self.bucket, row))

    def open_bytes(self, sealed: bytes, table: str, column: str, row: str) -> bytes:
        """The bytes sealed for that place; raises crypto.CannotOpen."""
        key = self.keys.with_id(sealed[1:5]) or next(iter(self.keys.by_id.values()))
        return crypto.open_sealed(key, sealed, crypto.place(table, column, self.bucket, row))


def make(session: Session, keyring: Keyring, case_id: str, now: datetime) -> None:
    """Give a new case its keys, which are on the disk before the case is. Raises AnotherKeyStore."""
    mark(session, keyring.store)
    if not keyring.store.of_case(case_id):
        put_more(keyring, case_id, PARTS, now)


def put_more(keyring: Keyring, case_id: str, parts: tuple[str, ...], now: datetime) -> None:
    """Keep a further key for each of these parts of a case, none with the four bytes of another of the case."""
    there = keyring.store.of_case(case_id)
    known = {crypto.key_id(keyring.unwrap(row.wrapped, place(case_id, row.part))) for row in there}
    made = []
    for number, part in enumerate(parts, start=max([0, *(row.number for row in there)]) + 1):
        fresh = crypto.new_key()
        while crypto.key_id(fresh) in known:
            fresh = crypto.new_key()
        known.add(crypto.key_id(fresh))
        made.append(WrappedKey(case_id, number, keyring.wrap(fresh, place(case_id, part)), now, part))
    keyring.store.put(made)


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


def of_case(session: Session, keyring: Keyring, case_id: str) -> CaseKeys:
    """The case's keys, asked for once per session. Raises NoCaseKey.

    Until whoever may write is done, no key of the case is destroyed: what they seal with it can be read afterwards.
    """
    known: dict[str, CaseKeys] = session.info.setdefault("case keys", {})
    if case_id not in known:
        if not is_reading(session):
            _lock(session, "pg_advisory_xact_lock_shared", case_id)
        found = CaseKeys(keyring, case_id, may_make=not is_reading(session))
        found.look()
        known[case_id] = found
    return known[case_id]


def alone(session: Session, case_id: str) -> None:
    """Wait until nobody is under way who may seal something in the case, and let nobody begin to; for destroying.

    On SQLite whoever writes is alone already.
    """
    _lock(session, "pg_advisory_xact_lock", case_id)


def _lock(session: Session, how: str, case_id: str) -> None:
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(case_id.encode()[-4:], signed=True)
        session.execute(text(f"SELECT {how}(:locks, :number)"), {"locks": _LOCKS, "number": number})


def cipher(session: Session, keyring: Keyring, case_id: str, part: str = CASE) -> Cipher:
    """What seals and opens the values of a part of a case; opens those of its other parts too. Raises NoCaseKey."""
    return Cipher(bucket_of(case_id), of_case(session, keyring, case_id), part)


def place(case_id: str, part: str = CASE) -> bytes:
    """Where a case's wrapped keys of a part belong."""
    return crypto.place("case_key", "wrapped", bucket_of(case_id), case_id, *filter(None, [part]))
