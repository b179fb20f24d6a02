"""Papers of a meeting: fixed packs with a version, who holds which, and who may open them yet (guidance 1.5.8, 4.5).

A pack opens for a person once their own declaration for that meeting is in and the chair, if an interest was declared,
has ruled that they stay. Until then it is as if it were not there, whatever roles the person has. So it is with the
Combined Summary that is signed after the meeting, except that nobody has to have been given it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, mapped_column

from cases import owned
from cases.meetings import Declaration, Meeting, Ruling
from cases.owned import OfCase
from foundation.data_classes import OF_CASE, OFFICE, Data
from foundation.database import Base, Session, Utc

SIGNED = 0
"""Where packs have their version: what was signed after the meeting."""

STAYING = (Ruling.STAYS, Ruling.NO_PART)
"""Rulings with which a person stays in the room, and so may read what lies on the table."""


class MeetingPaper(OfCase, Base):
    """One file of one version of a meeting's papers."""

    __tablename__ = "meeting_paper"
    data_map = Data("packs of papers", OF_CASE)

    meeting_id: Mapped[str]
    version: Mapped[int]
    file_id: Mapped[str]
    released_at: Mapped[datetime] = mapped_column(Utc)


class PaperHolder(OfCase, Base):
    """That a version of a meeting's papers was given to a person."""

    __tablename__ = "paper_holder"
    data_map = Data("who was given papers", OFFICE)

    meeting_id: Mapped[str]
    version: Mapped[int]
    person_id: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Pack:
    """One version of a meeting's papers, and who holds it."""

    version: int
    released_at: datetime
    file_ids: frozenset[str]
    holders: frozenset[str]


def release(session: Session, meeting: Meeting, file_ids: Collection[str], to: Collection[str], now: datetime) -> int:
    """Fix these files as the next version of the meeting's papers, give it to these people; gives its number."""
    version = newest(session, meeting) + 1
    for file_id in file_ids:
        row = owned.key(meeting.case_id, f"{meeting.id}:{version}:{file_id}")
        session.add(MeetingPaper(**row, meeting_id=meeting.id, version=version, file_id=file_id, released_at=now))
    session.flush()
    for person_id in to:
        give(session, meeting, person_id, now)
    return version


def add_signed(session: Session, meeting: Meeting, file_id: str, now: datetime) -> None:
    """Keep what was signed after a meeting under the same rule as its papers; keeping it again changes nothing."""
    row = owned.key(meeting.case_id, f"{meeting.id}:{SIGNED}:{file_id}")
    session.merge(MeetingPaper(**row, meeting_id=meeting.id, version=SIGNED, file_id=file_id, released_at=now))


def are_among(session: Session, case_id: str, file_id: str) -> bool:
    """Whether a file is a paper of any meeting."""
    return session.scalars(owned.rows(MeetingPaper, case_id).where(MeetingPaper.file_id == file_id)).first() is not None


def newest(session: Session, meeting: Meeting) -> int:
    """The number of the newest version, 0 before the first."""
    found = select(func.max(MeetingPaper.version)).where(
        MeetingPaper.bucket == meeting.bucket,
        MeetingPaper.case_id == meeting.case_id,
        MeetingPaper.meeting_id == meeting.id,
    )
    return session.scalars(found).one() or 0


def give(session: Session, meeting: Meeting, person_id: str, now: datetime) -> bool:
    """Give the newest version to a person; False when there is none yet or they hold it."""
    version = newest(session, meeting)
    row = owned.key(meeting.case_id, f"{meeting.id}:{version}:{person_id}")
    if version == 0 or session.get(PaperHolder, (row["bucket"], row["case_id"], row["id"])) is not None:
        return False
    session.add(PaperHolder(**row, meeting_id=meeting.id, version=version, person_id=person_id, given_at=now))
    session.flush()
    return True


def packs(session: Session, case_id: str, meeting_id: str) -> list[Pack]:
    """Every version of a meeting's papers, first to last."""
    files: dict[int, list[MeetingPaper]] = {}
    for paper in session.scalars(owned.rows(MeetingPaper, case_id).where(MeetingPaper.meeting_id == meeting_id)):
        if paper.version != SIGNED:
            files.setdefault(paper.version, []).append(paper)
    holders: dict[int, set[str]] = {}
    for holder in session.scalars(owned.rows(PaperHolder, case_id).where(PaperHolder.meeting_id == meeting_id)):
        holders.setdefault(holder.version, set()).add(holder.person_id)
    return [
        Pack(
            version,
            found[0].released_at,
            frozenset(one.file_id for one in found),
            frozenset(holders.get(version, set())),
        )
        for version, found in sorted(files.items())
    ]


def has_cleared(session: Session, case_id: str, meeting_id: str, person_id: str) -> bool:
    """Whether a person has declared for a meeting, and nothing they declared keeps the papers from them."""
    row = owned.key(case_id, f"{meeting_id}:{person_id}")
    declared = session.get(Declaration, (row["bucket"], row["case_id"], row["id"]))
    return declared is not None and _clears(declared)


def _clears(declared: Declaration) -> bool:
    return not declared.interest or declared.ruling in STAYING


def declared(session: Session, case_id: str, person_id: str) -> bool | None:
    """Whether what a person declared last on a case leaves it open to them; None when they never declared."""
    return declared_on(session, [case_id], person_id)[case_id]


def declared_on(session: Session, case_ids: Collection[str], person_id: str) -> dict[str, bool | None]:
    """The same on several cases, asked at once."""
    found = owned.of_cases(session, Declaration, case_ids, Declaration.person_id == person_id)
    last = {case_id: max(rows, key=lambda one: one.made_at, default=None) for case_id, rows in found.items()}
    return {case_id: None if one is None else _clears(one) for case_id, one in last.items()}


def withheld(session: Session, case_id: str, person_id: str, by_role: bool = False) -> dict[str, set[str]]:
    """Files that are papers and not open to this person, each with the meetings whose papers they are.

    `by_role`: they need not have been at a meeting to read what was signed after it.
    """
    shut: dict[str, set[str]] = {}
    opened: set[str] = set()
    cleared: dict[str, bool] = {}
    held = {
        (each.meeting_id, each.version)
        for each in session.scalars(owned.rows(PaperHolder, case_id).where(PaperHolder.person_id == person_id))
    }
    for paper in session.scalars(owned.rows(MeetingPaper, case_id)):
        meeting = paper.meeting_id
        is_signed = paper.version == SIGNED
        if (is_signed and by_role) or (
            (is_signed or (meeting, paper.version) in held)
            and cleared.setdefault(meeting, has_cleared(session, case_id, meeting, person_id))
        ):
            opened.add(paper.file_id)
        else:
            shut.setdefault(paper.file_id, set()).add(meeting)
    return {file_id: meetings for file_id, meetings in shut.items() if file_id not in opened}


def awaiting_declaration(session: Session, case_id: str, person_id: str) -> set[str]:
    """The meetings whose papers a person holds, closed to them until they have declared."""
    held = session.scalars(owned.rows(PaperHolder, case_id).where(PaperHolder.person_id == person_id))
    return {each for each in {one.meeting_id for one in held} if not has_cleared(session, case_id, each, person_id)}
