"""Who was put on a case, who was shut out of it, and which second office was let in."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, Index, Select, and_, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.owned import OfCase
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Session, Utc


class Assignment(OfCase, Base):
    """A person put on a case in a role: advisor, reviewer, panel, referrer of it, and so on.

    A substitute is on it between two days, in the place of the one who is away. Whoever helps an agency with its reply
    is on it for one request; rows that are older than this know the agency only.
    """

    __tablename__ = "assignment"
    data_map = Data("who was put on a case", OFFICE, codes="role")
    indexes = (Index("assignment_by_person", "person_id", "case_id"),)

    person_id: Mapped[str]
    role: Mapped[str]
    agency_id: Mapped[str | None]
    request_id: Mapped[str | None]
    assigned_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)
    since: Mapped[date | None]
    until: Mapped[date | None]
    instead_of: Mapped[str | None]


class Exclusion(OfCase, Base):
    """A person who may see nothing of a case because of a conflict of interest (P4-030)."""

    __tablename__ = "exclusion"
    data_map = Data("who is shut out of a case", OFFICE)
    indexes = (Index("exclusion_by_person", "person_id", "case_id"),)

    person_id: Mapped[str]
    meeting_id: Mapped[str | None]
    ruled_by: Mapped[str | None]
    ruled_at: Mapped[datetime] = mapped_column(Utc)
    lifted_at: Mapped[datetime | None] = mapped_column(Utc)


class Share(OfCase, Base):
    """A case shown to a second partnership's office, expressly (domain.md §7.3, joint case)."""

    __tablename__ = "case_share"
    data_map = Data("offices a case is shown to", OFFICE)
    indexes = (Index("share_by_partnership", "partnership_id", "case_id"),)

    partnership_id: Mapped[str]
    shared_by: Mapped[str | None]
    shared_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


def assign(
    session: Session,
    case_id: str,
    person_id: str,
    role: str,
    now: datetime,
    agency_id: str | None = None,
    request_id: str | None = None,
) -> Assignment:
    """Put a person on a case; putting them on it again changes nothing."""
    whose = (person_id, agency_id, request_id, None)
    for found in people_on(session, case_id, role):
        if (found.person_id, found.agency_id, found.request_id, found.instead_of) == whose:
            return found
    assignment = Assignment(**owned.key(case_id), person_id=person_id, role=role, agency_id=agency_id, assigned_at=now)
    assignment.request_id = request_id
    session.add(assignment)
    session.flush()
    return assignment


def stand_in(session: Session, row: Assignment, person_id: str, period: tuple[date, date], now: datetime) -> bool:
    """Put a substitute on a case in the place of somebody for some days; False when it is not to be.

    Nobody comes on a case in this way from which they, or the one in whose place they would be, are shut out.
    """
    there = people_on(session, row.case_id, row.role)
    here = [each for each in there if (each.person_id, each.request_id) == (person_id, row.request_id)]
    has = any(each.instead_of is None or (each.since, each.until) == period for each in here)
    if has or excluded(session, row.case_id) & {person_id, row.person_id}:
        return False
    new = Assignment(**owned.key(row.case_id), person_id=person_id, role=row.role, agency_id=row.agency_id)
    new.request_id = row.request_id
    new.assigned_at, new.since, new.until, new.instead_of = now, *period, row.person_id
    session.add(new)
    session.flush()
    return True


def end(session: Session, case_id: str, person_id: str, role: str, now: datetime) -> None:
    """Take a person, and whoever is there in their place, off a case in one role, as when an appointment ends."""
    for found in people_on(session, case_id, role):
        if person_id in {found.person_id, found.instead_of}:
            found.ended_at = now


def end_for_request(session: Session, case_id: str, role: str, request: tuple[str, str], now: datetime) -> None:
    """Take everybody off a case who was put on it in a role for this request (agency, request), not for another one."""
    agency_id, request_id = request
    for found in people_on(session, case_id, role):
        if found.agency_id == agency_id and found.request_id in {None, request_id}:
            found.ended_at = now


def in_force(today: date | None) -> ColumnElement[bool]:
    """Whether somebody is on a case on a day; without a day a substitute is not, since not knowing means no."""
    if today is None:
        return and_(Assignment.ended_at.is_(None), Assignment.instead_of.is_(None))
    begun = or_(Assignment.since.is_(None), Assignment.since <= today)
    return and_(Assignment.ended_at.is_(None), begun, or_(Assignment.until.is_(None), Assignment.until >= today))


def people_on(session: Session, case_id: str, role: str) -> list[Assignment]:
    """Who was put on the case in this role and not taken off, substitutes of other days too."""
    mine = owned.rows(Assignment, case_id).where(Assignment.role == role, Assignment.ended_at.is_(None))
    return list(session.scalars(mine))


def on_day(session: Session, case_id: str, role: str, today: date | None = None) -> list[Assignment]:
    """Who is on the case in this role on a day, substitutes with those whose place they take."""
    return list(session.scalars(owned.rows(Assignment, case_id).where(Assignment.role == role, in_force(today))))


def of_person(session: Session, person_id: str) -> list[Assignment]:
    """Where a person was put on a case for themselves and not taken off, in every case."""
    theirs = select(Assignment).where(Assignment.person_id == person_id, in_force(None))
    return list(session.scalars(theirs.order_by(Assignment.case_id, Assignment.id)))


def exclude(
    session: Session, case_id: str, person_id: str, now: datetime, ruling: tuple[str | None, str | None] = (None, None)
) -> None:
    """Shut a person out of a case at once; `ruling` is the meeting and who ruled."""
    if not is_excluded(session, case_id, person_id):
        session.add(
            Exclusion(**owned.key(case_id), person_id=person_id, meeting_id=ruling[0], ruled_by=ruling[1], ruled_at=now)
        )
        session.flush()


def lift(session: Session, case_id: str, person_id: str, now: datetime) -> None:
    """Let an excluded person back, after the chair ruled otherwise."""
    for found in session.scalars(_in_force(case_id, person_id)):
        found.lifted_at = now


def excluded(session: Session, case_id: str) -> set[str]:
    """Everybody who is shut out of the case."""
    in_force = owned.rows(Exclusion, case_id).where(Exclusion.lifted_at.is_(None))
    return {each.person_id for each in session.scalars(in_force)}


def excluded_from(session: Session, person_id: str) -> set[str]:
    """The cases a person is shut out of, for pages that show no case content but tell cases apart."""
    return set(session.scalars(shut_out_of(person_id)))


def shut_out_of(person_id: str) -> Select[str]:
    """The same as a query, to filter others with."""
    return select(Exclusion.case_id).where(Exclusion.person_id == person_id, Exclusion.lifted_at.is_(None))


def is_excluded(session: Session, case_id: str, person_id: str) -> bool:
    """Whether the person is shut out of the case."""
    return session.scalars(_in_force(case_id, person_id)).first() is not None


def share(session: Session, case_id: str, partnership_id: str, shared_by: str | None, now: datetime) -> None:
    """Let a second partnership's office and chair see the case."""
    held = owned.rows(Share, case_id).where(Share.partnership_id == partnership_id, Share.ended_at.is_(None))
    if session.scalars(held).first() is None:
        session.add(Share(**owned.key(case_id), partnership_id=partnership_id, shared_by=shared_by, shared_at=now))
        session.flush()


def end_share(session: Session, case_id: str, partnership_id: str, now: datetime) -> bool:
    """Show the case to that partnership's office no longer; False when it did not see it."""
    held = owned.rows(Share, case_id).where(Share.partnership_id == partnership_id, Share.ended_at.is_(None))
    shares = list(session.scalars(held))
    for found in shares:
        found.ended_at = now
    return bool(shares)


def _in_force(case_id: str, person_id: str) -> Select[Exclusion]:
    return owned.rows(Exclusion, case_id).where(Exclusion.person_id == person_id, Exclusion.lifted_at.is_(None))
