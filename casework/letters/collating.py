"""Section 1 of the Combined Summary, put together from the agencies' replies: facts only, each with its source.

Never in it: professional opinion, learning, what an agency marked as not to go further, and who somebody is.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases import requests, submissions
from cases.correspondence import documents, letters
from cases.correspondence.letters import Draft
from cases.requests import ANSWERED, RequestStatus
from casework.asked import Asked
from casework.forms.components import Form
from casework.letters import form_words
from casework.letters.scope import Data, Scope, day_of, long_day
from casework.office import Office
from casework.projections import reading
from foundation.database import Session

KIND = "section_1"
REPLY_FORM = "f06_agency_reply"
PAPERS_FORM = "f09_papers"
LONGEST = 19_000
"""Characters: a little less than the form takes in which the office edits it."""

ANSWERS: Mapping[RequestStatus, str] = {
    RequestStatus.REPLIED: "Replied",
    RequestStatus.CLARIFIED: "Replied, and clarified",
    RequestStatus.NO_TRACE: "No trace of the child or family",
    RequestStatus.REFUSED: "Declined to share",
}
"""How an agency answered, in words; any other state is that it has not replied."""

NO_REPLY = "No reply yet"

PARTS: Mapping[str, str] = {
    "voice": "The child’s daily life",
    "parents": "Adults’ needs",
    "identity": "Identity and equality",
    "multi": "How agencies worked together",
    "good": "Good practice",
}
"""Questions of the reply that become headings, in this order."""

KNOWN, TIMELINE, DONE, INVESTIGATIONS, GAPS = (
    "What each agency knows",
    "Timeline",
    "Action already taken",
    "Investigations by agencies",
    "Replies that are missing",
)
HEADINGS = frozenset({KNOWN, TIMELINE, DONE, INVESTIGATIONS, GAPS, *PARTS.values()})


def collate(scope: Scope) -> tuple[str, int]:
    """Keep section 1 as the replies are now; gives its text, and how many agencies' replies are not in it."""
    found = _replies(scope)
    missing = [row for row in asked_agencies(scope) if row["is_missing"]]
    text = _text(scope, found, missing)
    draft = Draft(scope.case_id, KIND, {"section_1": text, "no_reply_count": len(missing)})
    kept = letters.prepare(scope.session, scope.office.keys, draft, scope.now)
    letters.replace_earlier(scope.session, kept, scope.now)
    letters.release(scope.session, kept, "system", letters.OFFICE, scope.now)
    return text, len(missing)


def section_1(session: Session, office: Office, asked: Asked) -> str | None:
    """The section as it was last put together, for the form in which the office edits it (F09)."""
    return _last(session, office, asked.case_id)


def latest(scope: Scope) -> str | None:
    """The same, for a letter that is made before the office has edited it."""
    return _last(scope.session, scope.office, scope.case_id)


def _last(session: Session, office: Office, case_id: str) -> str | None:
    kept = letters.of_case(session, case_id, KIND)
    return str(documents.snapshot_of(session, office.keys, kept[-1])["section_1"]) if kept else None


def late(scope: Scope) -> tuple[str, int]:
    """What replies say that came in, or were added to, after the papers were last checked (F09); and how many."""
    checked = submissions.latest(scope.session, scope.case_id, PAPERS_FORM)
    since = _replied_since(scope, checked.made_at) if checked else set()
    found = [
        (str(row["agency"]), scope.of_submission(row["reply_id"]))
        for row in asked_agencies(scope)
        if not row["is_missing"] and row["reply_id"] in since
    ]
    return _text(scope, found, []), len(found)


def _replied_since(scope: Scope, then: datetime) -> set[str]:
    """The replies that were written or began to count after a time: one may be signed later than it is written."""
    found = set()
    for request in requests.of_case(scope.session, scope.case_id):
        if request.reply_id and request.answered_at:
            made = submissions.get(scope.session, scope.case_id, request.reply_id)
            found |= {made.id} if max(made.made_at, request.answered_at) > then else set()
    return found


def late_replies(session: Session, office: Office, asked: Asked) -> str | None:
    """The same text for the form in which the office corrects the papers; nothing when there is none."""
    text, _ = late(Scope(session, office, asked.case_id, asked.variables, asked.now))
    return text or None


def asked_agencies(scope: Scope) -> list[Data]:
    """Every agency asked and not withdrawn, with its answer in words and its date."""
    rows = []
    for request in requests.of_case(scope.session, scope.case_id):
        if request.status in {RequestStatus.DRAFT, RequestStatus.WITHDRAWN}:
            continue
        rows.append(
            {
                "agency": scope.agency(request.agency_id) + _about(scope, request.covers),
                "agency_id": request.agency_id,
                "reply_id": request.reply_id,
                "answer": ANSWERS.get(request.status, NO_REPLY),
                "day": long_day(request.answered_at),
                "is_missing": request.status not in ANSWERED,
            }
        )
    return sorted(rows, key=lambda row: str(row["agency"]))


def _about(scope: Scope, covers: str) -> str:
    """Which children a further request is about, by code."""
    return f", about {', '.join(f'{scope.reference}-{code}' for code in covers.split())}" if covers else ""


def said(scope: Scope, key: str) -> list[Data]:
    """What each agency that replied wrote under one question."""
    return [{"agency": name, "text": text} for name, answers in _replies(scope) if (text := _words(answers, key))]


def blocks(text: str, agencies: set[str]) -> list[Data]:
    """Section 1, edited or not, in headings, agencies' names, items and paragraphs."""
    found: list[Data] = []
    for line in (each.strip() for each in text.splitlines()):
        if line in HEADINGS:
            found.append({"kind": "heading", "text": line})
        elif line in agencies:
            found.append({"kind": "subheading", "text": line})
        elif line.startswith("- "):
            found.append({"kind": "item", "text": line[2:]})
        elif line:
            found.append({"kind": "text", "text": line})
    return found


def _replies(scope: Scope) -> list[tuple[str, Data]]:
    """Agency and reply, of those whose answer counts."""
    found = []
    for row in asked_agencies(scope):
        if not row["is_missing"] and (answers := scope.of_submission(row["reply_id"])):
            found.append((str(row["agency"]), answers))
    return found


def _text(scope: Scope, found: list[tuple[str, Data]], missing: list[Data]) -> str:
    form = form_words.form_of(scope.session, REPLY_FORM)
    parts = [_section(KNOWN, [part for name, answers in found for part in _of_agency(form, name, answers)])]
    parts.append(_section(TIMELINE, _timeline(found)))
    for key, heading in PARTS.items():
        lines = [f"- {name}: {words}" for name, answers in found if (words := _answer(form, answers, key))]
        parts.append(_section(heading, lines))
    parts.append(_section(DONE, _taken(found)))
    parts.append(_section(INVESTIGATIONS, _investigations(form, found)))
    parts.append(_section(GAPS, [f"- {row['agency']}: {row['answer'].lower()}" for row in missing]))
    text = "\n\n".join(part for part in parts if part)
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit("\n", 1)[0] + "\n\nShortened here: the replies themselves are in the case file."


def _section(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *lines]) if lines else ""


def _of_agency(form: Form, name: str, answers: Data) -> list[str]:
    if reading.words(answers, "known") == "no_trace":
        return [name, "No trace of the child or family."]
    first, last = day_of(answers.get("first_contact")), day_of(answers.get("last_contact"))
    contact = (
        f"Contact from {first} to {last}; {form_words.label(form, 'status_now', answers.get('status_now')).lower()}."
    )
    services = [
        f"- {reading.words(row, 'service')}, {reading.words(row, 'worker_role')}, from {day_of(row.get('from_date'))}"
        for row in reading.rows(answers, "services")
    ]
    return [name, contact, *services, _flat(reading.words(answers, "summary_inv"))]


def _timeline(found: list[tuple[str, Data]]) -> list[str]:
    events = [
        (reading.words(row, "date"), name, row)
        for name, answers in found
        for row in reading.rows(answers, "key_events")
    ]
    events.sort(key=lambda event: event[:2])
    return [f"- {day_of(day)}, {name}: {_event(row)}" for day, name, row in events]


def _event(row: Mapping[str, Any]) -> str:
    seen = {"yes": "Child seen.", "no": "Child not seen."}.get(reading.words(row, "child_seen"), "")
    said = [_sentence(_flat(reading.words(row, key))) for key in ("what", "did", "result")]
    return " ".join(part for part in (*said, seen) if part)


def _taken(found: list[tuple[str, Data]]) -> list[str]:
    return [
        f"- {name}, {day_of(row.get('date'))}: {_flat(reading.words(row, 'what'))}"
        for name, answers in found
        for row in reading.rows(answers, "action_taken")
    ]


def _investigations(form: Form, found: list[tuple[str, Data]]) -> list[str]:
    return [
        f"- {name}: {form_words.label(form, 'kind', row.get('kind'))}, {_flat(reading.words(row, 'stage'))}"
        for name, answers in found
        for row in reading.rows(answers, "parallel")
    ]


def _answer(form: Form, answers: Data, key: str) -> str:
    """One answer in words; of the adults' needs, the boxes ticked and what was added."""
    if key != "parents":
        return _words(answers, key)
    ticked = form_words.label(form, "parents", reading.several(answers, "parents"))
    return ". ".join(part for part in (ticked, _words(answers, "parents_detail")) if part)


def _words(answers: Data, key: str) -> str:
    return _flat(reading.words(answers, key))


def _flat(text: str) -> str:
    return " ".join(text.split())


def _sentence(text: str) -> str:
    return text if not text or text[-1] in ".!?" else f"{text}."
