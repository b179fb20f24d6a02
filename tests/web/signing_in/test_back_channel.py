"""The organisation's provider ends sessions by itself: exactly those it names, by no token that is not wholly right."""

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from sqlalchemy import text
from werkzeug.test import TestResponse

from cases import audit
from cases.signing_in import trail
from casework.operations import tidying
from tests.web.signing_in import provider_served
from tests.web.signing_in.entering import Browser, Entrance
from tests.web.signing_in.provider_served import CLIENT_ID, ONA, Served
from tests.web.signing_in.test_provider import enter, find

pytestmark = pytest.mark.slow

EVENT = "http://schemas.openid.net/event/backchannel-logout"
WRONG: dict[str, dict[str, Any]] = {
    "iss": {"iss": "https://evil.example"},
    "aud": {"aud": "another"},
    "aud, several": {"aud": ["another", "third"]},
    "iat, none": {"iat": None},
    "iat, in words": {"iat": "now"},
    "iat, too old": {"iat": 1_700_000_000},
    "iat, of the future": {"iat": 4_000_000_000},
    "exp, none": {"exp": None},
    "exp, over": {"exp": 1_700_000_000},
    "exp, far away": {"exp": 4_000_000_000},
    "events, none": {"events": None},
    "events, another": {"events": {"http://schemas.openid.net/event/another": {}}},
    "events, no object": {"events": {EVENT: True}},
    "events, a list": {"events": [EVENT]},
    "nonce": {"nonce": "of somebody signing in"},
    "nonce, empty": {"nonce": ""},
    "jti, none": {"jti": None},
    "jti, a number": {"jti": 7},
    "sub and sid, neither": {"sub": None},
    "sub and sid, empty": {"sub": ""},
    "sub and sid, a list": {"sid": ["one"]},
}


def sent(there: Entrance, *tokens: str, **more: Any) -> TestResponse:
    """The provider's own call: no cookie, and nothing of a form of ours."""
    call = there.app.test_client().post("/sign-out/by-provider", data={"logout_token": list(tokens)}, **more)
    assert call.headers["Cache-Control"] == "no-store"
    return call


def token(there: Entrance, served: Served, header: dict[str, Any] | None = None, key: Any = None, **lies: Any) -> str:
    """A token of the provider that is true now, but for what is said of it."""
    return served.logout_token(int(there.clock.now().timestamp()), header, key, **lies)


def is_in(browser: Browser) -> bool:
    """Whether they are; whoever is not is asked to sign in."""
    answer = browser.get("/account")
    assert answer.status_code == 200 or answer.location.startswith("/sign-in"), answer.status_code
    return bool(answer.status_code == 200)


def test_the_provider_ends_one_session_or_all_of_a_person_and_none_that_did_not_come_from_it(
    there: Entrance, served: Served
) -> None:
    served.people["police"] = {**ONA, "groups": ["police-leads"], "email": "chair@cspr.example"}
    browsers = {}
    for name, who, sid in (
        ("first", "ona", "s1"),
        ("second", "ona", "s2"),
        ("third", "ona", None),
        ("other", "police", "s1b"),
    ):
        served.lies = {"sid": sid} if sid else {}
        browsers[name] = there.browser()
        assert enter(browsers[name], who).status_code == 303, name
    served.lies = {}
    local = there.signed_in()

    def still() -> set[str]:
        return {name for name, one in browsers.items() if is_in(one)}

    answer = sent(there, token(there, served, sub=None, sid="s1"))
    assert (answer.status_code, answer.data) == (200, b"")
    assert still() == {"second", "third", "other"}
    # Somebody else's session is not theirs to name; what is not known is answered alike.
    for claims in ({"sid": "s1b"}, {"sid": "never was"}, {"sub": "nobody"}, {"sub": None, "sid": "never was"}):
        assert sent(there, token(there, served, **claims)).status_code == 200
        assert still() == {"second", "third", "other"}, claims
    assert sent(there, token(there, served, sid="s2")).status_code == 200
    assert still() == {"third", "other"}
    assert sent(there, token(there, served, aud=[CLIENT_ID, "another"])).status_code == 200
    assert still() == {"other"} and is_in(local)
    ona = find(there)
    assert ona is not None
    with there.office.database.reading() as session:
        ended = [one for one in audit.entries(session, trail.of_person(ona.id)) if one.action == "session ended"]
    assert len(ended) == 3 and {one.actor for one in ended} == {"provider"}


def test_a_token_that_is_not_wholly_right_ends_nothing_and_is_told_so(
    there: Entrance, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    browser = there.browser()
    enter(browser)
    forged = RSAKey.generate_key(2048, {"kid": "one"})
    tokens = {name: token(there, served, **lies) for name, lies in WRONG.items()}
    whole = token(there, served)
    head, claims, signature = whole.split(".")
    tokens |= {
        "signature, another key": token(there, served, key=forged),
        "signature, changed": f"{head}.{claims}.{signature[:-6]}AAAAAA",
        "signature, of others": f"{token(there, served).rpartition('.')[0]}.{signature}",
        "alg, our own secret": token(there, served, {"alg": "HS256"}, provider_served.known_secret()),
        "alg, none": token(there, served, {"alg": "none"}),
        "typ, of other tokens": token(there, served, {"typ": "JWT"}),
        "typ, none": token(there, served, {"typ": None}),
        "no token, nothing": "",
        "no token, words": "a.b.c",
        "no token, deep": f"{urlsafe_b64encode(b'[' * 9000).decode()}.e30.e30",
        "no token, not of letters": "é.\0.☃",
        "no token, two parts": whole.rpartition(".")[0],
        "no token, too long": whole + "A" * 20_000,
    }
    for name, one in tokens.items():
        answer = sent(there, one)
        assert answer.status_code == 400 and answer.json["error"] == "invalid_request", name
        assert answer.json["error_description"] == name.partition(",")[0], name
    assert sent(there).status_code == sent(there, whole, whole).status_code == 400
    assert there.app.test_client().get("/sign-out/by-provider").status_code in {303, 405}
    # With the tokens of a sign-in and of a page it is no better: what is asked for is what the provider signed.
    assert browser.send("/sign-out/by-provider", on="/account", logout_token=tokens["nonce"]).status_code == 400
    assert is_in(browser)
    logged = "".join(capsys.readouterr())
    assert logged.count("logout_refused") == len(tokens) + 1
    assert "evil.example" not in logged and "of somebody" not in logged and claims not in logged
    assert sent(there, whole).status_code == 200 and not is_in(browser)
    # A token counts once, in every process.
    enter(browser)
    assert sent(there, whole).json["error_description"] == "jti was taken before"
    assert is_in(browser)


def test_strangers_make_us_ask_nobody_are_counted_and_send_little_and_what_was_taken_is_forgotten(
    there: Entrance, served: Served
) -> None:
    before = served.keys_asked
    for lies in ({"iss": "https://evil.example"}, {"aud": "another"}):
        assert sent(there, token(there, served, **lies)).status_code == 400
    assert sent(there, token(there, served, {"typ": "JWT"})).status_code == 400
    assert served.keys_asked == before
    assert sent(there, "x" * 70_000).status_code == 413 and served.keys_asked == before
    forged = RSAKey.generate_key(2048, {"kid": "one"})
    for _ in range(60):
        assert sent(there, token(there, served, key=forged)).json["error_description"] == "signature"
    assert sent(there, token(there, served)).json["error_description"] == "too many attempts"
    there.pass_(hours=1)
    assert sent(there, token(there, served)).status_code == 200
    there.pass_(hours=2)
    tidying.forget_old_sign_ins(there.office)
    with there.office.database.reading() as session:
        assert session.execute(text("select count(*) from logout_taken")).scalar_one() == 0
