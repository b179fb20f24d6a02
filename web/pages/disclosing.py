"""What is disclosed to whoever asks for their data: the schedule, each record with words marked, and the copy."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as Redirect

from cases import data_requests, disclosures, file_types, files
from cases.contested import DECISIONS as OF_CONTESTED
from cases.contested import GROUNDS
from cases.data_requests import ACCESS, RIGHTS, DataRequest, TakenAlready
from cases.disclosures import DECISIONS, EXEMPTIONS, NOT_THEIRS, REDACT, Disclosure, NotOpen
from cases.owned import NotInCase
from casework.disclosing import deciding, marking, records
from casework.disclosing.records import Record
from foundation.database import Session
from web.case_page import page
from web.giving import as_file
from web.here import now, office, viewer
from web.pages.operations import Errors
from web.problems import Problem, not_found
from web.standing import Standing, standing

blueprint = Blueprint("disclosing", __name__, url_prefix="/cases/<reference>/data-requests/<request_id>")

CHANGED = "This record is not what it was when words were marked in it. Mark it again"


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the schedule as the page shows it."""

    row: Disclosure
    title: str
    made_at: datetime | None
    decision: str
    exemption: str


@blueprint.get("")
def schedule(reference: str, request_id: str) -> str:
    """Every record that was found, with what was decided of it."""
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        asked = _asked(session, here, request_id)
        rows = disclosures.of_request(session, asked)
        lines = [_line(session, row) for row in rows]
        left = disclosures.undecided(session, asked)
        return page(
            session,
            here,
            "requests",
            within="schedule",
            asked=asked,
            right=RIGHTS.get(asked.asked, ""),
            is_copy=asked.asked == ACCESS,
            lines=lines,
            left=left,
            marked=sum(row.decision not in (None, NOT_THEIRS) for row in rows),
        )


@blueprint.get("/<row_id>")
def record(reference: str, request_id: str, row_id: str) -> str:
    """One record with its words, and what was decided of it."""
    return _record(reference, (request_id, row_id), {}, [])


@blueprint.post("/<row_id>")
def decide(reference: str, request_id: str, row_id: str) -> tuple[str, int] | Redirect:
    """Keep what becomes of a record; or mark words in it wherever they stand, and show it again."""
    given = {key: value for key, value in request.form.items() if not key.startswith("_")}
    with office().database.transaction() as session:
        here = standing(session, reference, "requests")
        asked = _copied(session, here, request_id)
        row = _row(session, asked, row_id)
        text = records.of(session, office(), row).text
        errors: Errors = []
        if given.get("act") == "mark":
            given = deciding.with_words(given, text or "")
        else:
            wanted, errors = deciding.wanted(given, text)
            if wanted is not None and not errors:
                try:
                    disclosures.decide(session, office().keys, asked, row, wanted, (viewer().id, now()))
                except NotOpen:
                    raise _not_open() from None
                following = _next(session, asked, row)
                flash(f"Record {row.number} is decided on.")
                return redirect(_after(reference, request_id, following), 303)
    return _record(reference, (request_id, row_id), given, errors), 422 if errors else 200


@blueprint.get("/<row_id>/file")
def file(reference: str, request_id: str, row_id: str) -> Response:
    """The file of a record as it was sent in, to be looked at."""
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        row = _row(session, _asked(session, here, request_id), row_id)
        found = _found(session, row).file
        if found is None:
            raise not_found()
        content = files.read(session, office().keys, found)
        name = f"{here.reference}-record-{row.number}.{file_types.ending_of(found.media_type)}"
    return as_file(content, found.media_type, name)


@blueprint.get("/copy")
def copy(reference: str, request_id: str) -> str:
    """What becomes of taking the copy, before it is taken."""
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        asked = _asked(session, here, request_id)
        return page(session, here, "requests", within="copy", asked=asked, is_copy=asked.asked == ACCESS)


@blueprint.post("/copy")
def take(reference: str, request_id: str) -> Response:
    """Give the copy out, once; who took it is written down in the same transaction."""
    with office().database.transaction() as session:
        here = standing(session, reference, "requests")
        asked = _asked(session, here, request_id)
        try:
            file_id = data_requests.take(session, asked, viewer().id, now())
        except TakenAlready:
            raise Problem(
                409,
                "The copy is not here to be taken",
                "It is taken once only. If it did not arrive, “Tell whoever asked” has an answer by which it is made "
                "once more.",
                (url_for("data_requests.of_case", reference=reference), "Requests about data"),
            ) from None
        found = files.get(session, here.case.id, file_id)
        content = files.read(session, office().keys, found)
        ending = "zip" if asked.asked == ACCESS else "docx"
    return as_file(content, found.media_type, f"{here.reference}-answer.{ending}")


def _record(reference: str, ids: tuple[str, str], given: dict[str, str], errors: Errors) -> str:
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        asked = _copied(session, here, ids[0])
        row = _row(session, asked, ids[1])
        found = _found(session, row)
        return page(
            session,
            here,
            "requests",
            within="disclosure",
            asked=asked,
            row=row,
            record=found,
            decisions=_choices(found),
            exemptions=EXEMPTIONS,
            errors=errors,
            **_filled(session, row, found, given),
        )


def _filled(session: Session, row: Disclosure, found: Record, given: dict[str, str]) -> dict[str, object]:
    """What stands in the boxes: what was sent, else what was kept, else the record as it is."""
    text = found.text or ""
    is_same = row.digest is None or row.digest == disclosures.digest_of(text)
    places = disclosures.places_of(session, office().keys, row) if is_same else []
    kept = {
        "decision": row.decision or "",
        "exemption": row.exemption or "",
        "note": disclosures.note_of(session, office().keys, row),
        "marked": marking.marked(text, places),
        "words": "",
    }
    return {"given": {**kept, **given}, "changed": "" if is_same else CHANGED}


def _choices(found: Record) -> dict[str, str]:
    return {code: words for code, words in DECISIONS.items() if code != REDACT or found.text}


def _line(session: Session, row: Disclosure) -> Line:
    try:
        title, made_at = records.title_of(session, row)
    except NotInCase:
        title, made_at = "Deleted since", None
    decision, reason = row.decision or "", row.exemption or ""
    said = DECISIONS.get(decision) or OF_CONTESTED.get(decision, "")
    return Line(row, title, made_at, said, EXEMPTIONS.get(reason) or GROUNDS.get(reason, ""))


def _asked(session: Session, here: Standing, request_id: str) -> DataRequest:
    try:
        return data_requests.get(session, here.case.id, request_id)
    except NotInCase as missing:
        raise not_found() from missing


def _copied(session: Session, here: Standing, request_id: str) -> DataRequest:
    """A request for a copy: what becomes of the records of any other is said in web.pages.contesting."""
    asked = _asked(session, here, request_id)
    if asked.asked != ACCESS:
        raise not_found()
    return asked


def _row(session: Session, asked: DataRequest, row_id: str) -> Disclosure:
    try:
        return disclosures.get(session, asked, row_id)
    except NotInCase as missing:
        raise not_found() from missing


def _found(session: Session, row: Disclosure) -> Record:
    try:
        return records.of(session, office(), row)
    except NotInCase as missing:
        raise not_found() from missing


def _next(session: Session, asked: DataRequest, row: Disclosure) -> Disclosure | None:
    """The next record that nobody has decided on, after this one and then from the beginning."""
    rows = disclosures.of_request(session, asked)
    waiting = [one for one in rows if one.decision is None]
    return next((one for one in waiting if one.number > row.number), waiting[0] if waiting else None)


def _after(reference: str, request_id: str, following: Disclosure | None) -> str:
    if following is None:
        return url_for("disclosing.schedule", reference=reference, request_id=request_id)
    return url_for("disclosing.record", reference=reference, request_id=request_id, row_id=following.id)


def _not_open() -> Problem:
    return Problem(
        409,
        "What is disclosed cannot be changed now",
        "It is with the second person, or was found right. If the second person sends it back, it can be changed.",
    )
