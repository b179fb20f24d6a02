"""Working days and months, by the vectors of the domain rules and by properties that must hold for every date."""

from datetime import date, timedelta

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from cases import calendar, working_days_report
from cases.calendar import NATIONAL, Calendar

WORKING_DAY_VECTORS = [
    (1, "2026-11-23", 2, "2026-11-25"),
    (2, "2026-11-23", 15, "2026-12-14"),
    (3, "2026-12-10", 15, "2027-01-05"),
    (4, "2026-12-17", 7, "2026-12-30"),
    (5, "2026-12-17", 13, "2027-01-08"),
    (6, "2026-12-18", 2, "2026-12-22"),
    (7, "2026-12-18", 7, "2026-12-31"),
    (8, "2026-12-18", 13, "2027-01-11"),
    (9, "2026-12-18", 15, "2027-01-13"),
    (10, "2026-12-24", 1, "2026-12-29"),
    (11, "2026-12-24", 5, "2027-01-05"),
    (12, "2026-12-25", 1, "2026-12-29"),
    (13, "2026-12-26", 2, "2026-12-30"),
    (14, "2026-12-31", 1, "2027-01-04"),
    (15, "2026-12-31", 15, "2027-01-22"),
    (16, "2027-01-02", 2, "2027-01-05"),
    (17, "2027-03-18", 5, "2027-03-25"),
    (18, "2027-03-18", 7, "2027-03-31"),
    (19, "2027-03-18", 13, "2027-04-08"),
    (20, "2027-03-18", 15, "2027-04-12"),
    (21, "2027-03-25", 1, "2027-03-30"),
    (22, "2027-03-26", 1, "2027-03-30"),
    (23, "2027-04-29", 2, "2027-05-04"),
    (24, "2027-05-28", 1, "2027-06-01"),
    (25, "2027-08-27", 2, "2027-09-01"),
    (26, "2027-12-24", 1, "2027-12-29"),
    (27, "2027-12-24", 5, "2028-01-05"),
    (28, "2027-12-31", 1, "2028-01-04"),
    (29, "2028-04-13", 2, "2028-04-19"),
    (30, "2026-03-30", 5, "2026-04-08"),
    (31, "2025-12-24", 5, "2026-01-05"),
    (32, "2027-04-06", -7, "2027-03-24"),
    (33, "2027-06-03", -7, "2027-05-24"),
    (34, "2027-01-06", -7, "2026-12-23"),
    (35, "2026-12-30", -7, "2026-12-17"),
    (36, "2028-01-06", -7, "2027-12-23"),
    (37, "2028-01-11", -7, "2027-12-30"),
    (38, "2028-04-18", -7, "2028-04-05"),
    (39, "2027-03-30", -1, "2027-03-25"),
]
MONTH_VECTORS = [
    (40, "2027-01-31", 1, "2027-02-28", "2027-02-26"),
    (41, "2027-01-31", 2, "2027-03-31", "2027-03-31"),
    (42, "2027-02-10", 2, "2027-04-10", "2027-04-09"),
    (43, "2026-12-31", 2, "2027-02-28", "2027-02-26"),
    (44, "2026-08-31", 6, "2027-02-28", "2027-02-26"),
    (45, "2027-08-31", 6, "2028-02-29", "2028-02-29"),
    (46, "2027-01-26", 6, "2027-07-26", "2027-07-26"),
    (47, "2028-02-29", 12, "2029-02-28", "2029-02-28"),
    (48, "2026-11-30", 1, "2026-12-30", "2026-12-30"),
]
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
COUNTS = st.integers(1, 60)


@pytest.mark.parametrize(("number", "start", "days", "end"), WORKING_DAY_VECTORS)
def test_a_working_day_vector_of_the_domain_rules_holds(number: int, start: str, days: int, end: str) -> None:
    assert calendar.add_working_days(NATIONAL, date.fromisoformat(start), days) == date.fromisoformat(end)


@pytest.mark.parametrize(("number", "start", "months", "legal", "shown"), MONTH_VECTORS)
def test_a_month_vector_of_the_domain_rules_holds(number: int, start: str, months: int, legal: str, shown: str) -> None:
    deadline = calendar.add_months(date.fromisoformat(start), months)
    assert deadline == date.fromisoformat(legal)
    assert calendar.working_day_on_or_before(NATIONAL, deadline) == date.fromisoformat(shown)


@given(DAYS, COUNTS, COUNTS)
def test_counting_in_two_stretches_is_counting_in_one(start: date, first: int, second: int) -> None:
    halfway = calendar.add_working_days(NATIONAL, start, first)
    assert calendar.add_working_days(NATIONAL, start, first + second) == calendar.add_working_days(
        NATIONAL, halfway, second
    )


@given(DAYS, st.integers(-60, 60).filter(bool))
def test_the_result_is_always_a_working_day(start: date, days: int) -> None:
    assert calendar.is_working_day(NATIONAL, calendar.add_working_days(NATIONAL, start, days))


@given(DAYS, COUNTS)
def test_counting_back_from_the_result_leads_to_the_working_day_it_began_on(start: date, days: int) -> None:
    begun = calendar.working_day_on_or_before(NATIONAL, start)
    end = calendar.add_working_days(NATIONAL, begun, days)
    assert calendar.add_working_days(NATIONAL, end, -days) == begun
    assert calendar.working_days_between(NATIONAL, begun, end) == days
    assert calendar.working_days_between(NATIONAL, end, begun) == -days


@given(DAYS, COUNTS)
def test_the_explanation_lists_every_day_once_and_numbers_the_counted_ones(start: date, days: int) -> None:
    listed = calendar.count(NATIONAL, start, days)
    assert [one.day for one in listed] == [start + timedelta(days=n) for n in range(1, len(listed) + 1)]
    assert [one.number for one in listed if one.number is not None] == list(range(1, days + 1))
    assert all(one.reason for one in listed if one.number is None)


def test_holidays_agree_with_the_governments_own_list() -> None:
    official = {
        each["date"] for each in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")
    }
    for year in sorted({day.year for day in official}):
        # A holiday on a weekend changes nothing: only its substitute does.
        ours = {day for day in calendar.bank_holidays(year) if day.weekday() < 5}
        assert ours == {day for day in official if day.year == year and day.weekday() < 5}, year


def test_holidays_of_the_domain_rules_are_known() -> None:
    listed = "2026-12-25 2026-12-28 2027-01-01 2027-03-26 2027-03-29 2027-05-03 2027-05-31 2027-08-30 2027-12-27"
    for text in [*listed.split(), "2027-12-28", "2028-01-03", "2028-04-14", "2028-04-17", "2028-12-25", "2028-12-26"]:
        assert not calendar.is_working_day(NATIONAL, date.fromisoformat(text)), text


def test_an_offices_own_closed_day_counts_only_when_it_says_so() -> None:
    closed = Calendar({date(2026, 12, 29): "Office closed"})
    assert calendar.add_working_days(closed, date(2026, 12, 24), 1) == date(2026, 12, 30)
    assert calendar.add_working_days(NATIONAL, date(2026, 12, 24), 1) == date(2026, 12, 29)


def test_a_receipt_at_a_weekend_may_be_deemed_the_monday_by_setting() -> None:
    deemed = Calendar(deemed=True)
    assert calendar.add_working_days(deemed, date(2027, 1, 2), 2) == date(2027, 1, 6)
    assert calendar.add_working_days(NATIONAL, date(2027, 1, 2), 2) == date(2027, 1, 5)


def test_clear_days_before_an_event_leave_out_one_more() -> None:
    clear = Calendar(clear_days=True)
    assert calendar.add_working_days(clear, date(2027, 6, 3), -7) == calendar.add_working_days(
        NATIONAL, date(2027, 6, 3), -8
    )


def test_the_command_line_prints_the_date_and_on_request_every_day() -> None:
    assert working_days_report.report(date(2026, 12, 10), "+15", False) == "2027-01-05"
    explained = working_days_report.report(date(2026, 12, 10), "+15", True)
    assert "Monday 28 December 2026  not counted: Boxing Day" in explained
    assert explained.splitlines()[-2:] == ["Tuesday 5 January 2027  day 15", "2027-01-05"]
    assert working_days_report.report(date(2027, 1, 31), "+1m", False) == "2027-02-28 (shown as due on 2027-02-26)"
    with pytest.raises(ValueError, match="is not a number of working days"):
        working_days_report.report(date(2027, 1, 31), "soon", False)
