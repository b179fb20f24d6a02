"""Files that people send: looked at before they are kept, and taken into the case as far as its settings let them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import structlog

from cases import file_types, files, settings, waiting_files
from cases.file_types import FileRefused
from cases.files import CaseFile, Upload
from casework.office import Office
from foundation import clamd
from foundation.canonical import Json
from foundation.database import Session

Attached = Sequence[tuple[str, str, bytes]]
"""Files as (field, file name, content)."""

MOST = "files.most_megabytes"
MOST_IN_A_FORM = "files.most_in_a_form"
MOST_WAITING = "files.most_waiting"
MOST_IN_A_CASE = "files.most_in_a_case"
MOST_OF_A_CASE = "files.most_megabytes_of_a_case"
MEGABYTE = 1_000_000

log = structlog.get_logger(__name__)


NOT_YET = (
    "Files cannot be checked for viruses just now. This one is kept for you: wait a few minutes and send the form again"
)
GONE = "A file that you chose before is not here any more, since it is kept for a time only. Choose it again"


class NotLookedAt(FileRefused):
    """Nothing is known against the file: the virus scanner does not answer."""


def limit(session: Session, case_id: str) -> int:
    """Bytes a file may have in a case, by its settings."""
    return _count(settings.value(session, case_id, MOST)) * MEGABYTE


def limits_of(session: Session, partnership_id: str, day: date) -> tuple[int, int]:
    """Bytes a file may have, and how many may come, with the form that begins a case on this day."""
    found = settings.in_force(session, partnership_id, day).values()
    return _count(found[MOST]) * MEGABYTE, _count(found[MOST_IN_A_FORM])


def most_in_a_form(session: Session, case_id: str) -> int:
    """How many files may come with one form of a case, by its settings."""
    return _count(settings.value(session, case_id, MOST_IN_A_FORM))


def looked_at(office: Office, name: str, content: bytes, most: int) -> str:
    """The media type of a file that is not too large, of a kind that is taken, and no virus. Raises FileRefused.

    It may take seconds: not for the inside of a transaction.
    """
    found = _taken(name, content, most)
    _must_be_no_virus(office, content)
    return found


def _taken(name: str, content: bytes, most: int) -> str:
    files.check_size(content, most)
    return file_types.media_type(name, content)


def too_many(most: int) -> FileRefused:
    """What is said about one file more than a form may have."""
    return FileRefused(f"A form takes at most {most} files. Send the others with another form, or put several into one")


def staged(office: Office, upload: Upload, now: datetime) -> CaseFile:
    """A file that comes with a form of a case, kept until the form is right. Raises FileRefused.

    While it cannot be looked at whether it is a virus, it waits for that, see `looked_at_again`.
    """
    with office.database.reading() as session:
        most = limit(session, upload.case_id)
    kind = _taken(upload.name, upload.content, most)
    try:
        _must_be_no_virus(office, upload.content)
    except NotLookedAt:
        upload = replace(upload, looked_at=False)
    with office.database.transaction() as session:
        _must_have_room(session, upload)
        return files.stage(session, office.keys, upload, now, most, kind)


def looked_at_again(office: Office, case_id: str, file_id: str) -> None:
    """Look at a file that waits for it. Raises NotLookedAt, and FileRefused for a virus, which is thrown away."""
    with office.database.reading() as session:
        content = b"".join(files.pieces(session, office.keys, files.get(session, case_id, file_id)))
    try:
        _must_be_no_virus(office, content)
    except NotLookedAt:
        raise
    except FileRefused:
        with office.database.transaction() as session:
            waiting_files.discard(session, case_id, file_id)
        raise
    with office.database.transaction() as session:
        waiting_files.found_good(session, case_id, file_id)


def taken_in(
    session: Session,
    office: Office,
    by: tuple[str, str, str],
    answers: Mapping[str, Any],
    attached: Attached,
    now: datetime,
) -> dict[str, Any]:
    """The answers with the files in them; `by` is case, visibility of the form and person. Raises FileRefused.

    They were looked at for viruses before (`looked_at`), outside the transaction.
    """
    case_id, visibility, person_id = by
    given, most = dict(answers), most_in_a_form(session, case_id)
    if len(attached) > most:
        raise too_many(most)
    for key, name, content in attached:
        upload = Upload(case_id, name, content, visibility, person_id=person_id)
        _must_have_room(session, upload)
        made = files.stage(session, office.keys, upload, now, limit(session, case_id))
        given[key] = [*(given.get(key) or []), {**told(made, name), "kind": made.media_type}]
    return given


def told(file: CaseFile, name: str) -> dict[str, Any]:
    """A file as answers hold it: {id, name, size}."""
    return {"id": file.id, "name": file_types.cleaned(name), "size": file.size}


def _must_have_room(session: Session, upload: Upload) -> None:
    count, size, waiting = waiting_files.room(session, upload.case_id, upload.person_id)
    if waiting >= _count(settings.value(session, upload.case_id, MOST_WAITING)):
        raise FileRefused(
            "You have sent many files to this case without sending their forms. Send those forms first, or wait a week."
        )
    if count >= _count(settings.value(session, upload.case_id, MOST_IN_A_CASE)):
        raise FileRefused("This case has as many files as it may have. Ask the business office.")
    if size + len(upload.content) > _count(settings.value(session, upload.case_id, MOST_OF_A_CASE)) * MEGABYTE:
        raise FileRefused("The files of this case are as large as they may be together. Ask the business office.")


def _must_be_no_virus(office: Office, content: bytes) -> None:
    if not office.config.virus_scanner:
        return
    try:
        virus = clamd.virus_in(office.config.virus_scanner, content)
    except clamd.ScannerAway as away:
        log.error("virus_scanner_away", why=str(away))
        raise NotLookedAt(NOT_YET) from None
    if virus:
        log.warning("virus_refused", virus=virus)
        raise FileRefused(
            "The virus scanner finds a virus in this file, so it was not kept. Tell your IT support, and do not open it"
        )


def _count(value: Json) -> int:
    return int(str(value))
