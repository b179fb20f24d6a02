"""What a running scenario knows: its play, the names of its bodies and cases, and the differences found so far."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from cases import people, records
from cases.partnerships import Agency
from casework.rehearsal.play import Play, WentWrong
from casework.rehearsal.scenario_1_answers import Ids
from foundation.clock import london_date
from foundation.database import Session


@dataclass(slots=True)
class Scene:
    """One scenario under one profile while it is played."""

    play: Play
    ids: Ids
    partnership: str
    profile: str
    cases: dict[str, str] = field(default_factory=dict)
    """Case ids by the names that the scenario gave them with “called”."""

    @property
    def case_id(self) -> str:
        """The case that the story is about just now."""
        if not self.play.case_id:
            raise WentWrong("there is no case yet: begin one first")
        return self.play.case_id

    @property
    def now(self) -> datetime:
        """The instant at which the story is."""
        return self.play.clock.now()

    @property
    def today(self) -> date:
        """The date in London."""
        return london_date(self.play.clock.now())

    def reading(self) -> AbstractContextManager[Session]:
        """A session to look with."""
        return self.play.office.database.reading()

    def turn_to(self, name: str) -> None:
        """Go on with another case of the story."""
        if name not in self.cases:
            raise WentWrong(f"no case is called “{name}”; there are {', '.join(self.cases) or 'none'}")
        self.play.case_id = self.cases[name]
        with self.reading() as session:
            self.play.reference = records.reference_of(session, self.play.case_id)

    def agency(self, name: str) -> str:
        """The id of an agency by name."""
        if name not in self.ids.agencies:
            raise WentWrong(f"no agency is called “{name}”; there are {', '.join(sorted(self.ids.agencies))}")
        return self.ids.agencies[name]

    def names(self, session: Session) -> dict[str, str]:
        """Names of agencies and people by id."""
        found = {each.id: each.name for each in session.scalars(select(Agency))}
        return found | {each.id: each.name for each in session.scalars(select(people.Person))}

    def recipients(self, session: Session, written: list[str]) -> set[str]:
        """The people whom names, roles and agencies stand for: an agency means its leads and their deputies."""
        found: set[str] = set()
        home = records.partnership_of(session, self.case_id)
        for each in written:
            if each in people.ROLES:
                found |= {one.name for one in people.with_role(session, each, home, today=self.today)}
            elif each in self.ids.agencies:
                agency = self.ids.agencies[each]
                leads = people.with_role(session, "agency_lead", agency_id=agency, today=self.today)
                found |= {one.name for lead in leads for one in (lead, *people.stand_ins(session, lead.id))}
            else:
                found.add(each)
        return found
