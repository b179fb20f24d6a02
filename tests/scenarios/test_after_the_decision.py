"""After the decision, otherwise: partners who object or are silent, lateness, failing letters, the Panel's answers."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from lxml import html

from cases import decisions, panel
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import AGENCIES, LONG, PARTNERS, PRESENT, Days, decision
from engine import incidents
from foundation.clock import LONDON
from tests.scenarios import looking
from tests.scenarios.signed_in import browser
from tests.scenarios.stage import Stage, failing
from web import clocks as shown
from web import create_app

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

OFFICE = {"Olive Office", "Oscar Office"}


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


def confirm(on: Stage, name: str, position: str = "agree") -> None:
    """One partner answers."""
    on.play.do(name, "f15_confirmation", position=position, delegated=True,
               reason=None if position == "agree" else "The reasons do not bear it.")  # fmt: skip


def version_2(on: Stage, cause: str, outcome: str = "alternative", changed: str = "yes") -> None:
    """The chair records the second version of the decision."""
    other: dict[str, Any] = {"alt": "learning_event", "alt_why": "It is sooner."}
    if outcome == "lcspr":
        other = {"key_areas": [{"area": "Bruising"}]}
    on.play.do("Carla Chair", "f13_version_2", cause=cause, decided_in="partners", decision=outcome, changed=changed,
               who=[on.play.person(name) for name in PARTNERS], suggest_national="no", crit_met="yes",
               rationale=LONG, ia_view="Considered.", anyone_disagrees="no", **other)  # fmt: skip
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)


def release(on: Stage, name: str = "Oscar Office", **more: object) -> None:
    """The summary is checked, and released by somebody else."""
    boxes = ("facts_match", "family_minimal", "decision_clear", "actions_listed", "partners_agree")
    said = {**dict.fromkeys(boxes, True), "release": "send", **more}
    on.play.do(name, "f17_release_to_panel", **said)
    if said["release"] == "send":
        other = "Olive Office" if name == "Oscar Office" else "Oscar Office"
        on.play.do(other, "release_letters", letters_released="yes")


def outcomes(on: Stage) -> list[str]:
    """Every version of the decision in order."""
    with on.office.database.reading() as session:
        return [one.outcome for one in decisions.versions(session, on.play.case_id)]


def waits_for(on: Stage) -> list[str]:
    """The forms that the path waits for: minutes are checked beside it."""
    return [form for form in on.play.open_forms() if form != "check_minutes"]


# The partners


def test_a_partner_who_asks_to_reconsider_leads_to_a_second_version_that_counts(chapter: Open) -> None:
    on = chapter("decided")
    for name, position in zip(PARTNERS, ("agree", "reconsider", "agree_comment"), strict=True):
        confirm(on, name, position)
    assert waits_for(on) == ["reconsider_how"]
    on.play.do("Carla Chair", "reconsider_how", way="partners", reason="They have discussed it.")
    version_2(on, "partner_asks")
    assert outcomes(on) == ["lcspr", "alternative"]
    assert looking.mailed(on, "decision_changed") >= {"Carla Chair", "Ida Independent", *PARTNERS}
    on.play.at(at(1, 29, 10))
    release(on)
    assert looking.states(on, "alternative_review") == ["running"]
    assert looking.states(on, "practice_review") == []
    with on.office.database.reading() as session:
        counts = decisions.current(session, on.play.case_id)
        (sending,) = panel.sendings(session, on.play.case_id)
    assert counts is not None
    assert (counts.version, sending.decision_id) == (2, counts.id)


def test_a_silent_partner_is_waited_for_until_somebody_decides_to_go_on_with_a_reason(chapter: Open) -> None:
    on = chapter("decided")
    for name in PARTNERS[:2]:
        confirm(on, name)
    on.play.at(at(2, 4, 18))
    assert waits_for(on) == ["f15_confirmation"], "nothing goes on by itself"
    assert PARTNERS[2] in looking.mailed(on, "rapid_review_overdue")
    assert "confirmation_closed" not in on.play.may_tell("Olive Office")
    assert looking.told_on(on, "Carla Chair", "confirmation_closed")["missing_partners"] == [
        "Hal Healthpartner, Chief nurse"
    ]
    with pytest.raises(WentWrong, match="reason"):
        on.play.tell("Carla Chair", "confirmation_closed", agreed_with=on.play.person("Hal Healthpartner"),
                     seen_positions=True)  # fmt: skip
    on.play.tell("Carla Chair", "confirmation_closed", agreed_with=on.play.person("Hal Healthpartner"),
                 seen_positions=True, reason="On leave; the deputy agrees.")  # fmt: skip
    assert waits_for(on) == ["f17_release_to_panel"]
    with on.office.database.reading() as session:
        counts = decisions.current(session, on.play.case_id)
        assert counts is not None
        assert decisions.positions(session, counts) == {"agree": 2}


def test_nobody_having_answered_is_no_confirmation(chapter: Open) -> None:
    on = chapter("decided")
    on.play.tell("Mona Manager", "confirmation_closed", agreed_with=on.play.person("Hal Healthpartner"),
                 seen_positions=True, reason="All on leave.")  # fmt: skip
    assert waits_for(on) == ["reconsider_how"]


def asked_again(on: Stage, way: str) -> None:
    """A partner asks for the decision to be taken again, and the chair decides how."""
    for name, position in zip(PARTNERS, ("agree", "reconsider", "agree"), strict=True):
        confirm(on, name, position)
    on.play.do("Carla Chair", "reconsider_how", way=way, reason="It has to be heard again.")


def test_a_round_in_writing_asks_whoever_counted_at_the_meeting_and_ends_in_a_signed_second_version(
    chapter: Open,
) -> None:
    on = chapter("decided")
    asked_again(on, "written")
    members = {name for name, agency, role in PRESENT if role == "member" and agency}
    assert waits_for(on) == ["written_view"] * len(members)
    for name in ("Maya Citymember", "Pete Policemember"):
        on.play.do(name, "written_view", view="alternative", reason=f"Much is known, says {name[:4]}.")
    missing = looking.told_on(on, "Carla Chair", "round_closed")["missing_views"]
    assert {one.partition(",")[0] for one in missing} == members - {"Maya Citymember", "Pete Policemember"}
    on.play.tell("Carla Chair", "round_closed", reason="The due date is near.")
    version_2(on, "partner_asks")
    assert outcomes(on) == ["lcspr", "alternative"]
    with on.office.database.reading() as session:
        counts = decisions.current(session, on.play.case_id)
    assert counts is not None and counts.signed_by == on.play.person("Carla Chair")
    assert "On version 1" in looking.words_of(on, "D04"), "both views are kept"
    assert waits_for(on) == ["f17_release_to_panel"]
    assert looking.unsound(on) == []


def test_another_meeting_asked_for_by_the_partners_decides_and_is_confirmed_anew(chapter: Open) -> None:
    on = chapter("decided")
    asked_again(on, "meeting")
    assert waits_for(on) == ["f08_schedule_meeting"]
    on.play.do("Olive Office", "f08_schedule_meeting", type="reconsider", proposed="other", slot_other="extraordinary",
               other_at=at(1, 29, 10).isoformat(timespec="minutes"), reason="The partners ask.", venue="Room 2",
               ia_attends="yes")  # fmt: skip
    on.play.do("Olive Office", "f09_papers", not_known="How.", attach_list=["section_1"], papers_mode="advance",
               checked=True)  # fmt: skip
    scenario_1.declare(on.play, Days(date(2027, 1, 15)))
    scenario_1.attend(on.play, on.ids, Days(date(2027, 1, 19)))
    scenario_1.decide(on.play, Days(date(2027, 1, 19)))
    assert outcomes(on) == ["lcspr", "lcspr"]
    for name in PARTNERS:
        confirm(on, name)
    assert waits_for(on) == ["f17_release_to_panel"], "asked once more, and confirmed"


# The advisor, where the partners need not confirm


@pytest.mark.parametrize(
    ("position", "follows"), [("disagrees", ["f15_confirmation"] * 3), ("agrees", ["f17_release_to_panel"])]
)
def test_only_an_advisor_who_disagrees_brings_the_decision_before_the_partners(
    chapter_2020: Open, position: str, follows: list[str]
) -> None:
    on = chapter_2020("declared")
    on.play.at(at(1, 26, 10))
    there = [name for name, _, _ in PRESENT if name != "Ida Independent"]
    agencies = {name: agency for name, agency, _ in PRESENT}
    on.play.do("Olive Office", "f10a_attendance", attendees=[
        {"person": on.play.person(name), "agency": on.ids.agencies.get(agencies[name] or ""), "mode": "room",
         "role": "member" if agencies[name] else "adviser"} for name in there
    ])  # fmt: skip
    on.play.do("Olive Office", "f12_immediate_action", none_needed="yes")
    on.play.do("Carla Chair", "f13_decision", **decision(on.play.person("Carla Chair")))
    on.play.do("Carla Chair", "sign_off", section_2=True, section_3=True)
    on.play.do("Ida Independent", "f14_advice", advises_review="no", reason="Enough is known.", ia_position=position,
               position_reason="Enough is known." if position == "disagrees" else None,
               key_areas=[{"area": "None"}])  # fmt: skip
    assert waits_for(on) == follows
    with on.office.database.reading() as session:
        (advice,) = decisions.advice(session, on.play.case_id, released_only=True)
    assert advice.timing == "post"
    if position == "disagrees":
        for name in PARTNERS:
            confirm(on, name, "reconsider")
        on.play.do("Carla Chair", "reconsider_how", way="partners", reason="They have discussed it.")
        version_2(on, "ia_disagrees", "no_further_action")
        release(on)
        assert looking.states(on, "closure") == ["running"]


# Released by a second person, on time or with a reason


def test_a_summary_sent_back_is_checked_again_and_nothing_leaves(chapter: Open) -> None:
    on = chapter("confirmed")
    before = looking.letter_versions(on, "D05")
    release(on, "Olive Office", release="back", back_reason="Section 1 has a mistake.")
    assert waits_for(on) == ["f17_release_to_panel"]
    assert looking.letter_versions(on, "D05") == before, "the same facts make no other letter"
    assert looking.mailed(on, "panel_summary") == set()


def test_warnings_come_before_the_review_is_due_and_an_alert_when_it_is(chapter: Open) -> None:
    on = chapter("confirmed")
    on.play.at(at(2, 1, 9))
    assert looking.mailed(on, "rapid_review_due_soon") == {*OFFICE, "Carla Chair"}
    on.play.at(at(2, 3, 9))
    assert looking.mailed(on, "rapid_review_due_soon") == {*OFFICE, "Carla Chair", *PARTNERS}
    assert looking.mailed(on, "rapid_review_overdue") == set()
    on.play.at(at(2, 4, 17))
    assert looking.mailed(on, "rapid_review_overdue") == {"Mona Manager", "Carla Chair", *PARTNERS}


def test_a_late_summary_goes_only_with_the_reason_it_is_late(chapter: Open) -> None:
    on = chapter("confirmed")
    on.play.at(at(2, 4, 16, 50))
    on.play.do("Oscar Office", "f17_release_to_panel", facts_match=True, family_minimal=True, decision_clear=True,
               actions_listed=True, partners_agree=True, release="send")  # fmt: skip
    # What was checked in time is not sent late without a word.
    on.play.at(at(2, 4, 17, 10))
    with pytest.raises(WentWrong, match="letters_released"):
        on.play.do("Olive Office", "release_letters", letters_released="yes")
    on.play.do("Olive Office", "release_letters", letters_released="no", return_reason="It is late now.")
    with pytest.raises(WentWrong, match="release"):
        on.play.do("Oscar Office", "look_at_letters", release="send")
    on.play.do("Oscar Office", "look_at_letters", release="back", back_reason="It is late now.")
    on.play.at(at(2, 5, 10))
    with pytest.raises(WentWrong, match="late_reason"):
        release(on)
    release(on, late_reason="The decision took longer.")
    with on.office.database.reading() as session:
        (sending,) = panel.sendings(session, on.play.case_id)
    assert sending.is_late


# Letters


def test_letters_not_sent_in_two_working_days_are_brought_before_the_manager_and_hold_up_nothing_else(
    chapter: Open,
) -> None:
    on = chapter("confirmed")
    broken = Stage(on.office, failing(on, "outcome.send"), on.ids, on.days)
    scenario_1.send(broken.play, on.days)
    assert looking.mailed(on, "panel_summary") == {"outside"}
    assert {"record_panel_reply"} <= looking.open_elements(on)
    broken.play.at(at(2, 2, 16, 59))
    assert looking.mailed(on, "letters_due") == set()
    broken.play.at(at(2, 2, 17))
    assert looking.mailed(on, "letters_due") == {"Mona Manager"}
    with on.office.database.reading() as session:
        (trouble,) = incidents.open_ones(session)
        assert trouble.element_id == "send_outcome_letters"
    assert looking.mailed(on, "outcome") == set()


# The Panel


@pytest.mark.parametrize(
    ("position", "follows"),
    [
        ("agrees", set()),
        ("no_comment", set()),
        ("disagrees", {"set_meeting"}),
        ("local_review", {"set_meeting"}),
        ("national_review", {"follow_national_review"}),
        ("more_information", {"answer_panel"}),
    ],
)
def test_what_the_panel_says_is_followed_up_by_people(chapter: Open, position: str, follows: set[str]) -> None:
    on = chapter("sent")
    more = {"reply_due": "2027-02-17"} if position == "more_information" else {}
    scenario_1.panel_replies(on.play, at(2, 10, 12), position, **more)
    rest = {"record_result", "report_progress", "confirm_inspectorate", "tell_family"}
    assert looking.open_elements(on) - rest == follows


def test_while_the_decision_is_taken_again_the_panels_view_calls_no_second_meeting(chapter: Open) -> None:
    on = chapter("sent")
    on.play.tell("Olive Office", "news", facts="A note came.", source="agency", known_on="2027-01-29")
    on.play.do("Carla Chair", "new_information", facts="A note came.", known_on="2027-01-29", effect="reconsider",
               reason="It changes much.", panel_told="no")  # fmt: skip
    scenario_1.panel_replies(on.play, at(2, 10, 12), "disagrees")
    assert looking.states(on, "reconsideration") == ["running"]
    assert looking.mailed(on, "panel_view_meanwhile") == {*OFFICE, "Carla Chair", *PARTNERS}
    assert "f41_closure" not in on.play.open_forms(), "what the Panel said is not settled before it is told anew"


def test_after_a_question_the_panel_is_waited_for_and_asked_again(chapter: Open) -> None:
    on = chapter("sent")
    assert "starts: LEI\N{NON-BREAKING HYPHEN}27\N{NON-BREAKING HYPHEN}001" in looking.text_of(on, "D14-e")
    task = on.play.task_of("Olive Office", "f38_panel_reply")
    scenario_1.panel_replies(on.play, at(2, 10, 12), "more_information", reply_due="2027-02-17")
    page = html.fromstring(browser(create_app(on.office), on, "Olive Office").get(f"/tasks/{task}/done").data)
    following = page.xpath("//h2[.='Next in this case']/following-sibling::ul[1]/li")
    assert len(following) == 3 and "Answer the Panel" in following[0].text_content(), "what follows comes first"
    on.play.do("Oscar Office", "f38_answer", about="Your questions of 10 February", answer="The report is enclosed.")
    assert looking.mailed(on, "panel_letter") == set(), "not before a second person has read it"
    on.play.do("Olive Office", "release_letters", letters_released="yes")
    assert looking.mailed(on, "panel_letter") == {"outside"}
    assert looking.letter_versions(on, "D06-answer") == 1
    assert looking.day(on, "panel_answer_due") is None, "answered, so nobody is late with it"
    on.play.at(at(3, 8, 9))
    chased = sorted({when.date().isoformat() for kind, _, when in looking.mails(on) if kind == "panel_reply_chase"})
    assert chased == ["2027-02-19", "2027-03-05"]
    scenario_1.panel_replies(on.play, at(3, 9, 12), "agrees")
    assert "record_panel_reply" not in looking.open_elements(on)


# The notification withdrawn


@pytest.mark.parametrize("name", ["chosen", "replied", "papers", "decided"])
def test_a_notification_withdrawn_at_any_time_ends_the_review_and_its_meeting_and_is_closed(
    chapter: Open, name: str
) -> None:
    on = chapter(name)
    on.play.tell("Olive Office", "notification_withdrawn", reason="It was an accident.", la_person="Nina Notifier",
                 established_on=on.play.clock.now().date().isoformat(), panel_agrees="yes")  # fmt: skip
    on.play.do("Carla Chair", "f40_notification_ruling", way_on="close", chair_reason="It was none.")
    beside = {"report_progress", "check_minutes"}
    assert looking.open_elements(on) - beside == {"check_closure"}
    assert looking.states(on, "rapid_review") == ["completed"]
    assert looking.states(on, "closure") == ["running"], "nothing is left open without anybody who closes it"
    asked = set() if name == "chosen" else {agency for agency, _, _ in AGENCIES}
    assert ("is not carried out" in looking.text_of(on, "D14-n")) is (name == "decided")
    assert looking.letters(on).get("D14-n", set()) == {"Nina Notifier"} | asked, "those who have replied are told too"
    on.play.at(at(6, 1, 9))
    assert looking.mailed(on, "rapid_review_overdue") == set()
    assert looking.mailed(on, "panel_summary") == set()
    assert looking.unsound(on) == []


def test_a_decision_on_a_notification_that_is_withdrawn_counts_no_more_until_the_group_decides_anew(
    chapter: Open,
) -> None:
    on = chapter("decided")
    on.play.tell("Olive Office", "notification_withdrawn", reason="It was an accident.", la_person="Nina Notifier",
                 established_on=on.play.clock.now().date().isoformat(), panel_agrees="yes")  # fmt: skip
    on.play.do("Carla Chair", "f40_notification_ruling", way_on="referral", chair_reason="Agencies may learn.")
    assert "until the Case Review Group has decided anew" in looking.text_of(on, "D14-n")
    assert looking.clocks_shown(on)["decision_due"] != shown.MET, "a decision that is not carried out meets no clock"
    signed_in = browser(create_app(on.office), on, "Olive Office")
    for page in ("", "/actions"):
        words = html.fromstring(signed_in.get(f"/cases/{on.play.reference}{page}").data).text_content()
        assert "is not carried out. The notification was withdrawn after it." in " ".join(words.split())


def test_once_the_summary_is_with_the_panel_a_notification_is_not_withdrawn(chapter: Open) -> None:
    on = chapter("sent")
    with pytest.raises(WentWrong, match="as its reply"):
        on.play.tell("Olive Office", "notification_withdrawn", reason="It was an accident.", la_person="Nina Notifier",
                     established_on=on.play.clock.now().date().isoformat(), panel_agrees="yes")  # fmt: skip
