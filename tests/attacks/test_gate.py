"""What comes from elsewhere, under another name or in enormous parts is refused before anything of it is looked at."""

import io
import re
from dataclasses import replace

import pytest
from flask import Flask

from foundation.database import new_id
from tests.web import world as worlds
from tests.web.conftest import kept_world, still_app, still_world
from tests.web.world import TOKEN, World
from web import create_app
from web.csrf import BY_TOKEN
from web.headers import HEADERS

__all__ = ["kept_world", "still_app", "still_world"]

REBINDING = ("evil.example", "127.0.0.1.evil.example", "evil.example:8000", "localhost.", "[::ffff:127.0.0.1]", "")


def posts(app: Flask) -> list[str]:
    """Every address that takes a post, with words that are no ids."""
    rules = [one for one in app.url_map.iter_rules() if "POST" in (one.methods or ())]
    return [re.sub(r"<[^>]+>", "1", one.rule) for one in rules if one.endpoint.partition(".")[0] not in BY_TOKEN]


@pytest.mark.slow
def test_no_post_counts_without_its_token_or_from_another_site(still_app: Flask, still_world: World) -> None:
    client = worlds.signed_in(still_app, still_world, "admin")
    found = posts(still_app)
    assert len(found) >= 50
    good = {"_token": TOKEN, "_key": new_id()}
    for path in found:
        for headers, fields in (
            ({}, {"_key": new_id()}),
            ({}, {"_token": "another"}),
            ({"Sec-Fetch-Site": "cross-site"}, good),
            ({"Sec-Fetch-Site": "same-site"}, good),
            ({"Origin": "https://evil.example"}, good),
            ({"Origin": "null"}, good),
        ):
            assert client.post(path, data=fields, headers=headers).status_code == 403, (path, headers)


def test_only_our_own_names_are_answered(still_app: Flask, still_world: World) -> None:
    client = worlds.signed_in(still_app, still_world, "office")
    for host in REBINDING[:3]:
        for path in ("/", "/cases", "/static/x/app/app.css", "/engine-rest/version", "/sign-in"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code in {400, 421} and "Testcase" not in answer.text, (host, path)
            assert host not in answer.text
        assert client.get("/health", headers={"Host": host}).status_code == 200
    config = replace(still_world.office.config, base_url="https://cases.example", other_hosts=("inside.example",))
    named = create_app(replace(still_world.office, config=config)).test_client()
    for host, status in (("cases.example", 303), ("INSIDE.example:8443", 303), ("other.example", 421)):
        assert named.get("/", headers={"Host": host}).status_code == status, host


@pytest.mark.parametrize(
    ("who", "size", "kind", "status"),
    [
        (None, 300_000, "multipart/form-data; boundary=x", 413),
        (None, 300_000, "application/x-www-form-urlencoded", 413),
        ("office", 5_000_000, "application/x-www-form-urlencoded", 413),
        ("office", 70_000_000, "multipart/form-data; boundary=x", 413),
        ("office", 300_000, "application/x-www-form-urlencoded", 403),
    ],
)
def test_how_much_may_be_sent_depends_on_what_and_by_whom(
    still_app: Flask, still_world: World, who: str | None, size: int, kind: str, status: int
) -> None:
    client = worlds.signed_in(still_app, still_world, who)
    # Declared is enough: nothing of it is read.
    environ = {"CONTENT_LENGTH": str(size), "wsgi.input": io.BytesIO(b"a" * min(size, 300_000))}
    answer = client.post("/sign-in", content_type=kind, environ_overrides=environ)
    assert answer.status_code == status, answer.text


def test_a_million_fields_and_a_body_of_unknown_length_are_refused_unread(still_app: Flask, still_world: World) -> None:
    client = worlds.signed_in(still_app, still_world, "office")
    many = client.post("/tokens", data=b"&" * 1_000_000, content_type="application/x-www-form-urlencoded")
    assert many.status_code == 413
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}
    assert client.post("/tokens", environ_overrides=chunked).status_code == 411


def test_every_answer_has_the_headers_of_one_strict_policy(still_app: Flask, still_world: World) -> None:
    client = worlds.signed_in(still_app, still_world, "office")
    for path in ("/", "/no/such/page", "/health", "/sign-in", "/static/x", "/engine-rest/version"):
        answer = client.get(path)
        for name, value in HEADERS.items():
            assert answer.headers.get(name) == value, (path, name)
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe" not in policy and "frame-ancestors 'none'" in policy and "default-src 'none'" in policy
    config = replace(still_world.office.config, base_url="https://cases.example")
    safe = create_app(replace(still_world.office, config=config)).test_client()
    answer = safe.get("/demo", base_url="https://cases.example")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=") and {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {
        part.strip() for part in cookie.split(";")
    }
    assert "Domain" not in cookie


def test_no_setting_of_the_environment_turns_a_debugger_on(still_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FLASK_DEBUG", "FLASK_ENV", "FLASK_TESTING", "PYTHONDEBUG", "WERKZEUG_DEBUG_PIN"):
        monkeypatch.setenv(name, "development" if name == "FLASK_ENV" else "1")
    app = create_app(still_world.office)
    assert not app.debug and not app.testing and not app.jinja_env.auto_reload

    def broken() -> str:
        raise RuntimeError("words of a case")

    app.view_functions["work.home"] = broken
    answer = worlds.signed_in(app, still_world, "office").get("/")
    assert answer.status_code == 500
    assert "words of a case" not in answer.text and "Traceback" not in answer.text and "debugger" not in answer.text
