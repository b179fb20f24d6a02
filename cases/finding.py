"""Children found again by what somebody knows of them: by keyed tokens, and only in cases whose names they may see.

Somebody who may see no such case gets the same answer, after the same questions to the database, as when there is none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from cases import access, identity, identity_tokens
from cases.identity_tokens import IdentityToken
from foundation.crypto import Keyring
from foundation.database import Session

NAMES = frozenset({"BO", "CH"})
"""The codes that may see who the children are."""

MOST = 50
"""How many children one search shows, the nearest first."""

NAME, BORN, POSTCODE, REFERENCE = "name", "born", "postcode", "reference"
NOT_KNOWN = "date of birth not known here"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody knows: words of a name in any order, a date of birth, a postcode, the Panel's reference."""

    name: str = ""
    born: date | None = None
    postcode: str = ""
    reference: str = ""

    @property
    def kinds(self) -> set[str]:
        """What of it is given."""
        given = {NAME: self.name, BORN: self.born, POSTCODE: self.postcode, REFERENCE: self.reference}
        return {kind for kind, value in given.items() if value}


@dataclass(frozen=True, slots=True)
class Alike:
    """One way in which something may be alike: of which kind, in words, and how far off (0 is the same)."""

    kind: str
    words: str
    off: int


@dataclass(frozen=True, slots=True)
class Found:
    """A child (or, with an empty code, a whole case) with how it is like what was asked, nearest first."""

    case_id: str
    code: str
    alike: tuple[Alike, ...]

    @property
    def off(self) -> int:
        """How far off it is in all."""
        return sum(one.off for one in self.alike)


def find(session: Session, keyring: Keyring, person_id: str, asked: Asked, now: datetime) -> list[Found]:
    """Children like what was asked in everything that was given, the likest first."""
    sought = {keyring.blind(fact, value): alike for fact, value, alike in _sought(asked)}
    rows = session.execute(
        select(IdentityToken.case_id, IdentityToken.identity_id, IdentityToken.token)
        .where(IdentityToken.token.in_(sought), access.knows(person_id, IdentityToken.case_id, now))
        # Ids of cases are in order of time: what was opened last comes first.
        .order_by(IdentityToken.case_id.desc())
    )
    nearest: dict[tuple[str, str], dict[str, Alike]] = {}
    for case_id, code, token in rows:
        alike, known = sought[token], nearest.setdefault((case_id, code), {})
        known[alike.kind] = min(known.get(alike.kind, alike), alike, key=lambda one: one.off)
    found = _whole(session, asked, nearest)
    seen = {one.case_id for one in found if NAMES & access.codes_on(session, person_id, one.case_id, now)}
    theirs = [_standing(session, one) for one in found if one.case_id in seen]
    return sorted(dict.fromkeys(theirs), key=lambda one: one.off)[:MOST]


def _whole(session: Session, asked: Asked, nearest: dict[tuple[str, str], dict[str, Alike]]) -> list[Found]:
    """Those that are alike in all that was asked; of a child whose date of birth nobody knew, in the name itself."""
    references = {case: each[REFERENCE] for (case, _), each in nearest.items() if REFERENCE in each}
    of_children = asked.kinds - {REFERENCE}
    found = []
    for (case_id, code), alike in nearest.items():
        own = {kind: each for kind, each in alike.items() if kind != REFERENCE}
        is_named = own.get(NAME) is not None and own[NAME].off == 0
        if BORN in of_children and BORN not in own and is_named and not _has_birth(session, case_id, code):
            own[BORN] = Alike(BORN, NOT_KNOWN, 2)
        if REFERENCE in asked.kinds and case_id not in references:
            continue
        if of_children and of_children <= own.keys():
            found.append(Found(case_id, code, _in_order([*own.values(), *_of(references, case_id)])))
        elif not of_children:
            found.append(Found(case_id, "", (references[case_id],)))
    return found


def _of(references: dict[str, Alike], case_id: str) -> list[Alike]:
    return [references[case_id]] if case_id in references else []


def _in_order(alike: Iterable[Alike]) -> tuple[Alike, ...]:
    return tuple(sorted(alike, key=lambda one: (one.off, one.kind)))


def _has_birth(session: Session, case_id: str, code: str) -> bool:
    known = select(IdentityToken.id).where(IdentityToken.case_id == case_id, IdentityToken.identity_id == code)
    return session.execute(known.where(IdentityToken.fact == "birth").limit(1)).first() is not None


def _standing(session: Session, found: Found) -> Found:
    """A child that was named again is the one it is."""
    for row in identity.named(session, found.case_id, identity.CHILD) if found.code else ():
        if row.code == found.code and row.same_as:
            return replace(found, code=row.same_as)
    return found


def _sought(asked: Asked) -> Iterable[tuple[str, str, Alike]]:
    """Every fact and value by which what was asked may be found, the farthest off first: of two, the nearer counts."""
    for word in sorted(identity_tokens.words_of(asked.name)):
        yield "sound", identity_tokens.soundex(word), Alike(NAME, "name sounds alike", 1)
    for word in sorted(identity_tokens.words_of(asked.name)):
        yield "surname", word, Alike(NAME, "family name is the same", 0)
    if asked.born:
        for day, words in near(asked.born).items():
            yield "birth", day.isoformat(), Alike(BORN, words, 1)
        yield "birth", asked.born.isoformat(), Alike(BORN, "date of birth is the same", 0)
    if asked.postcode:
        yield "postcode", identity_tokens.plain(asked.postcode), Alike(POSTCODE, "postcode is the same", 0)
    if asked.reference:
        yield (
            "notification",
            identity_tokens.plain(asked.reference),
            Alike(REFERENCE, "reference of the notification", 0),
        )


def near(born: date) -> dict[date, str]:
    """Dates of birth for which this one is easily mistaken."""
    found = {}
    for years in (-1, 1):
        try:
            found[born.replace(year=born.year + years)] = "date of birth is a year off"
        except ValueError:  # the 29 February has no neighbour
            continue
    if born.day <= 12 and born.day != born.month:
        found[born.replace(month=born.day, day=born.month)] = "day and month of birth are the other way round"
    return found
