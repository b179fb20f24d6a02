"""Expectations about work: which tasks wait for whom, what may be told, where processes stand."""

from collections.abc import Iterator, Mapping
from typing import Any

from casework.rehearsal import alone
from casework.rehearsal.checks.check import Check, said, same, same_things
from casework.rehearsal.moments import Moment, written
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Key, Listed, Named, moment, number, words
from engine import instances, tasks
from engine.spiff import codec
from engine.states import OPEN_TASKS
from engine.tables.instances import UserTask


def _open(scene: Scene) -> list[UserTask]:
    with scene.reading() as session:
        return [one for one in tasks.of_case(session, scene.case_id) if one.state in OPEN_TASKS]


def _are(wanted: list[str], found: list[UserTask]) -> tuple[list[str], list[str]]:
    """What is missing and what is over; a task goes by its form or by its id in the diagram."""
    left, missing = list(found), []
    for name in wanted:
        match = next((one for one in left if name in (one.form_ref, one.element_id)), None)
        if match is None:
            missing.append(name)
        else:
            left.remove(match)
    return missing, sorted(one.form_ref or one.element_id for one in left)


def _tasks(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for name, forms in wanted.items():
        missing, over = _are(forms, scene.play.tasks_of(name))
        yield from same_things(missing, over, name)


def _open_tasks(scene: Scene, wanted: Mapping[str, int]) -> Iterator[str]:
    asked = [name for name, times in wanted.items() for _ in range(times or 1)]
    yield from same_things(*_are(asked, _open(scene)))


def _can_do(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for name, forms in wanted.items():
        missing, _ = _are(forms, scene.play.tasks_of(name))
        if missing:
            has = sorted({one.form_ref or one.element_id for one in scene.play.tasks_of(name)})
            yield f"{name} has no task {', '.join(missing)}; has {', '.join(has) or 'none'}"


def _cannot_do(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for name, forms in wanted.items():
        for one in scene.play.tasks_of(name):
            found = {one.form_ref, one.element_id} & set(forms)
            if found:
                yield f"{name} has the task {', '.join(map(str, found))}"


def _can_tell(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for name, events in wanted.items():
        missing = set(events) - scene.play.may_tell(name)
        if missing:
            can = ", ".join(sorted(scene.play.may_tell(name))) or "nothing"
            yield f"{name} cannot tell of {', '.join(sorted(missing))}; can tell of {can}"


def _cannot_tell(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for name, events in wanted.items():
        found = set(events) & scene.play.may_tell(name)
        if found:
            yield f"{name} can tell of {', '.join(sorted(found))}"


def _task_due(scene: Scene, wanted: Mapping[str, list[Moment]]) -> Iterator[str]:
    for name, times in wanted.items():
        found = [one.due_at for one in _open(scene) if name in (one.form_ref, one.element_id)]
        if not found:
            yield f"there is no open task {name}"
            continue
        told = ", ".join(sorted({written(due) for due in found}))
        yield from (f"{name}: expected {at}, found {told}" for at in times if not any(map(at.matches, found)))


def _processes(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    with scene.reading() as session:
        rows = instances.of_case(session, scene.case_id)
        for process, states in wanted.items():
            found = [one.state.value for one in rows if one.process == process]
            yield from same_things(states, found, process)


def facts(scene: Scene) -> dict[str, Any]:
    """What the processes of the case know, those started last over those before them."""
    found: dict[str, Any] = {}
    with scene.reading() as session:
        for row in instances.of_case(session, scene.case_id):
            for _host, _key, _spec, values, _rows in codec.document(row.tokens)["trees"]:
                found |= values or {}
    return found


def _facts(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    known = facts(scene)
    for name, value in wanted.items():
        yield from same(value, "none" if known.get(name) is None else said(known[name]), name)


_BY_PERSON = Named(Listed(words))


def _left_alone(scene: Scene, until: Moment) -> Iterator[str]:
    yield from alone.changes(scene, until.at)


CHECKS: Mapping[str, Check] = {
    "tasks": Check(
        Key("exactly the tasks of this case that a person can do now, by form or id in the diagram", _BY_PERSON), _tasks
    ),
    "open tasks": Check(
        Key("exactly the open tasks of the case, whoever has them, and how many of each", Named(number)), _open_tasks
    ),
    "can do": Check(Key("tasks that a person can do now, among others", _BY_PERSON), _can_do),
    "cannot do": Check(Key("tasks that a person cannot do now", _BY_PERSON), _cannot_do),
    "can tell": Check(Key("events that a person can tell of now, among others", _BY_PERSON), _can_tell),
    "cannot tell": Check(Key("events that a person cannot tell of now", _BY_PERSON), _cannot_tell),
    "task due": Check(Key("when open tasks are due, by form or id in the diagram", Named(Listed(moment))), _task_due),
    "processes": Check(
        Key("the states of all instances of a process, oldest first: running, completed …", _BY_PERSON), _processes
    ),
    "left alone until": Check(
        Key("when nobody does anything until then, nothing is decided, sent to the Panel or closed", moment),
        _left_alone,
    ),
    "facts": Check(Key("what the processes know, such as quorate: yes", Named(words)), _facts),
}
