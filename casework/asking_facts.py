"""What the office is told when it decides whom to ask: agencies that were named already, and whether areas differ."""

from typing import Any

from cases import assignments, partnerships, people, records, requests, roles, settings, submissions
from cases.requests import RequestStatus
from casework.asked import Asked
from casework.letters import clauses
from casework.office import Office
from casework.projections import reading
from foundation.clock import london_date
from foundation.database import Session

REFERRAL, NOTIFICATION = "f01_referral", "f02_notification"

ASKED = (("f03_intake_check", "missing_detail"), ("f19_first_discussion", "clarify_question"))
"""The forms with which a referrer is asked for more, and the question in each."""


def other_area(session: Session, office: Office, asked: Asked) -> bool:
    """Whether the incident was in one council's area and the child lives in another's (guidance 1.4.2 c)."""
    told = {**_said(session, office, asked, REFERRAL), **_said(session, office, asked, NOTIFICATION)}
    here = reading.words(told, "inc_la") or reading.words(told, "la")
    home = reading.words(told, "home_la")
    return bool(here and home and here != home)


def requests_without_lead(session: Session, _office: Office, asked: Asked) -> int:
    """How many requests still in draft go to an agency without an active lead who may know the case (F05)."""
    drafts = [each for each in requests.of_case(session, asked.case_id) if each.status is RequestStatus.DRAFT]
    today = london_date(asked.now)
    shut_out = assignments.excluded(session, asked.case_id)
    leads = {each.id: people.with_role(session, roles.LEAD, agency_id=each.agency_id, today=today) for each in drafts}
    return sum({person.id for person in found} <= shut_out for found in leads.values())


def missing_detail(session: Session, office: Office, asked: Asked) -> str | None:
    """What the referrer was asked last: by the office when it checked the intake, or by the group at its discussion."""
    made = [(found, key) for form, key in ASKED if (found := submissions.latest(session, asked.case_id, form))]
    if not made:
        return None
    newest, key = max(made, key=lambda one: one[0].made_at)
    return reading.chosen(submissions.read(session, office.keys, newest), key)


def agencies_to_ask(session: Session, office: Office, asked: Asked) -> list[dict[str, Any]]:
    """Rows to begin with: agencies prepared before, else partners, those usually asked and whom the referral names.

    The office changes them: who is relevant is its decision (guidance 4.3.1).
    """
    prepared = requests.of_case(session, asked.case_id)
    drafted = [each.agency_id for each in prepared]
    out = {each.agency_id for each in prepared if each.status in (*requests.WAITING, *requests.ANSWERED)}
    serving = partnerships.asked_by(session, records.partnership_of(session, asked.case_id), london_date(asked.now))
    referral = _said(session, office, asked, REFERRAL)
    named = {reading.words(referral, "ref_agency"): "It referred the case."}
    for row in reading.rows(referral, "agencies_known"):
        named.setdefault(reading.words(row, "agency"), "Named in the referral as involved.")
    usual = set(settings.value(session, asked.case_id, "agencies.usual"))
    for each in serving:
        if each.name in usual:
            named.setdefault(each.id, "Usually asked.")
    named |= dict.fromkeys(out, "It has its request already and is not asked again.")
    chosen = [
        each for each in serving if (each.id in drafted if drafted else each.partner is not None or each.id in named)
    ]
    return [{"agency": each.id, "why": named.get(each.id), "variant": clauses.usual(each.category)} for each in chosen]


def _said(session: Session, office: Office, asked: Asked, form_id: str) -> dict[str, Any]:
    made = submissions.latest(session, asked.case_id, form_id) if asked.case_id else None
    answers = submissions.read(session, office.keys, made) if made else {}
    return {key: value for key, value in answers.items() if value not in (None, "", [])}
