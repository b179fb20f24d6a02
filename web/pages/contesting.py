"""One record that somebody wants put right, deleted or used no more: what it says, and what becomes of it."""

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from cases import data_requests, disclosures, submissions
from cases.contested import DECISIONS, GROUNDS
from cases.data_requests import ACCESS, RIGHTS, DataRequest
from cases.disclosures import Disclosure, NotOpen
from cases.owned import NotInCase
from casework.disclosing import contesting, records
from foundation.database import Session
from web.case_page import page
from web.here import now, office, viewer
from web.pages.operations import Errors
from web.problems import Problem, not_found
from web.standing import Standing, standing

blueprint = Blueprint(
    "contesting", __name__, url_prefix="/cases/<reference>/data-requests/<request_id>/contested/<row_id>"
)


@blueprint.get("")
def record(reference: str, request_id: str, row_id: str) -> str:
    """The record with its words, and what is said or decided of it."""
    return _record(reference, (request_id, row_id), {}, [])


@blueprint.post("")
def decide(reference: str, request_id: str, row_id: str) -> tuple[str, int] | Response:
    """Keep what becomes of the record."""
    given = {key: value for key, value in request.form.items() if not key.startswith("_")}
    with office().database.transaction() as session:
        here = standing(session, reference, "requests")
        asked, row = _found(session, here, (request_id, row_id))
        wanted, errors = contesting.wanted(given)
        if wanted is not None:
            try:
                disclosures.decide(session, office().keys, asked, row, wanted, (viewer().id, now()))
            except NotOpen:
                raise Problem(
                    409,
                    "What was decided cannot be changed now",
                    "It is with the second person, or was found right. If the second person sends it back, it can be "
                    "changed.",
                ) from None
            flash(f"Record {row.number}: {DECISIONS[wanted.decision]}.")
            return redirect(url_for("disclosing.schedule", reference=reference, request_id=request_id), 303)
    return _record(reference, (request_id, row_id), given, errors), 422


def _record(reference: str, ids: tuple[str, str], given: dict[str, str], errors: Errors) -> str:
    with office().database.reading() as session:
        here = standing(session, reference, "requests")
        asked, row = _found(session, here, ids)
        try:
            found = records.of(session, office(), row)
        except NotInCase as missing:
            raise not_found() from missing
        kept = {
            "decision": row.decision or "",
            "ground": row.exemption or "",
            "note": disclosures.note_of(session, office().keys, row),
            "statement": disclosures.statement_of(session, office().keys, row),
        }
        return page(
            session,
            here,
            "requests",
            within="contested",
            asked=asked,
            right=RIGHTS[asked.asked],
            says=_said(session, asked),
            row=row,
            record=found,
            decisions=DECISIONS,
            grounds=GROUNDS,
            errors=errors,
            given={**kept, **given},
        )


def _said(session: Session, asked: DataRequest) -> str:
    """What they say, in their words."""
    sent = submissions.get(session, asked.case_id, asked.submission_id)
    return str(submissions.read(session, office().keys, sent).get("wanted") or "")


def _found(session: Session, here: Standing, ids: tuple[str, str]) -> tuple[DataRequest, Disclosure]:
    try:
        asked = data_requests.get(session, here.case.id, ids[0])
        row = disclosures.get(session, asked, ids[1])
    except NotInCase as missing:
        raise not_found() from missing
    if asked.asked == ACCESS:
        raise not_found()
    return asked, row
