"""What forms are told about the meeting a task is about: when, what kind, who chairs, who waits for a ruling."""

from datetime import date, datetime
from typing import Any

from cases import attendance, meetings, people, records, requests, roles, submissions
from cases.clocks import readings
from cases.meetings import Meeting, MeetingStatus
from casework import choices, offering
from casework.asked import Asked
from casework.letters import form_words
from casework.office import Office
from casework.projections import reading
from foundation.clock import LONDON, london_date
from foundation.database import Session


def meeting(session: Session, asked: Asked) -> Meeting | None:
    """The meeting a task is about, else the one that is coming."""
    if not asked.case_id:
        return None
    meeting_id = asked.variables.get("meeting_id")
    if isinstance(meeting_id, str):
        return meetings.get(session, asked.case_id, meeting_id)
    return meetings.planned(session, asked.case_id)


def start(session: Session, _office: Office, asked: Asked) -> datetime | None:
    """When it begins, in London."""
    found = meeting(session, asked)
    return found.starts_at.astimezone(LONDON) if found else None


def kind(session: Session, _office: Office, asked: Asked) -> str:
    """What kind it is, or is to be."""
    return offering.kind_of_meeting(session, asked)


def replies_awaited(session: Session, _office: Office, asked: Asked) -> int:
    """How many agencies have yet to reply for a meeting that is set: only they can be given another date (F08)."""
    found = meeting(session, asked)
    is_coming = found is not None and found.status is MeetingStatus.PLANNED
    return requests.count_waiting(session, asked.case_id) if is_coming else 0


def chair_id(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who chairs it; before it is set, the chair of the Case Review Group."""
    found = meeting(session, asked)
    if found and found.chair_id:
        return found.chair_id
    home = records.partnership_of(session, asked.case_id)
    chairs = people.with_role(session, roles.CHAIR, home, today=london_date(asked.now))
    return chairs[0].id if chairs else None


def always_invited(session: Session, _office: Office, asked: Asked) -> list[str]:
    """Who must be invited, or a reason given."""
    return choices.always_invited(session, asked)


def undeclared_count(session: Session, _office: Office, asked: Asked) -> int | None:
    """How many of those present have not declared for this meeting: counted now, not when the task began."""
    found = meeting(session, asked)
    return attendance.count(session, found).undeclared_count if found else None


def advice_timing(session: Session, _office: Office, asked: Asked) -> str:
    """Whether advice is given before the meeting, at it, or after the decision."""
    found = meeting(session, asked)
    if found is None or found.status is not meetings.MeetingStatus.PLANNED:
        return "post"
    return "pre" if asked.now < found.starts_at else "at"


def window_first(session: Session, _office: Office, asked: Asked) -> date | None:
    """The first day on which the meeting can be."""
    found = readings.meeting_window(session, asked.case_id, asked.now, offering.kind_of_meeting(session, asked))
    return found.first if found else None


def window_last(session: Session, _office: Office, asked: Asked) -> date | None:
    """The last such day that leaves time before the decision is due."""
    found = readings.meeting_window(session, asked.case_id, asked.now, offering.kind_of_meeting(session, asked))
    return min(found.last, found.latest) if found else None


def declarant(session: Session, _office: Office, asked: Asked) -> str | None:
    """The name of whom the chair rules on."""
    waiting = _declarant_id(session, asked)
    return people.person(session, waiting).name if waiting else None


def declarant_id(session: Session, _office: Office, asked: Asked) -> str | None:
    """Who that is: nobody rules on their own interest."""
    return _declarant_id(session, asked)


def declared_nature(session: Session, office: Office, asked: Asked) -> str | None:
    """What kind of interest they declared, in words."""
    form = form_words.form_of(session, "f11_declaration")
    return form_words.label(form, "nature", _declared(session, office, asked).get("nature")) or None


def declared_detail(session: Session, office: Office, asked: Asked) -> str | None:
    """What they wrote about it."""
    return reading.chosen(_declared(session, office, asked), "detail")


def _declarant_id(session: Session, asked: Asked) -> str | None:
    found = meeting(session, asked)
    named = asked.variables.get("declarant_id")
    return attendance.awaiting(session, found, named if isinstance(named, str) else None) if found else None


def _declared(session: Session, office: Office, asked: Asked) -> dict[str, Any]:
    found, waiting = meeting(session, asked), _declarant_id(session, asked)
    for each in attendance.declarations(session, asked.case_id, found.id) if found else []:
        if each.person_id == waiting and each.submission_id:
            made = submissions.get(session, asked.case_id, each.submission_id)
            return dict(submissions.read(session, office.keys, made))
    return {}
