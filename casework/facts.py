"""What a form is given besides its own answers: options to choose from, and known facts that it fills in or compares.

Only what the form asks for is worked out (`Form.needs`). Dates are dates and instants in London time, for FEEL.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from cases import clocks, partnerships, people, records, requests, settings, submissions
from cases.requests import RequestStatus
from casework import choices
from casework.asked import Asked
from casework.office import Office
from casework.projections import reading
from foundation.clock import LONDON, london_date
from foundation.database import Session

Fact: TypeAlias = "Callable[[Session, Office, Asked], Any]"

BEGINNINGS = ("f01_referral", "f02_notification")
"""Forms that say first what happened."""


def known(session: Session, office: Office, asked: Asked, needs: Collection[str]) -> dict[str, Any]:
    """The options and facts among `needs` that there are; a routing variable is given under its own name."""
    found: dict[str, Any] = {name: asked.variables[name] for name in needs if name in asked.variables}
    for name in needs:
        if name in choices.CHOICES:
            found[name] = choices.CHOICES[name](session, asked)
        elif name in FACTS:
            found[name] = FACTS[name](session, office, asked)
    return found


def me(session: Session, _office: Office, asked: Asked) -> dict[str, Any]:
    """Who fills the form in, and the agency they belong to in this task or at all."""
    person = people.person(session, asked.person_id)
    held = people.memberships(session, asked.person_id, london_date(asked.now))
    own = sorted({each.agency_id for each in held if each.agency_id})
    here = asked.variables.get("agency_id")
    return {
        "id": person.id,
        "name": person.name,
        "job_title": person.job_title,
        "phone": person.phone,
        "email": person.email,
        "agency_id": here if here in own else next(iter(own), None),
    }


def office_address(session: Session, _office: Office, asked: Asked) -> dict[str, Any]:
    """The office that holds the case, as people write to it."""
    if not asked.case_id:
        return {}
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, asked.case_id))
    return {"name": home.office_name, "phone": home.office_phone, "email": home.office_email}


def requests_without_lead(session: Session, _office: Office, asked: Asked) -> int:
    """How many requests still in draft go to an agency without an active Safeguarding Lead (F05)."""
    drafts = [each for each in requests.of_case(session, asked.case_id) if each.status is RequestStatus.DRAFT]
    today = london_date(asked.now)
    leads = {
        each.id: people.with_role(session, "agency_lead", agency_id=each.agency_id, today=today) for each in drafts
    }
    return sum(not found for found in leads.values())


def anchor(name: str) -> Fact:
    """The London date of an event that clocks count from, or None."""

    def fact(session: Session, _office: Office, asked: Asked) -> date | None:
        at = clocks.anchor(session, asked.case_id, name) if asked.case_id else None
        return london_date(at) if at else None

    return fact


def deadline(name: str) -> Fact:
    """A deadline of the case, or of the request or meeting the task is about, in London time."""

    def fact(session: Session, _office: Office, asked: Asked) -> datetime | None:
        if not asked.case_id:
            return None
        subjects = {each: asked.variables[each] for each in ("request_id", "meeting_id") if asked.variables.get(each)}
        at = clocks.deadline(session, asked.case_id, name, asked.now, subjects)
        return at.astimezone(LONDON) if at else None

    return fact


def setting(key: str) -> Fact:
    """A setting of the case; before there is a case, nothing."""

    def fact(session: Session, _office: Office, asked: Asked) -> Any:
        return settings.value(session, asked.case_id, key) if asked.case_id else None

    return fact


def first_said(key: str) -> Fact:
    """The date that the referral or notification answered to a question."""

    def fact(session: Session, office: Office, asked: Asked) -> date | None:
        if not asked.case_id:
            return None
        for form_id in BEGINNINGS:
            made = submissions.latest(session, asked.case_id, form_id)
            if made is not None:
                return reading.day(submissions.read(session, office.keys, made), key)
        return None

    return fact


FACTS: Mapping[str, Fact] = {
    "me": me,
    "office": office_address,
    "requests_without_lead": requests_without_lead,
    "aware_at": anchor("aware_at"),
    "notified_at": anchor("notified_at"),
    "received_at": anchor("received_at"),
    "inc_date": first_said("inc_date"),
    "papers_due": deadline("papers_due"),
    "reply_due": deadline("reply_due"),
    "rapid_review_due": deadline("rapid_review_due"),
    "email_domains": setting("email_domains"),
    "front_door": setting("front_door"),
    "second_person_required": setting("second_person_required"),
}
"""By the name that a form's expressions have."""
