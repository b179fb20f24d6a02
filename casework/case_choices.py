"""Options of forms: the requests of a case, its letters, and the other cases of the office."""

from collections.abc import Mapping

from cases import access, called, clocks, partnerships, people, records, requests
from cases.correspondence import letters
from cases.correspondence.letters import Letter, LetterStatus
from cases.records import Case, CaseStatus
from cases.settings.keeping import CLASSES
from casework import deleting, offering
from casework.asked import Asked
from casework.forms.texts import sentence
from casework.letters import catalogue
from casework.offering import Option
from foundation.database import Session

RELEASED = (LetterStatus.RELEASED, LetterStatus.SENT, LetterStatus.SUPERSEDED)

PANEL = "the National Panel"

MOST = 300
"""The newest open cases offered; an office of a few hundred open reviews would be a sign of something else."""


def open_cases(session: Session, asked: Asked) -> list[Option]:
    """The other open cases of the case's office that the asker may know, newest first, by reference."""
    if not offering.sees_whole(session, asked):
        return []
    home = records.partnership_of(session, asked.case_id)
    known = access.visible_cases(asked.person_id, asked.now).where(
        Case.partnership_id == home, Case.status == CaseStatus.OPEN, Case.id != asked.case_id
    )
    newest = known.order_by(Case.opened_at.desc(), Case.id.desc()).limit(MOST)
    found = records.references_of(session, list(session.scalars(newest)))
    return [{"value": case_id, "label": label} for case_id, label in sorted(found.items(), key=lambda one: one[1])]


def sent_letters(session: Session, asked: Asked) -> list[Option]:
    """The letters that somebody can open now, newest first: what they are, for whom, and from when."""
    if not offering.sees_whole(session, asked):
        return []
    found = [
        each
        for each in letters.of_case(session, asked.case_id)
        if each.status in RELEASED
        and (each.agency_id or each.person_id or each.kind in catalogue.PANEL)
        and each.kind in catalogue.KINDS
    ]
    names = partnerships.names(session, {each.agency_id for each in found if each.agency_id})
    names |= {each.id: each.name for each in people.by_ids(session, {one.person_id for one in found if one.person_id})}
    return [{"value": each.id, "label": _label(each, names)} for each in reversed(found)]


def _label(letter: Letter, names: Mapping[str, str]) -> str:
    title = catalogue.KINDS[letter.kind].title
    to = names.get(letter.agency_id or letter.person_id or "", PANEL)
    return f"{title}, to {to}, version {letter.version}, {offering.day_and_time(letter.released_at)}"


def record_classes(session: Session, asked: Asked) -> list[Option]:
    """The classes of the case's records of which there are any, to say which are deleted."""
    if not offering.sees_whole(session, asked):
        return []
    there = deleting.left(session, asked.case_id)
    return [
        {"value": code, "label": words[0].upper() + words[1:]} for code, words in CLASSES.items() if there.get(code)
    ]


def agency_kinds(session: Session, asked: Asked) -> list[Option]:
    """Every kind of agency, as the settings of the case call it."""
    return [{"value": code, "label": words} for code, words in called.kinds_in(session, asked.case_id).items()]


def asked_agencies(session: Session, asked: Asked) -> list[Option]:
    """The requests of the case: agency, lead, letter, reply date and state in words."""
    if not offering.sees_whole(session, asked):
        return []
    found = requests.of_case(session, asked.case_id)
    due_at = clocks.deadline(session, asked.case_id, "reply_due", asked.now, {})
    leads = {each.id: each.name for each in people.by_ids(session, {each.lead_id for each in found if each.lead_id})}
    return [
        {
            "value": each.id,
            "label": requests.named(partnerships.agency(session, each.agency_id).name, each.version),
            "agency": each.agency_id,
            "lead": leads.get(each.lead_id or "", "nobody yet"),
            "variant": sentence(each.variant.replace("_", " ")),
            "due": offering.day_and_time(each.due_at or due_at),
            "sent": each.sent_at is not None,
            "status": sentence(each.status.value.replace("_", " ")),
        }
        for each in found
        if each.status is not requests.RequestStatus.WITHDRAWN
    ]
