"""The rules are in the files: copies of ours with other rules are deployed, and the next case goes by them.

No Python is touched: only a table, a gateway, a reminder's time and its recipient.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from casework.operations import publish
from casework.rehearsal import scenario_1
from casework.rehearsal.scenario_1_answers import decision
from engine import definitions
from foundation.clock import LONDON
from tests.scenarios import looking
from tests.scenarios.stage import Stage
from tests.scenarios.test_meetings_otherwise import attend, no_action, scenario_1_advice

pytestmark = pytest.mark.slow

CHANGES: Mapping[str, tuple[tuple[str, str], ...]] = {
    # Two agencies and one partner are enough.
    "quorum.dmn": (('&lt; setting("quorum.agencies")', "&lt; 2"), ('&lt; setting("quorum.partners")', "&lt; 1")),
    # Partners are asked only where there is to be no review.
    "decision_confirmation.bpmn": (
        ('partner_signoff = "required" or ia_position = "disagrees"', 'decision = "no_further_action"'),
    ),
    # The office is reminded an hour after the requests can be prepared, and its manager is.
    "rapid_review.bpmn": (
        (
            '<bpmn:timeDate xsi:type="bpmn:tFormalExpression">${deadline("requests_warning")}</bpmn:timeDate>',
            '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration>',
        ),
        (
            '<camunda:inputParameter name="mail">requests_warning</camunda:inputParameter>\n'
            '            <camunda:inputParameter name="to">business_office</camunda:inputParameter>',
            '<camunda:inputParameter name="mail">requests_warning</camunda:inputParameter>\n'
            '            <camunda:inputParameter name="to">bo_manager</camunda:inputParameter>',
        ),
    ),
}
"""By file: what stands in ours, and what stands in the copy."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 1, day, hour, minute, tzinfo=LONDON)


def copies() -> dict[str, bytes]:
    """Our files with the changes; each change must be one that the file has a place for."""
    found = {}
    for name, file in publish.shipped().items():
        text = file.decode()
        for ours, other in CHANGES.get(name.rpartition("/")[2], ()):
            assert text.count(ours) == 1, (name, ours)
            text = text.replace(ours, other)
        if text.encode() != file:
            found[name] = text.encode()
    assert len(found) == len(CHANGES)
    return found


def test_a_case_goes_by_another_quorum_gateway_reminder_and_recipient_once_their_files_are_deployed(
    chapter: Callable[[str], Stage],
) -> None:
    on = chapter("begun")
    with on.office.database.transaction() as session:
        deployed = definitions.deploy(
            session, on.office.environment, {**publish.shipped(), **copies()}, "test", on.play.clock.now()
        )
    assert len(deployed.new) == len(CHANGES)
    scenario_1.check_intake(on.play, on.days)
    on.play.at(at(14, 11, 59))
    assert looking.mailed(on, "requests_warning") == set()
    on.play.at(at(14, 12))
    assert looking.mailed(on, "requests_warning") == {"Mona Manager"}, "an hour later, and the manager"
    scenario_1.ask_agencies(on.play, on.ids, on.days)
    on.play.at(at(25, 12))
    on.play.do("Olive Office", "f09_papers", not_known="How.", attach_list=["section_1"], papers_mode="tabled",
               tabled_reason="Nobody has replied.", checked=True)  # fmt: skip
    there = ("Carla Chair", "Maya Citymember", "Otto Oakmember", "Ida Independent")
    for name in there:
        on.play.do(name, "f11_declaration", conf=True, coi="none")
    on.play.at(at(26, 10))
    attend(on, *there)
    no_action(on)
    scenario_1_advice(on)
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    assert looking.decided(on)[0] == ["lcspr"], "two agencies, one of them a partner, are a quorum"
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)
    assert "f17_release_to_panel" in on.play.open_forms(), "the partners are not asked about a review"
    assert "f15_confirmation" not in on.play.open_forms()
