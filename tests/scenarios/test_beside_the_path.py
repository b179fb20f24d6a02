"""What may happen to a case at any time: withdrawn, merged, another office's, another child, a child who dies."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from cases import audit, files, people, records, requests
from cases.calendar import OfficeDay
from cases.clocks import anchors
from cases.correspondence import letters as correspondence
from cases.partnerships import Agency
from cases.requests import RequestStatus
from casework import leaving, subjects
from casework.letters import collating, data_incident
from casework.letters.scope import Scope
from casework.reaching import Reach
from casework.rehearsal import scenario_1
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import NO_TRACE, PDF, notification, replied
from casework.tasks import opened
from engine import instances
from foundation.clock import LONDON, london_date
from tests.scenarios import looking
from tests.scenarios.stage import Stage
from tests.scenarios.test_intake_otherwise import check, refer

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow


def at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=LONDON)


def status(on: Stage) -> records.CaseStatus:
    with on.office.database.reading() as session:
        return records.case(session, on.play.case_id).status


def audited(on: Stage, action: str) -> list[str]:
    """Who is written down as having done something to the case, by id."""
    with on.office.database.reading() as session:
        found = audit.entries(session, audit.of_case(on.play.case_id))
        return [one.actor for one in found if one.action == action]


# Withdrawn


def test_a_referral_is_withdrawn_when_the_chair_agrees_and_all_its_work_ends(chapter: Open) -> None:
    on = chapter("begun")
    refer(on)
    check(on, path="agency_referral")
    on.play.tell("Harry Hospital", "referral_withdrawn", reason="Another incident was meant.", asked_by="referrer")
    assert "referral_withdrawn" not in on.play.may_tell("Harry Hospital"), "it is asked for once"
    on.play.do("Carla Chair", "f40_withdrawal_ruling", chair_agrees="yes", chair_reason="It is.")
    assert status(on) is records.CaseStatus.CLOSED
    assert on.play.open_forms() == []
    assert set(looking.states(on, "intake")) == {"completed"}
    assert looking.letters(on)["D14-i"] == {"Harry Hospital", "Nina Notifier"}
    assert looking.mailed(on, "case_ended") == {"Harry Hospital", "Nina Notifier"}
    assert audited(on, "case closed") == [on.play.person("Carla Chair")]
    rights = {"data_asked_for", "right_claimed"}
    assert on.play.may_tell("Olive Office") == rights, "nothing more happens to it; its data may be asked about"
    on.play.at(on.play.clock.now() + timedelta(days=90))
    assert set(looking.clocks_shown(on).values()) == {"met"}, "nothing of it is late any more"
    assert looking.unsound(on) == []


def test_a_withdrawal_that_the_chair_refuses_changes_nothing(chapter: Open) -> None:
    on = chapter("begun")
    refer(on)
    on.play.tell("Olive Office", "referral_withdrawn", reason="Rung up.", asked_by="agency")
    on.play.do("Carla Chair", "f40_withdrawal_ruling", chair_agrees="no", chair_reason="It must be discussed.")
    assert on.play.open_forms() == ["f03_intake_check"]
    assert looking.mailed(on, "withdrawal_refused") >= {"Harry Hospital", "Olive Office"}


def test_a_case_with_a_notification_is_not_withdrawn_and_the_reason_is_said(chapter: Open) -> None:
    on = chapter("asked")
    with pytest.raises(WentWrong, match="cannot be withdrawn"):
        on.play.tell("Olive Office", "referral_withdrawn", reason="They do not want it.", asked_by="office")


# The same as another case


def repeated(on: Stage) -> str:
    """A second notification of the same incident, whose Rapid Review runs when it is found out; gives the first."""
    first = on.play.case_id
    on.play.at(at(1, 25))
    answers = {
        **notification(on.days, on.ids.councils["City council"]),
        "sent_at": "2027-01-25T08:00+00:00",
        "copied_at": "2027-01-25T08:30+00:00",
        "np_ref": "NP-27-0199",
    }
    place = ("intake", "notification_received")
    on.play.begin("Nina Notifier", place, on.ids.partnerships["LEI"], answers, (("file", "notification.pdf", PDF),))
    check(on, dup=[{"match": first, "judgement": "different"}])
    return first


def test_a_running_rapid_review_is_merged_into_the_first_one_and_ends(chapter: Open) -> None:
    on = chapter("asked")
    first = repeated(on)
    assert looking.states(on, "rapid_review") == ["running"]
    on.play.tell("Olive Office", "same_incident", relation="same", other_case=first, facts="The same child and day.")
    with on.office.database.reading() as session:
        task = on.play.task_of("Carla Chair", "f40_join_ruling")
        given = opened.open_task(session, on.office, on.play.person("Carla Chair"), task).paper.data
        assert records.reference_of(session, first) in given["other_case_link"], "the chair is told which case"
    on.play.do("Carla Chair", "f40_join_ruling", chair_agrees="yes", chair_reason="It is the same.")
    assert status(on) is records.CaseStatus.MERGED
    assert looking.states(on, "rapid_review") == ["completed"]
    assert on.play.open_forms() == []
    assert looking.mailed(on, "case_ended") == {"Nina Notifier"}
    with on.office.database.reading() as session:
        assert records.linked(session, first) == [(on.play.case_id, "duplicate")], "its files are found from the other"
        kept = anchors.of_case(session, first)
    assert london_date(kept["", "received_at"]) == date(2027, 1, 14)
    assert looking.unsound(on) == []


def test_the_earlier_of_two_cases_is_kept_as_first_contact_of_the_one_that_goes_on(chapter: Open) -> None:
    on = chapter("asked")
    first = on.play.case_id
    second_starts = repeated(on)
    assert second_starts == first
    second, on.play.case_id = on.play.case_id, first
    on.play.tell("Olive Office", "same_incident", relation="same", other_case=second, facts="The same child and day.")
    on.play.do("Carla Chair", "f40_join_ruling", chair_agrees="yes", chair_reason="It is the same.")
    with on.office.database.reading() as session:
        kept = anchors.of_case(session, second)
    assert london_date(kept["", "first_contact_at"]) == date(2027, 1, 14)
    assert london_date(kept["", "received_at"]) == date(2027, 1, 25), "a Rapid Review counts from its notification"
    assert on.play.open_forms() == []
    assert "meeting_cancelled" in looking.count_of_mails(on)
    assert looking.mailed(on, "request_withdrawn") >= {"Harry Hospital", "Gina Northpractice"}


def test_cases_that_are_only_connected_both_go_on(chapter: Open) -> None:
    on = chapter("asked")
    first = repeated(on)
    on.play.tell("Olive Office", "same_incident", relation="linked", other_case=first, facts="A sibling.")
    assert looking.states(on, "rapid_review") == ["running"]
    with on.office.database.reading() as session:
        assert records.linked(session, first) == [(on.play.case_id, "linked")]


# Another office's


def hand_over(on: Stage) -> None:
    """The office says that the case belongs to the county's."""
    on.play.tell("Olive Office", "belongs_elsewhere", transfer_to=on.ids.partnerships["LLR"], transfer_reason="Moved.")


def test_a_running_case_goes_to_the_office_that_accepts_it_with_its_tasks_and_dates(chapter: Open) -> None:
    on = chapter("asked")
    due = looking.deadline(on, "rapid_review_due")
    assert not on.play.has("Olive Office", "f40_transfer_reply")
    hand_over(on)
    assert looking.mailed(on, "transfer_proposed") == {"Bea Countyoffice", "Bert Countyoffice"}
    assert looking.cases_known_to(on, "Olive Office") == [on.play.case_id], "until it is accepted"
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="yes")
    assert looking.cases_known_to(on, "Olive Office") == []
    assert looking.cases_known_to(on, "Bea Countyoffice") == [on.play.case_id]
    assert looking.deadline(on, "rapid_review_due") == due, "no clock begins anew"
    with on.office.database.reading() as session:
        known_as = {one.reference for one in records.references(session, on.play.case_id)}
        logged = [
            one.action for home in ("LEI", "LLR")
            for one in audit.entries(session, audit.of_partnership(on.ids.partnerships[home]))
        ]  # fmt: skip
    assert known_as == {"LEI-27-001", "LLR-27-001"}
    assert logged.count("case transferred") == 2, "both offices have it in their books"
    assert looking.mailed(on, "transfer_accepted") == {"Olive Office", "Oscar Office", "Carla Chair"}
    assert looking.mailed(on, "meeting_cancelled") >= {"Carla Chair"}, "the sender’s people are off the meeting"
    on.play.tell("Bea Countyoffice", "request_withdrawn", "Hospital trust", reason="Not needed.", why="wrong_agency")
    assert "Gina Northpractice" not in looking.mailed(on, "request_withdrawn")
    assert on.play.has("Gina Northpractice", "f07_acknowledge"), "whoever was asked before is still asked"
    assert looking.unsound(on) == []


def test_open_tasks_are_offered_to_the_office_that_has_the_case_now_and_due_by_its_calendar(chapter: Open) -> None:
    on = chapter("checked")
    with on.office.database.transaction() as session:
        county = on.ids.partnerships["LLR"]
        session.add(OfficeDay(partnership_id=county, day=date(2027, 1, 18), name="Closed", counts=False))
    hand_over(on)
    assert looking.due_of(on, "set_meeting") == at(1, 20, 17)
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="yes")
    assert not on.play.has("Olive Office", "f03_agencies")
    assert on.play.has("Bea Countyoffice", "f03_agencies")
    assert looking.due_of(on, "set_meeting") == at(1, 21, 17) == looking.deadline(on, "meeting_date_alert")


def test_a_case_that_the_other_office_declines_stays_and_is_out_of_its_sight(chapter: Open) -> None:
    on = chapter("checked")
    hand_over(on)
    with pytest.raises(WentWrong, match="Say why"):
        on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="no")
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="no", transfer_reply="Lives in the city.")
    assert looking.cases_known_to(on, "Bea Countyoffice") == []
    assert looking.mailed(on, "transfer_declined") == {"Olive Office", "Oscar Office"}
    assert on.play.has("Olive Office", "f03_agencies")


# Another child, and a child who dies


def test_agencies_are_asked_again_about_the_added_child_only_and_their_first_reply_stays(chapter: Open) -> None:
    on = chapter("replied")
    first = looking.request(on, "Hospital trust")
    sibling = {"name": "Sibling Testcase", "dob": "2023-05-05", "role": "sibling"}
    on.play.tell(
        "Olive Office", "child_added", children=[sibling], why="Lives in the household.", ask_again=[first.id],
        reply_due="2027-01-25T17:00+00:00",
    )  # fmt: skip
    on.play.do("Oscar Office", "release_letters", letters_released="yes")
    again = looking.request(on, "Hospital trust")
    with on.office.database.reading() as session:
        running = instances.of_case(session, on.play.case_id)
        about = subjects.agencies(session, [(one.bucket, one.id) for one in running]).values()
    assert {one for one in about if "Hospital" in one} == {"Hospital trust", "Hospital trust, request 2"}
    assert (again.version, again.covers, again.due_at) == (2, "C3", at(1, 25, 17))
    assert looking.request(on, "Police").version == 1, "nobody else is asked"
    assert looking.mailed(on, "request_sent", on.play.clock.now()) == {"Harry Hospital", "Hilda Hospitaldeputy"}
    letter = looking.letter_words(on, "D02", again.id)
    assert "LEI-27-001-C3" in letter and "Sibling Testcase" in letter
    assert "LEI-27-001-C1" not in letter, "the letter is about the added child only"
    on.play.do("Harry Hospital", "f07_acknowledge", received=True, secured="secured", secured_person="Records officer",
               completer_conflict="no", meeting_ok="yes")  # fmt: skip
    on.play.do("Harry Hospital", "f06_agency_reply", **replied(on.days, NO_TRACE))
    on.play.do("Olive Office", "request_check", enough="yes", safety_read=True)
    assert looking.status(on, "Hospital trust") is RequestStatus.NO_TRACE
    with on.office.database.reading() as session:
        rows = collating.asked_agencies(Scope(session, on.office, on.play.case_id, {}, on.play.clock.now()))
    told = {row["agency"]: row["answer"] for row in rows if str(row["agency"]).startswith("Hospital trust")}
    assert told == {
        "Hospital trust": "Replied",
        "Hospital trust, about LEI-27-001-C3": "No trace of the child or family",
    }


def test_a_death_after_the_notification_reaches_the_panel_the_papers_and_the_child_death_process(chapter: Open) -> None:
    on = chapter("replied")
    on.play.tell(
        "Olive Office", "child_has_died", child="C1", died_on="2027-01-20", known_from="Hospital trust, named doctor",
        panel_told="no",
    )  # fmt: skip
    assert looking.mailed(on, "child_died") >= {"Carla Chair", "Lars Citypartner", "Mona Manager"}
    assert "child_has_died" in on.play.may_tell("Olive Office"), "another child of the case may die meanwhile"
    on.play.do("Olive Office", "f40_panel_told", panel_told_on="2027-01-20", panel_told_by="Manager")
    on.play.do("Olive Office", "f40_child_death_process", linked="yes", agreed="The hospital speaks to the family.")
    assert looking.states(on, "child_died") == ["completed"]
    with on.office.database.reading() as session:
        told = data_incident.incident(Scope(session, on.office, on.play.case_id, {}, on.play.clock.now()))
    assert {"about": "Has died since", "given": "LEI-27-001-C1, on Wednesday 20 January 2027"} in told["facts"]


# Holds


def test_a_hold_stops_only_the_step_it_names_until_its_owner_lifts_it(chapter: Open) -> None:
    on = chapter("set")
    on.play.tell(
        "Olive Office", "hold_asked", step="requests", hold_asked_by="police", reason="An arrest is planned.",
        owner=on.play.person("Mona Manager"), review_on="2027-01-18",
    )  # fmt: skip
    due = looking.deadline(on, "requests_due")
    with pytest.raises(WentWrong, match="looked at again on 18 January 2027"):
        on.play.do("Olive Office", "f05_release_requests")
    on.play.tell("Olive Office", "child_added", children=[{"name": "Sibling Testcase", "role": "sibling"}], why="Home.")
    assert looking.states(on, "another_child") == ["completed"], "everything else goes on"
    assert looking.deadline(on, "requests_due") == due, "no date of law moves"
    on.play.at(at(1, 18, 9))
    assert looking.mailed(on, "hold_review") >= {"Olive Office", "Carla Chair"}
    assert not on.play.has("Olive Office", "f40_hold_review"), "its owner is asked"
    with on.office.database.reading() as session:
        task = on.play.task_of("Mona Manager", "f40_hold_review")
        given = opened.open_task(session, on.office, on.play.person("Mona Manager"), task).paper.data
    assert "requests" in given["held_step"].lower() and given["held_reason"] == "An arrest is planned."
    on.play.do("Mona Manager", "f40_hold_review", hold_outcome="keep", reason="Not yet.", review_on="2027-01-19")
    on.play.at(at(1, 19, 9))
    assert looking.count_of_mails(on)["hold_review"] == 2 * len(looking.mailed(on, "hold_review")), "asked again"
    # Its owner leaves, and nobody is named to take it over: the office is asked, and whoever keeps it owns it.
    with on.office.database.transaction() as session:
        mona = people.person(session, on.play.person("Mona Manager"))
        leaving.leave(session, on.office, Reach("setup", everybody=True, partnerships=frozenset()), mona, None)
    on.play.do("Olive Office", "f40_hold_review", hold_outcome="keep", reason="Soon.", review_on="2027-01-20")
    on.play.at(at(1, 20, 9))
    on.play.do("Olive Office", "f40_hold_review", hold_outcome="lift", reason="The arrest was made.")
    assert audited(on, "hold lifted") == [on.play.person("Olive Office")]
    with pytest.raises(WentWrong) as refused:
        on.play.do("Olive Office", "f05_release_requests")
    assert "on hold" not in str(refused.value)


# A conduct concern


def test_a_conduct_concern_is_passed_on_and_no_detail_of_it_is_kept(chapter: Open) -> None:
    on = chapter("replied")
    concern = {"route": "regulator", "category": "practice", "agency": on.ids.agencies["Hospital trust"]}
    on.play.tell("Carla Chair", "conduct_concern", conduct_told="no", **concern)
    on.play.do("Olive Office", "f22_told", told_on="2027-01-21", told_by="Manager")
    on.play.tell("Carla Chair", "conduct_concern", conduct_told="yes", told_on="2027-01-21", told_by="Chair", **concern)
    assert looking.states(on, "conduct") == ["completed", "completed"]
    assert "conduct_concern" not in on.play.may_tell("Harry Hospital")


# The family


def test_the_family_is_told_of_the_decision_or_somebody_says_why_not_and_a_hold_stops_only_that(chapter: Open) -> None:
    on = chapter("sent")
    held = {"step": "family_contact", "hold_asked_by": "cps", "reason": "A trial.", "review_on": "2027-03-01"}
    on.play.tell("Olive Office", "hold_asked", owner=on.play.person("Mona Manager"), **held)
    with pytest.raises(WentWrong, match="on hold"):
        on.play.do("Olive Office", "f24_family", family_told="told")
    on.play.do("Mona Manager", "f40_hold_review", hold_outcome="lift", reason="The trial is over.")
    with pytest.raises(WentWrong, match="why_not"):
        on.play.do("Olive Office", "f24_family", family_told="not_told", approver=on.play.person("Carla Chair"))
    on.play.do("Olive Office", "f24_family", family_told="later", planned_on="2027-02-08", why_not="After the birth.")
    assert not on.play.has("Olive Office", "f24_family")
    on.play.at(at(2, 8, 9))
    told = {"who": "Mother of C1", "told_on": "2027-02-08", "method": "person", "told_by": "Head of service"}
    on.play.do("Olive Office", "f24_family", family_told="told", **told)
    assert looking.states(on, "family") == ["completed"]


# A wrong letter, and a date entered afterwards


def test_a_wrong_letter_is_recalled_and_its_recipient_gets_the_right_words(chapter: Open) -> None:
    on = chapter("asked")
    with on.office.database.reading() as session:
        (wrong,) = correspondence.in_force(session, on.play.case_id, "D02", looking.request(on, "Police").id)
    on.play.tell(
        "Olive Office", "letter_wrong", wrong_letter=wrong.id, what_wrong="The date.", disclosed="no",
        correction="letter",
    )  # fmt: skip
    assert looking.mailed(on, "letter_recalled") == {"Paul Policelead", "Penny Policedeputy"}
    with on.office.database.reading() as session:
        file = files.get(session, on.play.case_id, wrong.file_id or "")
        again = correspondence.get(session, on.play.case_id, wrong.id)
    assert (again.status.value, file.visibility, file.agency_id) == ("recalled", correspondence.OFFICE, None)
    on.play.do("Olive Office", "f40_correction", correct_text="Please reply by Friday 22 January 2027.")
    assert looking.mailed(on, "letter_corrected") == {"Paul Policelead", "Penny Policedeputy"}
    assert "Please reply by Friday 22 January 2027." in looking.letter_words(on, "D14-m", wrong.id)
    assert looking.letters(on)["D14-m"] == {"Police"}
    assert audited(on, "letter recalled") == [on.play.person("Olive Office")]


def wrong(on: Stage, kind: str, correction: str) -> None:
    """The office says that what went to the Panel was wrong."""
    with on.office.database.reading() as session:
        letter = correspondence.in_force(session, on.play.case_id, kind)[-1]
    on.play.tell("Olive Office", "letter_wrong", wrong_letter=letter.id, what_wrong="A date.", disclosed="no",
                 correction=correction)  # fmt: skip


def test_a_wrong_summary_at_the_panel_is_followed_by_a_corrected_one_that_a_second_person_releases(
    chapter: Open,
) -> None:
    on = chapter("sent")
    scenario_1.panel_replies(on.play, at(1, 29, 11), "national_review")
    on.play.at(at(1, 29, 12))
    wrong(on, "D05", "letter")
    assert looking.mailed(on, "panel_letter_recalled") == {"outside"}
    assert looking.mailed(on, "panel_letter_wrong") >= {"Carla Chair", "Lars Citypartner", "Mona Manager"}
    on.play.do("Oscar Office", "f17_release_to_panel", facts_match=True, family_minimal=True, decision_clear=True,
               actions_listed=True, partners_agree=True, release="send")  # fmt: skip
    assert looking.count_of_mails(on)["panel_summary"] == 1, "not before a second person has released it"
    on.play.do("Olive Office", "release_letters", letters_released="yes")
    assert looking.count_of_mails(on)["panel_summary"] == 2
    assert looking.states(on, "letter_recall") == ["completed"]
    with on.office.database.reading() as session:
        summaries = [one.status.value for one in correspondence.of_case(session, on.play.case_id, "D05")]
        letters = [one.status.value for one in correspondence.of_case(session, on.play.case_id, "D06")]
    assert (summaries[-2:], letters[-2:]) == (["recalled", "sent"], ["superseded", "sent"])
    assert "The decision is the same" in looking.text_of(on, "D06")
    assert not on.play.has("Olive Office", "f38_panel_reply")
    on.play.do("Olive Office", "f38_national_review", local_state="go_on", reason="It asks for nothing to wait.")
    assert looking.states(on, "panel_reply") == ["running"], "what has gone to the Panel since is awaited too, once"
    scenario_1.panel_replies(on.play, at(2, 10, 12), "agrees")
    assert looking.states(on, "panel_reply") == ["completed"]


def test_a_wrong_letter_to_the_panel_is_followed_by_another_letter_or_by_nothing(chapter: Open) -> None:
    on = chapter("sent")
    wrong(on, "D06", "none")
    assert looking.states(on, "letter_recall") == ["completed"]
    scenario_1.panel_replies(on.play, at(2, 10, 12), "more_information", reply_due="2027-02-17")
    said = {"about": "Your questions", "answer": "The report is enclosed here."}
    on.play.do("Oscar Office", "f38_answer", **said)
    on.play.do("Olive Office", "release_letters", letters_released="yes")
    wrong(on, "D06-answer", "letter")
    on.play.do("Oscar Office", "f38_answer", **said)
    on.play.do("Olive Office", "release_letters", letters_released="yes")
    assert looking.count_of_mails(on)["panel_letter"] == 2
    assert looking.states(on, "letter_recall") == ["completed", "completed"]


def test_a_date_lies_back_only_with_a_reason_and_when_a_second_person_confirms_it(chapter: Open) -> None:
    on = chapter("asked")
    entered = {"event": "received_at", "true_at": "2027-01-13T16:00+00:00", "reason": "No power.", "proof": "A fax."}
    with pytest.raises(WentWrong, match="second_person"):
        on.play.tell("Olive Office", "true_date_entered", second_person=on.play.person("Olive Office"), **entered)
    before = looking.deadline(on, "requests_due")
    on.play.tell("Olive Office", "true_date_entered", second_person=on.play.person("Oscar Office"), **entered)
    assert not on.play.has("Olive Office", "f40_back_dated_check")
    with on.office.database.reading() as session:
        task = on.play.task_of("Oscar Office", "f40_back_dated_check")
        given = opened.open_task(session, on.office, on.play.person("Oscar Office"), task).paper.data
    assert (given["true_day"], given["true_proof"]) == (at(1, 13, 16), "A fax."), "the second person is told all of it"
    assert not [row for row in given["moves"] if "cannot be worked out" in row["what"]]
    shown = looking.variables(on, "true_date")["moves"]
    assert {
        "what": "Send the information requests", "was": "Monday 18 January 2027 at 5pm",
        "to": "Friday 15 January 2027 at 5pm",
    } in shown  # fmt: skip
    assert "Rapid Review complete" not in {row["what"] for row in shown}, "it counts from the notification"
    assert looking.deadline(on, "requests_due") == before, "nothing moves before it is confirmed"
    on.play.do("Oscar Office", "f40_back_dated_check", date_confirmed="yes", check_reason="Saw the fax.")
    assert looking.day(on, "requests_due") == date(2027, 1, 15) != before
    with on.office.database.reading() as session:
        assert looking.overrides(session, on.play.case_id).count("date of received_at") == 1
        history = [one.at for one in anchors.history(session, on.play.case_id) if one.name == "received_at"]
    assert [london_date(one) for one in history] == [date(2027, 1, 14), date(2027, 1, 13)], "both are kept"
    on.play.tell("Olive Office", "true_date_entered", second_person=on.play.person("Oscar Office"), **entered)
    on.play.do("Oscar Office", "f40_back_dated_check", date_confirmed="no", check_reason="No fax there.")
    assert looking.mailed(on, "true_date_refused") >= {"Olive Office"}


def test_what_would_move_is_shown_again_when_something_else_would_move_meanwhile(chapter: Open) -> None:
    on = chapter("asked")
    entered = {"event": "received_at", "true_at": "2027-01-13T16:00+00:00", "reason": "No power.", "proof": "A fax."}
    on.play.tell("Olive Office", "true_date_entered", second_person=on.play.person("Oscar Office"), **entered)
    with on.office.database.transaction() as session:
        moved = anchors.Anchor("received_at", at(1, 15, 12))
        anchors.set_anchor(session, on.play.case_id, moved, "test", on.play.clock.now())
    on.play.do("Oscar Office", "f40_back_dated_check", date_confirmed="yes", check_reason="Saw the fax.")
    assert looking.day(on, "requests_due") == date(2027, 1, 19), "not what was confirmed"
    shown = looking.variables(on, "true_date")["moves"]
    assert "Tuesday 19 January 2027 at 5pm" in {row["was"] for row in shown}
    on.play.do("Oscar Office", "f40_back_dated_check", date_confirmed="yes", check_reason="Saw the fax.")
    assert looking.day(on, "requests_due") == date(2027, 1, 15)


# Another area


def test_agencies_of_another_area_are_let_in_by_hand_until_a_day_and_see_only_their_request(chapter: Open) -> None:
    on = chapter("asked")
    agency = {"name": "Elsewhere police", "category": "police", "person": "Walt Elsewhere", "until": "2027-02-28"}
    observer = {"person": "Odo Elsewhere", "email": "odo@elsewhere.example", "until": "2027-02-28"}
    on.play.tell(
        "Olive Office", "another_area", other_la=on.ids.councils["Another county’s council"], leads="ours",
        agreed="We lead.", agencies=[{**agency, "email": "walt@elsewhere.example"}], observers=[observer],
    )  # fmt: skip
    with on.office.database.reading() as session:
        found = session.scalars(select(Agency).where(Agency.name == "Elsewhere police")).one()
    assert looking.cases_known_to(on, "Walt Elsewhere") == [], "before it is asked"
    on.play.tell(
        "Olive Office", "agency_found", agency=found.id, why="Known there.", variant="out_of_area", leads_checked=True,
        reply_due="2027-01-25T17:00+00:00",
    )  # fmt: skip
    on.play.do("Oscar Office", "release_letters", letters_released="yes")
    with on.office.database.reading() as session:
        (request,) = [one for one in requests.of_case(session, on.play.case_id) if one.agency_id == found.id]
    letter = looking.letter_words(on, "D02", request.id)
    assert "For agencies of another area" in letter
    assert "For the police" in letter, "it is asked what any police force is asked"
    assert "for this reason: Known there." in letter
    assert looking.cases_known_to(on, "Walt Elsewhere") == [on.play.case_id]
    assert on.play.has("Walt Elsewhere", "f07_acknowledge")
    assert looking.cases_known_to(on, "Odo Elsewhere") == [on.play.case_id]
    on.play.at(at(3, 1))
    assert looking.cases_known_to(on, "Walt Elsewhere") == looking.cases_known_to(on, "Odo Elsewhere") == []
