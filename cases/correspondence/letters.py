"""What left a case on paper: letters with their template and merge data, and how far each has come.

A letter's bytes are a file of the case; what was merged into it is sealed beside it, so that what was sent can be
shown (guidance 1.5.3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from sqlalchemy.orm import Mapped, mapped_column

from cases import audit, files, keys, owned
from cases.files import Upload
from cases.owned import OfCase
from cases.states import moved, stored
from foundation.canonical import Json
from foundation.crypto import Keyring
from foundation.data_classes import OF_CASE, Data
from foundation.database import Base, Blob, Session, Utc

OFFICE = "BO CH"
"""Who sees a letter before it is released."""

MACHINE = "system"

RELEASED = "letter released"
"""What the audit calls it; the entry keeps the hash of what was released."""


class LetterStatus(Enum):
    """How far a letter has come."""

    PREPARED = "prepared"
    RELEASED = "released"
    SENT = "sent"
    SUPERSEDED = "superseded"
    RECALLED = "recalled"


LETTER_MOVES: Mapping[LetterStatus, frozenset[LetterStatus]] = {
    LetterStatus.PREPARED: frozenset({LetterStatus.RELEASED, LetterStatus.SUPERSEDED}),
    LetterStatus.RELEASED: frozenset({LetterStatus.SENT, LetterStatus.SUPERSEDED, LetterStatus.RECALLED}),
    LetterStatus.SENT: frozenset({LetterStatus.SUPERSEDED, LetterStatus.RECALLED}),
    LetterStatus.SUPERSEDED: frozenset({LetterStatus.RECALLED}),
    LetterStatus.RECALLED: frozenset(),
}

OUT_OF_FORCE = (LetterStatus.SUPERSEDED, LetterStatus.RECALLED)
"""A newer one stands in its place, or it should never have gone."""


class Letter(OfCase, Base):
    """One document about a case. `subject_id` is the request or meeting it is about, empty for the case itself."""

    __tablename__ = "letter"
    data_map = Data("letters", OF_CASE, codes="variant template_hash template_version", sealed="address snapshot edits")

    kind: Mapped[str]
    variant: Mapped[str]
    subject_id: Mapped[str]
    person_id: Mapped[str | None]
    agency_id: Mapped[str | None]
    address: Mapped[bytes | None] = mapped_column(Blob)
    version: Mapped[int]
    status: Mapped[LetterStatus] = mapped_column(stored(LetterStatus))
    template_hash: Mapped[str]
    template_version: Mapped[str]
    snapshot: Mapped[bytes] = mapped_column(Blob)
    edits: Mapped[bytes | None] = mapped_column(Blob)
    file_id: Mapped[str | None]
    sha256: Mapped[str]
    prepared_at: Mapped[datetime] = mapped_column(Utc)
    released_at: Mapped[datetime | None] = mapped_column(Utc)
    released_by: Mapped[str | None]
    sent_at: Mapped[datetime | None] = mapped_column(Utc)


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a letter goes: a person, an agency, or an address outside; none of them for internal papers."""

    person_id: str | None = None
    agency_id: str | None = None
    address: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter made: what it is, for whom, what was merged, and its bytes; without bytes it is a record only.

    `edits` is what people changed in it by hand, oldest first; `made_by` is who changed it last, else the machine.
    """

    case_id: str
    kind: str
    snapshot: dict[str, Json] = field(repr=False)
    variant: str = ""
    subject_id: str = ""
    recipient: Recipient = field(default_factory=Recipient)
    name: str = ""
    content: bytes | None = field(default=None, repr=False)
    template_hash: str = ""
    template_version: str = ""
    edits: Sequence[Json] = field(default=(), repr=False)
    made_by: str = MACHINE


def prepare(session: Session, keyring: Keyring, draft: Draft, now: datetime) -> Letter:
    """Keep a letter with the next version number; one like it that was only prepared is superseded."""
    hold(session, draft.case_id)
    earlier = like(session, draft)
    letter = Letter(
        **owned.key(draft.case_id),
        kind=draft.kind,
        variant=draft.variant,
        subject_id=draft.subject_id,
        person_id=draft.recipient.person_id,
        agency_id=draft.recipient.agency_id,
        version=len(earlier) + 1,
        status=LetterStatus.PREPARED,
        template_hash=draft.template_hash,
        template_version=draft.template_version,
        sha256="",
        prepared_at=now,
    )
    cipher = keys.cipher(session, keyring, draft.case_id, keys.LETTERS)
    letter.snapshot = cipher.seal(draft.snapshot, "letter", "snapshot", letter.id)
    if draft.recipient.address:
        letter.address = cipher.seal(draft.recipient.address, "letter", "address", letter.id)
    if draft.edits:
        letter.edits = cipher.seal([*draft.edits], "letter", "edits", letter.id)
    if draft.content is not None:
        upload = Upload(draft.case_id, draft.name, draft.content, OFFICE, kind="letter", part=keys.LETTERS)
        file = files.stage(session, keyring, upload, now)
        files.keep(session, draft.case_id, file.id, None)
        letter.file_id, letter.sha256 = file.id, file.sha256
    for one in earlier:
        if one.status is LetterStatus.PREPARED:
            _move(one, LetterStatus.SUPERSEDED)
    session.add(letter)
    session.flush()
    action = "letter prepared" if draft.made_by == MACHINE else "letter changed by hand"
    _write_down(session, letter, draft.made_by, action, now)
    return letter


def release(session: Session, letter: Letter, by: str, visibility: str, now: datetime) -> None:
    """Let a letter go out: its file is locked and shown to whom it is for. Releasing it again changes nothing.

    Raises IllegalMove for one in whose place a newer version stands.
    """
    hold(session, letter.case_id)
    if letter.status in (LetterStatus.RELEASED, LetterStatus.SENT):
        return
    _move(letter, LetterStatus.RELEASED)
    letter.released_at, letter.released_by = now, by
    if letter.file_id:
        files.release(session, letter.case_id, letter.file_id, by, now)
        file = files.get(session, letter.case_id, letter.file_id)
        file.visibility, file.agency_id, file.person_id = visibility, letter.agency_id, letter.person_id
    _write_down(session, letter, by, RELEASED, now)


def mark_sent(session: Session, letter: Letter, now: datetime) -> None:
    """Note that a released letter has reached its way to the recipient; a second time changes nothing."""
    if letter.status is LetterStatus.RELEASED:
        _move(letter, LetterStatus.SENT)
        letter.sent_at = now
        _write_down(session, letter, "system", "letter sent", now)


def recall(session: Session, letter: Letter, by: str, now: datetime) -> None:
    """Take back a letter that should not have gone: its recipient can no longer open it, the office still can.

    Recalling it again changes nothing. Raises IllegalMove for a letter that was not released.
    """
    if letter.status is LetterStatus.RECALLED:
        return
    _move(letter, LetterStatus.RECALLED)
    if letter.file_id:
        file = files.get(session, letter.case_id, letter.file_id)
        file.visibility, file.agency_id, file.person_id = OFFICE, None, None
    _write_down(session, letter, by, "letter recalled", now)


def hold(session: Session, case_id: str) -> None:
    """See to it that nobody else changes or releases a letter of the case until this transaction ends.

    Call it before looking for the letters that are to go out: what somebody changed meanwhile is then among them.
    """
    session.execute(owned.rows(Letter, case_id).with_only_columns(Letter.id).with_for_update())
    for row in session.identity_map.values():
        if isinstance(row, Letter):
            session.expire(row)


def get(session: Session, case_id: str, letter_id: str) -> Letter:
    """One letter of a case; raises owned.NotInCase."""
    return owned.get(session, Letter, case_id, letter_id)


def of_case(session: Session, case_id: str, *kinds: str) -> list[Letter]:
    """The letters of a case, oldest first, or those of some kinds."""
    found = owned.rows(Letter, case_id)
    return list(session.scalars(found.where(Letter.kind.in_(kinds)) if kinds else found))


def versions_of(session: Session, letter: Letter) -> list[Letter]:
    """Every version of a letter, oldest first."""
    return _same(session, letter, letter.person_id, letter.agency_id)


def like(session: Session, draft: Draft) -> list[Letter]:
    """The earlier versions of a letter: same kind, about the same thing, to the same recipient."""
    return _same(session, draft, draft.recipient.person_id, draft.recipient.agency_id)


def replace_earlier(session: Session, letter: Letter, now: datetime) -> None:
    """Put the earlier versions of a letter out of force because this one stands in their place; they stay readable."""
    for earlier in versions_of(session, letter):
        if earlier.version < letter.version and earlier.status not in OUT_OF_FORCE:
            _move(earlier, LetterStatus.SUPERSEDED)
            _write_down(session, earlier, MACHINE, "letter superseded", now)


def in_force(session: Session, case_id: str, kind: str, subject_id: str | None = None) -> list[Letter]:
    """The letters of a kind neither superseded nor recalled, newest last; of one request or meeting when named."""
    found = owned.rows(Letter, case_id).where(Letter.kind == kind, Letter.status.not_in(OUT_OF_FORCE))
    return list(session.scalars(found if subject_id is None else found.where(Letter.subject_id == subject_id)))


def _same(session: Session, one: Letter | Draft, person_id: str | None, agency_id: str | None) -> list[Letter]:
    same = owned.rows(Letter, one.case_id).where(
        Letter.kind == one.kind,
        Letter.subject_id == one.subject_id,
        Letter.person_id.is_not_distinct_from(person_id),
        Letter.agency_id.is_not_distinct_from(agency_id),
    )
    return list(session.scalars(same))


def _move(letter: Letter, status: LetterStatus) -> None:
    letter.status = moved("the letter", LETTER_MOVES, letter.status, status)


def _write_down(session: Session, letter: Letter, by: str, action: str, now: datetime) -> None:
    detail: dict[str, Json] = {"kind": letter.kind, "version": letter.version, "sha256": letter.sha256}
    audit.append(session, audit.of_case(letter.case_id), by, action, letter.id, detail, now)
