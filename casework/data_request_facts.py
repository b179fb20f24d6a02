"""What forms are told of a request about data: who asks for what, by when, what was decided and what was sent back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cases import contested, data_requests, disclosures, records, submissions
from cases.clocks import anchors, answering
from cases.clocks.readings import deadline
from cases.data_requests import ACCESS, RIGHTS, DataRequest
from casework.asked import Asked
from casework.disclosing import recipients
from casework.letters import form_words
from casework.office import Office
from casework.projections import reading
from foundation.clock import london_date
from foundation.database import Session

FORMS = ("data_request", "data_request_decide")
FORMS_OF_RIGHTS = ("data_right", "data_right_decide")
"""The forms by which a request is registered and decided, for a copy and for anything else."""


def data_request(session: Session, office: Office, asked: Asked) -> dict[str, Any]:
    """The request that a task is about; empty where it is about none."""
    request_id = asked.variables.get("data_request_id")
    if not isinstance(request_id, str):
        return {}
    request = data_requests.get(session, asked.case_id, request_id)
    said = _said(session, office, request)
    registered, decided = FORMS if request.asked == ACCESS else FORMS_OF_RIGHTS
    return {
        "right": RIGHTS.get(request.asked, ""),
        "who": said.get("asker_name"),
        "reach": said.get("asker_reach"),
        "capacity": _label(session, registered, "capacity", said),
        "about": said.get("about_whom"),
        "wanted": said.get("wanted"),
        "received": reading.day(said, "received_on"),
        "decision": _label(session, decided, "data_decision", said),
        "refusal": _label(session, decided, "refusal_reason", said),
        "why": said.get("decision_note"),
        "deciders": sorted(disclosures.deciders(session, request)),
        "contested": len(contested.chosen(session, request)),
        "deletes": sum(one.decision == contested.DELETE for one in contested.upheld(session, request)),
        "recipients": [] if request.asked == ACCESS else recipients.of_case(session, asked.case_id),
        "to_decide": disclosures.undecided(session, request),
        "is_taken": request.copy_taken_at is not None,
        "link": f"/cases/{records.reference_of(session, asked.case_id)}/data-requests/{request_id}",
        "sent_back": said.get("check_note") if request.check_id and request.checked_at is None else None,
        **_days(session, asked, request_id),
    }


def _said(session: Session, office: Office, request: DataRequest) -> dict[str, Any]:
    """The answers of its forms, the later ones over the earlier."""
    found: dict[str, Any] = {}
    for sent in (request.submission_id, request.decision_id, request.check_id):
        if sent:
            made = submissions.get(session, request.case_id, sent)
            found |= submissions.read(session, office.keys, made)
    return found


def _label(session: Session, form_id: str, key: str, said: Mapping[str, Any]) -> str:
    return form_words.label(form_words.form_of(session, form_id), key, said.get(key))


def _days(session: Session, asked: Asked, request_id: str) -> dict[str, date | bool | None]:
    """From when and until when it counts, and what was said of that."""
    dated = anchors.of_case(session, asked.case_id)
    known = {name: at for (subject, name), at in dated.items() if subject == request_id}
    subjects = {"data_request_id": request_id}
    due = deadline(session, asked.case_id, answering.CLOCK, asked.now, subjects)
    stands = known.get(answering.STANDS)
    counted = known.get(answering.COUNTED)
    return {
        "due": london_date(due) if due else None,
        "counted": london_date(counted) if counted else None,
        "asked_on": london_date(stands) if stands else None,
        "is_extended": answering.EXTENDED in known,
    }


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {"asked_for": data_request}
"""By the name that a form's expressions have."""
