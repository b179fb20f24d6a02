"""The ledger of deletions: what of which case two people had deleted, so that no restored backup brings it back.

Each entry is signed, names the one before, and stands both in the database and in a folder outside it, so that
whichever of the two is older takes in what the other knows. An entry names ids and codes, and never what was deleted.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from foundation import audit, durable_files, signed_files
from foundation.canonical import Json
from foundation.data_classes import MACHINE, Data
from foundation.database import Base, Blob, Session, Utc
from foundation.signed_files import FIRST_BEFORE, NotAsSigned, Signer

EVERYTHING = "everything"
"""The record class that stands for all content of a case: its key is destroyed with it."""

LEDGER = audit.stream_of("deletions", "all")


class DeletionEntry(Base):
    """One entry of the ledger as it was signed, and when it was last carried out in this database."""

    __tablename__ = "deletion"
    data_map = Data(
        "which cases were deleted, and by which signed order",
        MACHINE,
        kept="for good: asked at every restore",
        words="signed",
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[str] = mapped_column(index=True)
    everything: Mapped[bool]
    signed: Mapped[bytes] = mapped_column(Blob)
    carried_out_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Deletion:
    """What is to be deleted: the record classes of a case, who asked and who confirmed (person ids), when, and why.

    `reason` is a code. The same deletion asked for again is one entry.
    """

    case_id: str
    classes: tuple[str, ...]
    asked_by: str
    confirmed_by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """The folder outside the database, and the key that signs."""

    folder: Path
    signer: Signer


def enter(session: Session, ledger: Ledger, wanted: Deletion) -> int:
    """Put a deletion into the ledger, on the disk before this returns; gives its number.

    Raises NotAsSigned when folder and database do not agree.
    """
    audit.lock(session, LEDGER)
    take_in(session, ledger)
    rows = entries(session)
    same = next((row.number for row in rows if row.case_id == wanted.case_id and read(ledger, row) == wanted), None)
    if same is not None:
        return same
    before = signed_files.fingerprint(rows[-1].signed) if rows else FIRST_BEFORE
    number = len(rows) + 1
    text = signed_files.signed(ledger.signer, _content(number, before, wanted))
    durable_files.write_once(signed_files.place(ledger.folder, number), text)
    _keep(session, number, wanted, text)
    return number


def take_in(session: Session, ledger: Ledger) -> int:
    """Let database and folder each have what the other knows; gives how many entries were new to the database.

    Raises NotAsSigned when an entry is missing in both, damaged, or not the same in both.
    """
    audit.lock(session, LEDGER)
    new = 0
    for each in compared(session, ledger):
        if not each.in_folder:
            durable_files.write_once(signed_files.place(ledger.folder, each.number), each.text)
        if not each.in_database:
            _keep(session, each.number, each.wanted, each.text)
            new += 1
    return new


@dataclass(frozen=True, slots=True)
class Compared:
    """An entry that holds, and where it stands."""

    number: int
    text: bytes
    wanted: Deletion
    in_database: bool
    in_folder: bool


def compared(session: Session, ledger: Ledger) -> Iterator[Compared]:
    """Every entry of database and folder in order, each checked as it comes; raises NotAsSigned."""
    known = {row.number: row.signed for row in entries(session)}
    there = signed_files.numbers(ledger.folder)
    before = FIRST_BEFORE
    for number in range(1, max([0, *known, *there]) + 1):
        try:
            text = known[number] if number not in there else signed_files.load(ledger.folder, number)
            wanted = _wanted(signed_files.checked(ledger.signer, text), number, before)
        except KeyError:
            raise NotAsSigned(f"the ledger of deletions has no entry {number}: put it back from a copy") from None
        except NotAsSigned as trouble:
            raise NotAsSigned(f"entry {number} of the ledger of deletions {trouble}") from None
        if known.get(number, text) != text:
            raise NotAsSigned(f"entry {number} of the ledger of deletions is another one than in {ledger.folder}")
        yield Compared(number, text, wanted, number in known, number in there)
        before = signed_files.fingerprint(text)


def entries(session: Session) -> list[DeletionEntry]:
    """The ledger as the database knows it, from its beginning."""
    return list(session.scalars(select(DeletionEntry).order_by(DeletionEntry.number)))


def outstanding(session: Session) -> list[DeletionEntry]:
    """Entries that were not carried out in this database: after a crash, or when it was restored."""
    return [row for row in entries(session) if row.carried_out_at is None]


def read(ledger: Ledger, row: DeletionEntry) -> Deletion:
    """What an entry says; raises NotAsSigned."""
    return _deletion(signed_files.checked(ledger.signer, row.signed))


def forgotten(session: Session) -> set[str]:
    """The cases of which everything is deleted, or about to be."""
    return set(session.scalars(select(DeletionEntry.case_id).where(DeletionEntry.everything)))


def classes_gone(session: Session, ledger: Ledger) -> dict[str, set[str]]:
    """The classes that were deleted, or are about to be, of cases that were not deleted as a whole."""
    found: dict[str, set[str]] = {}
    for row in session.scalars(select(DeletionEntry).where(~DeletionEntry.everything)):
        found.setdefault(row.case_id, set()).update(read(ledger, row).classes)
    return found


def of_any(session: Session) -> set[str]:
    """The cases of which at least one class of records is deleted, or about to be."""
    return set(session.scalars(select(DeletionEntry.case_id)))


def of_case(session: Session, case_id: str) -> list[DeletionEntry]:
    """The entries about one case, oldest first."""
    its = select(DeletionEntry).where(DeletionEntry.case_id == case_id)
    return list(session.scalars(its.order_by(DeletionEntry.number)))


def is_forgotten(session: Session, case_id: str) -> bool:
    """Whether everything of a case is deleted, or about to be."""
    its = select(DeletionEntry.number).where(DeletionEntry.case_id == case_id, DeletionEntry.everything)
    return session.execute(its.limit(1)).first() is not None


def _keep(session: Session, number: int, wanted: Deletion, text: bytes) -> None:
    everything = EVERYTHING in wanted.classes
    session.add(DeletionEntry(number=number, case_id=wanted.case_id, everything=everything, signed=text))
    detail: dict[str, Json] = {"classes": [*wanted.classes], "sha256": signed_files.fingerprint(text)}
    audit.append(session, LEDGER, wanted.confirmed_by, "deletion entered", wanted.case_id, detail, wanted.at)


def _content(number: int, before: str, wanted: Deletion) -> dict[str, Json]:
    return {
        "asked_by": wanted.asked_by,
        "at": wanted.at.astimezone(UTC).isoformat(),
        "before": before,
        "case": wanted.case_id,
        "classes": [*wanted.classes],
        "confirmed_by": wanted.confirmed_by,
        "number": number,
        "reason": wanted.reason,
    }


def _wanted(content: dict[str, Json], number: int, before: str) -> Deletion:
    if content.get("number") != number or content.get("before") != before:
        raise NotAsSigned("does not follow the one before: put it back from a copy")
    return _deletion(content)


def _deletion(content: dict[str, Json]) -> Deletion:
    classes = content["classes"]
    return Deletion(
        case_id=str(content["case"]),
        classes=tuple(map(str, classes)) if isinstance(classes, list) else (),
        asked_by=str(content["asked_by"]),
        confirmed_by=str(content["confirmed_by"]),
        reason=str(content["reason"]),
        at=datetime.fromisoformat(str(content["at"])),
    )
