"""One letter or document of a case: what it is, its hash, what people changed in it, and changing it before release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import contested, files
from cases.correspondence import documents, letters
from cases.correspondence.letters import Letter
from cases.disclosures import FILE
from cases.file_types import FileRefused
from cases.files import CaseFile
from cases.owned import NotInCase
from casework.letters import changing, editing
from casework.letters.changing import NotChangeable, NothingChanged, Opened, Wanted
from casework.letters.rendering import LetterProblem
from foundation.database import Session
from web import csrf, office_settings, on_paper, overview
from web.here import office, viewer
from web.pages.operations import Errors, read_reason
from web.problems import Problem, not_found
from web.standing import OFFICE, Standing, standing

blueprint = Blueprint("letters", __name__, url_prefix="/cases/<reference>/documents/<letter_id>")

MOST_DIGITS = 6
"""How long the number of a paragraph may be."""

ORIGINS = {
    "case": "This case’s own",
    "partnership": "The partnership’s own",
    "default": "The one that comes with the system",
}
WAYS = {
    "words": "Words changed",
    "file": "Replaced by a changed Word document",
    "back": "All changes taken back",
    "form": "Section 1 changed in its form",
}
STATES = {editing.IN: "", editing.LOST: "Found no place in this version", editing.LEFT: "Not in this version"}


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody changed at one time, in words for a page."""

    by: str
    at: datetime
    way: str
    reason: str
    changes: list[tuple[str, str, str]]


@blueprint.get("")
def show(reference: str, letter_id: str) -> str:
    """What a document is and how far it has come; to the office also what was changed in it, old and new."""
    with office().database.reading() as session:
        here, letter, file = _readable(session, reference, letter_id)
        same = [
            each
            for each in letters.versions_of(session, letter)
            if each.id != letter.id and each.file_id and here.may_read(files.get(session, here.case.id, each.file_id))
        ]
        edits = documents.edits_of(session, office().keys, letter) if here.codes & OFFICE else []
        marks = contested.of_record(session, office().keys, here.case.id, (FILE, file.id))
        people = overview.names(session, _people(letter, edits) | {one for mark in marks for one in mark.people})
        told = [_edit(each, people) for each in reversed(edits) if isinstance(each, dict)]
        paper = on_paper.paper(session, file, letter)
    return render_template(
        "pages/letter.html",
        title=paper.title,
        here=here,
        letter=letter,
        paper=paper,
        marks=marks,
        edits=told,
        is_short=editing.is_short(edits),
        others=same,
        people=people,
        template=_template(letter),
        in_office=bool(here.codes & OFFICE),
        may_change=_may_change(here, letter),
    )


@blueprint.get("/change")
def change(reference: str, letter_id: str) -> str:
    """The words of a prepared document, each paragraph in a field of its own, and a place for a changed document."""
    here, letter = _changeable(reference, letter_id)
    return _form(here, letter, _opened(here, letter), {}, [])


@blueprint.post("/change")
def save(reference: str, letter_id: str) -> str | tuple[str, int] | Response:
    """Make a new version of it: with the words changed, from the document sent, or with every change taken back."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        if office_settings.done_before(session, here.case.id):
            return _done(reference)
    here, letter = _changeable(reference, letter_id)
    reason, errors = read_reason()
    wanted = Wanted(here.case.id, letter.id, viewer().id, reason)
    if not errors:
        errors = _carried_out(here, wanted)
    if errors:
        return _form(here, letter, _opened(here, letter), request.form, errors), 422
    return _done(reference)


def _carried_out(here: Standing, wanted: Wanted) -> Errors:
    """Do what was asked; what is wrong with it when it cannot be done."""
    act = request.form.get("act", "words")
    sent = request.files.get("document")
    try:
        if act == "back":
            changing.take_back(office(), wanted, csrf.key())
        elif act == "file":
            if sent is None or not sent.filename:
                return [("document", "Choose the changed document")]
            changing.by_file(office(), wanted, sent.filename, sent.read(), csrf.key())
        else:
            changing.in_words(office(), wanted, _written(), csrf.key())
    except NothingChanged:
        return [("reason", "Change something first: what was sent says what the document says already")]
    except FileRefused as refused:
        return [("document", str(refused))]
    except LetterProblem as problem:
        return [("document" if act == "file" else "reason", str(problem))]
    except NotChangeable as late:
        raise _too_late(here) from late
    return []


def _written() -> dict[int, str]:
    found = {key.removeprefix("p-"): text for key, text in request.form.items() if key.startswith("p-")}
    return {int(number): text for number, text in found.items() if number.isdecimal() and len(number) <= MOST_DIGITS}


def _done(reference: str) -> Response:
    flash("The document is changed. The new version goes out when it is released.")
    return redirect(url_for("documents.show", reference=reference), 303)


def _form(here: Standing, letter: Letter, found: Opened, given: Mapping[str, str], errors: Errors) -> str:
    fields = [
        {"number": number, "is": each["is"], "text": given.get(f"p-{number}", each["text"]), "open": is_open}
        for number, each in enumerate(found.said.paragraphs)
        if (is_open := found.may_change(number)) or (each["is"] == "heading" and each["text"].strip())
    ]
    with office().database.reading() as session:
        paper = on_paper.paper(session, files.get(session, here.case.id, letter.file_id or ""), letter)
    return render_template(
        "pages/letter_change.html",
        title=f"Change: {paper.title}",
        here=here,
        letter=letter,
        paper=paper,
        fields=fields,
        given=given,
        errors=errors,
        edited=bool(found.edits),
    )


def _opened(here: Standing, letter: Letter) -> Opened:
    try:
        return changing.opened(office(), here.case.id, letter.id)
    except NotChangeable as late:
        raise _too_late(here) from late


def _changeable(reference: str, letter_id: str) -> tuple[Standing, Letter]:
    with office().database.reading() as session:
        here, letter, _ = _readable(session, reference, letter_id)
    if not here.may_change:
        raise not_found()
    if not _may_change(here, letter):
        raise _too_late(here)
    return here, letter


def _may_change(here: Standing, letter: Letter) -> bool:
    return here.may_change and changing.may_be_changed(letter)


def _too_late(here: Standing) -> Problem:
    return Problem(
        409,
        "This document cannot be changed any more",
        "It is released, or somebody else has changed it since you opened it. Nothing of yours was saved. "
        "Look at its newest version among the documents of the case.",
        (url_for("documents.show", reference=here.reference), "Documents"),
    )


def _readable(session: Session, reference: str, letter_id: str) -> tuple[Standing, Letter, CaseFile]:
    here = standing(session, reference, "documents")
    try:
        letter = letters.get(session, here.case.id, letter_id)
    except NotInCase as missing:
        raise not_found() from missing
    return here, letter, on_paper.readable(session, here, letter.file_id or "")


def _people(letter: Letter, edits: Sequence[Any]) -> set[str]:
    named = {letter.released_by or "", *(str(each["by"]) for each in edits)}
    return named - {"", letters.MACHINE}


def _edit(edit: Mapping[str, Any], people: Mapping[str, str]) -> Edit:
    return Edit(
        people.get(edit["by"], "–"),
        datetime.fromisoformat(edit["at"]),
        WAYS[edit["way"]],
        edit["reason"],
        [("\n".join(each["old"]), "\n".join(each["new"]), STATES[each["state"]]) for each in edit["changes"]],
    )


def _template(letter: Letter) -> str:
    origin, _, version = letter.template_version.partition(" ")
    return ", version ".join(part for part in (ORIGINS.get(origin, ""), version) if part)
