"""Meetings that go another way: set late, moved, no quorum, interests declared, without chair or advisor."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from cases import access, actions, decisions, meetings, slots
from cases.meetings import MeetingStatus
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import LONG, PARTNERS, PRESENT, Days, decision, notification
from casework.rehearsal.stage import Stages
from foundation.clock import LONDON, london_date
from tests.scenarios import looking
from tests.scenarios import stage as stages
from tests.scenarios.stage import Stage
from web import meeting_days

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

OFFICE = {"Olive Office", "Oscar Office"}
INVITED = {name for name, _, _ in PRESENT} | set(PARTNERS)
TWO_AGENCIES = ("Maya Citymember", "Otto Oakmember")


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


def move(on: Stage, to: datetime, event: bool = True, **more: object) -> None:
    """The office moves the meeting, by telling that it is moved or in the task to rearrange it."""
    said = {
        "proposed": "other",
        "slot_other": "extraordinary",
        "other_at": to.isoformat(timespec="minutes"),
        "reason": "The room is not free.",
        "venue": "Room 2",
        "ia_attends": "yes",
    }
    if event:
        on.play.tell("Olive Office", "meeting_moved", **{**said, **more})
    else:
        on.play.do("Olive Office", "f08_schedule_meeting", **{**said, **more})


def attend(on: Stage, *names: str) -> None:
    """The office notes who is there."""
    agencies = {name: agency for name, agency, _ in PRESENT}
    agencies |= dict.fromkeys(("Vera Vicechair", "Prue Probation"), "Probation")
    roles = {name: role for name, _, role in PRESENT}
    rows = [
        {
            "person": on.play.person(name),
            "agency": on.ids.agencies.get(agencies.get(name) or ""),
            "role": roles.get(name, "member"),
            "mode": "room",
        }
        for name in names
    ]
    on.play.do("Olive Office", "f10a_attendance", attendees=rows)


def no_action(on: Stage) -> None:
    """Nothing has to be done at once."""
    on.play.do("Olive Office", "f12_immediate_action", none_needed="yes")


def the_meeting(on: Stage) -> meetings.Meeting:
    """The newest meeting."""
    with on.office.database.reading() as session:
        return meetings.of_case(session, on.play.case_id)[-1]


# The date


def test_a_meeting_not_set_four_days_after_receipt_is_brought_before_the_manager(chapter: Open) -> None:
    on = chapter("chosen")
    on.play.at(at(1, 20, 16, 59))
    assert looking.mailed(on, "no_meeting_date") == set()
    on.play.at(at(1, 20, 17))
    assert looking.mailed(on, "no_meeting_date") == {"Mona Manager"}
    scenario_1.set_meeting(on.play)
    assert looking.mailed(on, "meeting_invitation") == INVITED


CHRISTMAS = [date(2026, 12, 31), date(2027, 1, 4), date(2027, 1, 5)]


@pytest.mark.parametrize(("late", "days", "flag"), [(-4, CHRISTMAS, "narrow"), (-12, [], "empty")])
def test_a_late_notification_leaves_few_or_no_days_for_the_meeting_and_everybody_knows_at_once(
    tmp_path: Path, ready: Stages, late: int, days: list[date], flag: str
) -> None:
    """Scenario 3 of the analysis: the local authority took four days over Christmas, or twelve."""
    on = stages.stage(ready, tmp_path, day_0=date(2026, 12, 18), profile="LLR-2020")
    aware = on.days.at(late, 9).date().isoformat()
    answers = {**notification(on.days, on.ids.councils["City council"]), "aware_at": aware, "inc_date": aware}
    on.play.at(on.days.at(0, 10, 15))
    place = ("intake", "notification_received")
    on.play.begin("Nina Notifier", place, on.ids.partnerships["LEI"], answers, (("file", "n.pdf", scenario_1.PDF),))
    scenario_1.check_intake(on.play, on.days)
    variables = looking.variables(on, "rapid_review")
    assert (variables["window"], variables["usable_days"]) == (flag, len(days))
    assert looking.mailed(on, "narrow_window") == {*OFFICE, "Mona Manager", "Carla Chair"}
    with on.office.database.reading() as session:
        found = slots.proposals(session, on.play.case_id, on.play.clock.now())
        proposed = slots.proposed(session, on.play.case_id, on.play.clock.now())
        said = meeting_days.in_words(session, on.play.case_id, on.play.clock.now())
    assert said.startswith(f"Only {len(days)} days are left" if days else "No day is left"), "where the e-mail leads"
    assert [london_date(slot.start) for slot in found if slot.is_usable] == days
    assert (
        (proposed.kind, london_date(proposed.start)) == (slots.EXTRAORDINARY, date(2027, 1, 4))
        if proposed
        else not days
    )


def test_a_date_outside_the_window_needs_a_reason_that_is_kept(chapter: Open) -> None:
    on = chapter("chosen")
    with pytest.raises(WentWrong, match="reason"):
        move(on, at(2, 9, 10), event=False, reason=None)
    move(on, at(2, 9, 10), event=False)
    with on.office.database.reading() as session:
        assert looking.overrides(session, on.play.case_id) == ["meeting date"]


def test_moving_the_meeting_moves_its_clocks_and_tells_everybody_but_not_the_reply_dates(chapter: Open) -> None:
    on = chapter("acknowledged")
    before = looking.request(on, "Police").due_at
    move(on, at(1, 28, 14))
    assert looking.deadline(on, "reply_cut_off") == at(1, 27, 12)
    assert looking.day(on, "papers_due", meeting_id=the_meeting(on).id) == date(2027, 1, 26)
    assert looking.request(on, "Police").due_at == before, "what the letter says stays"
    assert looking.count_of_mails(on)["meeting_invitation"] == 2 * len(INVITED)
    assert the_meeting(on).sequence == 1
    on.play.at(at(1, 25, 12))
    assert "check_papers" not in looking.open_elements(on), "the earlier cut-off no longer counts"
    on.play.at(at(1, 27, 12))
    assert "check_papers" in looking.open_elements(on)


def test_a_meeting_moved_after_the_papers_moves_the_dates_of_declarations_and_advice(chapter: Open) -> None:
    on = chapter("papers")
    on.play.tell("Ida Independent", "advisor_absent", can_advise="yes")
    assert looking.due_of(on, "declare_interests") == at(1, 26, 10)
    assert looking.due_of(on, "advise_before") == at(1, 25, 12)
    move(on, at(1, 28, 10))
    assert looking.due_of(on, "declare_interests") == at(1, 28, 10)
    assert looking.due_of(on, "advise_before") == at(1, 27, 12)
    on.play.at(at(1, 26, 12))
    assert looking.mailed(on, "advice_reminder") == set()
    on.play.at(at(1, 27, 12))
    assert looking.mailed(on, "advice_reminder") == {"Ida Independent"}


def test_a_meeting_moved_forward_gives_agencies_a_new_reply_date_only_when_the_office_says_so(chapter: Open) -> None:
    on = chapter("acknowledged")
    before = looking.reply_dates(on)
    assert len(before) == 7
    move(on, at(1, 25, 10))
    assert looking.reply_dates(on) == before
    assert looking.mailed(on, "reply_date_changed") == set()
    move(on, at(1, 25, 10), reissue=True)
    after = looking.reply_dates(on)
    # Papers go out on Thursday 21 January, so replies are due the day before.
    assert set(after.values()) == {at(1, 20, 17)}
    assert "Gina Northpractice" in looking.mailed(on, "reply_date_changed")
    on.play.at(at(1, 19, 9))
    assert "Gina Northpractice" in looking.mailed(on, "reply_reminder")


def test_nobody_moves_a_meeting_that_is_not_set(chapter: Open) -> None:
    on = chapter("chosen")
    assert "meeting_moved" not in on.play.may_tell("Olive Office")
    scenario_1.set_meeting(on.play)
    assert "meeting_moved" in on.play.may_tell("Olive Office")
    assert "meeting_moved" not in on.play.may_tell("Maya Citymember")


# Interests


def test_everybody_invited_declares_for_themselves(chapter: Open) -> None:
    on = chapter("papers")
    assert on.play.open_forms().count("f11_declaration") == len(INVITED)
    on.play.do("Maya Citymember", "f11_declaration", conf=True, coi="none")
    assert not on.play.has("Maya Citymember", "f11_declaration")
    assert on.play.has("Pete Policemember", "f11_declaration")


def declare_interest(on: Stage, name: str) -> None:
    """Somebody says that they worked on the case."""
    on.play.do(name, "f11_declaration", conf=True, coi="yes", nature=["worked_on_case"], detail="Saw the family once.")


def test_whoever_is_excluded_loses_sight_of_the_case_at_once_and_the_agency_is_asked_for_somebody_else(
    chapter: Open,
) -> None:
    on = chapter("papers")
    declare_interest(on, "Maya Citymember")
    assert looking.cases_known_to(on, "Maya Citymember") == [on.play.case_id]
    on.play.do("Carla Chair", "f11_ruling", ruling="excluded", reason="Direct work.", ask_substitute=True, sub=True)
    assert looking.cases_known_to(on, "Maya Citymember") == []
    with on.office.database.reading() as session:
        now = on.play.clock.now()
        assert access.codes_on(session, on.play.person("Maya Citymember"), on.play.case_id, now) == set()
        there = {each.person_id for each in meetings.invitees(session, on.play.case_id, the_meeting(on).id)}
    assert on.play.person("Maya Citymember") not in there
    assert looking.mailed(on, "substitute_asked") == {"Cora Citycare", "Dan Citydeputy"}
    on.play.tell("Olive Office", "person_invited", invited_person=on.play.person("Vera Vicechair"), capacity="deputy",
                 reason="In her place.")  # fmt: skip
    assert looking.mailed(on, "meeting_invitation", on.play.clock.now()) == {"Vera Vicechair"}
    assert on.play.has("Vera Vicechair", "f11_declaration")


@pytest.mark.parametrize(("ruling", "agencies"), [("stays", 6), ("stays_no_part", 5), ("leaves_item", 5)])
def test_what_the_chair_rules_decides_who_counts(chapter: Open, ruling: str, agencies: int) -> None:
    on = chapter("papers")
    declare_interest(on, "Otto Oakmember")
    on.play.do("Carla Chair", "f11_ruling", ruling=ruling, reason="As the guidance has it.")
    attend(on, *(name for name, _, _ in PRESENT))
    assert looking.variables(on, "rapid_review")["agency_count"] == agencies


def test_an_interest_declared_by_somebody_invited_later_is_ruled_upon_too(chapter: Open) -> None:
    on = chapter("papers")
    on.play.tell("Olive Office", "person_invited", invited_person=on.play.person("Vera Vicechair"), capacity="member",
                 reason="Knows the field.")  # fmt: skip
    declare_interest(on, "Vera Vicechair")
    on.play.do("Carla Chair", "f11_ruling", ruling="excluded", reason="Direct work.", sub=False)
    assert looking.cases_known_to(on, "Vera Vicechair") == []


def test_an_interest_not_ruled_upon_when_the_meeting_ends_is_ruled_upon_after_it(chapter: Open) -> None:
    on = chapter("attended")
    assert "meeting_moved" in on.play.may_tell("Olive Office")
    on.play.tell("Otto Oakmember", "interest_found", conf=True, coi="yes", nature=["worked_on_case"], detail="Saw him.")
    scenario_1.decide(on.play, on.days)
    assert "meeting_moved" not in on.play.may_tell("Olive Office"), "it has been held"
    assert looking.states(on, "interest_ruling") == ["running"]
    on.play.do("Carla Chair", "f11_ruling", ruling="excluded", reason="Direct work.", ask_substitute=False)
    assert looking.cases_known_to(on, "Otto Oakmember") == []
    assert looking.states(on, "interest_ruling") == ["completed"]
    assert looking.unsound(on) == []


def test_nobody_decides_before_everybody_present_has_declared_and_newcomers_are_asked(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    attend(on, *(name for name, _, _ in PRESENT), "Vera Vicechair")
    assert on.play.has("Vera Vicechair", "f11_declaration"), "she came without an invitation"
    no_action(on)
    on.play.do("Ida Independent", "f14_advice", advises_review="yes", reason="There is much to learn.",
               key_areas=[{"area": "Bruising"}])  # fmt: skip
    assert "not_quorate" in on.play.open_forms()
    on.play.do("Carla Chair", "not_quorate", next_step="wait", reason="One declaration is missing.")
    on.play.do("Vera Vicechair", "f11_declaration", conf=True, coi="none")
    on.play.do("Olive Office", "f10a_attendance")
    assert not on.play.has("Olive Office", "f12_immediate_action"), "facts and advice are recorded already"
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    assert looking.decided(on)[0] == ["lcspr"]


def test_declarations_nobody_made_are_closed_with_the_meeting(chapter: Open) -> None:
    on = chapter("papers")
    on.play.tell("Olive Office", "person_invited", invited_person=on.play.person("Vera Vicechair"), capacity="member",
                 reason="Knows the field.")  # fmt: skip
    scenario_1.meet(on.play, on.ids, on.days)
    assert set(on.play.open_forms()) == {"f15_confirmation", "check_minutes"}
    assert looking.unsound(on) == []


# The quorum


def test_a_meeting_without_a_quorum_is_rearranged_and_decides_at_the_second(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    attend(on, *TWO_AGENCIES)
    assert looking.variables(on, "rapid_review")["quorum_reason"].startswith("Not quorate: 2 agencies")
    assert "f12_immediate_action" not in on.play.open_forms()
    on.play.do("Carla Chair", "not_quorate", next_step="rearrange", reason="Too few.", partners_told=True)
    assert set(PARTNERS) <= looking.mailed(on, "not_quorate")
    assert the_meeting(on).status is MeetingStatus.REARRANGED
    assert looking.decided(on) == ([], 0, 0)
    move(on, at(1, 29, 10), event=False)
    assert the_meeting(on).status is MeetingStatus.PLANNED
    assert looking.mailed(on, "meeting_invitation", on.play.clock.now()) == INVITED
    on.play.do("Olive Office", "f09_papers", section_1=LONG, not_known="How.", papers_mode="advance",
               attach_list=["section_1"], checked=True)  # fmt: skip
    assert on.play.open_forms().count("f11_declaration") == len(INVITED), "declared anew for the second meeting"
    later = Days(date(2027, 1, 15))
    scenario_1.declare(on.play, later)
    on.play.at(at(1, 29, 10))
    attend(on, *(name for name, _, _ in PRESENT))
    no_action(on)
    scenario_1.decide(on.play, Days(date(2027, 1, 19)))
    assert looking.decided(on)[0] == ["lcspr"]
    assert set(on.play.open_forms()) == {"f15_confirmation", "check_minutes"}
    assert looking.unsound(on) == []


def test_the_chair_may_wait_and_count_again(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    attend(on, *TWO_AGENCIES)
    on.play.do("Carla Chair", "not_quorate", next_step="wait", reason="Two are on their way.")
    attend(on, *(name for name, _, _ in PRESENT))
    assert "f12_immediate_action" in on.play.open_forms()
    assert looking.mailed(on, "not_quorate") == set()


def test_a_meeting_for_information_only_decides_nothing(chapter: Open) -> None:
    on = chapter("declared")
    on.play.at(at(1, 26, 10))
    attend(on, *TWO_AGENCIES)
    on.play.do("Carla Chair", "not_quorate", next_step="information_only", reason="They are here.", partners_told=True)
    assert looking.open_elements(on) == {"rearrange_meeting", "check_minutes"}
    assert looking.decided(on) == ([], 0, 0)


def test_a_decision_put_off_for_information_leads_to_another_meeting_and_only_once(chapter: Open) -> None:
    on = chapter("attended")
    scenario_1_advice(on)
    why = {"defer_for": "The medical finding, by Friday.", "alt": "none", "alt_why": "Too early to say."}
    put_off = {**decision(on.play.person("Carla Chair")), "decision": "defer", **why}
    on.play.do("Carla Chair", "f13_decision", **put_off)
    assert looking.open_elements(on) == {"rearrange_meeting", "check_minutes", "report_progress"}
    assert looking.mailed(on, "not_quorate") == set()


def scenario_1_advice(on: Stage) -> None:
    """The advisor advises at the meeting."""
    on.play.do("Ida Independent", "f14_advice", advises_review="yes", reason="There is much to learn.",
               key_areas=[{"area": "Bruising"}])  # fmt: skip


# Chair and advisor


def test_the_vice_chair_decides_and_signs_when_the_chair_is_absent(chapter: Open) -> None:
    on = chapter("attended")
    scenario_1_advice(on)
    vera = on.play.person("Vera Vicechair")
    on.play.do("Vera Vicechair", "f13_decision", **decision(vera))
    on.play.do("Vera Vicechair", "sign_off", section_2=True, section_3=True, signed_by=vera)
    with on.office.database.reading() as session:
        found = decisions.current(session, on.play.case_id)
    assert found is not None and found.signed_by == vera


def test_a_chair_who_is_excluded_is_ruled_upon_and_replaced_by_the_vice_chair(chapter: Open) -> None:
    on = chapter("papers")
    declare_interest(on, "Carla Chair")
    with pytest.raises(WentWrong, match="vice-chair"):
        on.play.do("Carla Chair", "f11_ruling", ruling="stays", reason="It is long ago.")
    on.play.do("Vera Vicechair", "f11_ruling", ruling="excluded", reason="Direct work.")
    assert looking.cases_known_to(on, "Carla Chair") == []
    for name, _, _ in PRESENT[1:]:
        on.play.do(name, "f11_declaration", conf=True, coi="none")
    on.play.at(at(1, 26, 10))
    attend(on, *(name for name, _, _ in PRESENT[1:]))
    no_action(on)
    scenario_1_advice(on)
    assert not on.play.has("Carla Chair", "f13_decision")
    on.play.do("Vera Vicechair", "f13_decision", **decision(on.play.person("Vera Vicechair")))
    on.play.at(at(1, 27, 17))
    assert looking.mailed(on, "sign_off_reminder") == {"Vera Vicechair"}, "in the chair's place"


def test_an_absent_advisor_advises_before_the_meeting_and_is_reminded_at_noon_the_day_before(chapter: Open) -> None:
    on = chapter("papers")
    on.play.tell("Olive Office", "advisor_absent", can_advise="yes")
    on.play.at(at(1, 25, 12))
    assert looking.mailed(on, "advice_reminder") == {"Ida Independent"}
    scenario_1_advice(on)
    with on.office.database.reading() as session:
        (advice,) = decisions.advice(session, on.play.case_id, released_only=False)
        assert (advice.timing, advice.released_at) == ("pre", None)
        assert decisions.advice(session, on.play.case_id, released_only=True) == [], "sealed until the meeting"
    for name, _, _ in PRESENT:
        if name != "Ida Independent":
            on.play.do(name, "f11_declaration", conf=True, coi="none")
    on.play.at(at(1, 26, 10))
    attend(on, *(name for name, _, _ in PRESENT if name != "Ida Independent"))
    no_action(on)
    assert not on.play.has("Carla Chair", "f13_decision")
    with on.office.database.reading() as session:
        assert decisions.seals(session, on.play.case_id)[1] == set(), "sealed until the chair asks for it"
    on.play.do("Carla Chair", "release_advice", discussed=True)
    with on.office.database.reading() as session:
        assert decisions.seals(session, on.play.case_id) == (set(), {advice.submission_id})
    assert on.play.has("Carla Chair", "f13_decision")


def test_advice_not_given_by_the_meeting_is_no_longer_waited_for(chapter: Open) -> None:
    on = chapter("papers")
    on.play.tell("Ida Independent", "advisor_absent", can_advise="not_known")
    assert on.play.has("Ida Independent", "f14_advice")
    on.play.at(at(1, 26, 10))
    assert not on.play.has("Ida Independent", "f14_advice")


def test_an_office_that_knows_already_says_so_when_it_sets_the_meeting(chapter: Open) -> None:
    on = chapter("acknowledged")
    move(on, at(1, 26, 10), ia_attends="no")
    scenario_1.reply(on.play, on.days)
    scenario_1.papers(on.play, on.days)
    assert on.play.has("Ida Independent", "f14_advice")


def test_an_advisor_who_was_absent_is_asked_after_the_decision_for_two_days_at_most(chapter: Open) -> None:
    on = chapter("declared")
    decide_without_advisor(on)
    assert on.play.has("Ida Independent", "f14_advice")
    on.play.at(at(1, 27, 17))
    assert looking.mailed(on, "advice_reminder") == {"Ida Independent"}
    assert set(on.play.open_forms()) == {"f14_advice", "check_minutes"}
    on.play.at(at(1, 28, 17))
    assert set(on.play.open_forms()) == {"f15_confirmation", "check_minutes"}, (
        "no advice was received, and the partners are asked"
    )


def decide_without_advisor(on: Stage) -> None:
    """The meeting decides and the chair signs; the advisor is not there."""
    on.play.at(at(1, 26, 10))
    attend(on, *(name for name, _, _ in PRESENT if name != "Ida Independent"))
    no_action(on)
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)


def test_sections_not_signed_a_working_day_after_the_meeting_are_chased(chapter: Open) -> None:
    on = chapter("attended")
    scenario_1_advice(on)
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    on.play.at(at(1, 27, 17))
    assert looking.mailed(on, "sign_off_reminder") == {"Carla Chair"}
    assert on.play.open_forms().count("sign_off") == 1


def test_learning_that_is_not_urgent_waits_for_the_outcome(chapter: Open) -> None:
    on = chapter("attended")
    with on.office.database.reading() as session:
        told = {each.kind: each.told_at for each in actions.of_case(session, on.play.case_id)}
    assert told == {"safety": at(1, 26, 10), "multi_agency": None}
