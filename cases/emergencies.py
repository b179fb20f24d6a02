"""A case opened in an emergency by somebody without access: with a reason, for some hours, and looked at afterwards.

Who may is a setting of the case's partnership. It shows the case and changes nothing in it, and it never leads past a
ruling (docs/decisions/0044). Reasons and findings are free words and therefore sealed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Index, Select, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, keys, owned, people, settings
from cases.owned import OfCase
from cases.people import Membership
from cases.records import Case
from cases.sight import acts_under
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.crypto import Keyring
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Blob, Session, Utc

OPENED_BY, HOURS = "emergency.opened_by", "emergency.hours"

OPENERS = frozenset({"business_office", "bo_manager", "crg_chair"})
"""Roles of which somebody may open a case, as the setting says."""

ALLOWED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "nobody": (frozenset(), frozenset()),
    "own": (OPENERS, frozenset()),
    "neighbours": (OPENERS, frozenset({"bo_manager"})),
}
"""Choices of the setting: roles of the case's own partnership, and of another one, that may."""

REVIEWED_BY = frozenset({"crg_chair", "bo_manager", "auditor"})
"""Roles of the case's partnership that look at every use and sign it off; nobody signs off their own."""

ESCALATED_TO = frozenset({"safeguarding_partner"})
"""Roles that look at a use once none of those has signed it off for some days (a setting)."""

CONCERNED = OPENERS | REVIEWED_BY | ESCALATED_TO
"""Roles that have anything to do with it."""

OPENED, ENDED, SIGNED_OFF = "emergency access opened", "emergency access given back", "emergency access signed off"
ESCALATED = "emergency access put before the partners"


class EmergencyAccess(OfCase, Base):
    """One use: who, in which role of which partnership, from when until when, why; and what was found of it later."""

    __tablename__ = "emergency_access"
    data_map = Data("cases opened in an emergency, and why", OFFICE, codes="role", sealed="reason finding")
    indexes = (Index("emergency_access_by_person", "person_id", "until"),)

    person_id: Mapped[str]
    role: Mapped[str]
    partnership_id: Mapped[str]
    reason: Mapped[bytes] = mapped_column(Blob)
    opened_at: Mapped[datetime] = mapped_column(Utc)
    until: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    escalated_at: Mapped[datetime | None] = mapped_column(Utc)
    reviewed_by: Mapped[str | None]
    reviewed_at: Mapped[datetime | None] = mapped_column(Utc)
    justified: Mapped[bool | None]
    finding: Mapped[bytes | None] = mapped_column(Blob)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a reviewer says of a use; the words may be personal."""

    by: str
    justified: bool
    words: str = field(repr=False)


def opening_role(session: Session, case: Case, person_id: str, now: datetime) -> Membership | None:
    """The role in which somebody may open a case in an emergency: their own: nobody stands in for that."""
    chosen = settings.in_force(session, case.partnership_id, london_date(now)).values()[OPENED_BY]
    own, others = ALLOWED[str(chosen)]
    for held in people.memberships(session, person_id, london_date(now)):
        if held.role in (own if held.partnership_id == case.partnership_id else others):
            return held
    return None


def open_case(
    session: Session, keyring: Keyring, case: Case, held: Membership, reason: str, now: datetime
) -> EmergencyAccess:
    """Let the holder of this role in, for as long as the partnership says, and write it into audit and read log."""
    hours = settings.in_force(session, case.partnership_id, london_date(now)).values()[HOURS]
    key = owned.key(case.id)
    row = EmergencyAccess(
        **key,
        person_id=held.person_id,
        role=held.role,
        partnership_id=held.partnership_id or "",
        reason=keys.cipher(session, keyring, case.id).seal(reason, "emergency_access", "reason", key["id"]),
        opened_at=now,
        until=now + timedelta(hours=int(str(hours))),
    )
    session.add(row)
    session.flush()
    detail: dict[str, Json] = {"role": held.role, "until": row.until.isoformat(timespec="seconds")}
    for stream in (audit.of_case(case.id), audit.of_reads(case.id)):
        audit.append(session, stream, held.person_id, OPENED, row.id, detail, now)
    return row


def give_back(session: Session, row: EmergencyAccess, now: datetime) -> None:
    """End it before its time; ending it again changes nothing."""
    if row.ended_at is None and now < row.until:
        row.ended_at = now
        audit.append(session, audit.of_case(row.case_id), row.person_id, ENDED, row.id, {}, now)


def sign_off(session: Session, keyring: Keyring, row: EmergencyAccess, found: Finding, now: datetime) -> None:
    """Write down what a reviewer found, once."""
    if row.reviewed_at is not None:
        return
    cipher = keys.cipher(session, keyring, row.case_id)
    row.finding = cipher.seal(found.words, "emergency_access", "finding", row.id)
    row.reviewed_by, row.reviewed_at, row.justified = found.by, now, found.justified
    detail: dict[str, Json] = {"justified": found.justified}
    audit.append(session, audit.of_case(row.case_id), found.by, SIGNED_OFF, row.id, detail, now)


def escalate(session: Session, row: EmergencyAccess, by: str, now: datetime) -> None:
    """Put it before those of `ESCALATED_TO`; one that is signed off or was put before them stays as it is."""
    if row.reviewed_at is None and row.escalated_at is None:
        row.escalated_at = now
        audit.append(session, audit.of_case(row.case_id), by, ESCALATED, row.id, {}, now)


def words_of(session: Session, keyring: Keyring, row: EmergencyAccess) -> tuple[str, str]:
    """The reason and what was found; both are empty once the case was deleted, and what was found is before that."""
    if not row.reason:
        return "", ""
    cipher = keys.cipher(session, keyring, row.case_id)
    found = cipher.open(row.finding, "emergency_access", "finding", row.id) if row.finding else ""
    return str(cipher.open(row.reason, "emergency_access", "reason", row.id)), str(found)


def reviewed_by(session: Session, person_id: str, now: datetime) -> list[EmergencyAccess]:
    """The uses that somebody looks at, or stands in for whoever does; latest first, their own among them."""
    theirs = EmergencyAccess.case_id.in_(_at_homes_of(REVIEWED_BY, person_id, now))
    late = EmergencyAccess.case_id.in_(_at_homes_of(ESCALATED_TO, person_id, now))
    found = or_(theirs, and_(late, EmergencyAccess.escalated_at.is_not(None)))
    return list(session.scalars(select(EmergencyAccess).where(found).order_by(EmergencyAccess.opened_at.desc())))


def _at_homes_of(roles: Collection[str], person_id: str, now: datetime) -> Select[str]:
    held = select(Membership.partnership_id).where(acts_under(person_id, london_date(now)), Membership.role.in_(roles))
    return select(Case.id).where(Case.partnership_id.in_(held))


def of_person(session: Session, person_id: str) -> list[EmergencyAccess]:
    """A person's own uses, latest first."""
    mine = select(EmergencyAccess).where(EmergencyAccess.person_id == person_id)
    return list(session.scalars(mine.order_by(EmergencyAccess.opened_at.desc())))


def of_case(session: Session, case_id: str) -> list[EmergencyAccess]:
    """Every use on one case, first to last."""
    return list(session.scalars(owned.rows(EmergencyAccess, case_id)))
