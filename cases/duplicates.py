"""Cases that may be about the same child or serious incident, found by keyed tokens (docs/decisions/0021).

A case's own children are compared under the key of every partnership: the tokens as they are kept cannot be.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from cases import access, assignments, identity, looking_for, merged, reads, token_keys
from cases import identity_tokens as tokens
from cases.finding import NAMES
from cases.identity_tokens import BIRTH, FAMILY, FORM, GIVEN, NOTIFICATION, POSTCODE, SOUND, WHOLE, IdentityToken
from cases.records import Case
from foundation.crypto import Keyring
from foundation.database import Session

NEAR = "near birth"
"""A date of birth for which the child's is easily mistaken."""

MOST = 20
"""How many cases are told of: each is judged by a person, and the likest come first."""

Child = tuple[str, str]
"""A case and the code of a child in it; of the notification's reference its fact stands for the code."""


@dataclass(frozen=True, slots=True)
class Match:
    """A case that may be about the same child. In another office only that there is one may be told: no case id.

    `alike` says how, the likest child first: its code (empty for the notification) and the reason.
    """

    partnership_id: str
    case_id: str | None
    alike: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is told of matches, and when: of none in a case that they may not know."""

    person_id: str
    now: datetime


def matches(
    session: Session, keyring: Keyring, case_id: str, reference: str = "", viewer: Viewer | None = None
) -> list[Match]:
    """Cases that may be about the same child or serious incident (P0-020), the likest first; all without a viewer.

    `reference` is the Panel's of this case's notification. In place of a case that was merged the one is named that
    took it in. Of their own office nobody is told of cases whose children's names they may not see, and of another
    office's not that there is one when they are shut out of it.
    """
    home = session.execute(select(Case.partnership_id).where(Case.id == case_id)).scalar_one()
    reads.opened(session, case_id, reads.DUPLICATES, case_id)
    found: dict[tuple[str, str], set[tuple[int, str, str]]] = {}
    for (other, code), how in _alike(session, keyring, case_id, reference).items():
        case = merged.standing(session, other)
        # Whose child it was in a case that was merged, nobody knows by that code.
        named = code if case.id == other and code != NOTIFICATION else ""
        found.setdefault((case.id, case.partnership_id), set()).add((how[0], named, how[1]))
    found.pop((case_id, home), None)
    likest = sorted(found.items(), key=lambda one: (min(one[1]), one[0]))
    told = [
        Match(partnership, other, tuple((code, said) for _, code, said in sorted(how)))
        if partnership == home
        else Match(partnership, None, ())
        for (other, partnership), how in likest
        if viewer is None or _may_be_told(session, viewer, other, is_ours=partnership == home)
    ]
    return list(dict.fromkeys(told))[:MOST]


def _may_be_told(session: Session, viewer: Viewer, other: str, *, is_ours: bool) -> bool:
    if is_ours:
        return bool(NAMES & access.codes_on(session, viewer.person_id, other, viewer.now))
    return not assignments.is_excluded(session, other, viewer.person_id)


def _alike(session: Session, keyring: Keyring, case_id: str, reference: str) -> dict[Child, tuple[int, str]]:
    """Other cases' children who may be one of this case's, with how likely (0 is likest) and the reason."""
    own = _own(session, keyring, case_id)
    if number := tokens.plain(reference):
        own[NOTIFICATION] = [(NOTIFICATION, number, NOTIFICATION)]
    sought: dict[bytes, list[tuple[str, str]]] = {}
    for keys in token_keys.of_all(session, keyring).values():
        for code, facts in own.items():
            for fact, value, meaning in facts:
                for token in keys.every(fact, value):
                    sought.setdefault(token, []).append((code, meaning))
    query = select(IdentityToken.case_id, IdentityToken.identity_id, IdentityToken.token)
    shared: dict[tuple[str, Child], set[str]] = {}
    for other, theirs, token in session.execute(
        query.where(IdentityToken.token.in_(sought), IdentityToken.case_id != case_id)
    ):
        for code, meaning in sought[token]:
            shared.setdefault((code, (other, theirs)), set()).add(meaning)
    born = _with_birth(session, {child[0] for _, child in shared})
    found: dict[Child, tuple[int, str]] = {}
    for (code, child), meanings in shared.items():
        both_born = child in born and any(fact == BIRTH for fact, _, _ in own[code])
        if (how := _likely(meanings, both_births_known=both_born)) is not None:
            found[child] = min(found.get(child, how), how)
    return found


def _own(session: Session, keyring: Keyring, case_id: str) -> dict[str, list[tuple[str, str, str]]]:
    """Of the case's children and its notification: each fact with its value, and what it means that another has it."""
    found = {}
    for row in identity.of_case(session, case_id, identity.CHILD):
        facts = identity.facts_of(session, keyring, row)
        found[row.code] = [(fact, value, fact) for fact, value in tokens.of(facts)]
        if born := _date(facts.get("dob")):
            found[row.code] += [(BIRTH, day.isoformat(), NEAR) for day in looking_for.near(born)]
    return found


def _date(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        return None


def _with_birth(session: Session, cases: Collection[str]) -> set[Child]:
    known = select(IdentityToken.case_id, IdentityToken.identity_id)
    return {
        (case, code)
        for case, code in session.execute(known.where(IdentityToken.case_id.in_(cases), IdentityToken.fact == BIRTH))
    }


def _likely(meanings: Collection[str], *, both_births_known: bool) -> tuple[int, str] | None:
    """How likely two children are one by what they share, with the reason; None where it is too little."""
    has = frozenset(meanings)
    family = has & {FAMILY, f"{FAMILY}_{FORM}"}
    similar = family | has & {GIVEN, f"{GIVEN}_{FORM}"}
    sounds = has & {f"{FAMILY}_{SOUND}"}
    for number, (holds, reason) in enumerate(
        (
            (NOTIFICATION in has, "same reference of the notification"),
            ({WHOLE, BIRTH} <= has, "same name and date of birth"),
            (BIRTH in has and family, "same date of birth and family name"),
            (BIRTH in has and similar, "same date of birth and a similar name"),
            (BIRTH in has and sounds, "same date of birth, and the name sounds alike"),
            ({BIRTH, POSTCODE} <= has, "same date of birth and postcode"),
            ({WHOLE, NEAR} <= has, "same name, and a date of birth easily mistaken for it"),
            # A birth date mistyped, or a brother or sister: either way the office wants to know.
            ({FAMILY, POSTCODE} <= has, "same family name and postcode"),
            (FAMILY in has and not both_births_known, "same family name, and a date of birth is not known"),
        )
    ):
        if holds:
            return number, reason
    return None
