"""A prepared letter changed by hand before it is released: its paragraphs, or the whole document from Word.

Each change makes a new version that keeps who changed what, when and why; the audit has only the number of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cases import file_types
from cases.correspondence import documents, letters
from cases.correspondence.letters import Draft, Letter, LetterStatus, Recipient
from cases.file_types import FileRefused
from casework import attaching
from casework.letters import editing, preparing, rendering
from casework.letters.rendering import Changed, Changing
from casework.office import Office
from engine import commands
from foundation.canonical import Json
from foundation.database import Session, bucket_of


class NotChangeable(Exception):
    """The letter is released, or somebody else has changed it since it was opened."""


class NothingChanged(Exception):
    """What was sent is what the letter says already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which letter a person changes, and why; the reason is kept with the case and names nobody."""

    case_id: str
    letter_id: str
    by: str
    reason: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """A prepared letter as it stands: its document, what was merged into it, and what it says."""

    content: bytes = field(repr=False)
    merged: Mapping[str, Any] = field(repr=False)
    edits: Sequence[Json] = field(repr=False)
    said: Changed = field(repr=False)

    @property
    def texts(self) -> list[str]:
        """What each paragraph says."""
        return [each["text"] for each in self.said.paragraphs]

    def may_change(self, number: int) -> bool:
        """Whether a person may change a paragraph by itself: plain words, but not the letter's reference or date."""
        paragraph, document = self.said.paragraphs[number], self.merged["doc"]
        is_mark = document["ref"] in paragraph["text"] or paragraph["text"] == document["date"]
        return paragraph["is"] == editing.PLAIN and bool(paragraph["text"].strip()) and not is_mark


def may_be_changed(letter: Letter) -> bool:
    """Whether a letter is one that somebody may still change: a document, prepared and not released."""
    return letter.status is LetterStatus.PREPARED and letter.file_id is not None


def opened(office: Office, case_id: str, letter_id: str) -> Opened:
    """A prepared letter, read; raises NotChangeable."""
    with office.database.reading() as session:
        letter = letters.get(session, case_id, letter_id)
        if not may_be_changed(letter):
            raise NotChangeable
        content = documents.document(session, office.keys, letter)
        merged = documents.snapshot_of(session, office.keys, letter)
        edits = documents.edits_of(session, office.keys, letter)
    (said,) = rendering.change_all([Changing(content)])
    return Opened(content, merged, edits, said)


def in_words(office: Office, wanted: Wanted, new: Mapping[int, str], key: str) -> None:
    """Change some of the paragraphs a person may change; raises NotChangeable, NothingChanged."""
    found = opened(office, wanted.case_id, wanted.letter_id)
    mine = {number: text for number, text in new.items() if number < len(found.texts) and found.may_change(number)}
    changes = editing.in_words(found.texts, mine)
    if not changes:
        raise NothingChanged
    _keep(office, wanted, found, ("words", found.content, changes), key)


def by_file(office: Office, wanted: Wanted, name: str, content: bytes, key: str) -> None:
    """Take a changed document in the place of the prepared one; raises NotChangeable, NothingChanged, FileRefused."""
    found = opened(office, wanted.case_id, wanted.letter_id)
    if content == found.content:
        raise NothingChanged
    with office.database.reading() as session:
        most = attaching.limit(session, wanted.case_id)
    if attaching.looked_at(office, name, content, most) != file_types.TYPES["docx"]:
        raise FileRefused("The changed letter must be a Word document. Save it as .docx.")
    (said,) = rendering.change_all([Changing(content)])
    _must_be_finished(found, said)
    changes = editing.between(found.texts, [each["text"] for each in said.paragraphs])
    _keep(office, wanted, found, ("file", content, changes), key)


def take_back(office: Office, wanted: Wanted, key: str) -> None:
    """Make the letter anew without anything that was changed by hand; raises NotChangeable, LetterProblem."""
    found = opened(office, wanted.case_id, wanted.letter_id)
    if not found.edits:
        raise NothingChanged
    with office.database.reading() as session:
        letter = letters.get(session, wanted.case_id, wanted.letter_id)
        planned = preparing.plan_again(session, office, letter)
    (made,) = preparing.render([planned])
    edits = [*editing.left_out(found.edits), _edit(office, wanted, "back", [])]
    _store(office, wanted, found, (made.content, edits), key)


def _must_be_finished(found: Opened, said: Changed) -> None:
    """Raise FileRefused for another letter's document, and for one that would show its reader what is behind it."""
    words = "\n".join([*said.edges, *(each["text"] for each in said.paragraphs)])
    if said.left_open:
        raise FileRefused(
            "The document still holds tracked changes or comments, which whoever gets it could read. "
            "Accept or reject all changes in Word, delete the comments, and save it again."
        )
    marks = (str(found.merged["doc"]["ref"]), str(found.merged["partnership"]["marking"]))
    if missing := [mark for mark in marks if mark not in words]:
        raise FileRefused(f"“{missing[0]}” is not in the document. Download this letter, change it and send it again.")
    if any(mark in words for mark in ("{{", "{%")):
        raise FileRefused("The document holds marks of a template. Download this letter, change it and send it again.")


def _keep(
    office: Office, wanted: Wanted, found: Opened, edit: tuple[str, bytes, list[dict[str, Any]]], key: str
) -> None:
    """Keep the next version: `edit` is the way it was changed, the document, and what is otherwise in it."""
    way, content, changes = edit
    document = found.merged["doc"]
    mark = f"{document['ref']}  ·  version "
    counted = (f"{mark}{document['version']}", f"{mark}{int(document['version']) + 1}")
    inside = changes if way == "words" else ()
    (changed,) = rendering.change_all([Changing(content, inside, [counted])])
    edits = [*editing.looked_at(found.edits), _edit(office, wanted, way, changes)]
    _store(office, wanted, found, (changed.content, edits), key)


def _edit(office: Office, wanted: Wanted, way: str, changes: list[dict[str, Any]]) -> Json:
    at = office.clock.now().isoformat()
    return {"by": wanted.by, "at": at, "way": way, "reason": wanted.reason, "changes": [*changes]}


def _store(office: Office, wanted: Wanted, found: Opened, made: tuple[bytes, list[Json]], key: str) -> None:
    now = office.clock.now()

    def store(session: Session) -> None:
        def act() -> dict[str, str]:
            return {"letter": _next(session, office, wanted, found, made).id}

        commands.once(session, bucket_of(wanted.case_id), key, wanted.by, now, act)

    office.database.carry_out(store)


def _next(session: Session, office: Office, wanted: Wanted, found: Opened, made: tuple[bytes, list[Json]]) -> Letter:
    content, edits = made
    letters.hold(session, wanted.case_id)
    letter = letters.get(session, wanted.case_id, wanted.letter_id)
    if not may_be_changed(letter):
        raise NotChangeable
    merged = {**found.merged, "doc": {**found.merged["doc"], "version": str(letter.version + 1)}}
    draft = Draft(
        case_id=wanted.case_id,
        kind=letter.kind,
        snapshot=merged,
        variant=letter.variant,
        subject_id=letter.subject_id,
        recipient=Recipient(letter.person_id, letter.agency_id, documents.address_of(session, office.keys, letter)),
        name=preparing.file_name(merged),
        content=content,
        template_hash=letter.template_hash,
        template_version=letter.template_version,
        edits=edits,
        made_by=wanted.by,
    )
    return letters.prepare(session, office.keys, draft, office.clock.now())
