"""The documents of a case: letters, files, and the forms that were sent in, each only to those who may read it."""

from collections.abc import Mapping

import structlog
from flask import Blueprint, Response, render_template, url_for

from cases import contested, file_types, files, meetings, papers, submissions
from cases.correspondence import letters
from cases.correspondence.documents import document, of_file
from cases.disclosures import FILE, FORM
from cases.owned import NotInCase
from engine import definitions
from engine.errors import NotFound
from engine.tables.definitions import Definition
from foundation.crypto import CryptoError
from foundation.database import Session
from web import filled, on_paper, overview
from web.case_page import page
from web.giving import as_file
from web.here import office, viewer
from web.problems import Problem, not_found
from web.standing import Standing, standing

blueprint = Blueprint("documents", __name__, url_prefix="/cases")

Sent = tuple[str, str, submissions.Submission, int]
"""A form in the list: its title, the agency it is about, what was sent, and which version it is."""


@blueprint.get("/<reference>/documents")
def show(reference: str) -> str:
    """Everything on paper that this person may read."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        written = {one.file_id: one for one in letters.of_case(session, here.case.id) if one.file_id}
        kept = [
            on_paper.paper(session, one, written.get(one.id))
            for one in reversed(files.of_case(session, here.case.id))
            if here.may_read(one)
        ]
        made = submissions.of_case(session, here.case.id)
        marks = contested.marks(session, office().keys, here.case.id)
        sent = [
            (form_name(session, one), on_paper.agency(session, one.agency_id), one, _version(one, made))
            for one in reversed(made)
            if here.may_read(one)
        ]
        return page(
            session,
            here,
            "documents",
            letters=[one for one in kept if one.title],
            files=[one for one in kept if not one.title],
            sent=sent,
            undeclared=_undeclared(session, here),
            agencies=any(agency for _, agency, _, _ in sent),
            people=overview.names(session, _named(sent, marks)),
            of_forms={id_: found for (source, id_), found in marks.items() if source == FORM},
            of_files={id_: found for (source, id_), found in marks.items() if source == FILE},
        )


def _named(sent: list[Sent], marks: Mapping[contested.Named, list[contested.Mark]]) -> set[str]:
    """Who sent forms, and who decided and checked what stands with records."""
    deciders = {who for found in marks.values() for one in found for who in one.people}
    return deciders | {one.person_id for _, _, one, _ in sent if one.person_id}


def _version(one: submissions.Submission, made: list[submissions.Submission]) -> int:
    """Which version of a form this is: an agency's counts for the agency, any other for whoever wrote it.

    Eight people who each declare their interests have not written eight versions of one declaration.
    """
    if one.agency_id:
        return one.version
    like_it = [each for each in made if (each.form_id, each.person_id) == (one.form_id, one.person_id)]
    return 1 + [each.id for each in like_it if not each.agency_id].index(one.id)


@blueprint.get("/<reference>/files/<file_id>")
def download(reference: str, file_id: str) -> Response:
    """One file, never shown inside our own pages; that it was read is written down first."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        found = on_paper.readable(session, here, file_id)
        # The whole file is checked by its hash before the first byte of it leaves.
        content = _content(session, here, found)
        name, kind = _neutral(session, here, found), found.media_type
    return as_file(content, kind, name)


def _neutral(session: Session, here: Standing, file: files.CaseFile) -> str:
    """What a file is called on the computers of those who download it: what its sender called it may name a child."""
    if file.kind == "letter":
        return files.name_of(session, office().keys, file)
    return f"{here.reference}-file-{file.id[-6:]}.{file_types.ending_of(file.media_type)}"


def _content(session: Session, here: Standing, file: files.CaseFile) -> bytes:
    letter = of_file(session, file.case_id, file.id)
    try:
        return document(session, office().keys, letter) if letter else files.read(session, office().keys, file)
    except (files.DamagedFile, CryptoError) as damaged:
        structlog.get_logger().error("file is not what was kept", file=file.id)
        raise Problem(
            500,
            "This document is not what was kept",
            "What is stored is not the document whose fingerprint was written down when it was kept, so it is not "
            "given out. Tell whoever looks after the system: it has to be restored from a backup.",
            (url_for("documents.show", reference=here.reference), "Documents"),
        ) from damaged


@blueprint.get("/<reference>/forms/<submission_id>")
def form(reference: str, submission_id: str) -> str:
    """One form as it was sent in, in words."""
    with office().database.reading() as session:
        here = standing(session, reference, "documents")
        found = _submission(session, here, submission_id)
        marks = contested.of_record(session, office().keys, here.case.id, (FORM, found.id))
        people = overview.names(session, {found.person_id or "", *(one for mark in marks for one in mark.people)})
        return render_template(
            "pages/submission.html",
            title=form_name(session, found),
            here=here,
            sent=found,
            by=people.get(found.person_id or ""),
            marks=marks,
            people=people,
            kept=filled.read_only(session, found, None if found.person_id == viewer().id else here.codes),
        )


def form_name(session: Session, sent: submissions.Submission) -> str:
    """The title of the form in the version that was filled in."""
    definition = _definition(session, sent)
    return definition.name if definition else sent.form_id


def _definition(session: Session, sent: submissions.Submission) -> Definition | None:
    try:
        return definitions.by_id(session, sent.form_version)
    except NotFound:
        return None


def _undeclared(session: Session, here: Standing) -> list[meetings.Meeting]:
    """The meetings whose papers this person has been given and cannot open yet."""
    waiting = () if "BO" in here.codes else papers.awaiting_declaration(session, here.case.id, viewer().id)
    return [meetings.get(session, here.case.id, one) for one in sorted(waiting)]


def _submission(session: Session, here: Standing, submission_id: str) -> submissions.Submission:
    try:
        found = submissions.get(session, here.case.id, submission_id)
    except NotInCase as missing:
        raise not_found() from missing
    if not here.may_read(found):
        raise not_found()
    return found
