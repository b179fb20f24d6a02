"""Who is asked about something that others wrote reads it first: forms link to it, and the link opens for them."""

from collections.abc import Callable

import pytest

from cases import submissions
from casework import may
from casework.may import Action
from casework.rehearsal.scenario_1_answers import decision
from casework.tasks import opened
from casework.tasks.lists import Asker
from tests.scenarios.stage import Stage

pytestmark = pytest.mark.slow


def link(on: Stage, name: str, form: str, key: str) -> str:
    """What the form that waits for somebody is given, which must be a form of the case that they may read."""
    person_id, task_id = on.play.person(name), on.play.task_of(name, form)
    with on.office.database.reading() as session:
        given = opened.open_task(session, on.office, person_id, task_id).paper.data[key]
        assert isinstance(given, str), f"{form} is given no {key}"
        asker = Asker(person_id, on.play.clock.now())
        sent = submissions.get(session, on.play.case_id, given.rpartition("/")[2])
        assert may.may(session, on.office, asker, Action.READ, sent), f"{name} may not read {given}"
        assert given == f"/cases/{on.play.reference}/forms/{sent.id}"
        return sent.form_id


def test_whoever_signs_confirms_or_accepts_can_read_what(chapter: Callable[[str], Stage]) -> None:
    on = chapter("attended")
    on.play.do("Ida Independent", "f14_advice", advises_review="yes", reason="There is much to learn.",
               key_areas=[{"area": "Bruising in babies"}])  # fmt: skip
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    assert link(on, "Carla Chair", "sign_off", "decision_link") == "f13_decision"
    assert link(on, "Carla Chair", "sign_off", "safety_link") == "f12_immediate_action"
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)
    for partner in ("Lars Citypartner", "Hal Healthpartner"):
        assert link(on, partner, "f15_confirmation", "decision_link") == "f13_decision"
    on.play.do("Cora Citycare", "f35_progress", progress="done", narrative="Agreed.", impact="The sibling is safe.")
    assert link(on, "Carla Chair", "action_acceptance", "report_link") == "f35_progress"
    with on.office.database.reading() as session:
        minutes = opened.open_task(
            session, on.office, on.play.person("Olive Office"), on.play.task_of("Olive Office", "check_minutes")
        ).paper.data["minutes_link"]
    assert minutes.startswith(f"/cases/{on.play.reference}/documents/")
