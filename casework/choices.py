"""What a form may offer to choose from: agencies, people, meetings' people, requests.

Each option is {value, label} with a few facts beside it that rules of forms refer to. Whoever may not see the whole
case is offered only what is theirs: no other agency, no list of who was asked (domain.md §3.1, rule 8).
"""

from collections.abc import Callable, Mapping

from cases import (
    assignments,
    attendance,
    codes,
    identity,
    meetings,
    partnerships,
    people,
    records,
    roles,
    slots,
)
from casework import attending, case_choices, holding, offering
from casework.asked import Asked
from casework.offering import Option
from foundation.clock import LONDON
from foundation.database import Session
from foundation.written_times import written_moment


def agencies(session: Session, asked: Asked) -> list[Option]:
    """The agencies that serve the case's partnership, each with its partner category (la, police, health) or None."""
    homes, today = offering.homes(session, asked), offering.today(asked)
    found = {each.id: each for home in homes for each in partnerships.asked_by(session, home, today)}
    ordered = sorted(found.values(), key=lambda agency: agency.name)
    return [{"value": each.id, "label": each.name, "partner": each.partner} for each in ordered]


def offices(session: Session, asked: Asked) -> list[Option]:
    """The other partnerships, to which a case may be handed or shown."""
    own = offering.homes(session, asked) if asked.case_id else []
    return [
        {"value": each.id, "label": each.name} for each in partnerships.all_partnerships(session) if each.id not in own
    ]


def local_authorities(session: Session, _asked: Asked) -> list[Option]:
    """Every council known, those of other areas too."""
    return [{"value": each.id, "label": each.name} for each in partnerships.local_authorities(session)]


def everybody(session: Session, asked: Asked) -> list[Option]:
    """The people of the case's partnership; to somebody of an agency, only that agency's own, deputies too."""
    held = offering.memberships(session, asked)
    if offering.sees_whole(session, asked):
        return offering.named(session, asked, {each.person_id for each in held})
    own = offering.own_agencies(session, asked)
    theirs = {each.person_id for each in held if each.agency_id in own and each.agency_id is not None}
    standing_in = {one.id for person_id in theirs for one in people.stand_ins(session, person_id)}
    return offering.named(session, asked, theirs | standing_in)


def colleagues(session: Session, asked: Asked) -> list[Option]:
    """The office's own people but the one who asks: who may check what another has prepared."""
    if not offering.sees_whole(session, asked):
        return []
    office = {each.person_id for each in offering.memberships(session, asked) if each.role in codes.CODES["BO"]}
    return offering.named(session, asked, office - {asked.person_id})


def contributors(session: Session, asked: Asked) -> list[Option]:
    """Colleagues of the agency that the task is about who may write a section of its reply."""
    agency_id = asked.variables.get("agency_id")
    held = offering.memberships(session, asked)
    helping = {each.person_id for each in held if each.role == roles.CONTRIBUTOR and each.agency_id == agency_id}
    return offering.named(session, asked, helping - {asked.person_id})


def safeguarding_leads(session: Session, asked: Asked) -> list[Option]:
    """Each agency's Safeguarding Leads, with the agency; to somebody of an agency, only that agency's own."""
    held = offering.memberships(session, asked)
    leads = {(each.person_id, each.agency_id) for each in held if each.role == roles.LEAD}
    own = offering.own_agencies(session, asked)
    if not offering.sees_whole(session, asked) and own:
        leads = {lead for lead in leads if lead[1] in own}
    names = {each.id: each.name for each in people.by_ids(session, {person for person, _ in leads})}
    titles = partnerships.names(session, {agency for _, agency in leads if agency})
    options = [
        {"value": person, "label": f"{names[person]}, {titles.get(agency or '', '')}", "agency": agency}
        for person, agency in leads
    ]
    return sorted(options, key=lambda option: str(option["label"]))


def partner_people(session: Session, asked: Asked) -> list[Option]:
    """The Safeguarding Partners' decision-makers."""
    held = offering.memberships(session, asked)
    return offering.named(session, asked, {each.person_id for each in held if each.role == roles.PARTNER})


def chairs(session: Session, asked: Asked) -> list[Option]:
    """Who signs for the group: its chair, whoever stands in for them, and who chairs the meeting the task is about."""
    held = offering.memberships(session, asked)
    own = {each.person_id for each in held if each.role == roles.CHAIR}
    standing_in = {one.id for person_id in own for one in people.stand_ins(session, person_id)}
    meeting_id = asked.variables.get("meeting_id")
    found = meetings.get(session, asked.case_id, meeting_id) if isinstance(meeting_id, str) else None
    chairing = {found.chair_id} if found and found.chair_id else set()
    return offering.named(session, asked, own | standing_in | chairing)


def children(session: Session, asked: Asked) -> list[Option]:
    """The children of the case by code; names are for those who may see identities, on another page."""
    if not asked.case_id:
        return []
    reference = records.reference_of(session, asked.case_id)
    found = identity.of_case(session, asked.case_id, identity.CHILD)
    return [{"value": each.code, "label": f"{reference}-{each.code}"} for each in found]


def invitees(session: Session, asked: Asked) -> list[Option]:
    """Who is invited to the meeting the task is about; before there is one, who usually is."""
    if not offering.sees_whole(session, asked):
        return []
    meeting_id = asked.variables.get("meeting_id")
    if not isinstance(meeting_id, str):
        return offering.members(session, usual_invitees(session, asked))
    found = meetings.invitees(session, asked.case_id, meeting_id)
    return offering.members(session, {each.person_id: (each.agency_id, each.capacity) for each in found})


def attendees(session: Session, asked: Asked) -> list[Option]:
    """Who is at the meeting the task is about; before the list is made, who is invited."""
    meeting_id = asked.variables.get("meeting_id")
    if not isinstance(meeting_id, str) or not offering.sees_whole(session, asked):
        return []
    there = {each.person_id: each for each in attendance.of_meeting(session, asked.case_id, meeting_id)}
    if not there:
        return invitees(session, asked)
    named = offering.members(session, {key: (each.agency_id, each.capacity) for key, each in there.items()})
    return [{**option, **_noted(there[option["value"]])} for option in named]


def _noted(line: meetings.Attendance) -> Option:
    """What was noted of somebody at the meeting, as the form has it: part, how, for whom, when they came and went."""
    came, left = (f"{at.astimezone(LONDON):%H:%M}" if at else None for at in (line.arrived_at, line.left_at))
    return {"role": line.capacity, "mode": line.mode, "deputy_for": line.deputy_for, "in": came, "out": left}


def usual_invitees(session: Session, asked: Asked) -> dict[str, tuple[str | None, str]]:
    """Whom the table of invitees asks to a case meeting: their agency and capacity. Nobody who is shut out."""
    return {
        person_id: (agency_id, part.capacity)
        for person_id, (agency_id, part) in _parts(session, asked).items()
        if part.invited in {attending.ALWAYS, attending.USUALLY}
    }


def always_invited(session: Session, asked: Asked) -> list[str]:
    """Who is invited to every case meeting: the Safeguarding Partners and the Independent Advisor (F08)."""
    parts = _parts(session, asked)
    return sorted(person_id for person_id, (_, part) in parts.items() if part.invited == attending.ALWAYS)


def _parts(session: Session, asked: Asked) -> dict[str, tuple[str | None, attending.Part]]:
    """By person: for which agency they come, and what the table says of their roles."""
    shut_out = assignments.excluded(session, asked.case_id)
    held: dict[str, list[people.Membership]] = {}
    for each in offering.memberships(session, asked):
        if each.person_id not in shut_out:
            held.setdefault(each.person_id, []).append(each)
    return {
        person_id: (
            next((each.agency_id for each in own if each.agency_id), None),
            attending.part(session, {each.role for each in own}),
        )
        for person_id, own in held.items()
    }


def meeting_slots(session: Session, asked: Asked) -> list[Option]:
    """The dates a meeting can be held on, the preferred kind first; outside the rules with what speaks against it."""
    if not offering.sees_whole(session, asked):
        return []
    found = slots.proposals(session, asked.case_id, asked.now, offering.kind_of_meeting(session, asked))
    return [
        {
            "value": each.start.astimezone(LONDON).isoformat(timespec="minutes"),
            "label": f"{written_moment(each.start, weekday=True)}: {each.kind}, working day {each.working_day}",
            "hint": each.why_not,
            "slot": each.kind,
            "inside": each.is_usable,
        }
        for each in found
    ]


CHOICES: Mapping[str, Callable[[Session, Asked], list[Option]]] = {
    "agencies": agencies,
    "agency_kinds": case_choices.agency_kinds,
    "attendees": attendees,
    "chairs": chairs,
    "children": children,
    "colleagues": colleagues,
    "held_steps": holding.choices,
    "contributors": contributors,
    "invitees": invitees,
    "local_authorities": local_authorities,
    "meeting_slots": meeting_slots,
    "open_cases": case_choices.open_cases,
    "partner_people": partner_people,
    "partnerships": offices,
    "people": everybody,
    "record_classes": case_choices.record_classes,
    "requests": case_choices.asked_agencies,
    "safeguarding_leads": safeguarding_leads,
    "sent_letters": case_choices.sent_letters,
}
"""By the name that a form's `valuesKey` has."""
