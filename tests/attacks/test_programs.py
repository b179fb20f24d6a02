"""What programs send to deploy and to start: whatever it is, it is answered in words within five seconds."""

import io
import json
import time

import pytest
from flask import Flask

from cases import api_tokens
from casework import publishing
from engine.lint import structure
from tests.attacks import harmless, hostile_programs, naughty
from tests.attacks.hostile_programs import Sent
from tests.web import sample_files
from tests.web import world as worlds
from tests.web.conftest import app, kept_world, world
from tests.web.test_modeler import Modeler, modeler, token
from tests.web.world import World

__all__ = ["app", "kept_world", "modeler", "token", "world"]

SECONDS = 5.0
"""Of the processor: how long it takes on the clock is a matter of what else this computer does."""
FILES: dict[str, list[Sent]] = {
    "diagrams": list(hostile_programs.diagrams()),
    "decision tables": list(hostile_programs.tables()),
    "forms": list(hostile_programs.forms()),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", FILES)
def test_a_hostile_file_is_refused_in_words_or_published_as_what_it_is(
    modeler: Modeler, app: Flask, world: World, kind: str
) -> None:
    owner = worlds.signed_in(app, world, "owner")
    taken = []
    for name, content in FILES[kind]:
        begun = time.process_time()
        answer = modeler.deploy((name, content))
        spent = time.process_time() - begun
        assert spent < SECONDS, (name, spent)
        assert answer.status_code in {200, 400, 413}, (name, answer.status_code)
        said = json.loads(answer.text)
        assert "/etc/passwd" not in answer.text or "passwd" in content.decode("utf-8", "replace"), name
        assert "root:" not in answer.text, name
        if answer.status_code == 200:
            taken.append(name)
        else:
            assert said["message"] and "Traceback" not in answer.text, name
    allowed = {"markup.bpmn"}
    assert {one for one in taken if not one.startswith("expression")} <= allowed
    for page in ("/processes", "/processes/process/sample", "/start"):
        assert harmless.faults(owner.get(page).text) == [], page


@pytest.mark.slow
def test_the_page_for_files_refuses_them_in_words_too(app: Flask, world: World) -> None:
    owner = worlds.signed_in(app, world, "owner")
    some = [one for kind in FILES for one in FILES[kind][::9] if len(one[1]) < 400_000]
    for name, content in some:
        for act in ("check", "publish"):
            form = {**worlds.form(act=act), "files": (io.BytesIO(content), name)}
            begun = time.process_time()
            answer = owner.post("/processes/upload", data=form, content_type="multipart/form-data")
            assert time.process_time() - begun < SECONDS, name
            assert answer.status_code in {200, 303, 413, 422}, (name, answer.status_code)
            assert harmless.faults(answer.text) == [], name


def test_files_whose_checks_take_long_are_refused_in_words_before_anybody_has_waited_five_seconds(
    modeler: Modeler, app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert publishing.CHECK_SECONDS + publishing.LEAST_SECONDS < SECONDS
    monkeypatch.setattr(publishing, "CHECK_SECONDS", 0.01)
    # As many elements as are looked at: one more, and the file would be refused before any check took long.
    tasks = b"".join(b'<bpmn:task id="task_%d" />' % number for number in range(structure.MAX_ELEMENTS - 100))
    big = sample_files.process().replace(b"</bpmn:process>", tasks + b"</bpmn:process>")
    assert tasks in big
    answer = modeler.deploy(("sample.bpmn", big))
    assert (answer.status_code, "did not come to an end" in answer.text) == (400, True), answer.text
    form = {**worlds.form(act="publish"), "files": (io.BytesIO(big), "sample.bpmn")}
    page = worlds.signed_in(app, world, "owner").post(
        "/processes/upload", data=form, content_type="multipart/form-data"
    )
    assert (page.status_code, "did not come to an end" in page.text) == (422, True)


def test_a_hostile_call_is_refused_in_words(modeler: Modeler) -> None:
    addresses = ("key/sample/start", "sample:1:none/start", f"key/{naughty.MARK}%00/start", "key/..%2f..%2f/start")
    for body in hostile_programs.CALLS:
        for address in addresses:
            begun = time.process_time()
            answer = modeler.client.post(
                f"/engine-rest/process-definition/{address}", data=body, headers=modeler.headers
            )
            assert time.process_time() - begun < SECONDS
            assert answer.status_code in {400, 403, 404}, (body[:60], address, answer.status_code)
            assert json.loads(answer.text)["message"]


def test_whatever_stands_for_a_token_opens_nothing(app: Flask, world: World) -> None:
    client = app.test_client()
    for text in [*naughty.EVERY, *naughty.made(1, 40)]:
        plain = text.encode("utf-8", "surrogatepass").decode("latin-1").replace("\r", "").replace("\n", "")[:4000]
        for kind in ("Bearer", "Basic", "Digest", ""):
            answer = client.get("/engine-rest/version", headers={"Authorization": f"{kind} {plain}"})
            assert answer.status_code == 401, (kind, text)
    with world.office.database.reading() as session:
        assert api_tokens.listed(session, world.people["owner"]) == []
