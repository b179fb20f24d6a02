"""Defects N2 to N8 of research §13: loops of meetings, reminders that repeat, gateways of events."""

from datetime import timedelta

from tests.engine.spiff.drawing import (
    both,
    catch,
    diagram,
    edge,
    end,
    error,
    escalation,
    first,
    job,
    message,
    process,
    several,
    signal,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from tests.engine.spiff.walking import NOW, Walk


def test_n2_a_multi_instance_activity_may_be_reached_again():
    walk = Walk(
        diagram(
            start(), user("declare", several("invitees", "person")), user("meet"), xor("g"), end(),
            "start > declare > meet > g", "g > declare [again = true]", "g > end [else]",
        ),
        {"invitees": ["p1", "p2"]},
    )  # fmt: skip
    for again in (True, True, False):
        assert [walk.run.variables_at(task.token_id)["person"] for task in walk.waits.user_tasks] == ["p1", "p2"]
        walk.complete("declare", 1)
        walk.complete("declare")
        walk.complete("meet", again=again)
    assert walk.completed
    assert "person" not in walk.variables


def test_n3_a_message_beside_a_task_is_heard_again_and_again():
    walk = Walk(
        diagram(
            start(), user("a"), user("answer"), end(), edge("m", "a", message("question"), interrupting=False),
            "start > a > end", "m > answer > end",
        )
    )  # fmt: skip
    for _ in range(3):
        walk.deliver("m")
    assert walk.open == ["a", "answer", "answer", "answer"]
    assert walk.listening == ["m"]
    walk.complete("a")
    assert walk.listening == []


def test_n3_a_signal_beside_a_task_is_heard_again():
    walk = Walk(
        diagram(
            start(), user("a"), user("b"), end(), edge("m", "a", signal("news"), interrupting=False),
            "start > a > end", "m > b > end",
        )
    )  # fmt: skip
    walk.deliver("m")
    walk.deliver("m")
    assert walk.open == ["a", "b", "b"]


def asked_or_late(*timers: str) -> bytes:
    events = [catch(f"t{number}", timer(text)) for number, text in enumerate(timers)]
    paths = [f"g > t{number} > late{number} > end" for number in range(len(timers))]
    tasks = [user(f"late{number}") for number in range(len(timers))]
    return diagram(
        start(), first("g"), catch("m", message("reply")), *events, user("check"), *tasks, end(),
        "start > g > m > check > end", *paths,
    )  # fmt: skip


def test_n4_a_message_wins_over_a_timer_that_is_due_but_not_swept():
    walk = Walk(asked_or_late("P1D"))
    walk.wait(days=2)
    walk.deliver("m")
    assert walk.open == ["check"]
    assert walk.timers == {}
    assert walk.sweep() == 0


def test_n4_two_timers_behind_one_gateway_have_a_slot_each():
    walk = Walk(asked_or_late("P9D", "PT1H"))
    assert walk.timers == {"t0": NOW + timedelta(days=9), "t1": NOW + timedelta(hours=1)}
    walk.wait(hours=1)
    assert walk.sweep() == 1
    assert walk.open == ["late1"]
    assert walk.listening == []


def test_n4_of_two_due_timers_only_the_older_fires():
    walk = Walk(asked_or_late("P2D", "P1D"))
    walk.wait(days=5)
    assert walk.sweep() == 1
    assert walk.open == ["late1"]


def test_an_event_gateway_in_a_loop_listens_anew():
    walk = Walk(
        diagram(
            start(), first("g"), catch("m", message("reply")), catch("t", timer("P1D")), job("nudge"), end(),
            "start > g > m > end", "g > t > nudge > g",
        )
    )  # fmt: skip
    for _ in range(3):
        walk.wait(days=1)
        walk.sweep()
        walk.complete("nudge")
    assert walk.listening == ["m"]
    walk.deliver("m")
    assert walk.completed


def test_n5_a_person_wins_over_a_timer_that_is_due_but_not_swept():
    walk = Walk(
        diagram(
            start(), user("a"), user("late"), user("next"), end(), edge("t", "a", timer("P1D")),
            "start > a > next > end", "t > late > end",
        )
    )  # fmt: skip
    walk.wait(days=30)
    walk.complete("a", answer="yes")
    assert walk.open == ["next"]
    assert walk.variables == {"answer": "yes"}


def test_n5_what_is_ready_when_a_state_is_saved_runs_after_the_next_load():
    walk = Walk(diagram(start(), user("a"), job("j"), end(), "start > a > j > end"))
    walk.run.complete(walk.token("a"), {"answer": "yes"})
    walk.save()
    walk.run.advance()
    walk.save()
    assert walk.open == ["j"]
    assert walk.variables == {"answer": "yes"}


def rearranged(order: str) -> Walk:
    walk = Walk(
        diagram(
            start(), both("s"), user("a"), xor("g"), user("b"), both("j"), user("after"), end(),
            "start > s > a > g", "g > a [again = true]", "g > j [else]", "s > b > j > after > end",
        )
    )  # fmt: skip
    for step in order:
        walk.complete(step.lower(), again=step == "A") if step in "Aa" else walk.complete(step)
    return walk


def test_n6_a_loop_inside_one_branch_joins_whoever_was_first():
    for order in ("Aab", "bAa", "Aba", "ab", "ba"):
        assert rearranged(order).open == ["after"], order


def test_n6_a_second_token_on_one_flow_waits_for_its_own_partner():
    walk = Walk(
        diagram(
            start(), both("s"), user("a"), user("b"), both("j"), user("after"), end(),
            "start > s > a > j > after > end", "s > b > j", "after > a",
        )
    )  # fmt: skip
    walk.complete("a")
    walk.complete("b")
    walk.complete("after")
    walk.complete("a")
    assert walk.open == []
    assert not walk.completed


def event_handler(event: str, *, interrupting: bool) -> str:
    return sub(
        "handler", start("heard", event, isInterrupting=str(interrupting).lower()), user("tidy"), end("e2"),
        "heard > tidy > e2", triggeredByEvent="true",
    )  # fmt: skip


def test_n7_an_interrupting_event_sub_process_ends_the_rest():
    walk = Walk(
        diagram(
            start(),
            user("a"),
            user("b"),
            end(),
            event_handler(message("stop"), interrupting=True),
            "start > a > b > end",
        )
    )
    assert walk.listening == ["heard"]
    walk.deliver("heard", why="x")
    assert walk.open == ["tidy"]
    walk.complete("tidy")
    assert walk.completed
    assert walk.variables == {"why": "x"}
    assert walk.done == ["start", "heard", "tidy", "e2", "handler"]
    assert {("start", "a"), ("heard", "tidy"), ("tidy", "e2")} <= set(walk.flows), "as it is drawn"


def test_n7_a_non_interrupting_event_sub_process_runs_beside_and_again():
    walk = Walk(
        diagram(start(), user("a"), end(), event_handler(message("news"), interrupting=False), "start > a > end")
    )
    walk.deliver("heard")
    walk.deliver("heard")
    assert walk.open == ["a", "tidy", "tidy"]
    walk.complete("a")
    assert walk.listening == []
    walk.complete("tidy")
    walk.complete("tidy")
    assert walk.completed


def test_n7_an_event_sub_process_that_was_never_needed_does_not_keep_the_process_open():
    walk = Walk(diagram(start(), user("a"), end(), event_handler(timer("P30D"), interrupting=False), "start > a > end"))
    assert walk.timers == {"heard": NOW + timedelta(days=30)}
    walk.complete("a")
    assert walk.completed


def test_n7_event_sub_processes_below_the_top_level_listen_too():
    inner = sub(
        "box", start("s2"), user("a"), end("be"), event_handler(message("stop"), interrupting=True), "s2 > a > be"
    )
    walk = Walk(diagram(start(), inner, user("after"), end(), "start > box > after > end"))
    walk.deliver("heard")
    assert walk.open == ["tidy"]
    walk.complete("tidy")
    assert walk.open == ["after"]


def test_n7_event_sub_processes_catch_errors_and_escalations_of_the_rest():
    walk = Walk(
        diagram(
            start(),
            user("a"),
            end("bad", error("NO")),
            event_handler(error("NO"), interrupting=True),
            "start > a > bad",
        )
    )
    walk.complete("a")
    assert walk.open == ["tidy"]
    told = Walk(
        diagram(
            start(), throw("up", escalation("L")), user("a"), end(), event_handler(escalation("L"), interrupting=False),
            "start > up > a > end",
        )
    )  # fmt: skip
    assert told.open == ["a", "tidy"]


def test_n7_a_process_with_event_sub_processes_keeps_its_start_events():
    walk = Walk(
        diagram(
            start("s1", message("one")), start("s2", message("two")), user("a"), user("b"), end(),
            event_handler(message("stop"), interrupting=True), "s1 > a > end", "s2 > b > end",
        ),
        start_event="s2",
    )  # fmt: skip
    assert walk.open == ["b"]
    assert [one.element_id for one in walk.program.starts] == ["s1", "s2"]


def test_n7_a_terminate_end_event_ends_the_whole_process_and_its_handlers():
    walk = Walk(
        diagram(
            start(), user("a"), end("stop", "<bpmn:terminateEventDefinition/>"),
            event_handler(message("news"), interrupting=False), "start > a > stop",
        )
    )  # fmt: skip
    walk.deliver("heard")
    walk.complete("a")
    assert walk.completed


def test_n8_a_message_answers_one_request_and_not_its_sisters():
    walk = Walk(
        diagram(
            start(),
            sub(
                "box", several("ids", "id"), start("s2"), catch("m", message("reply")), user("read"), end("e2"),
                "s2 > m > read > e2",
            ),
            end(), "start > box > end",
        ),
        {"ids": ["r1", "r2", "r3"]},
    )  # fmt: skip
    assert walk.listening == ["m", "m", "m"]
    walk.deliver("m", 1)
    assert walk.open == ["read"]
    assert walk.run.variables_at(walk.token("read"))["id"] == "r2"
    assert len(walk.listening) == 2


def test_non_interrupting_timers_on_a_sub_process_fire_while_work_is_deep_inside():
    from tests.engine.spiff.drawing import call

    bpmn = diagram(
        process(
            "p", start(), sub("box", start("s2"), call("k", "q"), end("e2"), "s2 > k > e2"), job("warn"), end(),
            edge("t", "box", timer("P1D"), interrupting=False), "start > box > end", "t > warn > end",
        ),
        process("q", start("qs"), user("b"), end("qe"), "qs > b > qe"),
    )  # fmt: skip
    walk = Walk(bpmn)
    walk.wait(days=1)
    walk.sweep()
    assert walk.open == ["b", "warn"]
    walk.complete("b")
    walk.complete("warn")
    assert walk.completed


def test_several_timers_and_messages_on_one_task():
    walk = Walk(
        diagram(
            start(), user("a"), job("one"), job("two"), job("three"), end(),
            edge("t1", "a", timer("P1D"), interrupting=False), edge("t2", "a", timer("P2D"), interrupting=False),
            edge("m", "a", message("x")), "start > a > end", "t1 > one > end", "t2 > two > end", "m > three > end",
        )
    )  # fmt: skip
    walk.wait(days=2)
    assert walk.sweep() == 2
    walk.deliver("m")
    assert walk.open == ["one", "three", "two"]


def test_a_conditional_event_fires_when_a_sibling_branch_makes_it_true():
    condition = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>${n = 2}</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    walk = Walk(
        diagram(
            start(), both("s"), user("a"), catch("c", condition), user("b"), end(), "start > s > a > end",
            "s > c > b > end",
        )
    )  # fmt: skip
    assert walk.open == ["a"]
    walk.complete("a", n=2)
    assert walk.open == ["b"]
