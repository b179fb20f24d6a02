"""Keyed tokens of names, sounds, birth dates, postcodes and references: cases are found by them, nobody is named."""

import re
import unicodedata
from collections.abc import Mapping

from sqlalchemy import Delete, Index, delete
from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, bucket_of

_SOUNDS: Mapping[str, str] = {
    **dict.fromkeys("bfpv", "1"),
    **dict.fromkeys("cgjkqsxz", "2"),
    **dict.fromkeys("dt", "3"),
    "l": "4",
    **dict.fromkeys("mn", "5"),
    "r": "6",
}
_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")


class IdentityToken(OfCase, Base):
    """A keyed token of one fact, by which the same surname, sound, birth date or postcode is found elsewhere."""

    __tablename__ = "identity_token"
    data_map = Data(
        "keyed tokens by which children are found", "nobody: compared, never shown", codes="fact", guarded="token"
    )
    indexes = (Index("identity_by_token", "token"),)

    identity_id: Mapped[str]
    fact: Mapped[str]
    token: Mapped[bytes] = mapped_column(Blob)


def write(session: Session, keyring: Keyring, case_id: str, code: str, facts: Mapping[str, Json]) -> None:
    """Let a child be found by what is known of them now, and by nothing that was known before."""
    session.execute(_of_case(case_id).where(IdentityToken.identity_id == code))
    for fact, value in sorted(_searchable(facts)):
        token = keyring.blind(fact, value)
        session.add(IdentityToken(**owned.key(case_id), identity_id=code, fact=fact, token=token))


def forget(session: Session, case_id: str) -> None:
    """Let a case be found no more by anything of it, as when it is deleted."""
    session.execute(_of_case(case_id))


def _of_case(case_id: str) -> Delete:
    return delete(IdentityToken).where(IdentityToken.bucket == bucket_of(case_id), IdentityToken.case_id == case_id)


def write_notification(session: Session, keyring: Keyring, case_id: str, reference: str) -> None:
    """Let a case be found by the national Panel's reference of its notification."""
    normalised = plain(reference)
    if normalised:
        token = keyring.blind("notification", normalised)
        row = owned.key(case_id, "notification")
        session.merge(IdentityToken(**row, identity_id="notification", fact="notification", token=token))


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


def plain(words: str) -> str:
    """The letters and figures of a reference or postcode, small."""
    return re.sub(r"[^a-z0-9]", "", words.lower())


def words_of(name: str) -> set[str]:
    """Every word of a name, normalised as surnames are: whoever searches may write the family name first."""
    return {word for each in name.replace(",", " ").split() for word in _surnames(each)}


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
