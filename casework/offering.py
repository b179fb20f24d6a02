"""What options for forms are made of: whose homes and agencies count, who may see the whole case, and labels."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from cases import access, assignments, codes, meetings, partnerships, people, records, slots
from cases.people import Membership, Person
from casework.asked import Asked
from foundation.clock import london_date
from foundation.database import Session
from foundation.written_times import written_moment

Option = dict[str, Any]

MEETING_TYPE = "meeting_type"
"""The variable in which a diagram says what kind of meeting is to be set."""

WHOLE_CASE = frozenset({"BO", "CH", "CRG", "SP"})
"""Visibility codes that see who else takes part in a case."""


def homes(session: Session, asked: Asked) -> list[str]:
    """The case's partnership; before there is a case, those the asker belongs to."""
    if asked.case_id:
        return [records.partnership_of(session, asked.case_id)]
    return sorted({home for _role, home in access.roles_of(session, asked.person_id, today(asked))})


def memberships(session: Session, asked: Asked) -> list[Membership]:
    """Who holds which role in those partnerships today."""
    return [each for home in homes(session, asked) for each in people.of_partnership(session, home, today(asked))]


def sees_whole(session: Session, asked: Asked) -> bool:
    """Whether the asker sees who else takes part in the case."""
    if not asked.case_id:
        return False
    return bool(WHOLE_CASE & access.codes_on(session, asked.person_id, asked.case_id, asked.now))


def own_agencies(session: Session, asked: Asked) -> set[str | None]:
    """The agencies the asker belongs to, or whose lead they stand in for."""
    held = people.memberships(session, asked.person_id, today(asked))
    groups = access.groups_of(session, asked.person_id, today(asked))
    led = {scope for role, _, scope in (group.partition("@") for group in groups) if role in codes.AGENCY}
    return {*(each.agency_id for each in held if each.agency_id), *led}


def named(session: Session, asked: Asked, person_ids: Iterable[str]) -> list[Option]:
    """People as options; who is shut out of the case is not offered for anything in it."""
    shut_out = assignments.excluded(session, asked.case_id) if asked.case_id else set()
    found = people.by_ids(session, set(person_ids) - shut_out)
    return [{"value": each.id, "label": label(each)} for each in found]


def members(session: Session, found: Mapping[str, tuple[str | None, str]]) -> list[Option]:
    """People of a meeting as options, with agency and capacity."""
    options = []
    names = partnerships.names(session, {agency for agency, _ in found.values() if agency})
    for each in people.by_ids(session, set(found)):
        agency_id, capacity = found[each.id]
        title = f"{each.name}, {names[agency_id]}" if agency_id else label(each)
        options.append({"value": each.id, "label": title, "agency": agency_id, "capacity": capacity})
    return options


def kind_of_meeting(session: Session, asked: Asked) -> str:
    """What kind of meeting a task is about: as the diagram says, else the meeting set, else the next of its path."""
    drawn = asked.variables.get(MEETING_TYPE)
    if isinstance(drawn, str):
        return drawn
    meeting_id = asked.variables.get("meeting_id")
    if isinstance(meeting_id, str):
        return meetings.get(session, asked.case_id, meeting_id).kind
    return slots.kind_of_next(session, asked.case_id)


def label(person: Person) -> str:
    """A person as an option says it: name and job title."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def day_and_time(at: datetime | None) -> str:
    """An instant in words."""
    return written_moment(at) if at else "not set"


def today(asked: Asked) -> date:
    """The date in London when it is asked."""
    return london_date(asked.now)
