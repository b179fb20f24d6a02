"""A file that somebody has chosen and not yet sent with its form is theirs alone."""

from collections.abc import Callable
from dataclasses import replace

from flask.testing import FlaskClient

from cases import files, records
from cases.files import Upload
from tests.web.world import World

SignIn = Callable[[str], FlaskClient]


def test_a_file_that_waits_for_its_form_is_given_to_whoever_chose_it_and_to_nobody_else(
    world: World, sign_in: SignIn
) -> None:
    reference = world.cases["fresh"]
    with world.office.database.transaction() as session:
        case_id = records.by_reference(session, reference).id
        upload = Upload(case_id, "Draft.pdf", b"%PDF-1.4\n%%EOF\n", "BO CH", person_id=world.people["colleague"])
        file_id = files.stage(session, world.office.keys, upload, world.office.clock.now()).id
        unseen = files.stage(session, world.office.keys, replace(upload, looked_at=False), world.office.clock.now()).id
    path = f"/cases/{reference}/files/{file_id}"
    assert sign_in("colleague").get(path).status_code == 200
    # It may be a virus: not even whoever chose it gets it back.
    assert sign_in("colleague").get(f"/cases/{reference}/files/{unseen}").status_code == 404
    for who in ("office", "chair", "manager"):
        assert sign_in(who).get(path).status_code == 404, who
    with world.office.database.transaction() as session:
        files.keep(session, case_id, file_id, None)
    assert sign_in("office").get(path).status_code == 200
