"""Cases that come in another way: facts missing, another office's, known already, referred without a notification."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from cases import clocks, records
from cases.clocks import anchors
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scenario_1_answers import LONG, PDF, notification
from foundation.clock import LONDON, london_date
from foundation.database import Session
from tests.scenarios import looking
from tests.scenarios.stage import Stage

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

CHECKED = {"complete": "yes", "partnership_ok": "ours", "is_duplicate": "no", "path": "rapid_review"}


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=LONDON)


def check(on: Stage, name: str = "Olive Office", **more: object) -> None:
    """The office checks the intake."""
    on.play.do(name, "f03_intake_check", **{**CHECKED, **more})


def received(on: Stage, case_id: str) -> date:
    """The day a case counts from."""
    with on.office.database.reading() as session:
        return london_date(anchors.of_case(session, case_id)["", "received_at"])


def reference(session: Session, case_id: str) -> str:
    return records.reference_of(session, case_id)


def referral(on: Stage, **more: Any) -> dict[str, Any]:
    """F01, as a hospital's Safeguarding Lead sends it."""
    council = on.ids.councils["City council"]
    return {
        "ref_agency": on.ids.agencies["Hospital trust"],
        "ref_name": "Harry Hospital",
        "ref_job": "Safeguarding Lead",
        "ref_phone": "0116 496 0003",
        "ref_email": "harry.hospital@cspr.example",
        "ref_senior": on.play.person("Harry Hospital"),
        "urgent_safe": "no",
        "sin_made": "no",
        "inc_date": "2027-01-11",
        "aware_date": "2027-01-12",
        "inc_place": "home",
        "inc_la": council,
        "home_la": council,
        "outcome": "seriously_harmed",
        "an_status": "suspected",
        "harm_type": ["physical"],
        "children": [
            {
                "name": "Toddler Testcase",
                "dob_known": "known",
                "dob": "2025-03-03",
                "sex": "girl",
                "ethnicity": "Not stated",
                "language": "English",
                "address": "2 Invented Lane, Leicester LE1 0ZZ",
                "role": "subject",
                "plan_now": "none",
                "plan_before": "none",
                "looked_after": "no",
                "sen": "none",
                "home_educated": "no",
            }
        ],
        "no_family_reason": "Not known yet.",
        "summary": LONG,
        "opinion": "It should be considered.",
        "why": ["c_a"],
        "parallel": ["none"],
        "family_told": "yes",
        "records_secured": "yes",
        "conflict": "no",
        "declare": True,
        **more,
    }


def refer(on: Stage) -> None:
    """A referral comes on the same day."""
    on.play.begin("Harry Hospital", ("intake", "referral_received"), on.ids.partnerships["LEI"], referral(on))


# Facts missing


def ask_for_facts(on: Stage) -> None:
    check(on, complete="no", missing=["dates"], missing_detail="When did it happen?")


def test_missing_facts_are_asked_for_and_the_sender_is_reminded_a_working_day_later(chapter: Open) -> None:
    on = chapter("begun")
    ask_for_facts(on)
    assert on.play.open_forms() == ["missing_facts"]
    on.play.at(at(1, 15, 17))
    assert looking.mailed(on, "missing_facts") == {"Nina Notifier"}
    assert looking.deadline(on, "requests_due") == at(1, 18, 17), "the clocks do not wait"
    on.play.do("Nina Notifier", "missing_facts", answer="In the evening.", still_missing="no")
    assert on.play.open_forms() == ["f03_intake_check"]
    check(on)
    assert looking.states(on, "rapid_review") == ["running"]


def test_facts_may_be_asked_for_again_and_are_reminded_of_again(chapter: Open) -> None:
    on = chapter("begun")
    ask_for_facts(on)
    on.play.do("Nina Notifier", "missing_facts", answer="Not known.", still_missing="no")
    on.play.at(at(1, 18, 9))
    ask_for_facts(on)
    on.play.at(at(1, 19, 17))
    assert looking.count_of_mails(on)["missing_facts"] == 1
    assert on.play.open_forms() == ["missing_facts"]


# Another office's


def test_a_case_for_the_other_office_goes_there_with_its_date_of_receipt_and_out_of_sight_here(chapter: Open) -> None:
    on = chapter("begun")
    on.play.at(at(1, 15, 9))
    check(on, partnership_ok="transfer", transfer_to=on.ids.partnerships["LLR"], transfer_reason="Lives in the county.")
    assert looking.cases_known_to(on, "Olive Office") == [on.play.case_id], "nothing is lost before it is accepted"
    on.play.do("Bea Countyoffice", "f40_transfer_reply", transfer_accepted="yes")
    assert looking.cases_known_to(on, "Olive Office") == []
    assert looking.cases_known_to(on, "Carla Chair") == []
    assert looking.mailed(on, "transferred") >= {"Bea Countyoffice", "Bert Countyoffice"}
    assert received(on, on.play.case_id) == date(2027, 1, 14)
    with on.office.database.reading() as session:
        known_as = {one.reference for one in records.references(session, on.play.case_id)}
    assert known_as == {"LEI-27-001", "LLR-27-001"}, "both are kept"
    assert not on.play.has("Olive Office", "f03_intake_check")
    check(on, "Bea Countyoffice")
    assert on.play.has("Bea Countyoffice", "f03_agencies")
    assert looking.mailed(on, "rapid_review_opened") >= {"Chloe Countychair", "Lena Countypartner"}
    assert "Carla Chair" not in looking.mailed(on, "rapid_review_opened")


def test_a_case_of_both_offices_is_seen_by_both(chapter: Open) -> None:
    on = chapter("begun")
    check(on, partnership_ok="joint", transfer_to=on.ids.partnerships["LLR"], transfer_reason="Moved last week.")
    assert looking.cases_known_to(on, "Bea Countyoffice") == [on.play.case_id]
    assert looking.cases_known_to(on, "Olive Office") == [on.play.case_id]


# Known already


def begin_again(on: Stage) -> str:
    """The same notification comes once more the next day; gives the first case's id."""
    first = on.play.case_id
    on.play.at(at(1, 15, 9))
    answers = notification(on.days, on.ids.councils["City council"])
    again = {**answers, "copied_at": "2027-01-15T09:00+00:00", "np_ref": "NP-27-0115"}
    place = ("intake", "notification_received")
    on.play.begin("Nina Notifier", place, on.ids.partnerships["LEI"], again, (("file", "notification.pdf", PDF),))
    return first


def found_double(on: Stage, first: str) -> None:
    check(on, is_duplicate="yes", dup=[{"match": first, "judgement": "same"}])


def test_a_repeated_case_is_merged_into_the_first_and_its_sender_is_told(chapter: Open) -> None:
    on = chapter("checked")
    first = begin_again(on)
    assert looking.variables(on, "intake")["match_count"] >= 1
    found_double(on, first)
    on.play.do("Olive Office", "f40_duplicate", relation="same", other_case=first, facts="The same incident.",
               chair_decision="not_needed")  # fmt: skip
    with on.office.database.reading() as session:
        assert records.case(session, on.play.case_id).status is records.CaseStatus.MERGED
        assert records.linked(session, on.play.case_id) == [(first, "duplicate")]
        assert {reference(session, one) for one in (first, on.play.case_id)} == {"LEI-27-001", "LEI-27-002"}
    assert received(on, first) == date(2027, 1, 14), "the earliest receipt counts"
    assert looking.mailed(on, "duplicate") == {"Nina Notifier"}
    assert on.play.open_forms() == []
    assert looking.unsound(on) == []


def test_of_a_repeated_referral_only_whoever_sent_it_is_told_and_no_council(chapter: Open) -> None:
    on = chapter("begun")
    notified = on.play.case_id
    refer(on)
    first = on.play.case_id
    refer(on)
    check(on, is_duplicate="yes", dup=[{"match": first, "judgement": "same"}], path="agency_referral")
    on.play.do("Olive Office", "f40_duplicate", relation="same", other_case=first, facts="The same incident.",
               chair_decision="not_needed")  # fmt: skip
    assert looking.mailed(on, "duplicate") == {"Harry Hospital"}
    begin_again(on)
    with pytest.raises(WentWrong, match="dup-0-judgement: Select what it is"):
        check(on, is_duplicate="yes", dup=[{"match": first, "judgement": "same"}])
    known = [{"match": notified, "judgement": "different"}, {"match": first, "judgement": "same"}]
    check(on, is_duplicate="yes", dup=known)
    with on.office.database.transaction() as session:
        records.change_status(session, notified, records.CaseStatus.CLOSED, on.play.clock.now())
    with pytest.raises(WentWrong, match="have its chair open it again first"):
        on.play.do("Olive Office", "f40_duplicate", relation="same", other_case=notified, facts="The same incident.",
                   chair_decision="not_needed")  # fmt: skip
    with pytest.raises(WentWrong, match="its Rapid Review would be lost"):
        on.play.do("Olive Office", "f40_duplicate", relation="same", other_case=first, facts="The same incident.",
                   chair_decision="not_needed")  # fmt: skip


def test_a_case_that_is_only_linked_goes_on_by_itself(chapter: Open) -> None:
    on = chapter("checked")
    first = begin_again(on)
    found_double(on, first)
    on.play.do("Olive Office", "f40_duplicate", relation="linked", other_case=first, facts="Another child.",
               chair_decision="not_needed")  # fmt: skip
    assert looking.mailed(on, "duplicate") == set()
    check(on, dup=[{"match": first, "judgement": "linked"}])
    assert looking.states(on, "rapid_review") == ["running"]
    with on.office.database.reading() as session:
        assert records.linked(session, on.play.case_id) == [(first, "linked")]


# Referred without a notification


def decide(on: Stage, answer: str) -> None:
    """The local authority says whether it should have notified."""
    said = {"reason": "As the law has it.", "name": "Nina Notifier", "job": "Notifier"}
    on.play.do("Nina Notifier", "f03b_should_notify", should_notify=answer, **said)


def refer_and_check(chapter: Open) -> Stage:
    on = chapter("begun")
    refer(on)
    check(on, path="agency_referral")
    return on


def test_a_referral_cannot_become_a_rapid_review_without_a_notification(chapter: Open) -> None:
    on = refer_and_check(chapter)
    assert on.play.open_forms() == ["f03b_should_notify"]
    assert looking.states(on, "rapid_review") == []
    assert looking.mailed(on, "acknowledgement") == {"Harry Hospital"}
    assert looking.mailed(on, "should_notify") == {"Nina Notifier"}, "of the council the referral names"


def test_a_notification_that_follows_starts_the_rapid_review_with_its_own_dates(chapter: Open) -> None:
    on = refer_and_check(chapter)
    decide(on, "yes")
    on.play.at(at(1, 15, 17))
    assert looking.mailed(on, "notification_due") >= {"Nina Notifier", "Olive Office"}, "promised, and not there yet"
    on.play.at(at(1, 18, 9))
    answers = {
        **notification(on.days, on.ids.councils["City council"]),
        "sent_at": "2027-01-18T08:30+00:00",
        "copied_at": "2027-01-18T09:00+00:00",
    }
    on.play.do("Nina Notifier", "f02_notification", (("file", "notification.pdf", PDF),), **answers)
    assert looking.states(on, "rapid_review") == ["running"]
    assert received(on, on.play.case_id) == date(2027, 1, 18), "the clocks start from the notification"
    assert looking.deadline(on, "requests_due") == at(1, 20, 17)


def test_a_promised_notification_is_called_to_mind_again_when_the_law_wants_it(chapter: Open) -> None:
    on = refer_and_check(chapter)
    decide(on, "yes")
    on.play.at(at(1, 19, 17))
    assert sorted({when.date() for kind, _, when in looking.mails(on) if kind == "notification_due"}) == [
        date(2027, 1, 15),
        date(2027, 1, 19),
    ], "a working day after the promise, and five after becoming aware"


def test_without_a_notification_the_agency_referral_starts_and_ends_the_intake(chapter: Open) -> None:
    on = refer_and_check(chapter)
    decide(on, "no")
    assert looking.open_elements(on) == {"set_first_meeting"}
    assert [looking.states(on, process) for process in ("intake", "agency_referral", "rapid_review")] == [
        ["completed"],
        ["running"],
        [],
    ]
    with on.office.database.reading() as session:
        assert records.case(session, on.play.case_id).path == "agency_referral"
        shown = {one.rule.name for one in clocks.of_case(session, on.play.case_id, on.play.clock.now())}
    assert "first_discussion_due" in shown
    assert not shown & {"notification_due", "rapid_review_due"}, "nobody is late with what nobody has to do"


def test_a_local_authority_that_has_not_decided_is_asked_again(chapter: Open) -> None:
    on = refer_and_check(chapter)
    decide(on, "undecided")
    assert on.play.open_forms() == ["f03b_should_notify"]
    on.play.at(at(3, 1, 9))
    assert on.play.open_forms() == ["f03b_should_notify"], "nobody decides in its place"
