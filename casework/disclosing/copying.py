"""The copy that is handed to whoever asked for their data: covering letter, schedule, and each record as decided."""

import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from cases import called, data_requests, disclosures, file_types, files, partnerships, records, settings, submissions
from cases.contents import unseen
from cases.data_requests import COPY, DataRequest, SamePerson
from cases.disclosures import DECISIONS, DISCLOSE, EXEMPTIONS, IN_WORDS, REDACT, Disclosure
from cases.files import Upload
from casework.disclosing import documents, marking
from casework.disclosing import records as held
from casework.office import Office
from foundation.clock import LONDON
from foundation.database import Session

LETTER = "rights.letter"
GIVEN = (DISCLOSE, REDACT, IN_WORDS)
"""What of a record is handed over."""

SILENT = frozenset({"crime", "serious_harm", "child_abuse"})
"""Exemptions that are named to nobody outside: to tell that something is withheld would tell what it is."""

ZIP = "application/zip"


class Changed(ValueError):
    """A record is not any more what it was when words were marked in it."""


def make(session: Session, office: Office, request: DataRequest, now: datetime) -> None:
    """Put the copy together, sealed in the case, in place of one that was made before.

    Raises SamePerson where nobody else has checked it, and Changed.
    """
    if request.checked_at is None or request.checked_by in disclosures.deciders(session, request):
        raise SamePerson("what is handed over has to be checked by somebody who decided none of it")
    if request.copy_id:
        files.forget(session, request.case_id, request.copy_id)
    content = _packed(_parts(session, office, request, now))
    reference = records.reference_of(session, request.case_id)
    upload = Upload(request.case_id, f"{reference}-copy.zip", content, "", kind=COPY)
    file = files.stage(session, office.keys, upload, now, limit=len(content), media_type=ZIP)
    files.keep(session, request.case_id, file.id, None)
    data_requests.copied(session, request, file.id, now)


def _packed(parts: Iterator[tuple[str, bytes]]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts:
            packed.writestr(name, content)
    return written.getvalue()


def _parts(session: Session, office: Office, request: DataRequest, now: datetime) -> Iterator[tuple[str, bytes]]:
    """The documents by name, which says nothing of what they are about."""
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, request.case_id))
    rows = disclosures.of_request(session, request)
    given = [row for row in rows if row.decision in GIVEN]
    titles = {row.id: held.title_of(session, row) for row in given}
    yield "00-letter.docx", documents.made("Your request", _letter(session, office, request, home, now), home.name)
    yield "01-schedule.docx", documents.made("What we hold", _schedule(rows, titles), home.name)
    for number, row in enumerate(given, start=2):
        name, content = _part(session, office, row, home.name)
        yield f"{number:02d}-{name}", content


def _part(session: Session, office: Office, row: Disclosure, by: str) -> tuple[str, bytes]:
    note = disclosures.note_of(session, office.keys, row)
    if row.decision == IN_WORDS:
        title, _ = held.title_of(session, row)
        return "record.docx", documents.made(title, marking.plain(note), by)
    record = held.of(session, office, row)
    if record.text is None and record.file is not None:
        content = unseen.bare(files.read(session, office.keys, record.file), record.file.media_type)
        return f"file.{file_types.ending_of(record.file.media_type)}", content
    text = record.text or ""
    if row.digest != disclosures.digest_of(text):
        raise Changed("a record is not any more what it was when it was decided on: look at it again")
    places = disclosures.places_of(session, office.keys, row) if row.decision == REDACT else []
    return "record.docx", documents.made(record.title, marking.left(text, places), by)


def _schedule(rows: list[Disclosure], titles: Mapping[str, tuple[str, datetime | None]]) -> str:
    """What is handed over, and how much is withheld for which reasons, as far as that may be told."""
    lines = []
    for number, row in enumerate((row for row in rows if row.id in titles), start=2):
        title, at = titles[row.id]
        why = f" Why: {EXEMPTIONS[row.exemption]}." if row.exemption and row.exemption not in SILENT else ""
        what = {DISCLOSE: "whole", REDACT: "with words left out", IN_WORDS: "told in words"}[str(row.decision)]
        day = f", {at.astimezone(LONDON):%-d %B %Y}" if at else ""
        lines.append(f"{number:02d}. {title}{day}: {what}.{why}")
    kept = [row.exemption for row in rows if row.decision == disclosures.WITHHOLD and row.exemption not in SILENT]
    lines += ["# What is withheld"] if kept else []
    lines += [f"{kept.count(code)}: {EXEMPTIONS[code]}." for code in EXEMPTIONS if code in kept]
    return "\n".join(lines)


def _letter(session: Session, office: Office, request: DataRequest, home: Any, now: datetime) -> str:
    said = submissions.read(session, office.keys, submissions.get(session, request.case_id, request.submission_id))
    words = str(settings.for_case(session, request.case_id)[LETTER])
    parts = [
        f"{now.astimezone(LONDON):%-d %B %Y}",
        str(said.get("asker_name", "")),
        str(said.get("asker_reach", "")),
        "",
        words,
        "",
        called.office_of(session, request.case_id),
        home.office_address,
        home.office_phone,
        home.office_email,
    ]
    return marking.plain("\n".join(parts))


__all__ = ["DECISIONS", "GIVEN", "LETTER", "Changed", "make"]
