"""Cases that may be about the same child or serious incident, found by keyed tokens (docs/decisions/0021)."""

from dataclasses import dataclass

from sqlalchemy import select

from cases import merged, reads
from cases.identity_tokens import IdentityToken
from cases.records import Case
from foundation.database import Session, bucket_of


@dataclass(frozen=True, slots=True)
class Match:
    """A case that may be about the same child. In another office only that there is one may be told: no case id."""

    partnership_id: str
    case_id: str | None
    facts: tuple[str, ...]


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
