"""Defects of research §10: specifications that instances share, calls, and messages for the wrong instance."""

import threading

import orjson

from engine.spiff import compiler
from engine.spiff.runner import Run, Surroundings
from tests.engine.spiff.drawing import (
    call,
    catch,
    correlation,
    diagram,
    end,
    inputs,
    message,
    process,
    several,
    shape,
    start,
    sub,
    throw,
    user,
)
from tests.engine.spiff.walking import NOW, Walk


def surroundings() -> Surroundings:
    return Surroundings(now=NOW, functions={}, decide=lambda key, seen: {})


def handled() -> bytes:
    handler = sub(
        "stop", start("withdrawn", message("withdrawn"), isInterrupting="true"), user("tidy"), end("e2"),
        "withdrawn > tidy > e2", triggeredByEvent="true",
    )  # fmt: skip
    return diagram(start(), user("a"), end(), handler, "start > a > end")


def test_an_event_sub_process_of_one_instance_does_not_start_in_the_next():
    program = compiler.load(compiler.compile_file(handled())[0].document)
    one = Run.start(program, {}, {}, surroundings())
    one.advance()
    one.deliver(one.waits().subscriptions[0].token_id, {})
    one.advance()
    assert [wait.element_id for wait in one.waits().user_tasks] == ["tidy"]
    two = Run.start(program, {}, {}, surroundings())
    two.advance()
    assert [wait.element_id for wait in two.waits().user_tasks] == ["a"]


def test_a_cold_process_finishes_what_a_warm_one_began():
    bpmn = diagram(start(), user("a", several("${[1, 2]}")), user("b"), end(), "start > a > b > end")
    document = compiler.compile_file(bpmn)[0].document
    warm = Run.start(compiler.load(document), {}, {}, surroundings())
    warm.advance()
    cold = Run.load(compiler.load(document), {}, warm.dump(), surroundings())
    for wait in cold.waits().user_tasks:
        cold.complete(wait.token_id, {})
    cold.advance()
    assert [wait.element_id for wait in cold.waits().user_tasks] == ["b"]


def test_running_changes_nothing_in_a_shared_program():
    walk = Walk(handled())
    shared = {
        name: {task: dict(vars(found)) for task, found in spec.task_specs.items()}
        for name, spec in walk.program.specs.items()
    }
    again = {
        name: {task: (list(said["_inputs"]), list(said["_outputs"])) for task, said in tasks.items()}
        for name, tasks in shared.items()
    }
    walk.deliver("withdrawn")
    walk.complete("tidy")
    assert walk.completed
    for name, spec in walk.program.specs.items():
        for task, found in spec.task_specs.items():
            assert (found._inputs, found._outputs) == again[name][task]


def test_threads_may_share_a_program():
    bpmn = diagram(
        start(), user("a", several("${[1, 2, 3]}", sequential=True)), sub("box", start("s2"), user("b"), end("e2"),
        "s2 > b > e2"), end(), "start > a > box > end",
    )  # fmt: skip
    program = compiler.load(compiler.compile_file(bpmn)[0].document)
    failures: list[object] = []

    def one_life() -> None:
        try:
            for _ in range(10):
                run = Run.start(program, {}, {}, surroundings())
                run.advance()
                while not run.completed:
                    run.complete(run.waits().user_tasks[0].token_id, {"x": 1})
                    run.advance()
                    run = Run.load(program, {}, run.dump(), surroundings())
        except Exception as problem:
            failures.append(problem)

    threads = [threading.Thread(target=one_life) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_the_same_sub_process_name_in_two_processes_is_two_sub_processes():
    box = sub("box", start("s2"), call("k", "q"), end("e2"), "s2 > k > e2")
    p = diagram(process("p", start(), box, end(), "start > box > end"))
    box = sub("box", start("s2"), user("b"), end("e2"), "s2 > b > e2")
    q = diagram(process("q", start("qs"), box, end("qe"), "qs > box > qe"))
    called = {one.key: compiler.load(one.document) for file in (p, q) for one in compiler.compile_file(file)}
    run = Run.start(called["p"], called, {}, surroundings())
    run.advance()
    run = Run.load(called["p"], called, run.dump(), surroundings())
    assert [wait.element_id for wait in run.waits().user_tasks] == ["b"]
    run.complete(run.waits().user_tasks[0].token_id, {})
    run.advance()
    assert run.completed


def test_a_message_carries_its_parameters_and_nothing_else():
    sent = throw("t", message("request_closed"), inputs(request_id="${request_id}", known="yes"))
    walk = Walk(diagram(start(), sent, end(), "start > t > end"), {"request_id": "r1", "secret": "x"})
    assert [(one.name, one.variables) for one in walk.thrown] == [
        ("request_closed", {"request_id": "r1", "known": "yes"})
    ]


def test_what_a_token_listens_for_says_what_it_is_about():
    walk = Walk(
        diagram(start(), catch("m", message("agency_refused"), correlation("${request_id}")), end(), "start > m > end"),
        {"request_id": "r7"},
    )
    assert [(one.name, one.correlation) for one in walk.waits.subscriptions] == [("agency_refused", "r7")]


def test_a_thrower_says_what_its_message_is_about():
    sent = throw("t", message("agency_refused"), correlation("${request_id}"))
    walk = Walk(diagram(start(), sent, end(), "start > t > end"), {"request_id": "r7"})
    assert [(one.correlation, one.variables) for one in walk.thrown] == [("r7", {})]


def test_a_message_thrown_by_a_handler_is_a_job():
    walk = Walk(diagram(start(), end("done", message("x", type="external", topic="outcome.send")), "start > done"))
    assert [(one.element_id, one.topic) for one in walk.waits.jobs] == [("done", "outcome.send")]
    assert walk.thrown == []
    walk.complete("done")
    assert walk.completed


def test_a_send_task_and_an_end_event_send_messages_too():
    sending = shape("sendTask", "s", messageRef="m_one")
    declared = catch("unused", message("one"))
    walk = Walk(diagram(start(), sending, end("done", message("two")), declared, "start > s > done"))
    assert [one.name for one in walk.thrown] == ["one", "two"]


def test_what_is_called_may_be_computed():
    bpmn = diagram(
        process("p", start(), call("k", "${which}"), end(), "start > k > end"),
        process("q", start("s2"), user("b"), end("e2"), "s2 > b > e2"),
    )
    walk = Walk(bpmn, {"which": "q"})
    assert walk.open == ["b"]
    assert compiler.compile_file(bpmn)[0].called == ()


def test_a_compiled_document_is_plain_json_and_holds_every_attribute():
    bpmn = diagram(
        start(), user("a", "<bpmn:documentation>Step 3</bpmn:documentation>", camunda_candidateGroups="x,y",
        camunda_formRef="f01", camunda_formRefBinding="deployment"), end(), "start > a > end",
    )  # fmt: skip
    document = compiler.compile_file(bpmn)[0].document
    assert orjson.loads(document)["key"] == "p"
    element = compiler.load(document).elements["a"]
    assert element.attributes["candidateGroups"] == "x,y"
    assert (element.form_ref, element.form_binding, element.documentation) == ("f01", "deployment", "Step 3")
