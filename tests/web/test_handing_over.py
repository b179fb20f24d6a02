"""A task handed to a colleague: only to one who may take it, with a reason, and not twice."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import assignments, records
from cases.correspondence import outbox
from engine import history, instances, tasks
from tests.web import world as worlds
from tests.web.world import World

SignIn = Callable[[str], FlaskClient]
WHY = "I am away until Monday."


def holder(world: World, task_id: str) -> str | None:
    with world.office.database.reading() as session:
        return tasks.find(session, task_id).assignee


def test_the_colleague_has_it_is_told_and_the_reason_is_kept(world: World, sign_in: SignIn) -> None:
    client, task_id = sign_in("office"), world.task(world.cases["fresh"], "Check the referral")
    page = client.get(f"/tasks/{task_id}/hand-over").text
    assert "Kit Testcase" in page
    assert "Nia Testcase" not in page
    data = worlds.form(person=world.people["colleague"], reason=WHY)
    assert client.post(f"/tasks/{task_id}/hand-over", data=data).status_code == 303
    assert holder(world, task_id) == world.people["colleague"]
    assert client.post(f"/tasks/{task_id}/hand-over", data=data).status_code == 422
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases["fresh"]).id
        sent = [one for one in outbox.of_case(session, case_id) if one.kind == "task_handed_over"]
        (instance,) = instances.of_case(session, case_id)
        reasons = [one.reason for one in history.of_instance(session, instance) if one.what == "reassigned"]
    assert [one.person_id for one in sent] == [world.people["colleague"]]
    assert reasons == [None]
    # Whoever has it now reads why; the engine, which administrators look into, does not hold it.
    shown = sign_in("colleague").get(f"/tasks/{task_id}").text
    assert f"Ola Testcase handed you this task: {WHY}" in shown


def test_a_task_that_a_colleague_holds_can_be_given_to_another_of_the_team(world: World, sign_in: SignIn) -> None:
    task_id = world.task(world.cases["taken"], "Check the referral")
    data = worlds.form(person=world.people["office"], reason=WHY)
    assert sign_in("office").post(f"/tasks/{task_id}/hand-over", data=data).status_code == 303
    assert holder(world, task_id) == world.people["office"]


def test_it_goes_to_nobody_outside_the_team_and_to_nobody_shut_out(world: World, sign_in: SignIn) -> None:
    client, task_id = sign_in("office"), world.task(world.cases["fresh"], "Check the referral")
    with world.office.database.transaction() as session:
        case_id = records.by_reference(session, world.cases["fresh"]).id
        assignments.exclude(session, case_id, world.people["colleague"], world.office.clock.now())
    for who in ("colleague", "neighbour", "chair", "admin"):
        data = worlds.form(person=world.people[who], reason=WHY)
        answer = client.post(f"/tasks/{task_id}/hand-over", data=data)
        assert answer.status_code == 422
        assert "Select a colleague who may take this task" in answer.text
    assert holder(world, task_id) is None


def test_whoever_may_not_take_it_may_not_give_it_away(world: World, sign_in: SignIn) -> None:
    task_id = world.task(world.cases["fresh"], "Check the referral")
    data = worlds.form(person=world.people["colleague"], reason=WHY)
    for who in ("chair", "neighbour", "referrer", "admin"):
        assert sign_in(who).post(f"/tasks/{task_id}/hand-over", data=data).status_code == 404
    assert holder(world, task_id) is None
