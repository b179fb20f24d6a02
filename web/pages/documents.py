"""The documents of a case: letters, files, and the forms that were sent in, each only to those who may read it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from flask import Blueprint, Response, render_template

from cases import audit, decisions, files, meetings, papers, partnerships, submissions
from cases.correspondence import letters
from cases.files import FileState
from cases.owned import NotInCase
from casework.letters import catalogue
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


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter or file in the list: what it is, for whom, and how far it has come."""

    file: files.CaseFile
    name: str
    title: str
    recipient: str
    state: str
    at: datetime


@blueprint.get("/<reference>/documents")
def show(reference: str) -> str:
    """Everything on paper that this person may read."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        written = {one.file_id: one for one in letters.of_case(session, here.case.id) if one.file_id}
        shut = _withheld(session, here)
        kept = [
            _paper(session, one, written.get(one.id))
            for one in reversed(files.of_case(session, here.case.id))
            if one.state is not FileState.STAGED and one.id not in shut and _may_read(here, one)
        ]
        unsealed = decisions.unsealed(session, here.case.id)
        sent = [
            (form_name(session, one), _agency(session, one.agency_id), one)
            for one in reversed(submissions.of_case(session, here.case.id))
            if _may_read(here, one) or (one.id in unsealed and here.may_read(catalogue.MEMBERS, None))
        ]
        return page(
            session,
            here,
            "documents",
            letters=[one for one in kept if one.title],
            files=[one for one in kept if not one.title],
            sent=sent,
            undeclared=_undeclared(session, here),
            agencies=any(agency for _, agency, _ in sent),
            people=overview.names(session, {one.person_id for _, _, one in sent if one.person_id}),
        )


def _paper(session: Session, file: files.CaseFile, letter: letters.Letter | None) -> Paper:
    name = files.name_of(session, office().keys, file)
    if letter is None:
        return Paper(file, name, "", "", "", file.made_at)
    kind = catalogue.KINDS.get(letter.kind)
    title = kind.title if kind else letter.kind
    version = f", version {letter.version}" if letter.version > 1 else ""
    recipient = _agency(session, letter.agency_id)
    if letter.person_id:
        recipient = overview.names(session, {letter.person_id}).get(letter.person_id, recipient)
    at = letter.sent_at or letter.released_at or letter.prepared_at
    return Paper(file, name, title + version, recipient, letter.status.value, at)


def _agency(session: Session, agency_id: str | None) -> str:
    return partnerships.agency(session, agency_id).name if agency_id else ""


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

    held = office()

    def pieces() -> Iterator[bytes]:
        with held.database.reading() as session:
            yield from files.pieces(session, held.keys, files.get(session, case_id, file_id))

    response = Response(pieces(), content_type=kind)
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


def _may_read(here: Standing, thing: submissions.Submission | files.CaseFile) -> bool:
    return thing.person_id == viewer().id or here.may_read(thing.visibility, thing.agency_id)


def _withheld(session: Session, here: Standing) -> Collection[str]:
    """Papers that wait for this person's own declaration; the office, which makes them, reads all (guidance 1.5.8)."""
    return () if "BO" in here.codes else papers.withheld(session, here.case.id, viewer().id)


def _undeclared(session: Session, here: Standing) -> list[meetings.Meeting]:
    """The meetings whose papers this person has been given and cannot open yet."""
    waiting = () if "BO" in here.codes else papers.awaiting_declaration(session, here.case.id, viewer().id)
    return [meetings.get(session, here.case.id, one) for one in sorted(waiting)]


def _file(session: Session, here: Standing, file_id: str) -> files.CaseFile:
    try:
        found = files.get(session, here.case.id, file_id)
    except NotInCase as missing:
        raise not_found() from missing
    if not _may_read(here, found) or file_id in _withheld(session, here):
        raise not_found()
    return found


def _submission(session: Session, here: Standing, submission_id: str) -> submissions.Submission:
    try:
        found = submissions.get(session, here.case.id, submission_id)
    except NotInCase as missing:
        raise not_found() from missing
    unsealed = submission_id in decisions.unsealed(session, here.case.id) and here.may_read(catalogue.MEMBERS, None)
    if not _may_read(here, found) and not unsealed:
        raise not_found()
    return found
