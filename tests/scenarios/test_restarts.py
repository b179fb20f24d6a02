"""A restart of every process between any two steps, the machine's own included, changes nothing in the result of S6."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from cases import partnerships, people
from casework import schema
from casework.operations import rehearsing
from casework.rehearsal import performance, scenario
from casework.rehearsal.performance import Outcome
from casework.rehearsal.restarting import Restarts
from casework.rehearsal.stage import Stages
from casework.rehearsal.telling import ScenarioPlay
from foundation.database import Session

STORY, PROFILE = scenario.load(Path(__file__).parents[2] / "scenarios" / "s6.yaml"), "LLR-WT2023"
ANY_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}|[0-9a-f]{64}|-[0-9A-F]{4}\b")
BY_THE_COMPUTERS_CLOCK = frozenset({"recorded_at", "first_tried_at", "try_after"})
AT_RANDOM = frozenset({"bucket", "sha256", "seed", "token", "size", "number", "revision"})
"""Columns that differ between any two plays of a story: its ids are new, so is every seal, and so is the order of what
is done at one moment, and with it how often an instance is stored meanwhile."""

pytestmark = pytest.mark.rehearsal


class Restless(ScenarioPlay):
    """A play in which office and worker are opened anew before everything, each thing that falls due included."""

    times = 0

    def settle(self) -> None:
        """Restart, then let the machine do what it has to do."""
        self.restart()
        self.times += 1
        super().settle()


def played(play: ScenarioPlay) -> tuple[Outcome, dict[str, Counter[str]]]:
    """How the story went, and everything that the database holds then."""
    with rehearsing.rendering.at_home():
        outcome = performance.perform(STORY, PROFILE, play, lambda _scene, _step: None)
    with play.office.database.reading() as session:
        found = {name: Counter(rows) for name, rows in contents(session)}
    play.office.close()
    return outcome, found


def contents(session: Session) -> Iterator[tuple[str, list[str]]]:
    """Every table with its rows in words: names for people and agencies, # for any other id."""
    names = {one.id: one.name for one in session.scalars(select(people.Person))}
    names |= {one.id: one.name for one in session.scalars(select(partnerships.Agency))}
    names |= {one.id: one.name for one in session.scalars(select(partnerships.Partnership))}

    def said(value: Any) -> str:
        return ANY_ID.sub(lambda found: names.get(found.group(), "#"), str(value))

    for table in schema.metadata().sorted_tables:
        kept = [
            column
            for column in table.columns
            if not isinstance(column.type, LargeBinary) and column.name not in BY_THE_COMPUTERS_CLOCK | AT_RANDOM
        ]
        rows = session.execute(select(*kept)).all() if kept else []
        yield table.name, [" | ".join(f"{key}={said(value)}" for key, value in row._mapping.items()) for row in rows]


def test_a_restart_between_any_two_steps_of_s6_changes_nothing_in_the_result(tmp_path: Path, ready: Stages) -> None:
    plain = ScenarioPlay(ready.at(STORY.begins(PROFILE), PROFILE, tmp_path / "plain"), ready.reopened)
    office = ready.at(STORY.begins(PROFILE), PROFILE, tmp_path / "restless")
    restless = Restless(office, ready.reopened, Restarts.EVERY_STEP)
    outcome, expected = played(plain)
    again, found = played(restless)
    assert outcome.differences == again.differences == []
    assert restless.times > 2 * sum(step.what not in ("", "expect") for step in STORY.steps)
    for needed in ("user_task", "timer", "letter", "mail", "audit_entry", "history", "submission", "escalation_step"):
        assert expected[needed], f"nothing to compare in {needed}"
    different = {name for name in expected if expected[name] != found[name]}
    assert not different, {name: (expected[name] - found[name], found[name] - expected[name]) for name in different}
