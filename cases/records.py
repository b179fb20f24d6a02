"""Which cases there are: opened with a key and a reference, moved between offices, linked, merged and closed.

A case is known to the machine by an opaque id that never changes; people see references, which are rows.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import ForeignKey, Index, SmallInteger, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import keys, numbering, owned
from cases.owned import OfCase
from cases.partnerships import Partnership
from cases.states import moved, stored
from foundation.clock import london_date
from foundation.crypto import Keyring
from foundation.data_classes import OF_CASE, OFFICE, Data
from foundation.database import Base, Session, Utc, bucket_of, held, new_id


class CaseStatus(Enum):
    """Whether a case is being worked on."""

    OPEN = "open"
    CLOSED = "closed"
    MERGED = "merged"
    DELETED = "deleted"
    """Its records were deleted; the skeleton of it stays."""


MOVES: Mapping[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.OPEN: frozenset({CaseStatus.CLOSED, CaseStatus.MERGED}),
    CaseStatus.CLOSED: frozenset({CaseStatus.OPEN, CaseStatus.DELETED}),
    CaseStatus.MERGED: frozenset({CaseStatus.DELETED}),
    CaseStatus.DELETED: frozenset(),
}


class Case(Base):
    """The file about one serious incident; it outlives every process that runs for it."""

    __tablename__ = "case_file"
    data_map = Data(
        "which cases there are", OF_CASE, codes="path profile left_to", kept="Stays as part of the skeleton"
    )

    bucket: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    partnership_id: Mapped[str] = mapped_column(ForeignKey("partnership.id"))
    path: Mapped[str] = mapped_column(default="intake")
    status: Mapped[CaseStatus] = mapped_column(stored(CaseStatus), default=CaseStatus.OPEN)
    profile: Mapped[str]
    settings_version: Mapped[int]
    opened_at: Mapped[datetime] = mapped_column(Utc)
    closed_at: Mapped[datetime | None] = mapped_column(Utc)
    left_to: Mapped[str | None]
    """The roles that still see it once closed, each with a space before and after."""

    __table_args__ = (Index("case_by_partnership", "partnership_id", "status", "opened_at"), Index("case_by_id", "id"))


class Reference(OfCase, Base):
    """A reference by which people know a case from one day to another; the open one is the present one."""

    __tablename__ = "case_reference"
    data_map = Data("references by which people call a case", OF_CASE, codes="reference")
    indexes = (Index("case_by_reference", "reference"),)

    reference: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(Utc)
    ended_at: Mapped[datetime | None] = mapped_column(Utc)


class Link(OfCase, Base):
    """Two cases that belong together: the same incident (duplicate) or a connected one (linked)."""

    __tablename__ = "case_link"
    data_map = Data("cases that belong together", OFFICE, codes="kind")
    indexes = (Index("link_by_other", "other_case_id"),)

    other_case_id: Mapped[str]
    kind: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Utc)
    made_by: Mapped[str | None]


class NoSuchCase(LookupError):
    """No case has this id or reference, or none that the asker may know of."""

    def __init__(self, asked: str) -> None:
        super().__init__(f"there is no case {asked}")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a case begins with: its id made beforehand, its office, and the settings it keeps for life."""

    case_id: str
    partnership_id: str
    profile: str
    settings_version: int
    path: str = "intake"


def open_case(session: Session, keyring: Keyring, opening: Opening, now: datetime) -> Case:
    """Open a case with a key of its own and the office's next reference; opening it again changes nothing."""
    bucket = bucket_of(opening.case_id)
    found = session.get(Case, (bucket, opening.case_id))
    if found is not None:
        return found
    case = Case(
        bucket=bucket,
        id=opening.case_id,
        partnership_id=opening.partnership_id,
        path=opening.path,
        status=CaseStatus.OPEN,
        profile=opening.profile,
        settings_version=opening.settings_version,
        opened_at=now,
    )
    session.add(case)
    session.flush()
    keys.make(session, keyring, case.id, now)
    _give_reference(session, case, now)
    return case


def case(session: Session, case_id: str, asked: str = "") -> Case:
    """The case of that id; raises NoSuchCase, naming what was `asked` for."""
    found = session.get(Case, (bucket_of(case_id), case_id))
    if found is None:
        raise NoSuchCase(asked or case_id)
    return held(session, found)


def lock(session: Session, case_id: str) -> None:
    """See to it that nobody else changes what may become of a case until this transaction ends."""
    its = select(Case.id).where(Case.bucket == bucket_of(case_id), Case.id == case_id)
    session.execute(its.with_for_update()).all()


def exists(session: Session, case_id: str) -> bool:
    """Whether there is a case of that id."""
    return session.get(Case, (bucket_of(case_id), case_id)) is not None


def by_reference(session: Session, reference: str) -> Case:
    """The case that has or had this reference; raises NoSuchCase."""
    found = session.scalars(select(Reference.case_id).where(Reference.reference == reference.strip())).first()
    # Looked up in any case, so that a reference that is not there takes as long as one that is.
    return case(session, found or owned.NOWHERE, asked=reference)


def references(session: Session, case_id: str) -> list[Reference]:
    """Every reference the case has had, the present one first."""
    mine = select(Reference).where(Reference.bucket == bucket_of(case_id), Reference.case_id == case_id)
    return list(session.scalars(mine.order_by(Reference.ended_at.is_not(None), Reference.id.desc())))


def references_of(session: Session, case_ids: Collection[str]) -> dict[str, str]:
    """The references people know these cases by now, by case id, asked at once."""
    query = select(Reference.case_id, Reference.reference).where(
        Reference.bucket.in_({bucket_of(case_id) for case_id in case_ids}),
        Reference.case_id.in_(case_ids),
        Reference.ended_at.is_(None),
    )
    return dict(session.execute(query).all())


def reference_of(session: Session, case_id: str) -> str:
    """The reference people know the case by now; raises NoSuchCase."""
    found = references(session, case_id)
    if not found:
        raise NoSuchCase(case_id)
    return found[0].reference


def partnership_of(session: Session, case_id: str) -> str:
    """The id of the partnership whose office holds the case."""
    return case(session, case_id).partnership_id


def settings_version_of(session: Session, case_id: str) -> int:
    """The version of the settings in force when the case opened; it keeps them."""
    return case(session, case_id).settings_version


def transfer(session: Session, case_id: str, partnership_id: str, now: datetime) -> str:
    """Hand the case to another office and return its new reference; id and dates of receipt stay (P0-050)."""
    found = case(session, case_id)
    if found.partnership_id == partnership_id:
        return reference_of(session, case_id)
    for reference in references(session, case_id):
        reference.ended_at = reference.ended_at or now
    found.partnership_id = partnership_id
    return _give_reference(session, found, now)


def link(session: Session, case_id: str, other_case_id: str, kind: str, made_by: str | None, now: datetime) -> None:
    """Say that two cases belong together: `kind` is duplicate or linked."""
    session.add(
        Link(
            bucket=bucket_of(case_id),
            case_id=case_id,
            id=new_id(),
            other_case_id=other_case_id,
            kind=kind,
            made_at=now,
            made_by=made_by,
        )
    )


def linked(session: Session, case_id: str) -> list[tuple[str, str]]:
    """The cases linked with this one from either side, as (case id, kind)."""
    ours = select(Link.other_case_id, Link.kind).where(Link.bucket == bucket_of(case_id), Link.case_id == case_id)
    theirs = select(Link.case_id, Link.kind).where(Link.other_case_id == case_id)
    return [(other, kind) for other, kind in session.execute(ours.union(theirs))]


def merge(session: Session, case_id: str, into_case_id: str, made_by: str | None, now: datetime) -> None:
    """End a duplicate in favour of the case it repeats; both keep their references (F40)."""
    change_status(session, case_id, CaseStatus.MERGED, now)
    link(session, case_id, into_case_id, "duplicate", made_by, now)


def change_status(session: Session, case_id: str, status: CaseStatus, now: datetime) -> None:
    """Close, merge, reopen or delete a case; raises IllegalMove when its state does not allow that.

    A deleted one keeps the day on which it was closed, and is seen by whoever saw it then.
    """
    found = case(session, case_id)
    found.status = moved("the case", MOVES, found.status, status)
    if status is not CaseStatus.DELETED:
        found.closed_at = None if status is CaseStatus.OPEN else now
        found.left_to = None


def _give_reference(session: Session, case: Case, now: datetime) -> str:
    partnership = session.get_one(Partnership, case.partnership_id)
    year = london_date(now).year
    number = numbering.next_number(session, partnership.id, year)
    reference = f"{partnership.code}-{year % 100:02d}-{number:03d}"
    session.add(Reference(bucket=case.bucket, case_id=case.id, id=new_id(), reference=reference, given_at=now))
    session.flush()
    return reference
