"""The quarterly access review: that somebody went through who has which role, signed off in the audit."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import select

from cases import audit
from cases.audit import AuditEntry
from cases.people import Membership
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

SIGNED = "access review signed off"
EVERY = timedelta(days=92)
"""A quarter: after this many days the next review is late."""

EVERYWHERE = "everybody"


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed the last review off, and on which day."""

    by: str
    on: date

    def is_late(self, today: date) -> bool:
        """Whether the next one should have been."""
        return today - self.on > EVERY


def digest(rows: Iterable[Membership]) -> str:
    """What was gone through, as one short text: it changes with every role, person and day in the list."""
    lines = sorted(
        f"{one.person_id} {one.role} {one.partnership_id} {one.agency_id} {one.active_from} {one.active_to}"
        for one in rows
    )
    return sha256("\n".join(lines).encode()).hexdigest()


def sign(
    session: Session, partnership_ids: Collection[str] | None, rows: Collection[Membership], by: str, now: datetime
) -> None:
    """Write down that somebody went through these roles, for each partnership that they look after, or for all."""
    detail: dict[str, Json] = {"roles": len(rows), "list": digest(rows)}
    for scope in _scopes(partnership_ids):
        audit.append(session, audit.PEOPLE, by, SIGNED, scope, detail, now)


def last(session: Session, partnership_ids: Collection[str] | None) -> Signed | None:
    """The last review that covers all of these; None where one of them was never gone through."""
    found = [_last_of(session, scope) for scope in _scopes(partnership_ids)]
    known = [one for one in found if one is not None]
    return min(known, key=lambda one: one.on) if known and len(known) == len(found) else None


def _scopes(partnership_ids: Collection[str] | None) -> list[str]:
    return [EVERYWHERE] if partnership_ids is None else sorted(partnership_ids)


def _last_of(session: Session, scope: str) -> Signed | None:
    """An administrator's review of everybody counts for each partnership too."""
    mine = select(AuditEntry).where(
        AuditEntry.bucket == audit.PEOPLE.bucket,
        AuditEntry.stream == audit.PEOPLE.name,
        AuditEntry.action == SIGNED,
        AuditEntry.subject.in_({scope, EVERYWHERE}),
    )
    entry = session.scalars(mine.order_by(AuditEntry.number.desc()).limit(1)).first()
    return Signed(entry.actor, london_date(entry.at)) if entry else None
