"""What may happen to a case at any time: withdrawn, the same as another one, another office's."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from cases import audit, records
from cases.clocks import anchors
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import PDF, notification
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
    assert on.play.may_tell("Olive Office") == set(), "nothing more happens to it"
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


def test_open_tasks_are_offered_to_the_office_that_has_the_case_now(chapter: Open) -> None:
    on = chapter("checked")
    hand_over(on)
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="yes")
    assert not on.play.has("Olive Office", "f03_agencies")
    assert on.play.has("Bea Countyoffice", "f03_agencies")


def test_a_case_that_the_other_office_declines_stays_and_is_out_of_its_sight(chapter: Open) -> None:
    on = chapter("checked")
    hand_over(on)
    with pytest.raises(WentWrong, match="Say why"):
        on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="no")
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="no", transfer_reply="Lives in the city.")
    assert looking.cases_known_to(on, "Bea Countyoffice") == []
    assert looking.mailed(on, "transfer_declined") == {"Olive Office", "Oscar Office"}
    assert on.play.has("Olive Office", "f03_agencies")
