"""After a restore the page of e-mails says that none goes out, and why."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import audit, restores
from cases.restores import Restore
from foundation.database import new_id
from tests.web.world import TOKEN, World

SignIn = Callable[[str], FlaskClient]


def test_administrators_are_told_that_e_mails_are_held_until_somebody_has_looked(world: World, sign_in: SignIn) -> None:
    now, admin = world.office.clock.now(), sign_in("admin")
    assert "A backup of" not in admin.get("/admin/mail").text
    with world.office.database.transaction() as session:
        session.add(Restore(id=new_id(), backup_id=new_id(), taken_at=now, restored_at=now))
    page = admin.get("/admin/mail").text
    assert "No e-mail goes out until somebody has looked" in page
    with world.office.database.reading() as session:
        number = sum(each for _, each in restores.waiting(session))
    assert number

    def released(**fields: str) -> tuple[int, str]:
        answer = admin.post("/admin/mail/held", data={"_token": TOKEN, "_key": new_id(), **fields})
        with world.office.database.reading() as session:
            assert (restores.holding(session) is None) is (answer.status_code in {303, 409})
        return answer.status_code, answer.text

    for wrong in ({}, {"how": "drop"}, {"looked": "yes"}, {"how": "send"}):
        status, page = released(**wrong)
        assert status == 422 and "There is a problem" in page
        assert ("Select what becomes" in page) is (wrong.get("how") != "send")
        assert ("Confirm that you" in page) is ("looked" not in wrong)
    assert released(how="one by one", looked="yes")[0] == 303
    assert released(how="send", looked="yes")[0] == 409
    page = admin.get("/admin/mail").text
    assert "A backup of" not in page and page.count("Held after a restore") == number
    with world.office.database.reading() as session:
        (entry,) = audit.entries(session, restores.STREAM)
    assert entry.actor == world.people["admin"] and entry.action == "held e-mails let go"
