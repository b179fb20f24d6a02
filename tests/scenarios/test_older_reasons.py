"""Reasons of an earlier version, written before they were sealed, are sealed by whoever starts next."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from cases import explanations, letter_templates
from cases.clocks import anchors
from cases.clocks.anchors import AnchorRow, Why
from cases.letter_templates import NewTemplate, Owner
from cases.records import partnership_of
from casework import older_reasons
from casework.operations import examining, upgrading
from casework.tasks import handing
from engine.tables.instances import UserTask
from engine.tables.records import History
from foundation.clock import london_date
from foundation.database import new_id
from tests.planted.planting import Garden
from tests.planted.seeking import Seeker
from tests.scenarios.killing import Killed, dies_after
from tests.scenarios.stage import Stage

pytestmark = pytest.mark.slow


def test_they_are_sealed_at_the_next_start_however_often_that_is_broken_off(
    chapter: Callable[[str], Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    on, garden = chapter("checked"), Garden()
    office, case_id = on.office, on.play.case_id
    date, task, template = (garden.word("earlier", name, "text") for name in ("date", "task", "template"))
    task_id, olive = on.play.task_of("Olive Office", "f03_agencies"), on.play.person("Olive Office")
    handing.hand_over(office, olive, task_id, on.play.person("Oscar Office"), "to be taken away", new_id())
    with office.database.transaction() as session:
        # As the version before wrote them: in plain, and nothing beside it.
        owner = Owner(partnership_of(session, case_id), case_id)
        wanted = NewTemplate("D02", b"not a file", london_date(office.clock.now()), "to be taken away")
        made = letter_templates.put(session, office.keys, owner, wanted, olive, office.clock.now())
        made.reason = template
        session.execute(update(History).where(History.what == "reassigned").values(reason=task))
        session.execute(delete(explanations.Explanation))
        dates = list(session.scalars(select(AnchorRow).where(AnchorRow.case_id == case_id)))
        dates[0].reason, dates[1].reason = date, Why.NOTIFIED
        kept = dates[0].id
    assert len(plain(on)) == 3
    for number, left in ((0, 2), (1, 1)):
        with monkeypatch.context() as patch, pytest.raises(Killed):
            patch.setattr(explanations, "give", dies_after(number, explanations.give))
            upgrading.finish(office, print)
        assert len(plain(on)) == left
    said: list[str] = []
    upgrading.finish(office, said.append)
    upgrading.finish(office, said.append)
    assert plain(on) == [] and len(said) == 1
    with office.database.reading() as session:
        row = session.scalars(select(AnchorRow).where(AnchorRow.id == kept)).one()
        assert anchors.reason_of(session, office.keys, row) == date
        handed = session.scalars(select(UserTask).where(UserTask.id == task_id)).one()
        assert handing.reason(session, office, handed) == (olive, task)
        assert letter_templates.reason_of(session, office.keys, made) == template
    office.close()
    seeker = Seeker(garden)
    files = [path for path in Path(office.config.data_dir).rglob("*") if path.is_file()]
    assert {path.name for path in files if seeker.in_bytes(path.read_bytes())} == set()


def plain(on: Stage) -> list[str]:
    """What doctor says of them."""
    with on.office.database.reading() as session:
        told = [str(fault) for fault in examining.faults(session, on.office)]
        assert len([each for each in told if "in plain" in each]) == len(older_reasons.left(session))
    return [each for each in told if "in plain" in each]
