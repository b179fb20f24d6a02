"""What the audit says, in words: who did what to which thing of which case, for a page or for a spreadsheet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from cases import records
from cases.audit import AuditEntry
from cases.people import Person
from foundation import canonical
from foundation.database import Session

SYSTEM = "The system"
HEADINGS = ("Recorded", "For", "Case", "Who", "What", "Of what", "More", "Stream", "Entry", "Hash")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `at` is the time it counts for, `recorded_at` the computer's own."""

    recorded_at: datetime
    at: datetime
    reference: str
    who: str
    action: str
    what: str
    more: str
    stream: str
    number: int
    hash: str


def lines(session: Session, entries: list[AuditEntry]) -> list[Line]:
    """These entries in words. People and cases are named as they are called now; the audit has their ids only."""
    names = dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(_people(entries)))).all())
    cases = {case_id for one in entries if (case_id := _case_of(one))}
    references = records.references_of(session, cases)
    return [_line(one, names, references.get(_case_of(one), "")) for one in entries]


def rows(found: Iterable[Line]) -> Iterable[tuple[str, ...]]:
    """For a spreadsheet: times in UTC, and nothing that it would take for a formula."""
    yield HEADINGS
    for one in found:
        yield (
            one.recorded_at.isoformat(timespec="seconds"),
            one.at.isoformat(timespec="seconds"),
            *map(_plain, (one.reference, one.who, one.action, one.what, one.more, one.stream)),
            str(one.number),
            one.hash,
        )


def _line(entry: AuditEntry, names: dict[str, str], reference: str) -> Line:
    detail = canonical.read(entry.detail)
    told = dict(detail) if isinstance(detail, dict) else {}
    what = str(told.pop("what", ""))
    more = ", ".join(f"{key}: {names.get(str(value), value)}" for key, value in sorted(told.items()))
    who = names.get(entry.actor, SYSTEM if entry.actor == "system" else entry.actor)
    subject = names.get(entry.subject, entry.subject)
    return Line(
        entry.recorded_at, entry.at, reference, who, entry.action, f"{what} {subject}".strip(), more, entry.stream,
        entry.number, entry.hash.hex(),
    )  # fmt: skip


def _people(entries: list[AuditEntry]) -> set[str]:
    found = {each for one in entries for each in (one.actor, one.subject)}
    details = [canonical.read(one.detail) for one in entries]
    return found | {
        value for one in details if isinstance(one, dict) for value in one.values() if isinstance(value, str)
    }


def _case_of(entry: AuditEntry) -> str:
    kind, _, id_ = entry.stream.partition(":")
    return id_ if kind in {"case", "reads"} else ""


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
