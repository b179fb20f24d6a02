"""A person moves an instance: once, whoever asks how often, and nobody's work is lost."""

import threading
from typing import Any

import pytest
from sqlalchemy import event, select

from engine import definitions, instances, pinning, programs, tasks
from engine.errors import TaskGone, TaskTaken
from engine.spiff.errors import ElementFailed
from engine.states import InstanceState
from engine.tables.instances import Candidate, Instance
from foundation.clock import SettableClock
from foundation.database import Database
from tests.engine.bench import FORM, WHO, Bench
from tests.engine.spiff.drawing import call, diagram, end, process, start, user

THREE = diagram(start(), user("a", **WHO), user("b", **WHO), user("c", **WHO), end(), "start > a > b > c > end")


@pytest.fixture
def bench(database: Database, clock: SettableClock) -> Bench:
    made = Bench(database, clock)
    made.deploy(THREE)
    return made


def test_a_process_is_done_task_by_task(bench: Bench) -> None:
    instance_id = bench.start()
    for element_id in ("a", "b", "c"):
        assert bench.open == [element_id]
        bench.complete(element_id)
    with bench.database.reading() as session:
        assert instances.find(session, instance_id).state is InstanceState.COMPLETED


def test_a_task_has_its_form_in_the_numbered_version_or_in_the_latest_when_the_case_began(bench: Bench) -> None:
    numbered = {"camunda_formRef": "g", "camunda_formRefBinding": "version", "camunda_formRefVersion": "1"}
    latest = {**WHO, "camunda_formRef": "g"}
    versions = [FORM.replace(b'"f"', b'"g"').replace(b"16", str(schema).encode()) for schema in (16, 17, 18)]
    bench.deploy(g_form=versions[0])
    shapes = start(), user("a", **{**WHO, **numbered}), user("b", **latest), end(), "start > a > b > end"
    bench.deploy(diagram(*shapes), g_form=versions[1])
    instance_id = bench.start()
    bench.deploy(g_form=versions[2])

    with bench.database.reading() as session:
        instance = instances.find(session, instance_id)
        elements = programs.programs(session, instance.pinned)["p"].elements
        forms = [definitions.by_id(session, pinning.form_of(instance, elements[name]) or "") for name in "ab"]
    assert [form.version for form in forms] == [1, 2]


def test_a_step_is_found_though_a_process_around_it_has_another_of_its_id(bench: Bench) -> None:
    outer = process("p", start(), call("check", "q"), end(), "start > check > end")
    inner = process("q", start("begin"), user("check", **WHO), end("done"), "begin > check > done")
    bench.deploy(diagram(outer), diagram(inner))
    instance_id = bench.start()

    with bench.database.reading() as session:
        pinned = instances.find(session, instance_id).pinned
        found = programs.element(session, pinned, "check", lambda one: one.form_ref == "f")
        assert found is not None and found.kind == "userTask"
        assert programs.element(session, pinned, "check", lambda one: one.event == "message") is None


@pytest.mark.parametrize("longest", ["assignee", "candidateGroups"])
def test_a_name_too_long_to_be_kept_is_told_to_whoever_completed_the_step_before(bench: Bench, longest: str) -> None:
    asked = user("b", **{**WHO, f"camunda_{longest}": "${who}"})
    bench.deploy(diagram(start(), user("a", **WHO), asked, end(), "start > a > b > end"))
    bench.start()
    with pytest.raises(ElementFailed, match=r"b: “w+…” has 300 characters"):
        bench.complete("a", who="w" * 300)
    assert bench.open == ["a"]


def test_starting_again_with_the_same_key_is_the_same_instance(bench: Bench) -> None:
    assert bench.start(key="once") == bench.start(key="once")
    assert bench.open == ["a"]


def test_a_task_that_was_completed_says_by_whom_and_when(bench: Bench) -> None:
    bench.start()
    task_id = bench.task("a").id
    bench.complete("a", by="ann")
    with pytest.raises(TaskGone) as gone, bench.database.transaction() as session:
        tasks.complete(session, bench.environment, task_id, {}, "bob", bench.clock.now())
    assert (gone.value.by, gone.value.at) == ("ann", bench.clock.now())
    assert bench.open == ["b"]


def test_two_people_completing_one_task_at_once_complete_it_once(bench: Bench) -> None:
    bench.start()
    task_id = bench.task("a").id
    ends: list[str] = []
    ready = threading.Barrier(4)

    def complete(person: str) -> None:
        ready.wait()
        try:
            with bench.database.transaction() as session:
                tasks.complete(session, bench.environment, task_id, {}, person, bench.clock.now())
            ends.append("done")
        except TaskGone:
            ends.append("gone")

    people = [threading.Thread(target=complete, args=(name,)) for name in ("ann", "bob", "cat", "dan")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(ends) == ["done", "gone", "gone", "gone"]
    assert bench.open == ["b"]


def test_a_claimed_task_is_nobody_elses_until_it_is_released(bench: Bench) -> None:
    bench.start()
    task_id = bench.task("a").id
    with bench.database.transaction() as session:
        tasks.claim(session, task_id, "ann", bench.clock.now())
    for act in (
        lambda session: tasks.claim(session, task_id, "bob", bench.clock.now()),
        lambda session: tasks.release(session, task_id, "bob"),
        lambda session: tasks.complete(session, bench.environment, task_id, {}, "bob", bench.clock.now()),
    ):
        with pytest.raises(TaskTaken), bench.database.transaction() as session:
            act(session)
    with bench.database.transaction() as session:
        tasks.release(session, task_id, "ann")
    bench.complete("a", by="bob")


def test_a_worklist_shows_only_what_a_group_may_take_in_order_of_due_date(bench: Bench) -> None:
    for _ in range(3):
        bench.start()
    with bench.database.reading() as session:
        assert len(tasks.offered(session, {"business_office"})) == 3
        assert tasks.offered(session, {"crg_chair"}) == []
        assert len(tasks.offered(session, {"business_office"}, limit=2)) == 2
    bench.complete("a")
    with bench.database.reading() as session:
        assert len(list(session.scalars(select(Candidate)))) == 3


def test_completing_a_task_takes_one_commit_and_few_statements(bench: Bench) -> None:
    bench.start()
    task_id = bench.task("a").id
    statements: list[str] = []
    commits: list[Any] = []
    event.listen(bench.database.engine, "before_cursor_execute", lambda *said: statements.append(said[2]))
    event.listen(bench.database.engine, "commit", commits.append)
    with bench.database.transaction() as session:
        tasks.complete(session, bench.environment, task_id, {}, "ann", bench.clock.now())
    assert len(commits) == 1
    assert len(statements) <= 15, "\n".join(statements)


def test_an_instance_is_changed_by_one_command_at_a_time(bench: Bench) -> None:
    instance_id = bench.start()
    with bench.database.reading() as session:
        row = session.scalars(select(Instance).where(Instance.id == instance_id)).one()
        assert row.revision == 1
    bench.complete("a")
    with bench.database.reading() as session:
        assert instances.find(session, instance_id).revision == 2
