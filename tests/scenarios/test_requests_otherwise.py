"""Requests that go another way than in scenario 1: late, refused, withdrawn, asked about, made clearer, added to."""

from collections.abc import Callable
from datetime import datetime

import pytest

from cases.requests import RequestStatus
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import replied
from foundation.clock import LONDON
from tests.scenarios import looking, shown
from tests.scenarios.stage import Stage

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

GP = "GP practice North"
GP_LEADS = {"Gina Northpractice", "Greg Northdeputy"}
HOUSING = "Housing association"
OFFICE = {"Olive Office", "Oscar Office"}


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


def reply(on: Stage, name: str, agency: str, **more: object) -> None:
    """An agency replies as in the story."""
    on.play.do(name, "f06_agency_reply", **{**replied(on.days, agency), **more})


def all_but_the_practice(on: Stage) -> None:
    """Everybody but the GP practice replies."""
    for among in (slice(5), slice(6, None)):
        scenario_1.reply(on.play, on.days, among)


# Sent late


@pytest.mark.parametrize("name", ["checked", "set"])
def test_requests_not_sent_are_called_to_mind_at_noon_and_alerted_when_due(chapter: Open, name: str) -> None:
    on = chapter(name)
    on.play.at(at(1, 15, 12))
    assert looking.mailed(on, "requests_warning") == OFFICE
    assert looking.mailed(on, "requests_due") == set()
    on.play.at(at(1, 18, 17))
    assert looking.mailed(on, "requests_due") == {"Mona Manager", "Carla Chair"}
    on.play.at(at(1, 20, 9))
    if name == "set":
        _release(on)
        assert looking.request(on, GP).due_at == at(1, 22, 17), "never less than two working days after sending"
    assert looking.count_of_mails(on)["requests_due"] == 2, "alerted once"


def _release(on: Stage, **more: object) -> None:
    said = {
        "brief_outline": "A baby has been seriously harmed; the cause is not known.",
        "text_changed": "no",
        "leads_checked": True,
        "minimum_checked": True,
        "release": "send",
        "send_when": "now",
    }
    on.play.do("Olive Office", "f05_release_requests", **{**said, **more})
    if more.get("release") != "back":
        on.play.do("Oscar Office", "release_letters", letters_released="yes")


def test_requests_sent_back_are_chosen_again(chapter: Open) -> None:
    on = chapter("set")
    _release(on, release="back", back_reason="One agency too many.")
    assert on.play.open_forms() == ["f03_agencies"]
    assert looking.mailed(on, "request_sent") == set()


def test_requests_released_for_a_later_time_leave_at_that_time(chapter: Open) -> None:
    on = chapter("set")
    on.play.at(at(1, 15, 10))
    _release(on, send_when="later", send_at="2027-01-15T16:00+00:00")
    on.play.at(at(1, 15, 15, 59))
    assert looking.status(on, GP) is RequestStatus.DRAFT
    on.play.at(at(1, 15, 16))
    assert looking.request(on, GP).sent_at == at(1, 15, 16)
    assert looking.mailed(on, "request_sent") >= GP_LEADS


# Late replies


def test_an_agency_that_does_not_acknowledge_is_reminded_a_working_day_later_with_its_deputy(chapter: Open) -> None:
    on = chapter("asked")
    on.play.at(at(1, 18, 16, 59))
    assert looking.mailed(on, "acknowledge_reminder") == set()
    on.play.at(at(1, 18, 17))
    assert looking.mailed(on, "acknowledge_reminder") >= GP_LEADS
    assert looking.status(on, GP) is RequestStatus.SENT


def test_a_reply_not_given_is_reminded_then_late_with_a_task_to_chase_then_escalated(chapter: Open) -> None:
    on = chapter("acknowledged")
    all_but_the_practice(on)
    assert looking.mailed(on, "reply_reminder") >= GP_LEADS
    assert GP not in _late(on)
    on.play.at(at(1, 21, 17))
    assert _late(on) == {GP}
    assert looking.mailed(on, "reply_late") == {*GP_LEADS, *OFFICE}
    told = [looking.mail_text(path) for path in (on.office.config.data_dir / "mail").rglob("*.eml")]
    assert any("has not arrived" in text and f"made to {GP}." in text for text in told), "the office hears which"
    assert "chase_reply" in looking.open_elements(on)
    assert looking.states(on, "escalation") == []
    on.play.do("Olive Office", "chase", method="phone", said="They promise it.", outcome="promised",
               promised_for="2027-01-22")  # fmt: skip
    on.play.at(at(1, 22, 17))
    assert looking.states(on, "escalation") == ["running"]
    assert on.play.has("Gina Northpractice", "f06_agency_reply"), "the reply is still waited for"


def test_an_agency_that_never_acknowledged_is_still_reminded_of_its_reply_and_late(chapter: Open) -> None:
    on = chapter("asked")
    on.play.at(at(1, 21, 17))
    assert looking.mailed(on, "reply_reminder") >= GP_LEADS
    assert GP in _late(on)


def test_a_late_reply_that_comes_takes_the_tasks_to_chase_it_away(chapter: Open) -> None:
    on = chapter("acknowledged")
    all_but_the_practice(on)
    on.play.at(at(1, 22, 18))
    assert {"chase_reply", "record_lead"} <= looking.open_elements(on)
    reply(on, "Gina Northpractice", GP)
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    assert looking.open_elements(on) == {"check_papers"}
    assert looking.request(on, GP).late_since == at(1, 21, 17)


def test_the_meeting_goes_on_at_the_cut_off_while_the_request_stays_open(chapter: Open) -> None:
    on = chapter("acknowledged")
    all_but_the_practice(on)
    on.play.at(at(1, 25, 11, 59))
    assert "check_papers" not in looking.open_elements(on)
    on.play.at(at(1, 25, 12))
    assert "check_papers" in looking.open_elements(on)
    assert looking.variables(on, "rapid_review")["no_reply_count"] == 1
    assert on.play.has("Gina Northpractice", "f06_agency_reply"), "the request stays open"
    assert looking.unsound(on) == []
    reply(on, "Gina Northpractice", GP)
    assert looking.status(on, GP) is RequestStatus.REPLIED


def _late(on: Stage) -> set[str]:
    names = [agency for agency, _, _ in scenario_1.AGENCIES]
    return {agency for agency in names if looking.status(on, agency) is RequestStatus.LATE}


# Refused, withdrawn, asked about


def test_a_refusal_goes_to_people_at_once_and_the_reply_may_still_come(chapter: Open) -> None:
    on = chapter("acknowledged")
    all_but_the_practice(on)
    on.play.tell("Gina Northpractice", "agency_refused", GP, refusal_reason="no_consent",
                 detail="The parents did not agree.", refused_by="Practice manager")  # fmt: skip
    assert looking.status(on, GP) is RequestStatus.REFUSED
    assert {"record_group", "check_papers"} <= looking.open_elements(on), "nobody waits for it"
    on.play.at(at(1, 22, 18))
    assert looking.status(on, GP) is RequestStatus.REFUSED, "refused is not late"
    assert looking.mailed(on, "reply_late") == set()
    assert not {"chase_reply", "record_lead"} & looking.open_elements(on)
    reply(on, "Gina Northpractice", GP)
    assert looking.status(on, GP) is RequestStatus.REPLIED


def test_the_office_may_key_in_a_refusal_but_another_agency_may_not(chapter: Open) -> None:
    on = chapter("acknowledged")
    said = {"refusal_reason": "capacity", "detail": "Told by telephone.", "refused_by": "Practice manager"}
    with pytest.raises(WentWrong):
        on.play.tell("Hugo Housing", "agency_refused", GP, **said)
    on.play.tell("Olive Office", "agency_refused", GP, **said)
    assert looking.status(on, GP) is RequestStatus.REFUSED


def test_a_withdrawn_request_ends_at_once_and_the_agency_is_told_and_knows_nothing_more(chapter: Open) -> None:
    on = chapter("acknowledged")
    on.play.tell("Olive Office", "request_withdrawn", GP, why="wrong_agency", reason="They do not know the family.")
    assert looking.status(on, GP) is RequestStatus.WITHDRAWN
    assert not on.play.has("Gina Northpractice", "f06_agency_reply")
    assert looking.mailed(on, "request_withdrawn") == GP_LEADS
    assert looking.cases_known_to(on, "Gina Northpractice") == []
    all_but_the_practice(on)
    assert looking.open_elements(on) == {"check_papers"}, "the others do not wait for it"


def test_a_question_is_answered_and_more_time_moves_that_agencys_dates_only(chapter: Open) -> None:
    on = chapter("acknowledged")
    on.play.tell("Gina Northpractice", "agency_question", GP, question="May we have until Friday?", more_time="yes",
                 wanted_by="2027-01-22")  # fmt: skip
    on.play.do("Olive Office", "answer_agency", answer="Yes.", extension="yes", new_due="2027-01-22T17:00+00:00")
    assert looking.mailed(on, "answer_ready") == GP_LEADS
    assert looking.request(on, GP).due_at == at(1, 22, 17)
    assert looking.request(on, HOUSING).due_at == at(1, 21, 17)
    on.play.at(at(1, 21, 18))
    assert GP not in _late(on) and HOUSING in _late(on)
    on.play.at(at(1, 22, 18))
    assert GP in _late(on)
    for answer in ({"extension": "no"}, {"extension": "yes", "new_due": "2027-01-25T12:00+00:00"}):
        assert GP in {one.paper.data["agency_name"] for one in shown.tasks(on, "Olive Office", "chase")}
        on.play.tell("Gina Northpractice", "agency_question", GP, question="Until Monday?", more_time="no")
        on.play.do("Olive Office", "answer_agency", answer="You have heard it.", **answer)
    assert GP not in {one.paper.data["agency_name"] for one in shown.tasks(on, "Olive Office", "chase")}
    assert looking.status(on, GP) is RequestStatus.ACKNOWLEDGED, "whoever is given more time is not late any more"
    assert looking.request(on, GP).late_since is None
    on.play.at(at(1, 25, 12))
    assert looking.request(on, GP).late_since == at(1, 25, 12)


@pytest.mark.parametrize(
    ("new_due", "why"),
    [
        ("2027-01-20T14:00+00:00", "in the future"),
        ("2027-01-21T17:00+00:00", "later than the reply date"),
        ("2027-01-25T12:05+00:00", "last replies for the meeting"),
        ("2027-01-26T09:00+00:00", "last replies for the meeting"),
    ],
)
def test_more_time_is_more_and_not_past_the_last_replies_for_the_meeting_without_the_chair(
    chapter: Open, new_due: str, why: str
) -> None:
    on = chapter("acknowledged")
    on.play.at(at(1, 20, 15))
    on.play.tell("Gina Northpractice", "agency_question", GP, question="May we have until Tuesday?", more_time="no")
    late = {"answer": "Yes.", "extension": "yes", "new_due": new_due}
    with pytest.raises(WentWrong, match=why):
        on.play.do("Olive Office", "answer_agency", **late, chair_agrees=False)
    if "meeting" in why:
        on.play.do("Olive Office", "answer_agency", **late, chair_agrees=True)
        assert looking.request(on, GP).due_at == datetime.fromisoformat(new_due)


def test_an_agency_may_ask_more_than_once_and_each_question_is_shown_until_it_is_answered(chapter: Open) -> None:
    on = chapter("acknowledged")
    on.play.tell("Gina Northpractice", "agency_question", GP, question="Which period?", more_time="no")
    on.play.tell("Gina Northpractice", "agency_question", GP, question="Until Friday?", more_time="yes",
                 wanted_by="2027-01-22")  # fmt: skip
    both = "Which period?\n\nUntil Friday? (Reply possible by Friday 22 January 2027.)"
    assert [one.paper.data["agency_question"] for one in shown.tasks(on, "Olive Office", "answer_agency")] == [
        both,
        both,
    ]
    on.play.do("Olive Office", "answer_agency", answer="Two years.", extension="no")
    (left,) = shown.tasks(on, "Olive Office", "answer_agency")
    assert left.paper.data["agency_question"] == "Until Friday? (Reply possible by Friday 22 January 2027.)"


# Two requests to one agency


SECOND = f"{GP}, request 2"


def ask_again(on: Stage) -> None:
    """The practice is asked once more, about a second child."""
    child = {"name": "Sibling Testcase", "dob": "2024-01-05", "role": "sibling"}
    on.play.tell("Olive Office", "child_added", children=[child], why="Lives there.",
                 reply_due="2027-01-25T12:00+00:00", ask_again=[looking.request(on, GP).id])  # fmt: skip
    on.play.do("Oscar Office", "release_letters", letters_released="yes")


def test_two_requests_to_one_agency_are_refused_and_escalated_each_for_its_own_reason(chapter: Open) -> None:
    on = chapter("acknowledged")
    all_but_the_practice(on)
    ask_again(on)
    said = {"detail": "Told by telephone.", "refused_by": "Practice manager"}
    on.play.tell("Gina Northpractice", "agency_refused", GP, refusal_reason="no_consent", **said)
    on.play.tell("Gina Northpractice", "agency_refused", SECOND, refusal_reason="capacity", **said)
    letter = looking.text_of(on, "D19-a")
    assert "Not enough capacity" in letter and "for information about LEI-27-001-C" in letter
    assert "The reply is due by Monday 25 January 2027" in letter
    found = [one.paper.data for one in shown.tasks(on, "Carla Chair", "f10_escalation")]
    assert {one["agency_name"]: one["refusal_reason"] for one in found} == {GP: "no_consent", SECOND: "capacity"}
    on.play.tell("Gina Northpractice", "agency_refused", SECOND, refusal_reason="privilege", **said)
    reply(on, "Gina Northpractice", GP)
    assert looking.states(on, "escalation") == ["completed", "running"]
    assert looking.status(on, GP) is RequestStatus.REFUSED, "only the first has its reply"


def test_two_requests_to_one_agency_are_made_clearer_and_added_to_each_from_its_own_reply(chapter: Open) -> None:
    on = chapter("acknowledged")
    reply(on, "Gina Northpractice", GP, summary_inv="About the baby.")
    for _ in range(2):
        on.play.do("Olive Office", "request_check", enough="clarify", clarify_question="Who?", safety_read=True)
        on.play.do("Gina Northpractice", "f06_agency_reply")
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    ask_again(on)
    on.play.do("Gina Northpractice", "f07_acknowledge", received=True, secured="secured", meeting_ok="yes",
               secured_person="Records officer", completer_conflict="no")  # fmt: skip
    (blank,) = shown.tasks(on, "Gina Northpractice", "f06_agency_reply")
    assert blank.paper.data["clarify_question"] is None, "the question was about the first"
    reply(on, "Gina Northpractice", GP, summary_inv="About the sibling.")
    on.play.do("Olive Office", "request_check", enough="clarify", clarify_question="Seen?", safety_read=True)
    assert on.play.has("Gina Northpractice", "f06_agency_reply"), "the first one's questions do not count"
    assert shown.event(on, "Gina Northpractice", "late_addition", GP).answers["summary_inv"] == "About the baby."


# Made clearer, added to, one more agency


def test_a_reply_is_made_clearer_within_a_working_day_twice_at_most(chapter: Open) -> None:
    on = chapter("acknowledged")
    on.play.at(at(1, 19, 10))
    reply(on, "Gina Northpractice", GP)
    asked = {"enough": "clarify", "clarify_question": "Who was seen?", "safety_read": True}
    for times in (1, 2):
        on.play.do("Olive Office", "request_check", **asked)
        assert looking.count_of_mails(on)["clarification_asked"] == 2 * times
        assert looking.due_of(on, "clarify_reply") == at(1, 20, 17)
        on.play.do("Gina Northpractice", "f06_agency_reply")
    assert looking.status(on, GP) is RequestStatus.CLARIFIED
    assert looking.versions(on, "f06_agency_reply", GP) == 3, "what was given before is kept, and shown to start from"
    with pytest.raises(WentWrong, match="twice"):
        on.play.do("Olive Office", "request_check", **asked)
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)


def test_a_reply_that_says_somebody_is_in_danger_alerts_office_manager_and_chair_at_once(chapter: Open) -> None:
    on = chapter("acknowledged")
    reply(on, "Gina Northpractice", GP, safety_now="yes", safety_detail="The sibling is alone with the parents.")
    assert looking.mailed(on, "safety_alert") == {*OFFICE, "Mona Manager", "Carla Chair"}


def test_an_addition_before_the_meeting_is_a_new_version_with_its_reason(chapter: Open) -> None:
    on = chapter("replied")
    with pytest.raises(WentWrong, match="addition_reason"):
        on.play.tell("Gina Northpractice", "late_addition", GP)
    on.play.tell("Gina Northpractice", "late_addition", GP, addition_reason="A letter was found.")
    assert looking.versions(on, "f06_agency_reply", GP) == 2
    assert looking.mailed(on, "late_addition") == {*OFFICE, "Carla Chair"}
    assert looking.mailed(on, "safety_alert") == set()
    on.play.tell("Gina Northpractice", "late_addition", GP, addition_reason="A call.", safety_now="yes",
                 safety_detail="The sibling goes home today.")  # fmt: skip
    assert looking.mailed(on, "safety_alert") == {*OFFICE, "Mona Manager", "Carla Chair"}
    assert "consider_addition" not in looking.open_elements(on)


def test_an_addition_after_the_meeting_has_begun_goes_to_the_chair_as_new_information(chapter: Open) -> None:
    on = chapter("decided")
    for reason in ("A letter was found.", "Another letter was found."):
        on.play.tell("Gina Northpractice", "late_addition", GP, addition_reason=reason)
        on.play.do("Carla Chair", "new_information", facts="A letter of a year ago.", known_on="2027-01-26",
                   effect="none", reason="It changes nothing.", panel_told="no")  # fmt: skip
    assert looking.versions(on, "f06_agency_reply", GP) == 3
    assert looking.decided(on) == (["lcspr"], 0, 0)


def test_an_addition_may_have_the_decision_taken_again(chapter: Open) -> None:
    on = chapter("sent")
    on.play.tell("Gina Northpractice", "late_addition", GP, addition_reason="A letter was found.")
    on.play.do("Carla Chair", "new_information", facts="A letter of a year ago.", known_on="2027-01-26",
               effect="reconsider", reason="It changes much.", panel_told="no")  # fmt: skip
    assert looking.states(on, "reconsideration") == ["running"]
    assert "late_addition" in on.play.may_tell("Gina Northpractice")


def test_an_agency_found_later_is_asked_too_with_a_short_date_of_its_own(chapter: Open) -> None:
    on = chapter("acknowledged")
    on.play.at(at(1, 20, 10))
    on.play.tell("Olive Office", "agency_found", agency=on.ids.agencies["Primary school Oak"], why="Named in a reply.",
                 variant="education", reply_due="2027-01-22T12:00+00:00", leads_checked=True)  # fmt: skip
    assert looking.mailed(on, "request_sent", at(1, 20)) == set(), "a second person reads the letter first"
    on.play.do("Oscar Office", "release_letters", letters_released="yes")
    assert looking.request(on, "Primary school Oak").due_at == at(1, 22, 12)
    assert looking.request(on, GP).due_at == at(1, 21, 17)
    assert looking.mailed(on, "request_sent", at(1, 20)) == {"Olga Oakschool"}
    assert on.play.has("Olga Oakschool", "f07_acknowledge")
    assert looking.letters(on)["D02"] >= {"Primary school Oak", GP}
    scenario_1.reply(on.play, on.days)
    assert "check_papers" not in looking.open_elements(on), "the new agency is waited for too"
    on.play.at(at(1, 25, 12))
    assert "check_papers" in looking.open_elements(on)


def test_two_agencies_may_be_found_one_after_the_other(chapter: Open) -> None:
    on = chapter("acknowledged")
    for agency in ("Primary school Oak", "Probation"):
        on.play.tell("Olive Office", "agency_found", agency=on.ids.agencies[agency], why="Named in a reply.",
                     leads_checked=True)  # fmt: skip
    on.play.do("Oscar Office", "release_letters", letters_released="yes")
    assert sorted(looking.status(on, agency).value for agency in ("Primary school Oak", "Probation")) == [
        "draft",
        "sent",
    ]
    on.play.do("Oscar Office", "release_letters", letters_released="yes")
    assert len(looking.states(on, "agency_request")) == 9
    assert looking.request(on, "Probation").due_at is not None


def test_additions_are_no_longer_asked_for_once_the_panel_was_to_have_answered(chapter: Open) -> None:
    on = chapter("sent")
    assert "late_addition" in on.play.may_tell("Gina Northpractice")
    on.play.at(at(2, 19, 17))
    assert looking.states(on, "agency_request") == ["completed"] * 7
    assert "late_addition" not in on.play.may_tell("Gina Northpractice")
