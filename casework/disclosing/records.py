"""Every record that a case holds, found for a request about data, and what each says.

Whatever people wrote is in the forms that were sent (decision 20), in files, letters among them, and in the identity
store. What processes, clocks and lists hold are codes and dates of these.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from cases import audit, contested, data_requests, files, identity, owned, partnerships, reads, submissions
from cases.contents import unseen
from cases.correspondence import documents as letter_documents
from cases.data_requests import COPY
from cases.disclosures import FILE, FORM, IDENTITY, READS, Disclosure
from cases.files import CaseFile
from cases.identity import Identity
from cases.submissions import Submission
from casework.disclosing import documents, marking
from casework.forms import outline
from casework.letters import catalogue, form_words
from casework.office import Office
from engine import definitions
from engine.errors import NotFound
from foundation import audit as chains
from foundation import canonical
from foundation.clock import LONDON, london_date
from foundation.database import Session

OWN_FORMS = ("data_request", "data_right")
"""How the forms of such requests are called: they are not part of what is asked for."""


CALLED = {"dob": "Date of birth"}
"""What facts of an identity are called, where that is not their name."""


@dataclass(frozen=True, slots=True)
class Record:
    """What a record is called, when it was made, and its words; None where it has none that can be marked.

    `name` is what a file came with, which may name people: for whoever decides, never for the schedule that goes out.
    """

    title: str
    made_at: datetime | None
    text: str | None = field(repr=False)
    name: str = field(default="", repr=False)
    file: CaseFile | None = None
    unseen: tuple[str, ...] = ()
    """What goes out with a file as it is, and is on none of its pages."""


def found(session: Session, case_id: str) -> Iterator[tuple[str, str]]:
    """Where every record is, as (source, id)."""
    for one in identity.named(session, case_id):
        yield IDENTITY, one.id
    for sent in submissions.of_case(session, case_id):
        if not sent.form_id.startswith(OWN_FORMS):
            yield FORM, sent.id
    for file in files.of_case(session, case_id):
        if file.kind != COPY:
            yield FILE, file.id
    yield READS, case_id


def of(session: Session, office: Office, row: Disclosure) -> Record:
    """One record of a schedule, as it is now, with what was put right. Raises owned.NotInCase where it was deleted."""
    record = _found(session, office, row)
    marks = contested.of_record(session, office.keys, row.case_id, (row.source, row.source_id))
    lines = [
        f"{one.short}, {one.since.astimezone(LONDON):%-d %B %Y}: {one.statement}" for one in marks if not one.is_open
    ]
    if record.text is None or not lines:
        return record
    return replace(record, text=marking.plain("\n".join(["# Shown with this record", *lines, "", record.text])))


def _found(session: Session, office: Office, row: Disclosure) -> Record:
    if row.source == FORM:
        return _form(session, office, submissions.get(session, row.case_id, row.source_id))
    if row.source == FILE:
        return _file(session, office, files.get(session, row.case_id, row.source_id))
    return _identity(session, office, row) if row.source == IDENTITY else _reads(session, row)


def title_of(session: Session, row: Disclosure) -> tuple[str, datetime | None]:
    """What a record is called and when it was made, without opening it."""
    if row.source == FORM:
        sent = submissions.get(session, row.case_id, row.source_id)
        return _form_title(session, sent), sent.made_at
    if row.source == FILE:
        file = files.get(session, row.case_id, row.source_id)
        return _file_title(session, file), file.made_at
    if row.source == IDENTITY:
        who = _who(session, row)
        return f"Who {who.code} is", who.written_at
    return "When it was read", None


def _form(session: Session, office: Office, sent: Submission) -> Record:
    form = form_words.form_of(session, sent.form_id, sent.form_version)
    answers = submissions.read(session, office.keys, sent)
    data = form_words.known(session, sent.case_id, form, answers)
    sections = outline.outline(form, answers, data, london_date(sent.made_at), is_kept=True)
    lines = []
    for part in sections:
        lines += [f"# {part.heading}"] if part.heading else []
        lines += [f"{line.label}{'' if line.label.endswith('?') else ':'} {line.answer}" for line in part.lines]
    return Record(_form_title(session, sent), sent.made_at, marking.plain("\n".join(lines)))


def _form_title(session: Session, sent: Submission) -> str:
    try:
        name = definitions.by_id(session, sent.form_version).name
    except NotFound:
        name = sent.form_id
    return f"{name}, {partnerships.agency(session, sent.agency_id).name}" if sent.agency_id else name


def _file(session: Session, office: Office, file: CaseFile) -> Record:
    letter = letter_documents.of_file(session, file.case_id, file.id)
    if letter:
        content = letter_documents.document(session, office.keys, letter)
    else:
        content = files.read(session, office.keys, file)
    text = documents.text_of(content, file.media_type)
    plain = None if text is None else marking.plain(text)
    name = files.name_of(session, office.keys, file)
    hidden = unseen.words(content, file.media_type) if plain is None else []
    return Record(_file_title(session, file), file.made_at, plain, name, file, tuple(hidden))


def _file_title(session: Session, file: CaseFile) -> str:
    letter = letter_documents.of_file(session, file.case_id, file.id)
    if letter:
        kind = catalogue.KINDS.get(letter.kind)
        title = f"Letter: {kind.title if kind else letter.kind}"
        return f"{title}, to {partnerships.agency(session, letter.agency_id).name}" if letter.agency_id else title
    if file.submission_id is None:
        return "File"
    return f"File sent with: {_form_title(session, submissions.get(session, file.case_id, file.submission_id))}"


def _who(session: Session, row: Disclosure) -> Identity:
    return owned.get(session, Identity, row.case_id, row.source_id)


def _identity(session: Session, office: Office, row: Disclosure) -> Record:
    who = _who(session, row)
    facts = identity.read(session, office.keys, who)
    lines = [f"{_called(name)}: {_in_words(value)}" for name, value in facts.items() if value]
    return Record(f"Who {who.code} is", who.written_at, marking.plain("\n".join(lines)))


def _called(name: str) -> str:
    return CALLED.get(name, name.replace("_", " ").capitalize())


def _in_words(value: object) -> str:
    """A fact as people write it: dates by their month."""
    try:
        return f"{date.fromisoformat(str(value)):%-d %B %Y}"
    except ValueError:
        return str(value)


def _reads(session: Session, row: Disclosure) -> Record:
    """On which days what was read, without by whom: that is data of those people.

    Before the request was registered: what is read to answer it would be another text each time somebody looks.
    """
    until = data_requests.get(session, row.case_id, row.request_id).registered_at
    counted: Counter[tuple[str, str]] = Counter()
    for one in chains.entries(session, audit.of_reads(row.case_id)):
        if one.action == reads.READ and one.at < until:
            detail = canonical.read(one.detail)
            what = detail.get("what") if isinstance(detail, dict) else ""
            counted[london_date(one.at).isoformat(), str(what)] += 1
    lines = [f"{day}: {what}, {times} times" for (day, what), times in sorted(counted.items())]
    return Record("When it was read", None, marking.plain("\n".join(lines)))
