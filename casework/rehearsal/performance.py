"""A scenario played under one profile: step by step, each expectation compared, and what was found wrong in words."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from cases import partnerships, people
from cases.partnerships import Agency, LocalAuthority
from casework.rehearsal import alone, promises
from casework.rehearsal.acts import ACTS, REFUSALS, in_words
from casework.rehearsal.play import Play
from casework.rehearsal.scenario import Scenario, Step
from casework.rehearsal.scenario_1_answers import Ids
from casework.rehearsal.scene import Scene
from foundation.database import Session, new_id

Say = Callable[[str], None]


@dataclass(slots=True)
class Outcome:
    """How a scenario went: the differences, in order; none when it went as it tells."""

    scenario: Scenario
    profile: str
    differences: list[str] = field(default_factory=list)

    @property
    def is_green(self) -> bool:
        """Whether everything was as expected."""
        return not self.differences


def perform(scenario: Scenario, profile: str, play: Play, narrate: Callable[[Scene, Step], None]) -> Outcome:
    """Play every step. An act that cannot be done ends the play; expectations are all compared."""
    outcome = Outcome(scenario, profile)
    with play.office.database.transaction() as session:
        _cast(session, scenario)
    with play.office.database.reading() as session:
        scene = Scene(play, Ids(session), scenario.partnership, profile)
    for step in scenario.under(profile):
        try:
            if step.at:
                play.at(step.at.at)
            narrate(scene, step)
            outcome.differences += [f"line {step.line}: {one}" for one in _carried_out(scene, step)]
        except (*REFUSALS, LookupError, ValueError) as wrong:
            outcome.differences.append(f"line {step.line}: {in_words(wrong)}. The story could not go on from here")
            return outcome
    outcome.differences += [f"at the end: {one}" for one in [*promises.broken(scene), *alone.changes(scene)]]
    return outcome


def _carried_out(scene: Scene, step: Step) -> Iterator[str]:
    if "case" in step.said:
        scene.turn_to(step.said["case"])
    if step.what:
        yield from ACTS[step.what].carry_out(scene, step.said)


def _cast(session: Session, scenario: Scenario) -> None:
    """Put the scenario's own agencies and people beside those of the demo."""
    homes = {one.code: one.id for one in partnerships.all_partnerships(session)}
    home = homes.get(scenario.partnership)
    if home is None:
        raise ValueError(f"there is no partnership {scenario.partnership}; there are {', '.join(homes)}")
    councils = dict(session.execute(select(LocalAuthority.name, LocalAuthority.id)).all())
    for row in scenario.agencies:
        council = councils.get(row.get("council") or "")
        agency = Agency(id=new_id(), name=row["name"], category=row["category"], local_authority_id=council)
        session.add(agency)
        session.flush()
        partnerships.serve(session, agency.id, home)
    agencies = dict(session.execute(select(Agency.name, Agency.id)).all())
    for row in scenario.people:
        _person(session, home, agencies, row)


def _person(session: Session, home: str, agencies: dict[str, str], row: Any) -> None:
    known = session.scalars(select(people.Person).where(people.Person.name == row["name"])).first()
    if row.get("agency") and row["agency"] not in agencies:
        raise LookupError(f"{row['name']} is of {row['agency']}, but there is no such agency")
    address = f"{row['name'].lower().replace(' ', '.')}@cspr.example"
    person = known or people.add(session, row["name"], address, row.get("title") or "")
    session.flush()
    period = tuple(row[key].day if row.get(key) else None for key in ("from", "until"))
    agency = agencies[row["agency"]] if row.get("agency") else None
    people.give_role(session, person.id, row["role"], home, agency, (period[0], period[1]))
