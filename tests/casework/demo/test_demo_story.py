"""The demo's case can be told on any day of the year, and leaves work for the office and for agencies."""

from datetime import datetime
from pathlib import Path

import pytest

import handlers
from casework import office as offices
from casework.demo import people as demo_people
from casework.operations import examining, setting_up
from casework.tasks import lists
from foundation.clock import LONDON, SettableClock
from tests.scenarios.stage import config

WITH_WORK = ("Olive Office", "Gina Northpractice", "Hugo Housing")


@pytest.mark.slow
@pytest.mark.parametrize("today", ["2026-12-31T08:00", "2027-08-28T12:00"])
def test_a_demo_made_today_has_a_case_with_work_for_the_office_and_agencies(tmp_path: Path, today: str) -> None:
    clock = SettableClock(datetime.fromisoformat(today).replace(tzinfo=LONDON))
    office = offices.open_office(config(tmp_path), handlers.table, clock)
    said: list[str] = []
    assert setting_up.demo(office, said.append) == 0, said
    assert any("is under way" in line for line in said)
    with office.database.reading() as session:
        for name in WITH_WORK:
            asker = lists.Asker(demo_people.named(session, name).id, clock.now())
            assert lists.mine(session, asker).lines or lists.team(session, asker).lines, name
    assert examining.examine(office, said.append) == 0, said
    told = len(said)
    assert setting_up.demo(office, said.append) == 0
    assert not any("is under way" in line for line in said[told:]), "a second start leaves the demo as it is"
