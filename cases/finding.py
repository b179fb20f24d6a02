"""Children found again by what somebody knows of them: by keyed tokens, and only in cases whose names they may see.

Somebody who may see no such case gets the same answer, after the same questions to the database, as when there is none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from cases import access, identity, looking_for, token_keys
from cases.identity_tokens import BIRTH, IdentityToken
from cases.looking_for import BORN, NAME, REFERENCE, Alike, Asked, Sought
from foundation.crypto import Keyring
from foundation.database import Session

NAMES = frozenset({"BO", "CH"})
"""The codes that may see who the children are."""

MOST = 50
"""How many children one search shows, the nearest first."""

MOST_BY_GIVEN = 10
"""The same where one word was asked for, and it is their given name: many children have it."""

NOT_KNOWN = Alike(BORN, "date of birth not known here", 3)


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


@dataclass(frozen=True, slots=True)
class Results:
    """Children, the likest first, and whether there are more than are shown."""

    shown: list[Found]
    has_more: bool


def find(session: Session, keyring: Keyring, person_id: str, asked: Asked, now: datetime) -> Results:
    """Children like what was asked in everything that was given.

    In a session for reading no rotation of keys is missed: its view of the database begins before keys are looked up.
    """
    alike = _looked_up(session, keyring, person_id, asked, now)
    found = [(looking_for.is_by_given(asked, one.alike), one) for one in _whole(session, asked, alike)]
    shown: dict[bool, dict[Found, None]] = {True: {}, False: {}}
    for by_given, one in sorted(found, key=lambda each: (each[1].off, each[0])):
        most = MOST_BY_GIVEN if by_given else MOST
        # One more than is shown tells that there are more.
        if len(shown[by_given]) <= most and NAMES & access.codes_on(session, person_id, one.case_id, now):
            shown[by_given][_standing(session, one)] = None
    cut = [*shown[False]][:MOST] + [*shown[True]][:MOST_BY_GIVEN]
    return Results(sorted(cut, key=lambda one: one.off), len(cut) < len(shown[False]) + len(shown[True]))


def _looked_up(
    session: Session, keyring: Keyring, person_id: str, asked: Asked, now: datetime
) -> dict[tuple[str, str], dict[str, Alike]]:
    """By case and child what of it is alike, of each kind."""
    keys = token_keys.of_all(session, keyring).values()
    sought: dict[bytes, list[Sought]] = {}
    for each in looking_for.sought(asked):
        for token in (token for one in keys for token in one.every(each.fact, each.value)):
            sought.setdefault(token, []).append(each)
    rows = session.execute(
        select(IdentityToken.case_id, IdentityToken.identity_id, IdentityToken.token)
        .where(IdentityToken.token.in_(sought), access.knows(person_id, IdentityToken.case_id, now))
        # Ids of cases are in order of time: what was opened last comes first.
        .order_by(IdentityToken.case_id.desc())
    )
    hits: dict[tuple[str, str], list[Sought]] = {}
    for case_id, code, token in rows:
        hits.setdefault((case_id, code), []).extend(sought[token])
    return {child: looking_for.alike(asked, found) for child, found in hits.items()}


def _whole(session: Session, asked: Asked, alike: dict[tuple[str, str], dict[str, Alike]]) -> Iterator[Found]:
    """Those that are alike in all that was asked; of a child whose date of birth nobody knew, in the name itself."""
    references = {case: each[REFERENCE] for (case, _), each in alike.items() if REFERENCE in each}
    of_children = asked.kinds - {REFERENCE}
    for (case_id, code), each in alike.items():
        own = {kind: one for kind, one in each.items() if kind != REFERENCE}
        is_named = NAME in own and own[NAME].off == 0
        if BORN in of_children and BORN not in own and is_named and not _has_birth(session, case_id, code):
            own[BORN] = NOT_KNOWN
        if REFERENCE in asked.kinds and case_id not in references:
            continue
        if of_children and of_children <= own.keys():
            yield Found(case_id, code, _in_order([*own.values(), *_of(references, case_id)]))
        elif not of_children:
            yield Found(case_id, "", (references[case_id],))


def _of(references: dict[str, Alike], case_id: str) -> list[Alike]:
    return [references[case_id]] if case_id in references else []


def _in_order(alike: Iterable[Alike]) -> tuple[Alike, ...]:
    return tuple(sorted(alike, key=lambda one: (one.off, one.kind)))


def _has_birth(session: Session, case_id: str, code: str) -> bool:
    known = select(IdentityToken.id).where(IdentityToken.case_id == case_id, IdentityToken.identity_id == code)
    return session.execute(known.where(IdentityToken.fact == BIRTH).limit(1)).first() is not None


def _standing(session: Session, found: Found) -> Found:
    """A child that was named again is the one it is."""
    for row in identity.named(session, found.case_id, identity.CHILD) if found.code else ():
        if row.code == found.code and row.same_as:
            return replace(found, code=row.same_as)
    return found
