"""What the forms of an agency's side are told: who speaks for it, who wrote its reply, and what colleagues wrote."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cases import access, records, requests, submissions
from casework import setting_facts
from casework.asked import Asked
from casework.letters.scope import day_of
from casework.office import Office
from casework.projections import reading
from engine.spiff.element import Element
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session

REPLY, DELEGATION = "f06_agency_reply", "f06_delegate"
QUESTION, ANSWER = "agency_question", "answer_agency"
CHECK, KEYED_CHECK = "request_check", "check_keyed_reply"

SIGNED_HERE = setting_facts.setting("reply.second_person")

FILL_FROM = "fillFrom"
"""The extension property `fillFrom` of a user task: a form whose answers, for this agency, are filled in."""


def keyed_in(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether whoever fills the form in does so for an agency that is not theirs: a reply on paper or by telephone."""
    agency_id = asked.variables.get("agency_id")
    today = london_date(asked.now)
    return isinstance(agency_id, str) and not access.acts_for(session, asked.person_id, agency_id, today)


def reply_by(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who sent the agency's reply last: somebody else signs it."""
    made = _last(session, asked, REPLY)
    return made.person_id if made else None


def reply_link(session: Session, _office: Office, asked: Asked) -> str | None:
    """Where the agency's reply can be read as it was last sent."""
    made = _last(session, asked, REPLY)
    return f"/cases/{records.reference_of(session, asked.case_id)}/forms/{made.id}" if made else None


def keyed_asks(session: Session, office: Office, asked: Asked) -> str | None:
    """What a second person found otherwise in the reply that the office keyed in, when that was the last of it."""
    made = _last(session, asked, KEYED_CHECK) if asked.variables.get("keyed_right") == "no" else None
    found = submissions.read(session, office.keys, made).get("to_correct") if made else None
    return found if isinstance(found, str) else None


def _last(session: Session, asked: Asked, form_id: str) -> submissions.Submission | None:
    """What was last sent with a form about the request that the task is about."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return None
    return submissions.latest(session, asked.case_id, form_id, agency_id, asked.request_id)


def section_note(session: Session, office: Office, asked: Asked) -> str | None:
    """What the Safeguarding Lead asked of whoever writes this section, or of whom they write it for."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return None
    handed = submissions.about_request(session, asked.case_id, DELEGATION, agency_id, asked.request_id)
    told = [submissions.read(session, office.keys, made) for made in reversed(handed)]
    here = [one for one in told if one.get("section") == asked.variables.get("section")]
    mine = [one for one in here if one.get("colleague") == asked.person_id]
    note = next(iter(mine or here), {}).get("note")
    return note if isinstance(note, str) else None


def said(form_id: str, key: str) -> Callable[[Session, Office, Asked], str | None]:
    """What was last written about the request that the task is about, by its agency or to it."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        made = _last(session, asked, form_id)
        return reading.chosen(submissions.read(session, office.keys, made), key) if made else None

    return fact


def question(session: Session, office: Office, asked: Asked) -> str | None:
    """What the agency asks about this request and nobody has answered yet, with the day where it asks for more time."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return None
    made, answered = (
        submissions.about_request(session, asked.case_id, form_id, agency_id, asked.request_id)
        for form_id in (QUESTION, ANSWER)
    )
    said = [submissions.read(session, office.keys, one) for one in made[len(answered) :] or made[-1:]]
    return "\n\n".join(_with_day(one) for one in said) or None


def _with_day(said: dict[str, Json]) -> str:
    wanted = day_of(said.get("wanted_by"))
    return reading.words(said, "question") + (f" (Reply possible by {wanted}.)" if wanted else "")


def clarification_count(session: Session, office: Office, asked: Asked) -> int:
    """How often the agency has been asked to make this reply clearer; twice is the most (P3-050)."""
    agency_id = asked.variables.get("agency_id")
    if not isinstance(agency_id, str):
        return 0
    checks = submissions.about_request(session, asked.case_id, CHECK, agency_id, asked.request_id)
    return sum(submissions.read(session, office.keys, one).get("enough") == "clarify" for one in checks)


def adds_to_reply(session: Session, _office: Office, asked: Asked) -> bool:
    """Whether the reply of this request is given and checked, so that what is sent now adds to it (P3-B4)."""
    if asked.request_id is None or asked.variables.get("enough") == "clarify":
        return False
    return requests.get(session, asked.case_id, asked.request_id).status in requests.ANSWERED


def signed_here(session: Session, office: Office, asked: Asked) -> bool:
    """Whether somebody of the agency signs in the system what is sent now: a first reply that it writes itself.

    What adds to a reply or makes it clearer, and what the office writes down, names who approved it instead.
    """
    if not SIGNED_HERE(session, office, asked) or keyed_in(session, office, asked) or asked.request_id is None:
        return False
    return requests.get(session, asked.case_id, asked.request_id).status not in requests.ANSWERED


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
        for one in submissions.about_request(session, case_id, form_id, request.agency_id, request.id)
        if one.made_at >= (request.sent_at or request.made_at)
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


FACTS: Mapping[str, Callable[[Session, Office, Asked], Any]] = {
    "agency_question": question,
    "clarify_question": said(CHECK, "clarify_question"),
    "clarification_count": clarification_count,
    "new_information": said(REPLY, "addition_reason"),
    "adds_to_reply": adds_to_reply,
    "keyed_in": keyed_in,
    "reply_link": reply_link,
    # Forms of cases that began with earlier versions know it by this name.
    "keyed_link": reply_link,
    "keyed_asks": keyed_asks,
    "reply_by": reply_by,
    "section_note": section_note,
    "signed_here": signed_here,
    "sign_off_asks": said("f06_sign_off", "to_change"),
}
"""By the name that a form's expressions have."""
