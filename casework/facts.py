"""What a form is given besides its own answers: options to choose from, and known facts that it fills in or compares.

Only what the form asks for is worked out (`Form.needs`). Dates are dates and instants in London time, for FEEL.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, TypeAlias

from cases import called, clocks, partnerships, people, records, requests, submissions
from cases.clocks import anchors, readings
from casework import (
    agency_facts,
    asking_facts,
    case_facts,
    choices,
    data_request_facts,
    decision_facts,
    escalation_facts,
    following_facts,
    like_cases,
    meeting_facts,
    retention_facts,
    setting_facts,
)
from casework.asked import Asked
from casework.letters import collating, looking
from casework.office import Office
from casework.projections import reading
from engine.spiff.element import Element
from foundation.clock import LONDON, london_date
from foundation.database import Session

Fact: TypeAlias = "Callable[[Session, Office, Asked], Any]"

START_FROM = "startFrom"
"""The extension property `startFrom` with the value `earlier`: the form starts from what was last sent with it."""


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
        "agency_ids": own,
    }


def office_address(session: Session, _office: Office, asked: Asked) -> dict[str, Any]:
    """The office that holds the case, as people write to it."""
    if not asked.case_id:
        return {}
    home = session.get_one(partnerships.Partnership, records.partnership_of(session, asked.case_id))
    return {"name": called.office_of(session, asked.case_id), "phone": home.office_phone, "email": home.office_email}


def reference(session: Session, _office: Office, asked: Asked) -> str | None:
    """What people call the case."""
    return records.reference_of(session, asked.case_id) if asked.case_id else None


def agency_name(session: Session, _office: Office, asked: Asked) -> str | None:
    """The agency whose request the task is about, with its number where it is a further one, or who is reminded."""
    agency_id = asked.variables.get("agency_id") or asked.variables.get("agency")
    if not isinstance(agency_id, str):
        return None
    name = partnerships.agency(session, agency_id).name
    if asked.request_id is None:
        return name
    return requests.named(name, requests.get(session, asked.case_id, asked.request_id).version)


def anchor(name: str) -> Fact:
    """The London date of an event that clocks count from, or None."""

    def fact(session: Session, _office: Office, asked: Asked) -> date | None:
        at = anchors.of_case(session, asked.case_id).get(("", name)) if asked.case_id else None
        return london_date(at) if at else None

    return fact


def deadline(name: str) -> Fact:
    """A deadline of the case, or of the request or meeting the task is about, in London time."""

    def fact(session: Session, _office: Office, asked: Asked) -> datetime | None:
        if not asked.case_id:
            return None
        subjects = {each: asked.variables[each] for each in clocks.SUBJECT_IDS if asked.variables.get(each)}
        at = readings.deadline(session, asked.case_id, name, asked.now, subjects)
        return at.astimezone(LONDON) if at else None

    return fact


def first_said(key: str) -> Fact:
    """The date that the referral or notification answered to a question."""

    def fact(session: Session, office: Office, asked: Asked) -> date | None:
        found = [_last(session, office, asked, form_id) for form_id in case_facts.BEGINNINGS]
        return next((day for answers in found if (day := reading.day(answers, key))), None)

    return fact


def last_said(form_id: str, key: str) -> Fact:
    """What the office last wrote in a form, for the next form to show."""

    def fact(session: Session, office: Office, asked: Asked) -> str | None:
        return reading.chosen(_last(session, office, asked, form_id), key)

    return fact


def earlier(session: Session, office: Office, element: Element, asked: Asked, form_id: str) -> dict[str, Any]:
    """What was last sent with the same form about the same request, where the diagram has people go on from there."""
    if element.properties.get(START_FROM) != "earlier":
        return {}
    agency_id = asked.variables.get("agency_id")
    made = submissions.latest(session, asked.case_id, form_id, agency_id, asked.request_id)
    return dict(submissions.read(session, office.keys, made)) if made else {}


def _last(session: Session, office: Office, asked: Asked, form_id: str) -> dict[str, Any]:
    made = submissions.latest(session, asked.case_id, form_id) if asked.case_id else None
    return dict(submissions.read(session, office.keys, made)) if made else {}


FACTS: Mapping[str, Fact] = {
    **case_facts.FACTS,
    **following_facts.FACTS,
    **retention_facts.FACTS,
    **data_request_facts.FACTS,
    **agency_facts.FACTS,
    "me": me,
    "office": office_address,
    "reference": reference,
    "agency_name": agency_name,
    "requests_without_lead": asking_facts.requests_without_lead,
    "aware_at": anchor("aware_at"),
    "notified_at": anchor("notified_at"),
    "received_at": anchor("received_at"),
    "inc_date": first_said("inc_date"),
    "brief_outline": last_said("f05_release_requests", "brief_outline"),
    "refusal_reason": escalation_facts.refusal_reason,
    "escalation_limit": escalation_facts.limit,
    "partner_positions": escalation_facts.positions,
    "news": last_said("information_received", "facts"),
    "letters_waiting": looking.waiting,
    "letters_returned": looking.returned,
    "first_person": looking.first_person,
    "section_1": collating.section_1,
    **setting_facts.FACTS,
    "late_replies": collating.late_replies,
    "urgent_safe": last_said("f01_referral", "urgent_safe"),
    "missing_detail": asking_facts.missing_detail,
    "reconsideration_reason": last_said("reconsideration_asked", "reason"),
    "ia_view": decision_facts.advisors_view,
    "papers_due": deadline("papers_due"),
    "reply_due": deadline("reply_due"),
    "rapid_review_due": deadline("rapid_review_due"),
    "first_discussion_due": deadline("first_discussion_due"),
    "decision_due": deadline("decision_due"),
    "reconsideration_end": deadline("reconsideration_end"),
    "email_domains": setting_facts.setting("mail.allowed_domains"),
    "period_months": setting_facts.setting("request.period_months"),
    "front_door": setting_facts.setting("text.front_door"),
    "other_area": asking_facts.other_area,
    **like_cases.FACTS,
    "agencies_to_ask": asking_facts.agencies_to_ask,
    "second_person_required": setting_facts.setting("second_person_release"),
    "advice_timing": meeting_facts.advice_timing,
    "always_invited": meeting_facts.always_invited,
    "chair_id": meeting_facts.chair_id,
    "declarant": meeting_facts.declarant,
    "declarant_id": meeting_facts.declarant_id,
    "declared_detail": meeting_facts.declared_detail,
    "declared_nature": meeting_facts.declared_nature,
    "meeting_start": meeting_facts.start,
    "meeting_type": meeting_facts.kind,
    "replies_awaited": meeting_facts.replies_awaited,
    "undeclared_count": meeting_facts.undeclared_count,
    "window_first": meeting_facts.window_first,
    "window_last": meeting_facts.window_last,
    "decision": decision_facts.outcome,
    "decision_label": decision_facts.label,
    "past_outcomes": decision_facts.past_outcomes,
    "ia_advice": decision_facts.advice,
    "is_late": decision_facts.is_late,
    "panel_sent_at": decision_facts.panel_sent_at,
    "missing_partners": decision_facts.missing_partners,
    "partners_reasons": decision_facts.partners_reasons,
    "missing_views": decision_facts.missing_views,
    "written_views": decision_facts.written_views,
    "partners_must_agree": decision_facts.partners_must_agree,
}
"""By the name that a form's expressions have."""
