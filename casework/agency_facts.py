"""What the forms of an agency's side are told: who speaks for it, who wrote its reply, and what colleagues wrote."""

from datetime import datetime
from typing import Any

from cases import access, records, requests, submissions
from casework.asked import Asked
from casework.office import Office
from engine.spiff.element import Element
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

REPLY, SECTION, DELEGATION = "f06_agency_reply", "f06_section", "f06_delegate"
KEYED_CHECK = "check_keyed_reply"

FILL_FROM = "fillFrom"
"""The extension property `fillFrom` of a user task: a form whose answers, for this agency, are filled in."""


def keyed_in(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether whoever fills the form in does so for an agency that is not theirs: a reply on paper or by telephone."""
    agency_id = asked.variables.get("agency_id")
    today = london_date(asked.now)
    return isinstance(agency_id, str) and not access.acts_for(session, asked.person_id, agency_id, today)


def reply_by(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who sent the agency's reply last: somebody else signs it."""
    agency_id = asked.variables.get("agency_id")
    made = submissions.latest(session, asked.case_id, REPLY, agency_id) if isinstance(agency_id, str) else None
    return made.person_id if made else None


def reply_link(session: Session, _office: Office, asked: Asked) -> str | None:
    """Where the agency's reply can be read as it was last sent."""
    agency_id = asked.variables.get("agency_id")
    made = submissions.latest(session, asked.case_id, REPLY, agency_id) if isinstance(agency_id, str) else None
    return f"/cases/{records.reference_of(session, asked.case_id)}/forms/{made.id}" if made else None


def keyed_asks(session: Session, office: Office, asked: Asked) -> str | None:
    """What a second person found otherwise in the reply that the office keyed in, when that was the last of it."""
    agency_id = asked.variables.get("agency_id")
    if asked.variables.get("keyed_right") != "no" or not isinstance(agency_id, str):
        return None
    made = submissions.latest(session, asked.case_id, KEYED_CHECK, agency_id)
    found = submissions.read(session, office.keys, made).get("to_correct") if made else None
    return found if isinstance(found, str) else None


def section_note(session: Session, office: Office, asked: Asked) -> str | None:
    """What the Safeguarding Lead asked of whoever writes this section, when it was last handed over."""
    agency_id, wanted = asked.variables.get("agency_id"), (asked.person_id, asked.variables.get("section"))
    for made in reversed(submissions.of_case(session, asked.case_id, DELEGATION)):
        said = submissions.read(session, office.keys, made)
        if made.agency_id == agency_id and (said.get("colleague"), said.get("section")) == wanted:
            note = said.get("note")
            return note if isinstance(note, str) else None
    return None


def returned(
    session: Session, office: Office, element: Element, case_id: str, variables: dict[str, Any]
) -> list[tuple[datetime, dict[str, Json]]]:
    """What colleagues sent in for this form since the request went out, oldest first, each with its time."""
    form_id, request_id = element.properties.get(FILL_FROM), variables.get("request_id")
    if not form_id or not isinstance(request_id, str):
        return []
    request = requests.get(session, case_id, request_id)
    made = [
        one
        for one in submissions.of_case(session, case_id, form_id)
        if one.agency_id == request.agency_id and one.made_at >= (request.sent_at or request.made_at)
    ]
    return [(one.made_at, submissions.read(session, office.keys, one)) for one in made]


def filled(
    answers: dict[str, Any], saved_at: datetime | None, sections: list[tuple[datetime, dict[str, Json]]]
) -> dict[str, Any]:
    """Answers so far with what colleagues sent: what came after they were saved, and what they leave open."""
    found = dict(answers)
    for made_at, said in sections:
        for key, value in said.items():
            is_open = found.get(key) in (None, "", [], {})
            if value not in (None, "", []) and (is_open or saved_at is None or made_at > saved_at):
                found[key] = value
    return found
