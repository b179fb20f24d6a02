"""The dates of the scenarios, as the domain rules give them, computed by the clocks from the events alone."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time

import pytest

from cases import clocks, settings, slots
from cases.calendar import NATIONAL
from cases.clocks import dates, readings, window
from cases.clocks.dates import Facts
from foundation.clock import LONDON, london

NOON = time(12)


def _facts(profile: str, now: date, **anchors: date | datetime) -> Facts:
    at = {
        ("", name): moment if isinstance(moment, datetime) else london(moment, NOON) for name, moment in anchors.items()
    }
    return Facts(at, settings.PROFILES[profile], NATIONAL, london(now, NOON), {})


def _due(facts: Facts, name: str) -> datetime:
    found = dates.due(facts, name)
    assert found is not None
    return found.at.astimezone(LONDON).replace(tzinfo=None)


def _s1(**more: date | datetime) -> Facts:
    received = datetime(2027, 1, 14, 10, 15, tzinfo=LONDON)
    known: dict[str, date | datetime] = {
        "aware_at": date(2027, 1, 12),
        "notified_at": received,
        "received_at": received,
    }
    return _facts("LLR-WT2023", date(2027, 1, 14), **(known | more))


def test_every_date_of_scenario_1_is_met() -> None:
    meeting = datetime(2027, 1, 26, 10, tzinfo=LONDON)
    facts = _s1(meeting_at=meeting, summary_sent_at=date(2027, 1, 29))
    expected = {
        "requests_warning": datetime(2027, 1, 15, 12),
        "requests_due": datetime(2027, 1, 18, 17),
        "rapid_review_due": datetime(2027, 2, 4, 17),
        "rapid_review_warning_1": datetime(2027, 2, 1, 9),
        "rapid_review_warning_2": datetime(2027, 2, 3, 9),
        "papers_due": datetime(2027, 1, 22, 17),
        "reply_due": datetime(2027, 1, 21, 17),
        "reply_reminder": datetime(2027, 1, 20, 9),
        "reply_late": datetime(2027, 1, 22, 17),
        "reply_cut_off": datetime(2027, 1, 25, 12),
        "advice_due": datetime(2027, 1, 25, 12),
        "meeting_start": datetime(2027, 1, 26, 10),
        "sign_off_due": datetime(2027, 1, 27, 17),
        "meeting_date_alert": datetime(2027, 1, 20, 17),
        "letters_due": datetime(2027, 2, 2, 17),
        "panel_reply_due": datetime(2027, 2, 19, 17),
        "notification_due": datetime(2027, 1, 19, 17),
    }
    assert {name: _due(facts, name) for name in expected} == expected
    found = window.usable(facts)
    assert found is not None
    assert (found.first, found.last, found.flag) == (date(2027, 1, 25), date(2027, 2, 2), "ok")


SCENARIOS: Mapping[str, tuple[str, date, date, date, date, date, int]] = {
    # profile, aware, received, window first, last usable, due, usable days
    "S2 2023": ("LLR-WT2023", date(2027, 3, 15), date(2027, 3, 18), date(2027, 3, 31), date(2027, 4, 8),
                date(2027, 4, 12), 7),
    "S2 2020": ("LLR-2020", date(2027, 3, 15), date(2027, 3, 18), date(2027, 3, 31), date(2027, 4, 5),
                date(2027, 4, 7), 4),
    "S3 2020": ("LLR-2020", date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 31), date(2027, 1, 5),
                date(2027, 1, 7), 3),
    "S3 2023": ("LLR-WT2023", date(2026, 12, 14), date(2026, 12, 18), date(2026, 12, 31), date(2027, 1, 11),
                date(2027, 1, 13), 7),
    "S6": ("LLR-WT2023", date(2027, 2, 1), date(2027, 2, 3), date(2027, 2, 12), date(2027, 2, 22),
           date(2027, 2, 24), 7),
    "S7": ("LLR-WT2023", date(2027, 4, 12), date(2027, 4, 14), date(2027, 4, 23), date(2027, 5, 4),
           date(2027, 5, 6), 7),
    "S9 2023": ("LLR-WT2023", date(2027, 5, 17), date(2027, 5, 20), date(2027, 6, 1), date(2027, 6, 9),
                date(2027, 6, 11), 7),
    "S9 2020": ("LLR-2020", date(2027, 5, 17), date(2027, 5, 20), date(2027, 6, 1), date(2027, 6, 4),
                date(2027, 6, 8), 4),
}  # fmt: skip


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_meeting_window_and_due_date_of_a_scenario_are_met(name: str) -> None:
    profile, aware, received, first, last, due, usable = SCENARIOS[name]
    facts = _facts(profile, received, aware_at=aware, notified_at=received, received_at=received)
    found = window.usable(facts)
    assert found is not None
    assert (found.first, found.days[-1], len(found.days)) == (first, last, usable)
    assert found.flag == ("narrow" if usable <= 3 else "ok")
    assert _due(facts, "rapid_review_due").date() == due


def test_the_reply_date_of_scenario_3_comes_before_the_papers() -> None:
    facts = _facts(
        "LLR-2020", date(2026, 12, 21), aware_at=date(2026, 12, 14), received_at=date(2026, 12, 18),
        meeting_at=datetime(2027, 1, 4, 10, tzinfo=LONDON), sent_at=date(2026, 12, 21),
    )  # fmt: skip
    assert _due(facts, "reply_due") == datetime(2026, 12, 29, 17)
    assert _due(facts, "reply_reminder") == datetime(2026, 12, 24, 9)
    assert _due(facts, "papers_due") == datetime(2026, 12, 30, 17)
    assert _due(facts, "requests_due") == datetime(2026, 12, 22, 17)


def test_a_window_with_no_usable_day_says_so() -> None:
    late = window.usable(replace(_s1(), now=datetime(2027, 1, 29, 9, tzinfo=LONDON)))
    assert late is not None
    assert (late.days, late.flag) == ((date(2027, 2, 1), date(2027, 2, 2)), "narrow"), "days that are past are none"
    facts = _facts("LLR-2020", date(2027, 1, 25), aware_at=date(2027, 1, 4), received_at=date(2027, 1, 25))
    found = window.usable(facts)
    assert found is not None
    assert (found.days, found.flag) == ((), "empty")


def test_a_reply_date_in_a_letter_does_not_move_when_the_meeting_is_set_later() -> None:
    fixed = datetime(2027, 1, 22, 17, tzinfo=LONDON)
    facts = _s1(due_at=fixed, meeting_at=datetime(2027, 1, 25, 10, tzinfo=LONDON))
    assert _due(facts, "reply_due") == datetime(2027, 1, 22, 17)


def test_nobody_gets_less_than_two_working_days_to_reply() -> None:
    facts = _s1(sent_at=date(2027, 1, 21), meeting_at=datetime(2027, 1, 25, 10, tzinfo=LONDON))
    assert _due(facts, "reply_due") == datetime(2027, 1, 25, 17)


def test_a_clock_without_its_event_has_no_date_yet() -> None:
    assert dates.due(_s1(), "papers_due") is None
    assert readings.read(_s1(), "papers_due").state is clocks.ClockState.NO_DATE


def test_the_panel_is_asked_again_every_ten_working_days() -> None:
    sent = date(2027, 1, 29)
    for now, chase in (
        (date(2027, 2, 1), datetime(2027, 2, 19, 17)),
        (date(2027, 2, 22), datetime(2027, 3, 5, 17)),
        (date(2027, 3, 8), datetime(2027, 3, 19, 17)),
    ):
        facts = _facts("LLR-WT2023", now, summary_sent_at=sent)
        assert _due(facts, "panel_reply_chase") == chase


def test_a_month_deadline_on_a_sunday_is_due_that_sunday_and_shown_on_the_friday() -> None:
    facts = _facts("LLR-WT2023", date(2027, 2, 27), received_at=date(2027, 1, 31))
    reading = readings.read(facts, "first_discussion_due")
    assert (reading.day, reading.shown_day) == (date(2027, 2, 28), date(2027, 2, 26))
    assert reading.state is clocks.ClockState.RUNNING


def test_a_clock_tells_the_working_day_it_is_on_and_counts_every_day() -> None:
    facts = _facts("LLR-WT2023", date(2027, 1, 22), notified_at=date(2027, 1, 14), received_at=date(2027, 1, 14))
    reading = readings.read(facts, "rapid_review_due")
    assert (reading.day_number, reading.of_days, reading.days_left) == (6, 15, 9)
    assert reading.counted[-1].number == 15
    assert reading.counted_from == "the notification was sent to the National Panel"


def test_a_clock_is_overdue_from_the_due_time_on_its_day() -> None:
    def state(hour: int) -> clocks.ClockState:
        now = datetime(2027, 2, 4, hour, 30, tzinfo=LONDON)
        known = _s1()
        return readings.read(Facts(known.anchors, known.settings, NATIONAL, now, {}), "rapid_review_due").state

    assert [state(16), state(17)] == [clocks.ClockState.DUE_TODAY, clocks.ClockState.OVERDUE]


def test_every_profile_has_the_same_settings() -> None:
    first, *others = (profile.keys() for profile in settings.PROFILES.values())
    assert all(other == first for other in others)


def test_the_kinds_of_slot_are_in_the_order_the_guidance_prefers() -> None:
    assert slots.PREFERENCE == ("monthly", "interim", "extraordinary")


def _referral(profile: str, now: date, received: date, **more: date | datetime) -> Facts:
    facts = _facts(profile, now, aware_at=received, received_at=received, **more)
    return replace(facts, path="agency_referral")


REFERRALS: Mapping[str, tuple[date, dict[str, datetime]]] = {
    # S4 has its second date of law on a Saturday, S5 its first on a Sunday: warnings count from the day that is shown.
    "S4": (date(2027, 2, 10), {
        "first_discussion_due": datetime(2027, 3, 10, 17), "first_discussion_shown": datetime(2027, 3, 10, 17),
        "first_discussion_warning": datetime(2027, 3, 3, 9), "decision_due": datetime(2027, 4, 10, 17),
        "decision_shown": datetime(2027, 4, 9, 17), "decision_warning_1": datetime(2027, 3, 24, 9),
        "decision_warning_2": datetime(2027, 4, 2, 9), "outcome_due": datetime(2027, 4, 10, 17),
    }),
    "S5": (date(2027, 1, 31), {
        "first_discussion_due": datetime(2027, 2, 28, 17), "first_discussion_shown": datetime(2027, 2, 26, 17),
        "first_discussion_warning": datetime(2027, 2, 19, 9), "decision_due": datetime(2027, 3, 31, 17),
        "decision_warning_1": datetime(2027, 3, 15, 9), "decision_warning_2": datetime(2027, 3, 22, 9),
    }),
}  # fmt: skip


@pytest.mark.parametrize("profile", ["LLR-2020", "LLR-WT2023"])
@pytest.mark.parametrize("name", REFERRALS)
def test_the_dates_of_an_agencys_referral_are_met_and_no_rapid_review_is_due(name: str, profile: str) -> None:
    received, expected = REFERRALS[name]
    facts = _referral(profile, received, received)
    assert {each: _due(facts, each) for each in expected} == expected
    assert [dates.due(facts, each) for each in ("rapid_review_due", "requests_due", "meeting_date_alert")] == [None] * 3
    converted = replace(facts, path="rapid_review")
    assert [dates.due(converted, each) for each in ("first_discussion_due", "decision_warning_1")] == [None] * 2


def test_replies_on_an_agencys_referral_are_due_ten_days_after_sending_or_three_before_the_meeting() -> None:
    received, sent = date(2027, 2, 10), date(2027, 2, 18)
    held = datetime(2027, 2, 17, 10, tzinfo=LONDON)
    assert _due(_referral("LLR-2020", sent, received, meeting_at=held), "reply_due") == datetime(2027, 3, 4, 17)
    for day, due in ((17, datetime(2027, 3, 4, 17)), (3, datetime(2027, 2, 26, 17))):
        coming = datetime(2027, 3, day, 10, tzinfo=LONDON)
        assert _due(_referral("LLR-2020", sent, received, meeting_at=coming), "reply_due") == due


def test_a_rapid_reviews_replies_do_not_hang_on_a_meeting_that_has_been_held() -> None:
    facts = _s1(meeting_at=datetime(2027, 1, 13, 10, tzinfo=LONDON))
    assert _due(facts, "reply_due") == datetime(2027, 1, 22, 17)


def test_the_meetings_on_an_agencys_referral_can_be_from_receipt_or_the_replies_to_the_months_end() -> None:
    facts = _referral("LLR-2020", date(2027, 2, 18), date(2027, 2, 10))
    first, second = (window.of_kind(facts, f"agency_referral_{kind}") for kind in ("first", "decision"))
    assert first is not None and (first.first, first.last) == (date(2027, 2, 11), date(2027, 3, 10))
    assert second is not None and (second.first, second.last) == (date(2027, 3, 9), date(2027, 4, 9))
    asked = replace(facts, anchors={**facts.anchors, ("r", "due_at"): london(date(2027, 3, 10), NOON)})
    later = window.of_kind(asked, "agency_referral_decision")
    assert later is not None and later.first == date(2027, 3, 15)
    assert window.of_kind(facts, "panel") is None


def test_a_partnership_may_count_a_rapid_review_from_the_referral_that_came_first() -> None:
    facts = _s1(first_contact_at=date(2027, 1, 12))
    assert _due(facts, "requests_due") == datetime(2027, 1, 18, 17)
    otherwise = replace(facts, settings={**facts.settings, "rr.receipt": "first_contact_at"})
    assert [_due(otherwise, name) for name in ("requests_due", "reply_due", "meeting_date_alert")] == [
        datetime(2027, 1, 14, 17),
        datetime(2027, 1, 20, 17),
        datetime(2027, 1, 18, 17),
    ]
    found = window.usable(otherwise)
    assert found is not None and found.first == date(2027, 1, 21)
