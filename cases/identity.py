"""Who the children and their families are: sealed from the first row, found again by keyed tokens only.

Everybody else knows a child by a code (C1, C2 …), a family member by theirs (F1 …). What a form says about names
without saying whose facts they are, for example an agency's corrections, is kept as a note (N1 …).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from cases import identity_tokens as tokens
from cases import keys, owned, reads
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, Utc

CHILD, FAMILY, NOTE = "child", "family", "note"
_LETTERS = {"C": CHILD, "F": FAMILY, "N": NOTE}


class Identity(OfCase, Base):
    """One child or family member of a case. All that names them is sealed in `facts`."""

    __tablename__ = "identity"
    data_map = Data(
        "children and family: names, dates of birth, addresses, kinship",
        "office and chair of the case, and whoever the case's stage lets",
        codes="kind code same_as",
        sealed="facts",
    )

    kind: Mapped[str]
    code: Mapped[str]
    facts: Mapped[bytes] = mapped_column(Blob)
    written_at: Mapped[datetime] = mapped_column(Utc)
    submission_id: Mapped[str | None]
    same_as: Mapped[str | None]


def of_kind(kind: str) -> str:
    """The letter with which the codes of children, family or notes begin."""
    return next(letter for letter, named in _LETTERS.items() if named == kind)


@dataclass(frozen=True, slots=True)
class Source:
    """The case that identities belong to, and the submission that named them."""

    case_id: str
    submission_id: str | None = None


def write(
    session: Session, keyring: Keyring, case_id: str, code: str, facts: dict[str, Json], now: datetime
) -> Identity:
    """Keep who a child (`code` C1 …) or family member (F1 …) is, in place of what was known before.

    Children are searched for by the facts `name`, `other_names`, `dob` (ISO date) and `address`.
    """
    kind = _LETTERS[code[0]]
    row = owned.key(case_id, code)
    sealed = _cipher(session, keyring, case_id).seal(facts, "identity", "facts", code)
    identity = session.merge(Identity(**row, kind=kind, code=code, facts=sealed, written_at=now))
    tokens.write(session, keyring, case_id, code, facts if kind == CHILD else {}, now)
    session.flush()
    return identity


def add_all(
    session: Session, keyring: Keyring, source: Source, kind: str, people: Iterable[dict[str, Json]], now: datetime
) -> list[str]:
    """Keep several children, family members or notes under the next free codes, and return the codes."""
    letter = of_kind(kind)
    taken = len(named(session, source.case_id, kind))
    codes = []
    for number, facts in enumerate(people, start=1):
        identity = write(session, keyring, source.case_id, f"{letter}{taken + number}", facts, now)
        identity.submission_id = source.submission_id
        codes.append(identity.code)
    return codes


def of_submission(session: Session, case_id: str, submission_id: str) -> list[Identity]:
    """Whom a submission named, by code."""
    return [each for each in named(session, case_id) if each.submission_id == submission_id]


def of_case(session: Session, case_id: str, kind: str | None = None) -> list[Identity]:
    """The children, family and notes of a case by code, without what they say."""
    return [each for each in named(session, case_id, kind) if each.same_as is None]


def named(session: Session, case_id: str, kind: str | None = None) -> list[Identity]:
    """The same with those who were named again, whose `same_as` is the code of whom they are (cases.same_child)."""
    found = owned.rows(Identity, case_id)
    rows = session.scalars(found if kind is None else found.where(Identity.kind == kind))
    return sorted(rows, key=lambda row: (row.kind, int(row.code[1:])))


def read(session: Session, keyring: Keyring, identity: Identity) -> dict[str, Json]:
    """Who it is. Whoever shows this must check visibility (BO CH)."""
    reads.opened(session, identity.case_id, reads.IDENTITY, identity.id)
    return facts_of(session, keyring, identity)


def facts_of(session: Session, keyring: Keyring, identity: Identity) -> dict[str, Json]:
    """The same for what is only compared or written anew, and shown to nobody."""
    cipher = _cipher(session, keyring, identity.case_id)
    facts = cipher.open(identity.facts, "identity", "facts", identity.id)
    return facts if isinstance(facts, dict) else {}


def _cipher(session: Session, keyring: Keyring, case_id: str) -> keys.Cipher:
    return keys.cipher(session, keyring, case_id, keys.IDENTITY)
