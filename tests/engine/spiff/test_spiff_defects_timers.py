"""Defects of research §3 and N9, N11, N12: timers on our clock, with dates that may move."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.spiff import moments
from engine.spiff.errors import ElementFailed
from tests.engine.spiff.drawing import catch, diagram, edge, end, job, start, timer, user
from tests.engine.spiff.walking import NOW, Walk


def reminded(text: str, *, interrupting: bool = False, then: str = "") -> bytes:
    return diagram(
        start(), user("a"), job("remind"), end(), end("end2"), edge("t", "a", timer(text), interrupting=interrupting),
        "start > a > end", "t > remind > end2",
    )  # fmt: skip


def clocked(text: str = '${deadline("x")}', **attributes: Any) -> bytes:
    return diagram(
        start(), user("a", **attributes), job("remind"), end(), edge("t", "a", timer(text), interrupting=False),
        "start > a > end", "t > remind > end",
    )  # fmt: skip


class Clocks:
    """What a case file would answer."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, name: str) -> Any:
        return self.value


def test_iso_text_needs_no_quotes():
    walk = Walk(diagram(start(), catch("t", timer("PT1H")), end(), "start > t > end"))
    assert walk.timers == {"t": NOW + timedelta(hours=1)}


def test_a_naive_time_is_londons_in_summer_too():
    assert moments.instant("2026-07-01T10:00:00", NOW) == datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
    assert moments.instant("2027-01-01T10:00:00", NOW) == datetime(2027, 1, 1, 10, 0, tzinfo=UTC)


def test_a_month_after_the_31st_is_the_last_of_the_next():
    assert moments.period("P1M").after(datetime(2027, 1, 31, 9, tzinfo=UTC)) == datetime(2027, 2, 28, 9, tzinfo=UTC)


def test_a_day_later_is_the_same_time_of_day_when_the_clocks_change():
    before = datetime(2027, 3, 27, 10, 0, tzinfo=UTC)
    assert moments.period("P1D").after(before) == datetime(2027, 3, 28, 9, 0, tzinfo=UTC)
    assert moments.period("PT24H").after(before) == datetime(2027, 3, 28, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["P", "PT", "1H", "PT1", "P1H", "R3", "R3/P1D/P1D", "Rx/P1D", "R/PT0S", "R3/P0D", "0 0 * * *", "soon"]
)
def test_nonsense_is_refused_with_its_place(text: str):
    with pytest.raises(ElementFailed, match=r"^t: "):
        Walk(diagram(start(), catch("t", timer(text)), end(), "start > t > end"))


def test_a_date_is_the_start_of_a_timer_and_the_end_of_a_due_date():
    assert moments.instant(date(2027, 7, 1), NOW) == datetime(2027, 6, 30, 23, 0, tzinfo=UTC)
    assert moments.instant(date(2027, 7, 1), NOW, end_of_day=True) == datetime(2027, 7, 1, 22, 59, 59, tzinfo=UTC)


def test_a_cycle_fires_as_often_as_it_says():
    walk = Walk(reminded("R3/PT1H"))
    for expected in (1, 1, 1, 0, 0):
        walk.wait(hours=1)
        assert walk.sweep() == expected
    assert walk.open == ["a", "remind", "remind", "remind"]
    assert walk.timers == {}


def test_a_cycle_may_start_later_and_end():
    walk = Walk(reminded("R/2027-01-20T10:00:00/P1D"))
    assert walk.timers == {"t": datetime(2027, 1, 20, 10, tzinfo=UTC)}
    walk.wait(days=6)
    walk.sweep()
    assert walk.timers == {"t": datetime(2027, 1, 21, 10, tzinfo=UTC)}
    ending = Walk(reminded("R/P1D/2027-01-16T00:00:00"))
    ending.wait(days=1)
    ending.sweep()
    assert ending.timers == {}


def test_n9_after_an_outage_missed_reminders_count_as_one():
    walk = Walk(reminded("R/P10D"))
    walk.wait(days=45)
    assert walk.sweep() == 1
    assert walk.open == ["a", "remind"]
    assert walk.timers == {"t": NOW + timedelta(days=50)}


def test_n9_missed_times_are_used_up():
    walk = Walk(reminded("R3/P10D"))
    walk.wait(days=45)
    assert walk.sweep() == 1
    assert walk.timers == {}


def test_a_cycle_of_seconds_that_began_long_ago_is_caught_up_at_once():
    walk = Walk(reminded("R/1990-01-01T00:00:00.250Z/PT1S"))
    assert walk.sweep() == 1
    assert walk.timers == {"t": NOW + timedelta(seconds=0.25)}


def test_a_past_date_fires_at_the_next_sweep():
    walk = Walk(diagram(start(), catch("t", timer("2020-01-01T00:00:00Z")), end(), "start > t > end"))
    assert walk.sweep() == 1
    assert walk.completed


def test_reminders_that_fired_do_not_stop_the_process_from_ending():
    walk = Walk(reminded("R/P1D"))
    walk.wait(days=1)
    walk.sweep()
    walk.complete("remind")
    walk.complete("a")
    assert walk.completed


def test_what_a_reminder_started_outlives_the_task_it_reminded_of():
    walk = Walk(reminded("P1D"))
    walk.wait(days=1)
    walk.sweep()
    walk.complete("a")
    assert walk.open == ["remind"]
    assert not walk.completed


def test_n11_a_clock_without_a_date_waits_unarmed():
    clock = Clocks(None)
    walk = Walk(clocked(), functions={"deadline": clock})
    assert walk.timers == {"t": None}
    walk.wait(days=400)
    assert walk.sweep() == 0
    clock.value = walk.now - timedelta(days=1)
    assert [(moved.element_id, moved.was, moved.now) for moved in walk.run.rearm()] == [("t", None, clock.value)]
    assert walk.sweep() == 1


def test_n11_an_armed_timer_follows_its_clock():
    clock = Clocks(NOW + timedelta(days=5))
    walk = Walk(clocked(), functions={"deadline": clock})
    clock.value = NOW + timedelta(days=9)
    assert walk.timers == {"t": NOW + timedelta(days=5)}
    walk.run.rearm()
    walk.save()
    assert walk.timers == {"t": NOW + timedelta(days=9)}
    assert walk.run.rearm() == []


def test_a_reminder_that_fired_listens_again_when_its_date_is_ahead():
    clock = Clocks(NOW + timedelta(days=1))
    walk = Walk(clocked(), functions={"deadline": clock})
    walk.wait(days=2)
    assert walk.sweep() == 1
    assert walk.timers == {}
    clock.value = NOW + timedelta(days=1, hours=1)
    assert walk.run.rearm() == []
    clock.value = NOW + timedelta(days=7)
    assert [moved.now for moved in walk.run.rearm()] == [clock.value]
    walk.save()
    assert walk.timers == {"t": clock.value}
    walk.wait(days=6)
    assert walk.sweep() == 1


def test_a_reminder_is_not_set_again_once_its_task_is_done():
    clock = Clocks(NOW + timedelta(days=1))
    walk = Walk(clocked(), functions={"deadline": clock})
    walk.wait(days=2)
    walk.sweep()
    walk.complete("a")
    clock.value = NOW + timedelta(days=9)
    assert walk.run.rearm() == []


def test_due_dates_of_tasks_follow_their_clocks_too():
    clock = Clocks(NOW + timedelta(days=3))
    walk = Walk(clocked("P9D", camunda_dueDate='${deadline("x")}'), functions={"deadline": clock})
    assert walk.waits.user_tasks[0].due_at == clock.value
    clock.value = NOW + timedelta(days=4)
    assert [(moved.what, moved.now) for moved in walk.run.rearm()] == [("due_date", clock.value)]
    walk.save()
    assert walk.waits.user_tasks[0].due_at == clock.value


def test_a_literal_duration_is_never_started_again():
    walk = Walk(reminded("PT2H"))
    walk.wait(hours=1)
    assert walk.run.rearm() == []
    assert walk.timers == {"t": NOW + timedelta(hours=2)}


def test_a_computed_duration_counts_from_when_the_timer_was_set():
    walk = Walk(clocked("${wait}"), {"wait": "PT2H"})
    walk.wait(hours=1)
    walk.variables["wait"] = "PT3H"
    assert [moved.now for moved in walk.run.rearm()] == [NOW + timedelta(hours=3)]


def test_a_timer_that_a_person_moved_stays_where_it_was_put():
    clock = Clocks(NOW + timedelta(days=1))
    walk = Walk(clocked(), functions={"deadline": clock})
    walk.run.set_due(walk.token("t"), NOW + timedelta(days=20))
    walk.save()
    clock.value = NOW + timedelta(days=2)
    assert walk.run.rearm() == []
    assert walk.timers == {"t": NOW + timedelta(days=20)}


def test_a_timer_can_be_fired_before_it_is_due():
    walk = Walk(reminded("P9D", interrupting=True))
    walk.fire("t")
    assert walk.open == ["remind"]


def test_due_timers_fire_oldest_first():
    walk = Walk(
        diagram(
            start(), user("a"), job("j1"), job("j2"), end(),
            edge("late", "a", timer("P2D"), interrupting=False), edge("soon", "a", timer("P1D"), interrupting=False),
            "start > a > end", "late > j1 > end", "soon > j2 > end",
        )
    )  # fmt: skip
    walk.wait(days=3)
    walk.sweep()
    assert [step for step in walk.done if step in ("late", "soon")] == ["soon", "late"]


def test_n12_the_time_is_the_commands_own():
    walk = Walk(diagram(start(), user("a"), end(), "start > a > end"))
    walk.wait(days=3)
    walk.complete("a")
    step = next(step for step in walk.steps if step.element_id == "a")
    assert (step.started_at, step.ended_at) == (NOW, NOW + timedelta(days=3))
