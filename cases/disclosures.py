"""The schedule of a request about data: every record that there was, and what a person decided of each.

A record is named by where it is, never copied. Why something is left out, and what is told in its place, is sealed; so
are the marks, which are places in a text.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, keys, owned
from cases.data_requests import ACCESS, DataRequest
from cases.owned import OfCase
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import OFFICE, Data
from foundation.database import Base, Blob, Session, Utc

FORM, FILE, IDENTITY, READS = "form", "file", "identity", "reads"
"""What a record is: a form that was sent, a file or letter, who somebody is, and who has read what."""

DISCLOSE, REDACT, IN_WORDS, WITHHOLD, NOT_THEIRS = "disclose", "redact", "in_words", "withhold", "not_theirs"
DECISIONS = {
    DISCLOSE: "Disclose it whole",
    REDACT: "Disclose it with words left out",
    IN_WORDS: "Tell in words what of it is theirs",
    WITHHOLD: "Withhold it",
    NOT_THEIRS: "It holds nothing about them",
}
NEEDS_REASON = frozenset({REDACT, WITHHOLD})
"""What is decided only with an exemption."""

EXEMPTIONS = {
    "third_party": "It is about somebody else, and giving it would not be fair to them (Schedule 2 paragraph 16)",
    "serious_harm": "It would be likely to cause serious harm: health, social work or education (Schedule 3)",
    "child_abuse": "Data on child abuse, asked for on a child’s behalf (Schedule 3 paragraph 21)",
    "wishes": "It was given in the expectation that it is not passed on (Schedule 3)",
    "court": "Data that a court processes (Schedule 3)",
    "crime": "It would be likely to prejudice the prevention or detection of crime (Schedule 2 paragraph 2)",
    "functions": "It would be likely to prejudice a function of protecting the public (Schedule 2 paragraph 7)",
    "privilege": "Legal professional privilege (Schedule 2 paragraph 19)",
    "incrimination": "It would incriminate whoever is asked (Schedule 2 paragraph 20)",
    "reference": "A confidential reference (Schedule 2 paragraph 24)",
    "other": "Another exemption, named in the note",
}
"""Why something is left out, in the words of the schedule."""


CONTESTED = "contested"
"""What is said of a record that somebody wants put right, deleted or used no longer, before it is decided."""


class Disclosure(OfCase, Base):
    """One record of the schedule of one request. `digest` is of the text in which the marks are; `statement` is what is
    shown with the record from then on, where a request is not for a copy (cases.contested).
    """

    __tablename__ = "disclosure"
    data_map = Data(
        "what is disclosed of each record that somebody asked for, or said is wrong",
        OFFICE,
        codes="source decision exemption digest",
        sealed="note marks statement",
    )

    request_id: Mapped[str]
    number: Mapped[int]
    source: Mapped[str]
    source_id: Mapped[str]
    decision: Mapped[str | None]
    exemption: Mapped[str | None]
    note: Mapped[bytes | None] = mapped_column(Blob)
    marks: Mapped[bytes | None] = mapped_column(Blob)
    statement: Mapped[bytes | None] = mapped_column(Blob)
    digest: Mapped[str | None]
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Decided:
    """What is to become of one record: a decision, with an exemption and a note, and where words are left out.

    `statement` is what is shown with it to everybody who may read it.
    """

    decision: str
    exemption: str | None
    note: str = field(repr=False)
    places: tuple[tuple[int, int], ...] = ()
    text: str = field(default="", repr=False)
    statement: str = field(default="", repr=False)


class NotOpen(ValueError):
    """A record of a schedule was to be changed that is with the second person, or released."""


def collect(session: Session, request: DataRequest, found: Collection[tuple[str, str]], now: datetime) -> None:
    """Put these records, each named once, into the schedule of a request."""
    there = {(one.source, one.source_id) for one in of_request(session, request)}
    new = [one for one in found if one not in there]
    for number, (source, source_id) in enumerate(new, start=len(there) + 1):
        row = Disclosure(
            **owned.key(request.case_id), request_id=request.id, number=number, source=source, source_id=source_id
        )
        session.add(row)
    session.flush()
    detail: dict[str, Json] = {"records": len(there) + len(new)}
    audit.append(
        session, audit.of_case(request.case_id), "system", "data request collected", request.id, detail, now
    )  # fmt: skip


def of_request(session: Session, request: DataRequest) -> list[Disclosure]:
    """The schedule in order."""
    its = owned.rows(Disclosure, request.case_id).where(Disclosure.request_id == request.id)
    return sorted(session.scalars(its), key=lambda one: one.number)


def get(session: Session, request: DataRequest, row_id: str) -> Disclosure:
    """One record of a schedule; raises owned.NotInCase."""
    row = owned.get(session, Disclosure, request.case_id, row_id)
    if row.request_id != request.id:
        raise owned.NotInCase(Disclosure, request.case_id, row_id)
    return row


def decide(
    session: Session, keyring: Keyring, request: DataRequest, row: Disclosure, what: Decided, by: tuple[str, datetime]
) -> None:
    """Say what becomes of a record; `by` is who says so and when. Raises NotOpen."""
    if not request.is_open:
        raise NotOpen("what is disclosed is with the second person: it can be changed when that sends it back")
    cipher = keys.cipher(session, keyring, row.case_id)
    row.decision, row.exemption = what.decision, what.exemption
    row.note = cipher.seal(what.note, row.__tablename__, "note", row.id)
    row.marks = cipher.seal([list(one) for one in what.places], row.__tablename__, "marks", row.id)
    row.statement = cipher.seal(what.statement, row.__tablename__, "statement", row.id) if what.statement else None
    row.digest = digest_of(what.text)
    row.decided_by, row.decided_at = by
    detail: dict[str, Json] = {"decision": what.decision, "exemption": what.exemption or ""}
    audit.append(session, audit.of_case(row.case_id), by[0], "disclosure decided", row.id, detail, by[1])


def note_of(session: Session, keyring: Keyring, row: Disclosure) -> str:
    """Why, or what is told in its place."""
    return str(_opened(session, keyring, row, "note") or "")


def statement_of(session: Session, keyring: Keyring, row: Disclosure) -> str:
    """What is shown with the record."""
    return str(_opened(session, keyring, row, "statement") or "")


def places_of(session: Session, keyring: Keyring, row: Disclosure) -> list[tuple[int, int]]:
    """Where words are left out."""
    found: Any = _opened(session, keyring, row, "marks")
    return [(int(start), int(end)) for start, end in found or []]


def digest_of(text: str) -> str:
    """By which it is known that a text is still the one that was marked."""
    return hashlib.sha256(text.encode()).hexdigest()


def undecided(session: Session, request: DataRequest) -> int:
    """How many records nobody has decided on: of a request for a copy every one, of any other those it is about."""
    waiting = None if request.asked == ACCESS else CONTESTED
    return sum(one.decision == waiting for one in of_request(session, request))


def deciders(session: Session, request: DataRequest) -> set[str]:
    """Everybody who decided on any of it: none of them checks it."""
    found = {one.decided_by for one in of_request(session, request)} | {request.decided_by}
    return {one for one in found if one}


def _opened(session: Session, keyring: Keyring, row: Disclosure, column: str) -> object:
    sealed = getattr(row, column)
    cipher = keys.cipher(session, keyring, row.case_id) if sealed else None
    return cipher.open(sealed, row.__tablename__, column, row.id) if cipher else None
