"""After a restore the page of e-mails says that none goes out, and why."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import restores
from cases.restores import Restore
from foundation.database import new_id
from tests.web.world import World

SignIn = Callable[[str], FlaskClient]


def test_administrators_are_told_that_e_mails_are_held_until_somebody_has_looked(world: World, sign_in: SignIn) -> None:
    now, admin = world.office.clock.now(), sign_in("admin")
    assert "A backup of" not in admin.get("/admin/mail").text
    with world.office.database.transaction() as session:
        session.add(Restore(id=new_id(), backup_id=new_id(), taken_at=now, restored_at=now))
    page = admin.get("/admin/mail").text
    assert "No e-mail goes out until whoever runs the server has looked" in page
    with world.office.database.transaction() as session:
        restores.release(session, now, one_by_one=True)
    assert "A backup of" not in admin.get("/admin/mail").text
