"""Who only acts on single cases is offered nothing of another case, however else they come to know of it."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import people, records, requests
from engine import tasks
from engine.tables.instances import Candidate
from foundation.database import Session
from tests.web import world as worlds
from tests.web.world import World

SignIn = Callable[[str], FlaskClient]
NAME = "Check the referral"


def offer(session: Session, world: World, reference: str, who: str) -> str:
    """Offer a case's open task to one group alone."""
    task = tasks.find(session, world.task(reference, NAME))
    for one in session.query(Candidate).filter_by(task_id=task.id):
        session.delete(one)
    session.add(Candidate(who=who, sort_at=task.sort_at, task_id=task.id, bucket=task.bucket, case_id=task.case_id))
    return task.id


def test_a_referrer_who_leads_an_agency_is_offered_no_task_of_another_referrer_s_case(
    world: World, sign_in: SignIn
) -> None:
    """Many are both: their agency is asked about a case that somebody else referred."""
    reference, now = world.cases["fresh"], world.office.clock.now()
    with world.office.database.transaction() as session:
        people.give_role(session, world.people["lead"], "referrer", "lei")
        case_id = records.by_reference(session, reference).id
        asked = requests.prepare(session, case_id, "police", "standard", now)
        requests.send(session, case_id, asked.id, now, now)
        task_id = offer(session, world, reference, "referrer@lei")
    other = sign_in("lead")
    assert other.get(f"/cases/{reference}").status_code == 200, "they know the case, for their agency"
    for path in (f"/cases/{reference}", f"/cases/{reference}/tasks", "/tasks?view=team", "/"):
        assert f"/tasks/{task_id}" not in other.get(path).text, path
    assert other.get(f"/tasks/{task_id}").status_code == 404
    assert other.post(f"/tasks/{task_id}/claim", data=worlds.form()).status_code == 404
    own = sign_in("referrer")
    assert own.get(f"/tasks/{task_id}").status_code == 200
    assert f"/tasks/{task_id}" in own.get("/tasks?view=team").text
    page = own.get(f"/tasks/{task_id}/hand-over").text
    assert world.people["lead"] not in page
    handed = own.post(
        f"/tasks/{task_id}/hand-over", data=worlds.form(person=world.people["lead"], reason="They may know.")
    )
    assert handed.status_code == 422
