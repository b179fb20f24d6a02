"""The read log: which pages of a case people were shown, what of it was sealed, and what they searched for.

By rule 7 of domain.md §3.1. Whatever opens something sealed says so here, so that no page can forget. What was opened
for a page is written before the page is sent, and the page is not sent when that fails. The machine's own work is
nobody's reading.
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from cases import audit
from foundation.canonical import Json
from foundation.database import Session, is_reading

READ, SEARCHED, EXPORTED = "read", "searched", "exported"
IDENTITY, REPLY, ADVICE, FORM, FILE, LETTER, MAIL = "identity", "reply", "advice", "form", "file", "letter", "e-mail"
PAGE = "page"
DUPLICATES = "possible duplicates"
"""What can be read, in the words that the log and its pages use."""


@dataclass(frozen=True, slots=True, order=True)
class Opened:
    """One thing that was opened: of which case, what kind of thing, and its id."""

    case_id: str
    what: str
    id: str


_collected: ContextVar[set[Opened] | None] = ContextVar("collected", default=None)


def collect() -> set[Opened]:
    """From now on in this thread, what is opened for looking at is put into the set that this gives."""
    found: set[Opened] = set()
    _collected.set(found)
    return found


def collect_no_more() -> None:
    """What is opened from now on is nobody's reading."""
    _collected.set(None)


def opened(session: Session, case_id: str, what: str, id: str) -> None:
    """Say that something sealed was opened; it counts as read when it was opened only to be looked at."""
    found = _collected.get()
    if found is not None and is_reading(session):
        found.add(Opened(case_id, what, id))


def write(session: Session, person_id: str, found: set[Opened], now: datetime) -> None:
    """Keep what a person was shown, in the streams of the cases it belongs to."""
    for one in sorted(found):
        detail: dict[str, Json] = {"what": one.what}
        audit.append(session, audit.of_reads(one.case_id), person_id, READ, one.id, detail, now)


@dataclass(frozen=True, slots=True)
class Search:
    """That somebody searched or exported: a keyed token of what they wrote, where, and how much they found."""

    token: str
    where: str
    found: int
    action: str = SEARCHED


def searched(session: Session, person_id: str, search: Search, now: datetime) -> None:
    """Keep that a person searched, in a stream of their own."""
    detail: dict[str, Json] = {"what": search.where, "found": search.found}
    audit.append(session, audit.of_searches(person_id), person_id, search.action, search.token or "-", detail, now)
