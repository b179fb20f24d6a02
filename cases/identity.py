"""Who the children and their families are: sealed from the first row, found again by keyed tokens only.

Everybody else knows a child by a code (C1, C2 …), a family member by theirs (F1 …). What a form says about names
without saying whose facts they are, for example an agency's corrections, is kept as a note (N1 …).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, merged, owned, reads
from cases.owned import OfCase
from cases.records import Case
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.database import Base, Blob, Session, Utc, bucket_of

CHILD, FAMILY, NOTE = "child", "family", "note"
_LETTERS = {"C": CHILD, "F": FAMILY, "N": NOTE}
_SOUNDS: Mapping[str, str] = {
    **dict.fromkeys("bfpv", "1"),
    **dict.fromkeys("cgjkqsxz", "2"),
    **dict.fromkeys("dt", "3"),
    "l": "4",
    **dict.fromkeys("mn", "5"),
    "r": "6",
}
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")


class Identity(OfCase, Base):
    """One child or family member of a case. All that names them is sealed in `facts`."""

    __tablename__ = "identity"

    kind: Mapped[str]
    code: Mapped[str]
    facts: Mapped[bytes] = mapped_column(Blob)
    written_at: Mapped[datetime] = mapped_column(Utc)
    submission_id: Mapped[str | None]
    same_as: Mapped[str | None]


class IdentityToken(OfCase, Base):
    """A keyed token of one fact, by which the same surname, sound, birth date or postcode is found elsewhere."""

    __tablename__ = "identity_token"
    indexes = (Index("identity_by_token", "token"),)

    identity_id: Mapped[str]
    fact: Mapped[str]
    token: Mapped[bytes] = mapped_column(Blob)


def of_kind(kind: str) -> str:
    """The letter with which the codes of children, family or notes begin."""
    return next(letter for letter, named in _LETTERS.items() if named == kind)


@dataclass(frozen=True, slots=True)
class Match:
    """A case that may be about the same child. In another office only that there is one may be told: no case id."""

    partnership_id: str
    case_id: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """The case that identities belong to, and the submission that named them."""

    case_id: str
    submission_id: str | None = None


def write(
    session: Session, keyring: Keyring, case_id: str, code: str, facts: dict[str, Json], now: datetime
) -> Identity:
    """Keep who a child (`code` C1 …) or family member (F1 …) is, in place of what was known before.

    Searched for are the facts `name`, `other_names`, `dob` (ISO date) and `address`.
    """
    kind = _LETTERS[code[0]]
    row = owned.key(case_id, code)
    sealed = keys.cipher(session, keyring, case_id).seal(facts, "identity", "facts", code)
    identity = session.merge(Identity(**row, kind=kind, code=code, facts=sealed, written_at=now))
    in_case = (IdentityToken.bucket == row["bucket"], IdentityToken.case_id == case_id)
    session.execute(delete(IdentityToken).where(*in_case, IdentityToken.identity_id == code))
    if kind == CHILD:
        for fact, value in sorted(_searchable(facts)):
            token = keyring.blind(fact, value)
            session.add(IdentityToken(**owned.key(case_id), identity_id=code, fact=fact, token=token))
    session.flush()
    return identity


def write_notification(session: Session, keyring: Keyring, case_id: str, reference: str) -> None:
    """Let a case be found by the national Panel's reference of its notification."""
    normalised = re.sub(r"[^a-z0-9]", "", reference.lower())
    if normalised:
        token = keyring.blind("notification", normalised)
        row = owned.key(case_id, "notification")
        session.merge(IdentityToken(**row, identity_id="notification", fact="notification", token=token))


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
    cipher = keys.cipher(session, keyring, identity.case_id)
    facts = cipher.open(identity.facts, "identity", "facts", identity.id)
    return facts if isinstance(facts, dict) else {}


def matches(session: Session, case_id: str) -> list[Match]:
    """Cases that may be about the same child or serious incident (P0-020).

    That is: the same notification; the same birth date with a like surname or postcode; the same surname at the same
    postcode; or the same surname where one of the two has no birth date. A case that was merged is not named: the one
    that took it in is.
    """
    home = session.execute(select(Case.partnership_id).where(Case.id == case_id)).scalar_one()
    ours = select(IdentityToken).where(IdentityToken.bucket == bucket_of(case_id), IdentityToken.case_id == case_id)
    own = list(session.scalars(ours))
    theirs = select(IdentityToken.case_id, IdentityToken.fact)
    same = theirs.where(IdentityToken.token.in_({row.token for row in own}), IdentityToken.case_id != case_id)
    shared: dict[str, set[str]] = {}
    for other, fact in session.execute(same):
        shared.setdefault(other, set()).add(fact)
    reads.opened(session, case_id, reads.DUPLICATES, case_id)
    has_birth = any(row.fact == "birth" for row in own)
    alike: dict[tuple[str, str], set[str]] = {}
    for other, facts in sorted(shared.items()):
        if _likely(facts, has_birth and _has_birth(session, other)):
            case = merged.standing(session, other)
            alike.setdefault((case.id, case.partnership_id), set()).update(facts)
    alike.pop((case_id, home), None)
    found = [
        Match(partnership, other if partnership == home else None, tuple(sorted(facts)) if partnership == home else ())
        for (other, partnership), facts in sorted(alike.items())
    ]
    return list(dict.fromkeys(found))


def _likely(facts: set[str], both_births_known: bool) -> bool:
    if "notification" in facts:
        return True
    if {"surname", "postcode"} <= facts:
        # A birth date mistyped, or a brother or sister: either way the office wants to know.
        return True
    if "birth" in facts:
        return bool(facts & {"surname", "sound", "postcode"})
    return "surname" in facts and not both_births_known


def _has_birth(session: Session, case_id: str) -> bool:
    known = select(IdentityToken.id).where(
        IdentityToken.bucket == bucket_of(case_id), IdentityToken.case_id == case_id, IdentityToken.fact == "birth"
    )
    return session.execute(known.limit(1)).first() is not None


def _searchable(facts: Mapping[str, Json]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for name in (facts.get("name"), facts.get("other_names")):
        for surname in _surnames(name if isinstance(name, str) else ""):
            found |= {("surname", surname), ("sound", soundex(surname))}
    if birth := facts.get("dob"):
        found.add(("birth", str(birth)[:10]))
    if postcode := _POSTCODE.search(str(facts.get("address") or "").lower()):
        found.add(("postcode", postcode[1] + postcode[2]))
    return found


def _surnames(name: str) -> set[str]:
    """The normalised last word of each name in a comma-separated list, whole and by its hyphenated parts."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name.casefold()) if not _is_accent(letter))
    last = [words[-1] for each in plain.split(",") if (words := each.split())]
    parts = {part for word in last for part in [word, *word.split("-")]}
    return {letters for part in parts if len(letters := re.sub(r"[^a-z]", "", part)) > 1}


def _is_accent(letter: str) -> bool:
    return unicodedata.combining(letter) != 0


def soundex(word: str) -> str:
    """How a surname sounds, as a letter and three digits (American Soundex)."""
    code, last = word[0], _SOUNDS.get(word[0], "")
    for letter in word[1:]:
        sound = _SOUNDS.get(letter, "")
        if sound and sound != last:
            code += sound
        if letter not in "hw":
            last = sound
    return (code + "000")[:4]
