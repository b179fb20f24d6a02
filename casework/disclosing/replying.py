"""The letter to whoever wanted data put right, deleted or used no more: what was decided of each record, and why."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from cases import called, contested, data_requests, disclosures, files, partnerships, records, settings, submissions
from cases.contested import DECIDED, GROUNDS
from cases.data_requests import COPY, RIGHTS, DataRequest, SamePerson
from cases.disclosures import Disclosure
from cases.files import Upload
from casework.disclosing import documents, marking
from casework.disclosing import records as held
from casework.disclosing.copying import SILENT
from casework.letters import form_words
from casework.office import Office
from foundation.clock import LONDON
from foundation.database import Session

LETTER = "rights.reply"

TOLD = {
    contested.CORRECT: "It is put right. With it stands from now on",
    contested.PARTLY: "Some of it is put right. With it stands from now on",
    contested.DISPUTED: "It is what somebody thought or judged. With it stands from now on that you dispute it",
    contested.USE_NO_MORE: "It is kept and used no longer. With it stands from now on",
    contested.DELETE: "It is deleted, or is as soon as that can be done. Until then stands with it",
    contested.LEAVE: "It stays as it is",
}
"""What became of a record, in words for whoever asked; what is shown with the record follows."""

FORM, REFUSAL = "data_right_decide", "refusal_reason"


def make(session: Session, office: Office, request: DataRequest, now: datetime) -> None:
    """Write the letter, sealed in the case, in place of one that was made before. Raises SamePerson, unless another
    person has checked what was decided.
    """
    if request.checked_at is None or request.checked_by in disclosures.deciders(session, request):
        raise SamePerson("what somebody is told has to be checked by somebody who decided none of it")
    if request.copy_id:
        files.forget(session, request.case_id, request.copy_id)
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, request.case_id))
    text = marking.plain("\n".join(_lines(session, office, request, home, now)))
    content = documents.made("Your request", text, home.name)
    reference = records.reference_of(session, request.case_id)
    upload = Upload(request.case_id, f"{reference}-answer.docx", content, "", kind=COPY)
    file = files.stage(session, office.keys, upload, now, limit=len(content), media_type=documents.DOCX)
    files.keep(session, request.case_id, file.id, None)
    data_requests.copied(session, request, file.id, now)


def _lines(session: Session, office: Office, request: DataRequest, home: Any, now: datetime) -> Iterator[str]:
    asked = submissions.read(session, office.keys, submissions.get(session, request.case_id, request.submission_id))
    yield from (f"{now.astimezone(LONDON):%-d %B %Y}", str(asked.get("asker_name", "")))
    yield from (str(asked.get("asker_reach", "")), "")
    yield from ("# What you asked", f"{RIGHTS[request.asked]}.", str(asked.get("wanted", "")), "# What we decided")
    if request.decision == DECIDED:
        for number, row in enumerate(contested.chosen(session, request), start=1):
            yield from _record(session, office, number, row)
    else:
        yield from _refused(session, office, request)
    yield from ("", str(settings.for_case(session, request.case_id)[LETTER]), "")
    yield from (called.office_of(session, request.case_id), home.office_address, home.office_phone, home.office_email)


def _record(session: Session, office: Office, number: int, row: Disclosure) -> Iterator[str]:
    title, at = held.title_of(session, row)
    day = f", {at.astimezone(LONDON):%-d %B %Y}" if at else ""
    statement = disclosures.statement_of(session, office.keys, row)
    said = TOLD.get(str(row.decision), "")
    yield f"{number}. {title}{day}: {said}{f': {statement}' if statement else '.'}"
    if row.exemption and row.exemption not in SILENT:
        yield f"Why it, or the rest of it, stays: {GROUNDS[row.exemption]}."
    note = disclosures.note_of(session, office.keys, row)
    if note and row.exemption not in SILENT:
        yield note


def _refused(session: Session, office: Office, request: DataRequest) -> Iterator[str]:
    form = form_words.form_of(session, FORM)
    sent = submissions.get(session, request.case_id, request.decision_id or "")
    answers = submissions.read(session, office.keys, sent)
    yield f"We do not do what you ask: {form_words.label(form, REFUSAL, answers.get(REFUSAL))}."
    yield str(answers.get("told_reason") or "")
