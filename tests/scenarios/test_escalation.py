"""An agency that is late or refuses: its lead, the group with its strategic lead, the partners; the case goes on."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from cases import escalations, overrides
from cases.clocks.anchors import AnchorRow
from cases.requests import RequestStatus
from casework import subjects
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import PARTNERS, replied
from engine.tables.instances import Timer
from foundation.clock import LONDON
from tests.scenarios import looking, shown
from tests.scenarios.stage import Stage

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

GP = "GP practice North"
GP_LEADS = {"Gina Northpractice", "Greg Northdeputy"}
STRATEGIC = "Nora Northstrategic"
SPOKEN = {
    "method": "phone",
    "spoke_to": "Practice manager",
    "outstanding": "The whole reply.",
    "said": "They are short of staff.",
    "reason": "capacity",
}
DECIDED = {
    "decided_by": "The three partners",
    "outstanding": "The whole reply.",
    "reason": "capacity",
    "decided": "All agree.",
}


def at(month: int, day: int, hour: int = 17) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def steps(on: Stage) -> list[tuple[str, str | None, bool]]:
    """The steps about the GP practice's request: with whom, what came of each, whether it is over."""
    request = looking.request(on, GP)
    with on.office.database.reading() as session:
        found = escalations.of_request(session, on.play.case_id, request.id)
        return [(one.step.value, one.outcome, one.ended_at is not None) for one in found]


def record(on: Stage, outcome: str, step: str = "record_lead", **more: object) -> None:
    """Somebody of the office or the chair records what came of a step."""
    who = "Carla Chair" if step == "record_group" else "Olive Office"
    on.play.do(who, "f10_escalation", (), step, **{**SPOKEN, "outcome": outcome, **more})


def refuse(on: Stage) -> None:
    on.play.tell("Gina Northpractice", "agency_refused", GP, refusal_reason="no_consent",
                 detail="The parents did not agree.", refused_by="Practice manager")  # fmt: skip


@pytest.fixture
def on(chapter: Open) -> Stage:
    """Everybody but the GP practice has replied."""
    found = chapter("acknowledged")
    for among in (slice(5), slice(6, None)):
        scenario_1.reply(found.play, found.days, among)
    return found


def test_without_a_result_it_goes_from_step_to_step_by_itself_with_a_warning_and_stays_with_the_partners(
    on: Stage,
) -> None:
    on.play.at(at(1, 22))
    assert steps(on) == [("lead", None, False)]
    assert looking.mailed(on, "escalation_lead") == GP_LEADS
    assert looking.cases_known_to(on, STRATEGIC) == [], "only from the second step on"
    on.play.at(at(1, 25, 9))
    assert looking.mailed(on, "escalation_warning") == {"Olive Office", "Oscar Office"}
    on.play.at(at(1, 26))
    assert steps(on) == [("lead", None, True), ("strategic_lead", None, False)]
    assert looking.mailed(on, "escalation_strategic") == {STRATEGIC}
    assert looking.cases_known_to(on, STRATEGIC) == [on.play.case_id]
    assert looking.letters(on)["D19-a"] == {GP}
    on.play.at(at(1, 28))
    assert [step for step, _, _ in steps(on)] == ["lead", "strategic_lead", "partners"]
    assert looking.mailed(on, "escalation_asked") == set(PARTNERS)
    on.play.at(at(2, 1))
    assert looking.mailed(on, "escalation_overdue") == {*PARTNERS, "Carla Chair", "Mona Manager"}
    assert steps(on)[-1] == ("partners", None, False), "nothing is decided by a clock"
    assert looking.unsound(on) == []


@pytest.mark.parametrize("step", ["lead", "strategic_lead", "partners"])
def test_a_reply_ends_the_escalation_wherever_it_is_and_the_office_chair_and_members_are_told(
    on: Stage, step: str
) -> None:
    on.play.at({"lead": at(1, 22), "strategic_lead": at(1, 26), "partners": at(1, 28)}[step])
    assert steps(on)[-1] == (step, None, False)
    on.play.do("Gina Northpractice", "f06_agency_reply", **replied(on.days, GP))
    assert steps(on)[-1] == (step, None, True)
    assert looking.states(on, "escalation") == ["completed"]
    assert looking.mailed(on, "escalation_ended") >= {"Olive Office", "Carla Chair", "Pete Policemember"}
    assert not {"record_lead", "record_group", "record_partners", "give_position"} & looking.open_elements(on)


def test_a_request_withdrawn_ends_its_escalation(on: Stage) -> None:
    on.play.at(at(1, 26))
    on.play.tell("Olive Office", "request_withdrawn", GP, why="not_needed", reason="It is not needed any more.")
    assert looking.states(on, "escalation") == ["completed"]
    assert looking.cases_known_to(on, STRATEGIC) == []


def test_a_refusal_goes_straight_to_the_second_step_with_its_reason_in_form_and_letter(on: Stage) -> None:
    refuse(on)
    assert steps(on) == [("strategic_lead", None, False)]
    assert "No consent" in looking.text_of(on, "D19-a")
    record(on, "agreed", "record_group", agreed="Their part is known from the hospital.")
    assert steps(on) == [("strategic_lead", "agreed", True)]
    assert looking.states(on, "escalation") == ["completed"]
    on.play.at(at(1, 22, 18))
    assert steps(on) == [("strategic_lead", "agreed", True)], "settled: it is not escalated as late"
    assert on.play.has("Gina Northpractice", "f06_agency_reply"), "the request stays open"
    on.play.tell("Carla Chair", "escalation_raised", GP, outstanding="The whole reply.", reason="other",
                 tried=[{"on_day": "2027-01-22", "what": "Rang", "result": "Nothing."}])  # fmt: skip
    assert steps(on)[-1] == ("lead", None, False), "a refusal of before leaves out no step now"


def test_a_refusal_during_the_first_step_moves_it_on_and_starts_no_second_escalation(on: Stage) -> None:
    on.play.at(at(1, 22))
    refuse(on)
    assert steps(on) == [("lead", None, True), ("strategic_lead", None, False)]
    refuse(on)
    assert looking.states(on, "escalation") == ["running"]
    assert len(steps(on)) == 2


def test_a_refusal_told_on_the_telephone_counts_like_one_that_was_sent(on: Stage) -> None:
    on.play.at(at(1, 21))
    on.play.do("Olive Office", "chase", method="phone", said="They will not share.", outcome="refuses",
               refusal_reason="privilege")  # fmt: skip
    assert looking.status(on, GP) is RequestStatus.REFUSED
    assert steps(on) == [("strategic_lead", None, False)]
    assert "Legal privilege" in looking.text_of(on, "D19-a")


def test_a_promise_is_waited_for_and_then_the_next_step_follows(on: Stage) -> None:
    on.play.at(at(1, 22))
    record(on, "promised", promised_for="2027-01-29T12:00+00:00")
    on.play.at(at(1, 29, 11))
    assert steps(on) == [("lead", "promised", False)]
    on.play.at(at(1, 29, 12))
    assert steps(on) == [("lead", "promised", True), ("strategic_lead", None, False)]


def test_an_agency_late_a_second_time_after_an_escalation_was_settled_is_escalated_anew(on: Stage) -> None:
    on.play.at(at(1, 20, 10))
    said = {"outstanding": "The whole reply.", "reason": "other", "skip_reason": "The lead asked for it.",
            "tried": [{"on_day": "2027-01-20", "what": "Rang", "result": "Nothing."}]}  # fmt: skip
    on.play.tell("Carla Chair", "escalation_raised", GP, **said, escalation_from="strategic_lead")
    record(on, "agreed", "record_group", agreed="A later day is enough.")
    settled = [("strategic_lead", "agreed", True)]
    assert (steps(on), looking.states(on, "escalation")) == (settled, ["completed"])
    on.play.tell("Gina Northpractice", "agency_question", GP, question="May we have until Monday?", more_time="yes",
                 wanted_by="2027-01-25")  # fmt: skip
    on.play.do("Olive Office", "answer_agency", answer="Yes.", extension="yes", new_due="2027-01-25T12:00+00:00")
    on.play.at(at(1, 25, 18))
    assert steps(on) == settled, "nobody is late yet"
    on.play.at(at(1, 26, 18))
    assert steps(on) == [*settled, ("lead", None, False)], "from the first step again, the earlier one kept"
    assert looking.states(on, "escalation") == ["completed", "running"]
    (task,) = shown.tasks(on, "Olive Office", "f10_escalation")
    with on.office.database.reading() as session:
        assert subjects.of_tasks(session, [task.paper.task]) == {task.paper.task.id: GP}
    on.play.tell("Carla Chair", "escalation_raised", GP, **said, escalation_from="partners")
    assert looking.states(on, "escalation") == ["completed", "running"], "one at a time"
    scenario_1.reply(on.play, on.days, slice(5, 6))
    assert looking.states(on, "escalation") == ["completed", "completed"]
    assert looking.unsound(on) == []


def test_no_step_is_skipped_without_a_reason_and_the_reason_is_kept(on: Stage) -> None:
    on.play.at(at(1, 22))
    with pytest.raises(WentWrong, match="skip_reason"):
        record(on, "straight")
    record(on, "straight", skip_reason="The strategic lead is the one who refuses.")
    assert [step for step, _, _ in steps(on)] == ["lead", "partners"]
    with on.office.database.reading() as session:
        (kept,) = [one for one in overrides.of_case(session, on.play.case_id) if one.rule == "steps of an escalation"]
        assert overrides.reason_of(session, on.office.keys, kept) == "The strategic lead is the one who refuses."


def test_the_chair_may_escalate_before_it_is_late_and_may_not_begin_higher_without_a_reason(on: Stage) -> None:
    on.play.at(at(1, 20, 10))
    said = {"outstanding": "The whole reply.", "reason": "other",
            "tried": [{"on_day": "2027-01-20", "what": "Rang the lead", "result": "They disagree."}]}  # fmt: skip
    with pytest.raises(WentWrong, match="skip_reason"):
        on.play.tell("Carla Chair", "escalation_raised", GP, **said, escalation_from="partners")
    on.play.tell("Carla Chair", "escalation_raised", GP, **said)
    assert steps(on) == [("lead", None, False)]
    assert looking.deadline(on, "escalation_limit", request_id=looking.request(on, GP).id) == at(1, 22)
    assert "escalation_raised" not in on.play.may_tell("Gina Northpractice")


def test_the_partners_give_positions_require_the_information_by_a_formal_letter_and_decide_again(on: Stage) -> None:
    on.play.at(at(1, 28))
    for name in PARTNERS:
        on.play.do(name, "f10_position", position="formal_letter", reason="It matters.", delegated=True)
    on.play.do(PARTNERS[0], "f10_partners", **DECIDED, outcome="formal_letter", promised_for="2027-02-03T17:00+00:00")
    assert looking.mailed(on, "escalation_formal") == {*GP_LEADS, STRATEGIC}
    letter = looking.text_of(on, "D19-b")
    assert "Wednesday 3 February 2027" in letter and "section 16H" in letter
    on.play.at(at(2, 3))
    assert steps(on)[-2:] == [("partners", "formal_letter", True), ("partners", None, False)]
    assert "The Rapid Review is due on" in letter and "It is discussed on" not in letter, (
        "the meeting was on 26 January"
    )
    on.play.at(at(2, 5, 10))
    on.play.do(PARTNERS[0], "f10_partners", **DECIDED, outcome="formal_letter", promised_for="2027-02-12T17:00+00:00")
    assert "The Rapid Review is due on" not in looking.text_of(on, "D19-b"), "it was due on 4 February"
    on.play.at(at(2, 12))
    on.play.do("Olive Office", "f10_partners", **DECIDED, outcome="go_on_without")
    assert looking.states(on, "escalation") == ["completed"]
    assert steps(on)[-1] == ("partners", "go_on_without", True)


def test_a_step_in_a_review_has_five_working_days(on: Stage) -> None:
    on.play.at(at(1, 22))
    request = looking.request(on, GP)
    with on.office.database.transaction() as session:
        row = session.scalars(select(AnchorRow).where(AnchorRow.name == "escalation_step_at")).one()
        row.name = "review_escalation_step_at"
    assert looking.deadline(on, "escalation_limit", request_id=request.id) == at(1, 29)


def test_no_timer_of_an_escalation_is_left_when_it_is_over(on: Stage) -> None:
    on.play.at(at(1, 28))
    on.play.do("Gina Northpractice", "f06_agency_reply", **replied(on.days, GP))
    with on.office.database.reading() as session:
        left = session.scalar(select(func.count()).select_from(Timer).where(Timer.element_id.contains("partners")))
    assert left == 0
