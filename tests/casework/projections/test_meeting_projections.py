"""What the forms of a meeting and after it do to the case file."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from cases import access, actions, attendance, decisions, meetings, overrides, panel
from cases.clocks import anchors
from cases.meetings import MeetingStatus
from foundation import crypto
from foundation.database import Session

Send = Callable[..., dict[str, object]]
STARTS = "2027-01-26T10:00+00:00"


@pytest.fixture
def meeting_id(session: Session, case_id: str, now: datetime) -> str:
    return meetings.plan(session, case_id, "rapid_review", "interim", now + timedelta(days=12), "", now).id


def test_setting_a_meeting_plans_it_invites_and_dates_its_clocks(
    session: Session, send: Send, case_id: str, someone: Callable[..., str]
) -> None:
    member, advisor, chair = (
        someone("crg_member", agency_id="police"),
        someone("independent_advisor"),
        someone("crg_chair"),
    )
    answers = {
        "type": "rapid_review",
        "chosen": STARTS,
        "slot": "interim",
        "minutes": 120,
        "chair": chair,
        "venue": "Room 1",
        "invitees": [member, advisor, chair],
    }
    meeting_id = str(send("f08_schedule_meeting", answers)["meeting_id"])
    meeting = meetings.get(session, case_id, meeting_id)
    assert (meeting.slot, meeting.venue, meeting.chair_id) == ("interim", "Room 1", chair)
    assert meeting.ends_at == meeting.starts_at + timedelta(hours=2)
    invited = {
        each.person_id: (each.agency_id, each.capacity) for each in meetings.invitees(session, case_id, meeting_id)
    }
    assert invited == {
        member: ("police", "member"),
        advisor: (None, "independent_advisor"),
        chair: (None, "chair"),
    }
    assert access.may_know(session, advisor, case_id)
    assert {subject for (subject, name) in anchors.of_case(session, case_id) if name == "meeting_at"} == {
        "",
        meeting_id,
    }
    assert overrides.of_case(session, case_id) == []


def test_moving_a_planned_meeting_keeps_it_and_tells_calendars_so(
    session: Session, send: Send, case_id: str, someone: Callable[..., str]
) -> None:
    first, second = someone("crg_member"), someone("crg_member")
    answers = {"chosen": STARTS, "slot": "interim", "invitees": [first]}
    set_first = send("f08_schedule_meeting", answers)
    meeting_id = set_first["meeting_id"]
    later = {"chosen": "2027-01-28T14:00+00:00", "slot": "extraordinary", "invitees": [second], "reason": "No room"}
    moved = {"meeting_id": meeting_id, "time_changed": True}
    assert send("f08_schedule_meeting", later, meeting_id=meeting_id) == moved
    elsewhere = {**later, "venue": "Room 2"}
    assert send("f08_schedule_meeting", elsewhere, meeting_id=meeting_id) == {**moved, "time_changed": False}
    assert set_first["time_changed"] is False, "nobody was told of another time before"
    meeting = meetings.get(session, case_id, str(meeting_id))
    assert (meeting.sequence, meeting.slot) == (2, "extraordinary")
    assert [each.person_id for each in meetings.invitees(session, case_id, meeting.id)] == [second]
    assert len(overrides.of_case(session, case_id)) == 2


@pytest.mark.parametrize(("status", "is_rearranged"), [(MeetingStatus.REARRANGED, True), (MeetingStatus.HELD, False)])
def test_a_meeting_that_is_over_is_followed_by_a_new_one_which_is_the_rearranged_one_if_it_was_not_held(
    session: Session, send: Send, case_id: str, meeting_id: str, now: datetime, status: MeetingStatus,
    is_rearranged: bool,
) -> None:  # fmt: skip
    meetings.close(session, case_id, meeting_id, status, "over", now)
    later = {"chosen": "2027-02-09T14:00+00:00", "slot": "interim"}
    drawn = send("f08_schedule_meeting", later, meeting_id=meeting_id)
    assert drawn["meeting_id"] != meeting_id
    assert drawn["time_changed"] is is_rearranged


def test_the_attendance_list_counts_who_is_there(
    session: Session, send: Send, case_id: str, meeting_id: str, someone: Callable[..., str]
) -> None:
    there, gone, advisor = someone("crg_member"), someone("crg_member"), someone("independent_advisor")
    rows = [
        {"person": there, "agency": "police", "role": "member", "mode": "room", "in": "10:00"},
        {"person": gone, "agency": "hospital", "role": "deputy", "mode": "video", "out": "10:30"},
        {"person": advisor, "role": "adviser", "mode": "phone"},
    ]
    send("f10a_attendance", {"attendees": rows, "apologies": ["somebody"]}, meeting_id=meeting_id)
    counted = attendance.count(session, meetings.get(session, case_id, meeting_id))
    assert counted == attendance.Count(1, 1, 2, ia_present=True, people=counted.people)
    assert there in counted.people and gone not in counted.people


def test_a_declared_interest_waits_for_the_chair_whose_exclusion_bites_at_once(
    session: Session, send: Send, case_id: str, meeting_id: str, someone: Callable[..., str]
) -> None:
    member, chair = someone("crg_member"), someone("crg_chair")
    answers = {"conf": True, "coi": "yes", "nature": ["managed"]}
    assert send("f11_declaration", answers, by=member, meeting_id=meeting_id) == {"has_interest": True}
    assert send("f11_declaration", {"conf": True, "coi": "none"}, by=chair, meeting_id=meeting_id) == {
        "has_interest": False
    }
    send("f11_ruling", {"ruling": "excluded", "reason": "Managed the worker"}, by=chair, meeting_id=meeting_id)
    assert not access.may_know(session, member, case_id)
    assert access.may_know(session, chair, case_id)


def test_immediate_actions_are_kept_one_by_one(
    session: Session, send: Send, case_id: str, keyring: crypto.Keyring
) -> None:
    rows = [
        {"kind": "safety", "text": "Supervise contact", "owner_agency": "city-care", "due": "2027-01-26"},
        {"kind": "multi_agency", "text": "Bruising in babies", "share": "seven_minute", "owner": "p"},
    ]
    send("f12_immediate_action", {"none_needed": "no", "actions": rows})
    kept = {each.kind: each for each in actions.of_case(session, case_id)}
    assert actions.text_of(session, keyring, kept["safety"]) == "Supervise contact"
    assert kept["safety"].due_on is not None
    assert (kept["multi_agency"].shared_by, kept["multi_agency"].person_id) == ("seven_minute", "p")


def test_a_decision_keeps_its_criteria_and_partners_may_make_a_second_version(
    session: Session, send: Send, case_id: str, meeting_id: str, now: datetime
) -> None:
    answers = {
        **{key: "no" for key in (*decisions.MUST_CONSIDER, *decisions.HAVE_REGARD)},
        "c_d": "not_considered",
        "decision": "no_further_action",
        "crit_met": "no",
        "suggest_national": "no",
        "decided_on": "2027-01-26",
        "sign": "chair",
    }
    send("f13_decision", answers, by="office", meeting_id=meeting_id)
    first = decisions.current(session, case_id)
    assert first is not None
    assert (first.outcome, first.criteria_met, first.decided_by, first.meeting_id) == (
        "no_further_action",
        False,
        "chair",
        meeting_id,
    )
    assert decisions.findings(session, first)["c_d"] == "not_considered"
    send("f15_confirmation", {"position": "reconsider", "reason": "Too early"}, by="partner")
    assert decisions.positions(session, first)[decisions.RECONSIDER] == 1
    send("f13_version_2", {"decision": "lcspr", "suggest_national": "yes", "crit_met": "yes", "c_d": "yes"})
    second = decisions.current(session, case_id)
    assert second is not None
    assert (second.version, second.outcome, second.suggest_national) == (2, "lcspr", True)
    send("sign_off", {"signed_by": "chair"})
    assert (second.signed_by, second.signed_at) == ("chair", now)


@pytest.mark.parametrize(("timing", "is_sealed"), [("pre", True), ("at", True), ("post", False)])
def test_advice_is_sealed_until_released_and_what_comes_after_the_decision_is_for_the_partners(
    session: Session, send: Send, case_id: str, meeting_id: str, timing: str, is_sealed: bool
) -> None:
    answers = {"timing": timing, "advises_review": "yes", "ia_position": "disagrees", "reason": "Two councils"}
    send("f14_advice", answers, by="advisor", meeting_id=meeting_id)
    (advice,) = decisions.advice(session, case_id, released_only=False)
    assert (advice.timing, advice.advises_review, advice.position) == (timing, "yes", "disagrees")
    assert (advice.released_at is None) is is_sealed


def test_papers_sent_back_are_not_released_to_the_panel(session: Session, send: Send, case_id: str) -> None:
    send("f17_release_to_panel", {"release": "back", "back_reason": "A date is wrong"})
    assert panel.sendings(session, case_id) == []
    send("f17_release_to_panel", {"release": "send", "late_reason": "One reply came late"}, by="second")
    (sending,) = panel.sendings(session, case_id)
    assert (sending.released_by, sending.is_late) == ("second", True)


def test_the_panel_s_answer_is_kept(session: Session, send: Send, case_id: str) -> None:
    send("f38_panel_reply", {"received": "2027-02-10", "panel_position": "agrees"})
    (reply,) = panel.replies(session, case_id)
    assert (reply.received_on.isoformat(), reply.position) == ("2027-02-10", "agrees")


def test_how_the_papers_come_is_noted_on_the_meeting(
    session: Session, send: Send, case_id: str, meeting_id: str
) -> None:
    send("f09_papers", {"papers_mode": "tabled"}, meeting_id=meeting_id)
    assert meetings.get(session, case_id, meeting_id).papers_mode == "tabled"
