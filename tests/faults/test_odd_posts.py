"""Pages sent what no page of ours sends: kept or refused in words, never a failure. PostgreSQL is the stricter."""

import io
import re
from urllib.parse import quote_from_bytes, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from foundation.database import new_id
from tests.faults import hard_form
from tests.faults.hard_office import begun, kept_of, sound
from tests.web import world as worlds
from tests.web.world import TOKEN, World, form

pytestmark = [pytest.mark.slow, pytest.mark.postgresql]


@pytest.fixture
def world(postgresql_world: World) -> World:
    """The office on PostgreSQL only."""
    return postgresql_world


NASTY = {
    "nul": "a\0b",
    "lone surrogate": b"a\xed\xa0\x80b",
    "not utf-8": b"a\xff\xfe\xc3b",
    "very long": "x" * 300_000,
    "control characters": "a\x01\x08\x1b\x7f\u2028\u202e\ufeffb",
    "a number too large": "9" * 5000,
    "infinity": "Infinity",
    "markup": "<script>alert(1)</script>{{7*7}}${7*7}",
    "json": '{"words": [1]}',
    "nothing": "",
    "astral": "\U0001f600" * 50,
}


def _body(fields: list[tuple[str, str | bytes]]) -> bytes:
    return urlencode(fields).encode()


def _send_raw(client: FlaskClient, path: str, fields: list[tuple[str, str | bytes]]) -> TestResponse:
    body = _body([("_token", TOKEN), ("_key", new_id()), *fields])
    return client.post(path, data=body, content_type="application/x-www-form-urlencoded")


@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_is_kept_or_refused_in_words(app: Flask, world: World, nasty: str) -> None:
    client = worlds.signed_in(app, world, "office")
    value = NASTY[nasty]
    task_id = begun(world)
    for path in (f"/tasks/{task_id}", "/start/p/asked"):
        everything: list[tuple[str, str | bytes]] = [(key, value) for key in hard_form.KEYS]
        answer = _send_raw(client, path, everything)
        assert answer.status_code in {303, 422}, (path, answer.status_code)
        alone = _send_raw(client, path, [("words", value)])
        assert alone.status_code in {303, 409, 422}, (path, alone.status_code)
        saved = _send_raw(client, path, [*everything, ("_action", "save")])
        assert saved.status_code in {303, 409, 422}, (path, saved.status_code)
    assert sound(world) == []
    for page in ("/", "/tasks/team", "/cases"):
        assert client.get(page).status_code in {200, 404}


ODD_BODIES: dict[str, tuple[bytes, str]] = {
    "thousands of fields": (
        _body([(f"rows-{n}-inner", "x") for n in range(9000)]),
        "application/x-www-form-urlencoded",
    ),
    "thousands of files": (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\ny\r\n' % n for n in range(5000)) + b"--x--",
        "multipart/form-data; boundary=x",
    ),
    "json": (b'{"words": "x"}', "application/json"),
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "a broken multipart": (b"--x\r\nContent-Disposition: form-data", "multipart/form-data; boundary=x"),
    "no boundary": (b"words=x", "multipart/form-data"),
    "nonsense": (bytes(range(256)) * 20, "application/x-www-form-urlencoded"),
    "a text of five megabytes": (
        b'--x\r\nContent-Disposition: form-data; name="words"\r\n\r\n' + b"y" * 5_000_000 + b"\r\n--x--\r\n",
        "multipart/form-data; boundary=x",
    ),
    "too large": (b"words=" + b"y" * (65 * 1024 * 1024), "application/x-www-form-urlencoded"),
}


@pytest.mark.parametrize("odd", ODD_BODIES)
def test_a_body_no_page_of_ours_sends_is_answered_in_words(app: Flask, world: World, odd: str) -> None:
    client = worlds.signed_in(app, world, "office")
    body, kind = ODD_BODIES[odd]
    task_id = begun(world)
    for path in (f"/tasks/{task_id}", "/start/p/asked", "/demo", f"/tasks/{task_id}/claim"):
        for headers in ({}, {"X-Token": TOKEN}):
            answer = client.post(path, data=body, content_type=kind, headers=headers)
            assert answer.status_code < 500, (path, answer.status_code)
            assert answer.status_code != 303 or path.endswith(("claim", "/demo")), (path, headers)
    assert kept_of(world, task_id) == []


@pytest.mark.parametrize("token", [None, "", "wrong", "ü", "\0"])
def test_a_post_without_its_token_changes_nothing_and_says_what_to_do(app: Flask, world: World, token: str) -> None:
    task_id = begun(world)
    client = worlds.signed_in(app, world, "office")
    fields = {"words": "x", "_key": new_id(), **({} if token is None else {"_token": token})}
    answer = client.post(f"/tasks/{task_id}", data=fields)
    assert answer.status_code == 403
    assert kept_of(world, task_id) == []


@pytest.mark.parametrize("key", ["", "nonsense", "\0", "x" * 5000, "00000000-0000-0000-0000-000000000000"])
def test_a_page_with_a_wrong_key_is_still_done_once(app: Flask, world: World, key: str) -> None:
    task_id = begun(world)
    client = worlds.signed_in(app, world, "office")
    for expected in ({303}, {303, 409}):
        answer = client.post(f"/tasks/{task_id}", data={"words": "x", "_key": key, "_token": TOKEN})
        assert answer.status_code in expected
    assert len(kept_of(world, task_id)) == 1


FILES = {
    "empty": ("empty.pdf", b""),
    "not what it says": ("picture.png", b"MZ" + bytes(200)),
    "a program": ("run.exe", b"MZ" + bytes(200)),
    "no extension": ("readme", b"hello"),
    "a path": ("../../etc/passwd.txt", b"hello"),
    "nul in the name": ("a\0b.txt", b"hello"),
    "a long name": ("n" * 4000 + ".txt", b"hello"),
    "not utf-8 text": ("words.txt", b"\xff\xfe\xfa" * 50),
    "a bomb": ("bomb.docx", b"PK\x03\x04" + bytes(500)),
    "markup": ("<b>.html", b"<script>alert(1)</script>"),
    "right to left": ("exe.\u202efdp.pdf", b"%PDF-1.4\n%%EOF\n"),
}


@pytest.mark.parametrize("file", FILES)
def test_files_of_any_kind_are_kept_or_refused_in_words(app: Flask, world: World, file: str) -> None:
    client = worlds.signed_in(app, world, "office")
    name, content = FILES[file]
    task_id = begun(world)
    for path in (f"/tasks/{task_id}", "/start/p/asked"):
        fields = {**form(words="with a file"), "papers": (io.BytesIO(content), name)}
        answer = client.post(path, data=fields, content_type="multipart/form-data")
        assert answer.status_code in {303, 422}, (path, answer.status_code)
        if answer.status_code == 422:
            assert "with a file" in answer.get_data(as_text=True)
    assert sound(world) == []


ODD_PARTS = [b"a\0b", b"\xff\xed\xa0\x80", b"x" * 3000]


@pytest.mark.parametrize("part", ODD_PARTS)
def test_no_address_breaks_a_page(app: Flask, world: World, part: bytes) -> None:
    client = worlds.signed_in(app, world, "office")
    admin = worlds.signed_in(app, world, "admin")
    written = quote_from_bytes(part, safe="")
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<[^>]+>", written, rule.rule)
        for asker in (client, admin):
            if rule.arguments and "GET" in (rule.methods or ()):
                assert asker.get(path).status_code < 500, path
            if "POST" in (rule.methods or ()):
                assert asker.post(path, data={**form(), "reason": "x"}).status_code < 500, path
        if "GET" in (rule.methods or ()) and not rule.arguments:
            for name in ("of", "after", "view"):
                assert client.get(f"{rule.rule}?{name}={written}").status_code < 500, (rule.rule, name)
