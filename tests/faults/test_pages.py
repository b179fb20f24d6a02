"""Pages under people who do the same thing at once, come too late, or send what no page of ours sends."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from cases import drafts
from engine import worker
from engine.tables.instances import Instance, UserTask
from foundation.clock import SettableClock
from tests.faults.hard_office import begun, kept_of, sound, words_of
from tests.web import world as worlds
from tests.web.world import World, form

pytestmark = pytest.mark.slow

REPEATS = 3


def _together(*acts: Callable[[], TestResponse]) -> list[TestResponse]:
    """What each of them got, all at the same moment."""
    answers: list[TestResponse] = []
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], TestResponse]) -> None:
        gate.wait()
        answers.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(acts)
    return answers


def _poster(app: Flask, world: World, who: str, path: str, fields: dict[str, str]) -> Callable[[], TestResponse]:
    client = worlds.signed_in(app, world, who)
    return lambda: client.post(path, data=fields)


def test_of_two_people_on_one_task_one_is_told_who_was_first_and_keeps_what_they_wrote(
    app: Flask, world: World
) -> None:
    for _ in range(REPEATS):
        task_id = begun(world)
        path = f"/tasks/{task_id}"
        answers = _together(
            _poster(app, world, "office", path, form(words="written by Ola")),
            _poster(app, world, "colleague", path, form(words="written by Kit")),
        )
        assert sorted(answer.status_code for answer in answers) == [303, 409]
        [kept] = kept_of(world, task_id)
        late = next(answer for answer in answers if answer.status_code == 409)
        first, second = ("Ola", "Kit") if kept["words"] == "written by Ola" else ("Kit", "Ola")
        assert f"{first} Testcase completed it on" in words_of(late)
        assert f"written by {second}" in words_of(late)
    assert sound(world) == []


def test_the_same_page_sent_twice_at_once_is_done_once_and_both_are_told_so(app: Flask, world: World) -> None:
    for _ in range(REPEATS):
        task_id = begun(world)
        fields = form(words="once")
        sends = [_poster(app, world, "office", f"/tasks/{task_id}", fields) for _ in range(4)]
        assert [answer.status_code for answer in _together(*sends)] == [303] * 4
        assert len(kept_of(world, task_id)) == 1
    assert sound(world) == []


def test_the_same_task_open_in_two_browsers_loses_nothing_silently(app: Flask, world: World) -> None:
    task_id = begun(world)
    first = worlds.signed_in(app, world, "office").post(f"/tasks/{task_id}", data=form(words="in the first"))
    assert first.status_code == 303
    second = worlds.signed_in(app, world, "office").post(f"/tasks/{task_id}", data=form(words="in the second"))
    assert second.status_code == 409
    assert "You completed it on" in words_of(second)
    assert "in the second" in words_of(second)


def test_the_same_start_page_sent_twice_at_once_is_one_case(app: Flask, world: World) -> None:
    for _ in range(REPEATS):
        fields = form(words="a case")
        sends = [_poster(app, world, "office", "/start/p/asked", fields) for _ in range(4)]
        answers = _together(*sends)
        assert [answer.status_code for answer in answers] == [303] * 4
        assert len({answer.location for answer in answers}) == 1
        with world.office.database.reading() as session:
            mine = select(Instance).where(Instance.case_id == fields["_key"])
            assert len(session.scalars(mine).all()) == 1


def test_a_page_whose_key_is_another_case_does_not_reach_that_case(app: Flask, world: World) -> None:
    with world.office.database.reading() as session:
        other = session.scalars(select(Instance.case_id).where(Instance.process == "sample")).first()
    answer = worlds.signed_in(app, world, "office").post("/start/p/asked", data={**form(words="x"), "_key": other})
    assert answer.status_code == 404
    assert sound(world) == []


def test_a_person_wins_over_a_timer_that_is_due_but_not_swept(app: Flask, world: World, clock: SettableClock) -> None:
    task_id = begun(world)
    clock.move(timedelta(hours=2))
    answer = worlds.signed_in(app, world, "office").post(f"/tasks/{task_id}", data=form(words="in time"))
    assert answer.status_code == 303
    worker.run_until_idle(world.office.worker)
    assert len(kept_of(world, task_id)) == 1
    assert sound(world) == []


def test_after_the_timer_a_person_is_told_what_happened(app: Flask, world: World, clock: SettableClock) -> None:
    task_id = begun(world)
    clock.move(timedelta(hours=2))
    worker.run_until_idle(world.office.worker)
    for who in ("office", "colleague"):
        answer = worlds.signed_in(app, world, who).post(f"/tasks/{task_id}", data=form(words="too late"))
        assert answer.status_code == 409
        assert "It was closed on" in words_of(answer)
        assert "too late" in words_of(answer)
    assert kept_of(world, task_id) == []


def test_a_person_and_a_timer_at_the_same_moment_are_one_or_the_other(
    app: Flask, world: World, clock: SettableClock
) -> None:
    for _ in range(REPEATS):
        task_id = begun(world)
        clock.move(timedelta(hours=2))
        gate = threading.Barrier(2)

        def sweep(gate: threading.Barrier = gate) -> None:
            gate.wait()
            worker.run_due(world.office.worker)

        sweeper = threading.Thread(target=sweep)
        sweeper.start()
        client = worlds.signed_in(app, world, "office")
        gate.wait()
        answer = client.post(f"/tasks/{task_id}", data=form(words="at once"))
        sweeper.join()
        worker.run_until_idle(world.office.worker)
        assert answer.status_code in {303, 409}
        assert len(kept_of(world, task_id)) == (1 if answer.status_code == 303 else 0)
    assert sound(world) == []


def test_a_draft_survives_and_is_told_when_the_task_is_gone(app: Flask, world: World) -> None:
    task_id = begun(world)
    client = worlds.signed_in(app, world, "office")
    assert client.post(f"/tasks/{task_id}", data={**form(words="half"), "_action": "save"}).status_code == 303
    worlds.signed_in(app, world, "colleague").post(f"/tasks/{task_id}", data=form(words="whole"))
    late = client.post(f"/tasks/{task_id}", data={**form(words="half and more"), "_action": "save"})
    assert late.status_code == 409
    assert "half and more" in words_of(late)
    with world.office.database.reading() as session:
        case_id = session.scalars(select(UserTask.case_id).where(UserTask.id == task_id)).one()
        place = drafts.Place(case_id, task_id, world.people["office"])
        draft = drafts.load(session, world.office.keys, place)
        assert draft is not None
        assert draft.answers["words"] == "half"
