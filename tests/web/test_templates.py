"""Templates of letters on pages: tried before they are used, each from its day, a case's own before the office's."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from cases import audit, letter_templates, records
from cases.letter_templates import LetterTemplate, Owner
from casework.letters import templates
from tests.casework.letters.conftest import words_of
from tests.casework.letters.test_letter_templates import source_of
from tests.web import world as worlds
from tests.web.world import World
from tools import letter_drawing

pytestmark = pytest.mark.slow
SignIn = Callable[[str], FlaskClient]
OFFICE = "/settings/LEI/templates/D06"


def drawn(was: str = "Yours faithfully", becomes: str = "Yours sincerely", enclosed: str = "Enclosed") -> bytes:
    """The covering letter's template with some of its words otherwise."""
    text = source_of("D06").replace("## Enclosed", f"## {enclosed}")
    assert was in text
    return letter_drawing.draw(letter_drawing.Source("D06", "X", "9", tuple(text.replace(was, becomes).split("\n"))))


def put(client: FlaskClient, address: str, content: bytes, day: str = "14", **more: str) -> tuple[int, str]:
    """Send a template that is to be used from a day of January 2027 on."""
    given: dict[str, Any] = {
        "date-day": day,
        "date-month": "1",
        "date-year": "2027",
        "reason": "Our own words.",
        **more,
    }
    form = worlds.form(act="put", **given) | {"template": (io.BytesIO(content), "letter.docx")}
    answer = client.post(address, data=form, content_type="multipart/form-data")
    return answer.status_code, answer.text


def used(world: World, nickname: str) -> str:
    """Whose template a case's covering letter is made from."""
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases[nickname]).id
        return templates.find(session, world.office, case_id, "D06").origin


def test_everything_that_is_wrong_with_a_template_is_said_and_nothing_of_it_is_kept(
    world: World, sign_in: SignIn
) -> None:
    manager = sign_in("manager")
    broken = drawn("{{ case.ref }}", "{{ case.nothing }} {{ case.neither }}", enclosed="Something else")
    for content, words in (
        (broken, "It asks for case.neither, case.nothing, which this letter does not have"),
        (broken, "the section “Enclosed” is missing"),
        (drawn(enclosed="Something else"), "the section “Enclosed” is missing"),
        (drawn("{{ case.ref }}", "{{ case.ref"), "a mark begins and does not end"),
        (b"%PDF-1.7", "its content is not"),
    ):
        status, page = put(manager, OFFICE, content)
        assert status == 422 and words in page, words
    assert put(manager, OFFICE, drawn(), reason="")[0] == 422
    _, page = put(manager, OFFICE, b"%PDF-1.7", reason="")
    assert "Enter the reason" in page and "its content is not" in page, "both at once"
    assert put(manager, OFFICE, drawn(), day="1")[0] == 422, "no letter that was made is made otherwise"
    with world.office.database.reading() as session:
        assert session.scalars(select(LetterTemplate)).all() == []


def test_a_template_is_used_from_its_day_and_a_case_s_own_comes_first(world: World, sign_in: SignIn) -> None:
    manager, clerk = sign_in("manager"), sign_in("office")
    of_case = f"/cases/{world.cases['waiting']}/templates/D06"
    assert used(world, "waiting") == "default"
    assert put(manager, OFFICE, drawn(), day="30")[0] == 303
    assert used(world, "waiting") == "default", "its day has not come"
    assert put(manager, OFFICE, drawn("Yours faithfully", "Kind regards"))[0] == 303
    assert used(world, "waiting") == "partnership"
    assert put(clerk, of_case, drawn())[0] == 303
    assert (used(world, "waiting"), used(world, "fresh")) == ("case", "partnership")
    preview = clerk.get(of_case + "/used/preview")
    assert "Yours sincerely" in words_of(preview.data) and "Carla Invented" in words_of(preview.data)
    assert "Kind regards" in words_of(manager.get(OFFICE + "/2/template").data)
    page = manager.get(OFFICE).text
    assert "Our own words." in page and "Planned" in page
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, world.cases["waiting"]).id
        (row,) = letter_templates.history(session, Owner("lei", case_id), "D06")
        assert row.content is not None and not row.content.startswith(b"PK"), "sealed like all that is a case's"
        told = [each.action for each in audit.entries(session, audit.of_partnership("lei"))]
    assert told.count("template put in place") == 2
    given = {"date-day": "14", "date-month": "1", "date-year": "2027", "reason": "No longer needed."}
    assert clerk.post(of_case, data=worlds.form(act="back", **given)).status_code == 303
    assert used(world, "waiting") == "partnership"
    assert clerk.post(of_case, data=worlds.form(act="back", **given)).status_code == 422


def test_only_the_partnership_s_own_people_see_and_change_its_templates(world: World, sign_in: SignIn) -> None:
    assert put(sign_in("office"), OFFICE, drawn())[0] == 404
    assert put(sign_in("neighbour"), OFFICE, drawn())[0] == 404
    of_case = f"/cases/{world.cases['waiting']}/templates/D06"
    assert put(sign_in("neighbour"), of_case, drawn())[0] == 404
    assert sign_in("lead").get(of_case).status_code == 404
    assert sign_in("neighbour").get(OFFICE + "/used/template").status_code == 404
