"""What may follow an agency's referral after its first discussion: learning at once, and reconsideration."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cases import clocks, panel
from cases.clocks import anchors
from casework.rehearsal.play import Play, WentWrong
from casework.rehearsal.scenario_1_answers import PDF, notification
from casework.rehearsal.stage import Stages
from engine import carriers, messages, telling
from foundation.clock import LONDON
from tests.scenarios import looking
from tests.scenarios import stage as stages
from tests.scenarios.stage import Chapter, Stage, failing
from tests.scenarios.test_intake_otherwise import check, decide, refer
from web import clocks as shown

Open = Callable[[], Stage]
pytestmark = pytest.mark.slow

PRESENT = {
    "Carla Chair": None,
    "Maya Citymember": "City children’s social care",
    "Pete Policemember": "Police",
    "Helen Healthmember": "Health commissioner",
}
"""Who comes to the first meeting, for which agency."""

DISCUSSED = {
    "discussed": "The facts as referred.",
    "def_met": "no",
    "def_why": "Nobody came to serious harm.",
    "notify_view": "no",
    "might_meet": "no",
    "might_meet_why": "One service was involved.",
    "rationale": "Nothing points to learning for several services beyond what one of them has begun.",
    "anyone_disagrees": "no",
}


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


@pytest.fixture(scope="module")
def before_discussion(tmp_path_factory: pytest.TempPathFactory, ready: Stages) -> Chapter:
    """A referral of 14 January at its first meeting, on Tuesday 26 January; only the outcome is not recorded yet."""
    on = stages.stage(ready, tmp_path_factory.mktemp("referral"))
    refer(on)
    check(on, path="agency_referral")
    decide(on, "no")
    people = [on.play.person(name) for name in PRESENT]
    partners = [on.play.person(name) for name in ("Lars Citypartner", "Petra Policepartner", "Hal Healthpartner")]
    on.play.do("Olive Office", "f08_schedule_meeting", proposed="2027-01-26T10:00+00:00", venue="Room 1",
               invitees=[*people, *partners], invitees_reason="The advisor is away.", ia_attends="no")  # fmt: skip
    on.play.at(at(1, 25))
    for name in PRESENT:
        on.play.do(name, "f11_declaration", conf=True, coi="none")
    on.play.at(at(1, 26, 10))
    on.play.do("Olive Office", "f10a_attendance", attendees=[
        {"person": on.play.person(name), "agency": on.ids.agencies.get(agency or ""), "mode": "room",
         "role": "member" if agency else "adviser"} for name, agency in PRESENT.items()
    ])  # fmt: skip
    on.play.do("Olive Office", "f12_immediate_action", none_needed="yes")
    return stages.kept(on, tmp_path_factory.mktemp("chapters") / "before_discussion")


@pytest.fixture
def referral(before_discussion: Chapter, tmp_path: Path) -> Open:
    """Opens the referral for this test alone."""
    return lambda: before_discussion.opened(tmp_path / "referral")


def discuss(on: Stage, next_step: str, **more: Any) -> None:
    on.play.do("Carla Chair", "f19_first_discussion", **{**DISCUSSED, "next_step": next_step, **more})


def ask_again(on: Stage) -> None:
    discuss(on, "no_further_action")
    on.play.tell("Harry Hospital", "reconsideration_asked", reason="A second child was seen with the same signs.")


def test_another_way_of_learning_starts_at_once_and_nothing_goes_to_the_panel(referral: Open) -> None:
    on = referral()
    discuss(on, "alternative", alt="learning_event", alt_why="Practitioners want it.")
    assert looking.states(on, "alternative_review") == ["running"]
    assert looking.decided(on) == (["alternative"], 0, 0)
    assert "Harry Hospital" in looking.mailed(on, "outcome")
    assert "reconsideration_asked" not in on.play.may_tell("Harry Hospital")
    assert looking.states(on, "agency_referral") == ["completed"]
    assert looking.unsound(on) == []
    # the letters are sent, and nobody was to ask for anything: neither is ever late
    on.play.at(at(3, 1))
    later = looking.clocks_shown(on)
    assert later["referral_letters_due"] == shown.MET and "reconsideration_end" not in later
    assert [name for name, tone in later.items() if tone == shown.OVER] == []


def test_a_meeting_that_breaks_off_is_arranged_again_and_asks_for_nothing_more(referral: Open) -> None:
    on = referral()
    on.play.do("Carla Chair", "f19_first_discussion", was_discussed="no", broken_off_why="Two had to leave.")
    assert "rearrange_first_meeting" in looking.open_elements(on)
    assert looking.decided(on) == ([], 0, 0)


def test_answers_that_point_two_ways_need_an_explanation(referral: Open) -> None:
    on = referral()
    with pytest.raises(WentWrong, match="no agency is to be asked"):
        discuss(on, "no_further_action", might_meet="yes")
    discuss(on, "no_further_action", might_meet="yes", explain="The same was reviewed last year.")
    assert looking.decided(on)[0] == ["no_further_action"]


def test_its_clocks_name_the_first_discussion_not_replies_that_nobody_was_asked_for(referral: Open) -> None:
    on = referral()
    before = looking.clocks_shown(on)
    assert "reply_cut_off" not in before and before["first_discussion_due"] in (shown.CALM, shown.SOON)
    discuss(on, "ask_agencies", might_meet="yes")
    after = looking.clocks_shown(on)
    assert (after["first_discussion_due"], after["decision_due"]) == (shown.MET, shown.CALM)


def test_the_chair_may_let_the_decision_stand_when_the_referrer_asks(referral: Open) -> None:
    on = referral()
    ask_again(on)
    assert {"Carla Chair", "Olive Office"} <= looking.mailed(on, "reconsideration_asked")
    on.play.do("Carla Chair", "reconsideration_answer", consider_again="no", reason="It is another child's case.")
    assert "Harry Hospital" in looking.mailed(on, "reconsideration_answered")
    assert looking.states(on, "reconsideration") == []
    assert looking.states(on, "agency_referral") == ["completed"]


def test_the_group_considers_a_referral_again_when_the_chair_says_so(referral: Open) -> None:
    on = referral()
    ask_again(on)
    on.play.do("Carla Chair", "reconsideration_answer", consider_again="yes", reason="It is new to the group.")
    assert looking.states(on, "reconsideration") == ["running"]
    assert "Harry Hospital" in looking.mailed(on, "reconsideration_accepted")
    assert looking.unsound(on) == []


@pytest.mark.parametrize("asked", [True, False])
def test_nobody_asks_for_reconsideration_of_a_decision_that_has_changed(referral: Open, asked: bool) -> None:
    on = referral()
    ask_again(on) if asked else discuss(on, "no_further_action")
    with on.office.database.transaction() as session:
        # what a decision that was taken again, and is another one, tells
        changed, now = messages.Letter("branch_changed", "changed"), on.play.clock.now()
        waiting = [one.id for one, _ in telling.waiting(session, on.play.case_id) if one.name == changed.name]
        for each in waiting:
            messages.publish(session, on.play.case_id, replace(changed, unique_id=each), now, timedelta(days=1))
    on.play.settle()
    assert not on.play.has("Carla Chair", "reconsideration_answer"), "it has been considered again"
    assert "reconsideration_asked" not in on.play.may_tell("Harry Hospital")
    assert looking.states(on, "agency_referral") == ["completed"]


def test_a_referral_that_is_withdrawn_ends_with_its_meeting_and_its_timers(referral: Open) -> None:
    on = referral()
    on.play.tell("Harry Hospital", "referral_withdrawn", reason="It was about somebody else.", asked_by="referrer")
    on.play.do("Carla Chair", "f40_withdrawal_ruling", chair_agrees="yes", chair_reason="It was a mistake.")
    assert looking.states(on, "agency_referral") == ["completed"]
    on.play.at(at(4, 1))
    late = {"first_discussion_due_soon", "first_discussion_overdue", "decision_due_soon", "decision_overdue"}
    assert not late & set(looking.count_of_mails(on))


# A notification comes while something else is being decided


def notify(play: Play, on: Stage) -> None:
    """The council notifies after all, which makes the referral a Rapid Review."""
    said = {**notification(on.days, on.ids.councils["City council"]), "np_ref": "NP-27-0317"}
    said |= {"sent_at": play.clock.now().isoformat(), "copied_at": play.clock.now().isoformat()}
    play.tell("Olive Office", "notification_arrives", "", (("file", "notification.pdf", PDF),), **said)


def merge(on: Stage, notified: bool = False) -> None:
    """It turns out to be the same as a case that came later, with a notification of its own or without."""
    first = on.play.case_id
    if notified:
        now = on.play.clock.now().isoformat()
        said = {**notification(on.days, on.ids.councils["City council"]), "sent_at": now, "copied_at": now}
        place = ("intake", "notification_received")
        on.play.begin("Nina Notifier", place, on.ids.partnerships["LEI"], said, (("file", "n.pdf", PDF),))
    else:
        refer(on)
    other, on.play.case_id = on.play.case_id, first
    on.play.tell("Olive Office", "same_incident", relation="same", other_case=other, facts="The same child and day.")
    on.play.do("Carla Chair", "f40_join_ruling", chair_agrees="yes", chair_reason="It is the same.")


def test_a_withdrawal_asked_for_before_the_notification_came_can_only_be_refused(referral: Open) -> None:
    on = referral()
    on.play.tell("Harry Hospital", "referral_withdrawn", reason="It was about somebody else.", asked_by="referrer")
    notify(on.play, on)
    with pytest.raises(WentWrong, match="notified to the National Panel meanwhile"):
        on.play.do("Carla Chair", "f40_withdrawal_ruling", chair_agrees="yes", chair_reason="It was a mistake.")
    on.play.do("Carla Chair", "f40_withdrawal_ruling", chair_agrees="no", chair_reason="It has been notified.")
    with pytest.raises(WentWrong, match="its Rapid Review would be lost"):
        merge(on)
    assert looking.clocks_shown(on)["meeting_date_alert"] != shown.MET, "the first discussion was not its meeting"
    assert (looking.states(on, "agency_referral"), looking.states(on, "rapid_review")) == (["completed"], ["running"])
    assert looking.unsound(on) == []


def test_a_notification_after_the_decision_ends_what_the_decision_began(referral: Open) -> None:
    on = referral()
    discuss(on, "no_further_action")
    assert on.play.has("Olive Office", "f41_closure")
    with on.office.database.transaction() as session:
        panel.release(session, on.play.case_id, None, None, False, on.play.clock.now())
        sent_at = panel.mark_sent(session, on.play.case_id, on.play.clock.now())
        sent = clocks.Anchor("summary_sent_at", sent_at or on.play.clock.now())
        anchors.set_anchor(session, on.play.case_id, sent, "system", on.play.clock.now())
    on.play.at(at(1, 27))
    notify(on.play, on)
    assert looking.clocks_shown(on)["rapid_review_due"] != shown.MET, "what went before was the referral's"
    assert not on.play.has("Olive Office", "f41_closure"), "nobody closes a case whose Rapid Review runs"
    assert (looking.states(on, "closure"), looking.states(on, "rapid_review")) == (["completed"], ["running"])


def test_a_review_that_was_ordered_and_had_not_begun_when_the_case_ended_never_begins(referral: Open) -> None:
    on = referral()
    with on.office.database.transaction() as session:
        later = on.play.clock.now() + timedelta(days=1)
        carriers.order_start(session, on.play.case_id, "rapid_review", f"{on.play.case_id}:late", {}, later)
    merge(on)
    on.play.at(at(6, 1))
    assert (looking.states(on, "rapid_review"), looking.unsound(on)) == ([], [])


@pytest.mark.parametrize(
    ("topic", "reviews"), [("requests.ask_update", []), ("process.start", []), ("letter.tell", ["completed"])]
)
def test_a_case_merged_while_its_conversion_stands_still_has_no_work_left(
    referral: Open, topic: str, reviews: list[str]
) -> None:
    on = referral()
    notify(failing(on, topic), on)
    assert looking.states(on, "agency_referral") == ["running"]
    merge(on, notified=True)
    on.play.at(at(6, 1))
    assert looking.states(on, "rapid_review") == reviews
    assert looking.states(on, "agency_referral") == ["completed"]
    assert on.play.open_forms() == []
    assert looking.unsound(on) == []
