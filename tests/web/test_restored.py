"""After a restore the page of e-mails says that none goes out, and why; what shall never go out is dropped there."""

from collections.abc import Callable

from flask.testing import FlaskClient

from cases import audit, dropped_mail, records, restores
from cases.correspondence import outbox
from cases.correspondence.outbox import Envelope, MailState
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


def test_what_shall_never_go_out_is_dropped_by_its_number_and_its_office_tells_the_recipients(
    world: World, sign_in: SignIn
) -> None:
    now, admin, desk = world.office.clock.now(), sign_in("admin"), sign_in("office")
    with world.office.database.transaction() as session:
        session.add(Restore(id=new_id(), backup_id=new_id(), taken_at=now, restored_at=now))
        case_id = records.by_reference(session, world.cases["waiting"]).id
        for key in ("one", "another"):
            told = Envelope(case_id, key, "request_sent", "carla@cspr.example", "A subject", "Words.", "cspr.example")
            outbox.put(session, world.office.keys, told, now)
        number = sum(each for _, each in restores.waiting(session))
        first, *others = [one for one in outbox.of_case(session, case_id) if one.state is MailState.READY]
        address_faults = [one for one in outbox.troubled(session) if one.state is MailState.HELD]
        assert address_faults, "what is held for another reason"

    def asked(**fields: str) -> tuple[int, str]:
        answer = admin.post("/admin/mail/drop", data={"_token": TOKEN, "_key": new_id(), **fields})
        return answer.status_code, answer.text

    assert "drop those" in admin.get("/admin/mail").text
    wrong = asked(since="2027-13-01", until="later")
    assert wrong[0] == 422
    assert all(words in wrong[1] for words in ("Select why", "“2027-13-01” is not a date", "“later” is not a date"))
    assert "was ordered then" in asked(reason="went_out", until="2020-01-01")[1]
    status, page = asked(reason="out_of_date", since="2020-01-01T09:30", until="2027-01-14")
    assert status == 200 and f"{number} e-mails would be dropped" in page
    assert "1 January 2020 at 9:30am" in page and "15 January 2027 at midnight" in page
    for said in ("", "some", str(number - 1)):
        status, page = asked(reason="out_of_date", number=said)
        assert status == 422 and f"They are {number}: enter this number" in page
    status, page = asked(reason="out_of_date", number="1", change="yes")
    assert status == 200 and "See how many they are" in page
    assert asked(reason="went_out", only=first.id, number="1")[0] == 303
    assert asked(reason="out_of_date", number=str(number - 1))[0] == 303
    with world.office.database.reading() as session:
        assert restores.holding(session), "what timers write goes on waiting"
        found = {one.id: one for one in outbox.of_case(session, case_id)}
        assert {found[one.id].state for one in (first, *others)} == {MailState.DROPPED}
        assert found[first.id].dropped_for == "went_out"
        entries = [one for one in audit.entries(session, audit.of_case(case_id)) if one.action == dropped_mail.DROPPED]
        assert {one.subject for one in entries} >= {first.id, *(one.id for one in others)}
        assert {one.actor for one in entries} == {world.people["admin"]}
        assert [one.id for one in outbox.troubled(session) if one.state is MailState.HELD] == [
            one.id for one in address_faults
        ]
    where = f"/cases/{world.cases['waiting']}/mail"
    stuck = desk.get(f"{where}?show=stuck").text
    assert first.id not in stuck and all(one.id in stuck for one in others)
    assert "were not sent" in desk.get(f"/cases/{world.cases['waiting']}").text
    assert "They went out before the disaster" in desk.get(f"{where}/{first.id}").text
    assert "The recipient was told" in desk.get(f"{where}/{others[0].id}").text
    for _ in range(2):
        told = desk.post(f"{where}/{others[0].id}/told", data={"_token": TOKEN, "_key": new_id()})
        assert told.status_code == 303
    assert others[0].id not in desk.get(f"{where}?show=stuck").text
    assert "Told in another way" in desk.get(f"{where}/{others[0].id}").text
    with world.office.database.reading() as session:
        ends = [one for one in audit.entries(session, audit.of_case(case_id)) if one.action == dropped_mail.TOLD]
    assert [(one.subject, one.actor) for one in ends] == [(others[0].id, world.people["office"])]
