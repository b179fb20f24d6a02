"""Keyed tokens of names, sounds, birth dates, postcodes and references: cases are found by them, nobody is named."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import Delete, Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import owned, token_keys
from cases.names import forms, sounds, words
from cases.names.words import Name, Word
from cases.owned import OfCase
from cases.records import Case
from cases.token_keys import TokenKeys
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import Data
from foundation.database import Base, Blob, Session, bucket_of

WHOLE, BIRTH, POSTCODE, NOTIFICATION = "whole", "birth", "postcode", "notification"
FAMILY, GIVEN = "family", "given"
FORM, SOUND = "form", "sound"
"""The facts of which tokens are kept: of a family and a given name the word, the names it is a form of, its sounds."""

_POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")


class IdentityToken(OfCase, Base):
    """A keyed token of one fact, by which the same name, sound, birth date or postcode is found elsewhere."""

    __tablename__ = "identity_token"
    data_map = Data(
        "keyed tokens by which children are found", "nobody: compared, never shown", codes="fact", guarded="token"
    )
    indexes = (Index("identity_by_token", "token"),)

    identity_id: Mapped[str]
    fact: Mapped[str]
    token: Mapped[bytes] = mapped_column(Blob)


def write(
    session: Session, keyring: Keyring, case_id: str, code: str, facts: Mapping[str, Json], now: datetime
) -> None:
    """Let a child be found by what is known of them now, and by nothing that was known before."""
    session.execute(_of_case(case_id).where(IdentityToken.identity_id == code))
    found = of(facts)
    if not found:
        return
    keys = _keys(session, keyring, case_id, now)
    for fact, value in sorted(found):
        token = keys.write(fact, value)
        session.add(IdentityToken(**owned.key(case_id), identity_id=code, fact=fact, token=token))


def forget(session: Session, case_id: str) -> None:
    """Let a case be found no more by anything of it, as when it is deleted."""
    session.execute(_of_case(case_id))


def _of_case(case_id: str) -> Delete:
    return delete(IdentityToken).where(IdentityToken.bucket == bucket_of(case_id), IdentityToken.case_id == case_id)


def write_notification(session: Session, keyring: Keyring, case_id: str, reference: str, now: datetime) -> None:
    """Let a case be found by the National Panel's reference of its notification."""
    normalised = plain(reference)
    if normalised:
        token = _keys(session, keyring, case_id, now).write(NOTIFICATION, normalised)
        row = owned.key(case_id, NOTIFICATION)
        session.merge(IdentityToken(**row, identity_id=NOTIFICATION, fact=NOTIFICATION, token=token))


def _keys(session: Session, keyring: Keyring, case_id: str, now: datetime) -> TokenKeys:
    home = select(Case.partnership_id).where(Case.bucket == bucket_of(case_id), Case.id == case_id)
    return token_keys.for_writing(keyring, session.execute(home).scalar_one(), now)


def of(facts: Mapping[str, Json]) -> set[tuple[str, str]]:
    """What a child is found by, as facts and their values: nothing of it is written down but as a token."""
    found: set[tuple[str, str]] = set()
    for written in (facts.get("name"), facts.get("other_names")):
        for name in words.names(written if isinstance(written, str) else ""):
            found.update(_of_name(name))
    if birth := facts.get("dob"):
        found.add((BIRTH, str(birth)[:10]))
    if postcode := _POSTCODE.search(str(facts.get("address") or "").lower()):
        found.add((POSTCODE, postcode[1] + postcode[2]))
    return found


def _of_name(name: Name) -> Iterator[tuple[str, str]]:
    if name.given:
        yield WHOLE, name.whole
    for part, word in ((FAMILY, name.family), *((GIVEN, word) for word in name.given)):
        for fact, values in of_word(part, word).items():
            yield from ((fact, value) for value in values)


def of_word(part: str, word: Word) -> dict[str, set[str]]:
    """By fact the values of a word of a family or given name: itself and its parts, what it is a form of, sounds."""
    return {
        part: {*word.all},
        f"{part}_{FORM}": {head for each in word.all for head in forms.of(each)},
        f"{part}_{SOUND}": {sound for each in word.all for sound in sounds.of(each)},
    }


def plain(words: str) -> str:
    """The letters and figures of a reference or postcode, small."""
    return re.sub(r"[^a-z0-9]", "", words.lower())
