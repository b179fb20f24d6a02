"""Whence a letter takes its data: one case at one time, and which request or meeting the process is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cases import clocks, partnerships, people, records, settings, submissions
from cases.clocks import anchors
from cases.correspondence.letters import Recipient
from cases.partnerships import Partnership
from casework.office import Office
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session
from foundation.written_times import written_moment

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scope:
    """A case, a moment, and the process's variables that say which request or meeting is meant."""

    session: Session
    office: Office
    case_id: str
    variables: Mapping[str, Any]
    now: datetime

    @property
    def today(self) -> date:
        """The London date."""
        return london_date(self.now)

    @property
    def reference(self) -> str:
        """What people call the case."""
        return records.reference_of(self.session, self.case_id)

    @property
    def home(self) -> Partnership:
        """The partnership whose office holds the case."""
        return self.session.get_one(Partnership, records.partnership_of(self.session, self.case_id))

    def setting(self, key: str) -> Any:
        """A setting of the case; raises settings.UnknownSetting."""
        return settings.value(self.session, self.case_id, key)

    def variable(self, name: str) -> str | None:
        """A variable of the process that is an id."""
        value = self.variables.get(name)
        return value if isinstance(value, str) and value else None

    def answers(self, form_id: str, agency_id: str | None = None) -> Data:
        """What was last written in a form, by the office or by one agency; empty when nothing was."""
        made = submissions.latest(self.session, self.case_id, form_id, agency_id)
        return {} if made is None else dict(submissions.read(self.session, self.office.keys, made))

    def of_submission(self, submission_id: str | None) -> Data:
        """What was written in one submission; empty without one."""
        if submission_id is None:
            return {}
        made = submissions.get(self.session, self.case_id, submission_id)
        return dict(submissions.read(self.session, self.office.keys, made))

    def deadline(self, name: str, **subjects: str) -> datetime | None:
        """When a clock of the case, or of a request or meeting, ends."""
        return clocks.deadline(self.session, self.case_id, name, self.now, subjects)

    def anchor(self, name: str) -> datetime | None:
        """When an event of the case was."""
        return anchors.of_case(self.session, self.case_id).get(("", name))

    def agency(self, agency_id: str | None) -> str:
        """An agency's name; empty for none."""
        return partnerships.agency(self.session, agency_id).name if agency_id else ""

    def person(self, person_id: str | None) -> str:
        """Somebody's name; empty for nobody."""
        return people.person(self.session, person_id).name if person_id else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One letter to be made: for whom, about which request or meeting, in which variant, and its merge data.

    `edits` is what people changed in the form that the data comes from, to be shown as old and new.
    """

    recipient: Recipient
    data: dict[str, Json] = field(repr=False)
    subject_id: str = ""
    variant: str = ""
    edits: Sequence[Json] = field(default=(), repr=False)


def counted(number: object, one: str, several: str) -> str:
    """A number with what is counted: 1 agency, 3 agencies."""
    return f"{number} {one if number == 1 else several}"


def long_day(day: date | datetime | None) -> str:
    """A date as letters have it: Tuesday 26 January 2027; empty for none. An instant is taken in London."""
    if day is None:
        return ""
    here = london_date(day) if isinstance(day, datetime) else day
    return f"{here:%A} {here.day} {here:%B %Y}"


def plain_day(text: object) -> str:
    """A date that a form kept as text, without the day of the week: 8 January 2024; empty for none."""
    if not isinstance(text, str) or not text:
        return ""
    day = date.fromisoformat(text[:10])
    return f"{day.day} {day:%B %Y}"


def long_moment(at: datetime | None) -> str:
    """A date with its time: Tuesday 26 January 2027 at 10am; empty for none."""
    return written_moment(at, weekday=True) if at else ""


def day_of(text: object) -> str:
    """A date that a form kept as text, as letters have it; empty for none."""
    return long_day(date.fromisoformat(text[:10])) if isinstance(text, str) and text else ""
