"""What a form may offer to choose from: agencies, people, meetings' people, requests, possible duplicates.

Each option is {value, label} with a few facts beside it that rules of forms refer to. Whoever may not see the whole
case is offered only what is theirs: no other agency, no list of who was asked (domain.md §3.1, rule 8).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cases import (
    access,
    assignments,
    attendance,
    clocks,
    identity,
    meetings,
    partnerships,
    people,
    records,
    requests,
    slots,
)
from cases.people import Person
from casework.asked import Asked
from foundation.clock import LONDON, london_date
from foundation.database import Session

Option = dict[str, Any]

WHOLE_CASE = frozenset({"BO", "CH", "CRG", "SP"})
"""Visibility codes that see who else takes part in a case."""


INVITED: Mapping[str, str] = {
    "crg_chair": "chair",
    "crg_member": "member",
    "safeguarding_partner": "member",
    "independent_advisor": "independent_advisor",
}
"""Who is usually invited to a case meeting, and in which capacity."""

ALWAYS_INVITED = frozenset({"safeguarding_partner", "independent_advisor"})


def agencies(session: Session, asked: Asked) -> list[Option]:
    """The agencies that serve the case's partnership, each with its partner category (la, police, health) or None."""
    found = {each.id: each for home in _homes(session, asked) for each in partnerships.agencies_of(session, home)}
    ordered = sorted(found.values(), key=lambda agency: agency.name)
    return [{"value": each.id, "label": each.name, "partner": each.partner} for each in ordered]


def offices(session: Session, asked: Asked) -> list[Option]:
    """The other partnerships, to which a case may be handed or shown."""
    own = _homes(session, asked) if asked.case_id else []
    return [
        {"value": each.id, "label": each.name} for each in partnerships.all_partnerships(session) if each.id not in own
    ]


def local_authorities(session: Session, _asked: Asked) -> list[Option]:
    """Every council known, those of other areas too."""
    return [{"value": each.id, "label": each.name} for each in partnerships.local_authorities(session)]


def everybody(session: Session, asked: Asked) -> list[Option]:
    """The people of the case's partnership; to somebody of an agency, only that agency's own."""
    held = [each for home in _homes(session, asked) for each in people.of_partnership(session, home, _today(asked))]
    own = _own_agencies(session, asked)
    if not _sees_whole(session, asked):
        held = [each for each in held if each.agency_id in own and each.agency_id is not None]
    return _named(session, asked, {each.person_id for each in held})


def safeguarding_leads(session: Session, asked: Asked) -> list[Option]:
    """Each agency's Safeguarding Leads, with the agency; to somebody of an agency, only that agency's own."""
    held = [each for home in _homes(session, asked) for each in people.of_partnership(session, home, _today(asked))]
    leads = {(each.person_id, each.agency_id) for each in held if each.role == "agency_lead"}
    own = _own_agencies(session, asked)
    if not _sees_whole(session, asked) and own:
        leads = {lead for lead in leads if lead[1] in own}
    names = {each.id: each.name for each in people.by_ids(session, {person for person, _ in leads})}
    titles = {agency: partnerships.agency(session, agency).name for _, agency in leads if agency}
    options = [
        {"value": person, "label": f"{names[person]}, {titles.get(agency or '', '')}", "agency": agency}
        for person, agency in leads
    ]
    return sorted(options, key=lambda option: str(option["label"]))


def partner_people(session: Session, asked: Asked) -> list[Option]:
    """The Safeguarding Partners' decision-makers."""
    held = [each for home in _homes(session, asked) for each in people.of_partnership(session, home, _today(asked))]
    return _named(session, asked, {each.person_id for each in held if each.role == "safeguarding_partner"})


def children(session: Session, asked: Asked) -> list[Option]:
    """The children of the case by code; names are for those who may see identities, on another page."""
    if not asked.case_id:
        return []
    reference = records.reference_of(session, asked.case_id)
    found = identity.of_case(session, asked.case_id, identity.CHILD)
    return [{"value": each.code, "label": f"{reference}-{each.code}"} for each in found]


def possible_duplicates(session: Session, asked: Asked) -> list[Option]:
    """Cases that may be about the same child; of another office only that there may be one."""
    if not _sees_whole(session, asked):
        return []
    names = {each.id: each.name for each in partnerships.all_partnerships(session)}
    return [
        {
            "value": match.case_id or f"office:{match.partnership_id}",
            "label": records.reference_of(session, match.case_id)
            if match.case_id
            else f"Possible match in the other office: {names[match.partnership_id]}",
            "same": ", ".join(match.facts),
        }
        for match in identity.matches(session, asked.case_id)
    ]


def asked_agencies(session: Session, asked: Asked) -> list[Option]:
    """The requests of the case: agency, lead, letter, reply date and state in words."""
    if not _sees_whole(session, asked):
        return []
    found = requests.of_case(session, asked.case_id)
    due_at = clocks.deadline(session, asked.case_id, "reply_due", asked.now, {})
    leads = {each.id: each.name for each in people.by_ids(session, {each.lead_id for each in found if each.lead_id})}
    return [
        {
            "value": each.id,
            "label": partnerships.agency(session, each.agency_id).name,
            "agency": each.agency_id,
            "lead": leads.get(each.lead_id or "", "nobody yet"),
            "variant": each.variant.replace("_", " "),
            "due": _day_and_time(each.due_at or due_at),
            "status": each.status.value.replace("_", " "),
        }
        for each in found
        if each.status is not requests.RequestStatus.WITHDRAWN
    ]


def invitees(session: Session, asked: Asked) -> list[Option]:
    """Who is invited to the meeting the task is about; before there is one, who usually is."""
    if not _sees_whole(session, asked):
        return []
    meeting_id = asked.variables.get("meeting_id")
    if not isinstance(meeting_id, str):
        return _members(session, usual_invitees(session, asked))
    found = meetings.invitees(session, asked.case_id, meeting_id)
    return _members(session, {each.person_id: (each.agency_id, each.capacity) for each in found})


def attendees(session: Session, asked: Asked) -> list[Option]:
    """Who is at the meeting the task is about; before the list is made, who is invited."""
    meeting_id = asked.variables.get("meeting_id")
    if not isinstance(meeting_id, str) or not _sees_whole(session, asked):
        return []
    there = attendance.of_meeting(session, asked.case_id, meeting_id)
    found = {each.person_id: (each.agency_id, each.capacity) for each in there}
    return _members(session, found) if found else invitees(session, asked)


def usual_invitees(session: Session, asked: Asked) -> dict[str, tuple[str | None, str]]:
    """Chair, members, Safeguarding Partners and the Independent Advisor of the case's partnership, none excluded."""
    shut_out = assignments.excluded(session, asked.case_id)
    held = [each for home in _homes(session, asked) for each in people.of_partnership(session, home, _today(asked))]
    return {
        each.person_id: (each.agency_id, INVITED[each.role])
        for each in held
        if each.role in INVITED and each.person_id not in shut_out
    }


def always_invited(session: Session, asked: Asked) -> list[str]:
    """Who is invited to every case meeting: the Safeguarding Partners and the Independent Advisor (F08)."""
    held = [each for home in _homes(session, asked) for each in people.of_partnership(session, home, _today(asked))]
    shut_out = assignments.excluded(session, asked.case_id)
    return sorted({each.person_id for each in held if each.role in ALWAYS_INVITED} - shut_out)


def meeting_slots(session: Session, asked: Asked) -> list[Option]:
    """The dates a meeting can be held on, the preferred kind first; outside the rules with what speaks against it."""
    found = slots.proposals(session, asked.case_id, asked.now) if _sees_whole(session, asked) else []
    return [
        {
            "value": each.start.astimezone(LONDON).isoformat(timespec="minutes"),
            "label": f"{_day_and_time(each.start)}: {each.kind}, working day {each.working_day}",
            "hint": each.why_not,
            "slot": each.kind,
            "inside": each.is_usable,
        }
        for each in found
    ]


CHOICES: Mapping[str, Callable[[Session, Asked], list[Option]]] = {
    "agencies": agencies,
    "attendees": attendees,
    "children": children,
    "invitees": invitees,
    "local_authorities": local_authorities,
    "meeting_slots": meeting_slots,
    "partner_people": partner_people,
    "partnerships": offices,
    "people": everybody,
    "possible_duplicates": possible_duplicates,
    "requests": asked_agencies,
    "safeguarding_leads": safeguarding_leads,
}
"""By the name that a form's `valuesKey` has."""


def _homes(session: Session, asked: Asked) -> list[str]:
    """The case's partnership; before there is a case, those the asker belongs to."""
    if asked.case_id:
        return [records.partnership_of(session, asked.case_id)]
    return sorted({home for _role, home in access.roles_of(session, asked.person_id, _today(asked))})


def _sees_whole(session: Session, asked: Asked) -> bool:
    if not asked.case_id:
        return False
    return bool(WHOLE_CASE & access.codes_on(session, asked.person_id, asked.case_id, _today(asked)))


def _own_agencies(session: Session, asked: Asked) -> set[str | None]:
    return {each.agency_id for each in people.memberships(session, asked.person_id, _today(asked)) if each.agency_id}


def _named(session: Session, asked: Asked, person_ids: Iterable[str]) -> list[Option]:
    """People as options; who is shut out of the case is not offered for anything in it."""
    shut_out = assignments.excluded(session, asked.case_id) if asked.case_id else set()
    found = people.by_ids(session, set(person_ids) - shut_out)
    return [{"value": each.id, "label": _label(each)} for each in found]


def _members(session: Session, found: Mapping[str, tuple[str | None, str]]) -> list[Option]:
    """People of a meeting as options, with agency and capacity."""
    options = []
    for each in people.by_ids(session, set(found)):
        agency_id, capacity = found[each.id]
        title = f"{each.name}, {partnerships.agency(session, agency_id).name}" if agency_id else _label(each)
        options.append({"value": each.id, "label": title, "agency": agency_id, "capacity": capacity})
    return options


def _label(person: Person) -> str:
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def _day_and_time(at: datetime | None) -> str:
    return f"{at.astimezone(LONDON):%-d %B %Y, %H:%M}" if at else "not set"


def _today(asked: Asked) -> date:
    return london_date(asked.now)
