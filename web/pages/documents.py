"""The documents of a case: letters, files, and the forms that were sent in, each only to those who may read it."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Blueprint, Response, render_template, stream_with_context

from cases import audit, files, submissions
from cases.files import FileState
from cases.owned import NotInCase
from engine import definitions
from engine.errors import NotFound
from engine.tables.definitions import Definition
from foundation.database import Session
from web import filled, overview
from web.case_page import page
from web.here import now, office, viewer
from web.problems import not_found
from web.standing import Standing, standing

blueprint = Blueprint("documents", __name__, url_prefix="/cases")

READ_REPLY = "reply"
SANDBOX = "default-src 'none'; sandbox"


@blueprint.get("/<reference>/documents")
def show(reference: str) -> str:
    """Everything on paper that this person may read."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        kept = [
            (files.name_of(session, office().keys, one), one)
            for one in reversed(files.of_case(session, here.case.id))
            if one.state is not FileState.STAGED and here.may_read(one.visibility, one.agency_id)
        ]
        sent = [
            (form_name(session, one), one)
            for one in reversed(submissions.of_case(session, here.case.id))
            if _may_read(here, one)
        ]
        people = overview.names(session, {one.person_id for _, one in sent if one.person_id})
        return page(session, here, "documents", files=kept, sent=sent, people=people)


@blueprint.get("/<reference>/files/<file_id>")
def download(reference: str, file_id: str) -> Response:
    """One file, in pieces, never shown inside our own pages; that it was read is written down first."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        found = _file(session, here, file_id)
        name = files.name_of(session, office().keys, found)
        kind, size, case_id = found.media_type, found.size, here.case.id
    with office().database.transaction() as session:
        audit.record_read(session, case_id, viewer().id, "file", file_id, now())

    def pieces() -> Iterator[bytes]:
        with office().database.reading() as session:
            yield from files.pieces(session, office().keys, files.get(session, case_id, file_id))

    response = Response(stream_with_context(pieces()), content_type=kind)
    response.headers["Content-Length"] = str(size)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


@blueprint.get("/<reference>/forms/<submission_id>")
def form(reference: str, submission_id: str) -> str:
    """One form as it was sent in, in words."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        found = _submission(session, here, submission_id)
        people = overview.names(session, {found.person_id} if found.person_id else set())
        built = render_template(
            "pages/submission.html",
            title=form_name(session, found),
            here=here,
            sent=found,
            by=people.get(found.person_id or ""),
            kept=filled.read_only(session, found, None if found.person_id == viewer().id else here.codes),
        )
    with office().database.transaction() as session:
        audit.record_read(session, here.case.id, viewer().id, READ_REPLY, submission_id, now())
    return built


def form_name(session: Session, sent: submissions.Submission) -> str:
    """The title of the form in the version that was filled in."""
    definition = _definition(session, sent)
    return definition.name if definition else sent.form_id


def _definition(session: Session, sent: submissions.Submission) -> Definition | None:
    try:
        return definitions.by_id(session, sent.form_version)
    except NotFound:
        return None


def _may_read(here: Standing, sent: submissions.Submission) -> bool:
    return sent.person_id == viewer().id or here.may_read(sent.visibility, sent.agency_id)


def _file(session: Session, here: Standing, file_id: str) -> files.CaseFile:
    try:
        found = files.get(session, here.case.id, file_id)
    except NotInCase as missing:
        raise not_found() from missing
    if not (found.person_id == viewer().id or here.may_read(found.visibility, found.agency_id)):
        raise not_found()
    return found


def _submission(session: Session, here: Standing, submission_id: str) -> submissions.Submission:
    try:
        found = submissions.get(session, here.case.id, submission_id)
    except NotInCase as missing:
        raise not_found() from missing
    if not _may_read(here, found):
        raise not_found()
    return found
