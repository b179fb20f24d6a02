"""The organisation's own provider, a real one on a port: who is let in, as whom and with which roles; who is not."""

from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from cases import audit, people
from cases.people import Person
from cases.signing_in import links
from casework.signing_in import setting_up
from tests.web.signing_in import provider_served
from tests.web.signing_in.entering import HIDDEN, Browser, Entrance
from tests.web.signing_in.provider_served import CLIENT_ID, ONA, Served
from web import create_app

pytestmark = pytest.mark.slow


def asked(browser: Browser, path: str = "/sign-in/with-provider") -> str:
    """Where the browser is sent to."""
    answer = browser.get(path)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def back(browser: Browser, address: str, who: str = "ona") -> TestResponse:
    """The way through the provider as somebody, and back."""
    answer = requests.get(f"{address}&login_hint={who}", timeout=10, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    way = urlsplit(answer.headers["Location"])
    return browser.get(f"{way.path}?{way.query}")


def enter(browser: Browser, who: str = "ona") -> TestResponse:
    return back(browser, asked(browser), who)


def find(there: Entrance, email: str = "ona@cspr.example") -> Person | None:
    with there.office.database.reading() as session:
        return people.by_email(session, email)


def roles(there: Entrance, person_id: str) -> set[tuple[str, str | None, str | None]]:
    with there.office.database.reading() as session:
        today = there.clock.now().date()
        return {(one.role, one.partnership_id, one.agency_id) for one in people.memberships(session, person_id, today)}


def test_somebody_in_a_group_comes_in_with_its_roles_and_keeps_only_those_of_their_groups(
    there: Entrance, served: Served
) -> None:
    browser = there.browser()
    page = browser.get("/sign-in").text
    assert "Sign in with Leicester" in page and 'name="password"' in page
    answer = enter(browser)
    assert (answer.status_code, answer.location) == (303, "/"), answer.text
    sent = served.seen[-1]
    assert sent["code_challenge_method"] == "S256" and len(sent["code_challenge"]) == 43
    assert len(sent["state"]) >= 43 and len(sent["nonce"]) >= 43 and sent["state"] != sent["nonce"]
    ona = find(there)
    assert ona is not None and roles(there, ona.id) == {("business_office", "lei", None)}
    assert "Ona Testcase" in browser.get("/account").text and "With Leicester" in browser.get("/account").text
    # A role given by hand stays; one that followed from a group goes with it, and the same person comes back.
    with there.office.database.transaction() as session:
        people.give_role(session, ona.id, "crg_member", "lei")
    served.people["ona"]["groups"] = ["police-leads", "owners", "nowhere"]
    served.people["ona"]["email"] = "another@cspr.example"
    assert enter(there.browser()).status_code == 303
    by_hand, by_group = ("crg_member", "lei", None), {("agency_lead", "lei", "police"), ("process_owner", None, None)}
    assert roles(there, ona.id) == {by_hand, *by_group}
    # The session that was open has another text with its next click, since its rights have changed.
    text = browser.text()
    assert browser.get("/account").status_code == 200 and browser.text() != text
    served.people["ona"]["groups"] = []
    assert enter(there.browser()).status_code == 303
    assert roles(there, ona.id) == {by_hand}
    with there.office.database.reading() as session:
        said = [entry.action for entry in audit.entries(session, audit.PEOPLE)]
    assert Counter(said) == {"person added": 1, "role given": 3, "role ended": 3}
    with there.office.database.transaction() as session:
        people.person(session, ona.id).active = False
    assert "has been closed" in enter(there.browser()).text


def test_whoever_signs_out_is_offered_the_way_out_at_the_provider_where_it_has_one(
    there: Entrance, served: Served
) -> None:
    browser = there.browser()
    enter(browser)
    assert "sign out there too" not in there.browser().get("/sign-in").text
    left = browser.send("/sign-out", on="/account")
    assert left.location == "/sign-in" and left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert 'href="/sign-out/with-provider"' in browser.get("/sign-in").text
    assert "sign out there too" not in browser.get("/sign-in").text, "said once"
    assert browser.get("/account").status_code == 303
    assert browser.get("/sign-out/with-provider").status_code == 404
    for bad in ("http://elsewhere.example/end", "javascript:alert(1)", 7):
        served.metadata = {"end_session_endpoint": bad}
        assert browser.get("/sign-out/with-provider").status_code == 404, bad
    served.metadata = {"end_session_endpoint": f"{served.issuer}/end?policy=one"}
    way = urlsplit(asked(browser, "/sign-out/with-provider"))
    assert f"{way.scheme}://{way.netloc}{way.path}" == f"{served.issuer}/end"
    assert parse_qs(way.query) == {
        "policy": ["one"],
        "client_id": [CLIENT_ID],
        "post_logout_redirect_uri": [f"{there.office.config.base_url}/sign-in"],
    }
    with there.office.database.reading() as session:
        assert people.by_email(session, "ona@cspr.example") is not None
    # Whoever came with a password was never signed in there.
    local = there.signed_in()
    local.send("/sign-out", on="/account")
    assert "sign out there too" not in local.get("/sign-in").text


def test_nobody_comes_in_uninvited_and_an_address_counts_only_when_the_provider_vouches_for_it(
    there: Entrance, served: Served
) -> None:
    served.people |= {
        "none": {**ONA, "groups": ["unknown"], "email": "none@cspr.example"},
        "claims": {**ONA, "groups": [], "email": "chair@cspr.example", "email_verified": False},
        "grabs": {**ONA, "groups": ["owners"], "email": "chair@cspr.example", "email_verified": False},
        "chair": {**ONA, "groups": [], "email": "CHAIR@cspr.example"},
        "second": {**ONA, "groups": [], "email": "chair@cspr.example"},
    }
    for who in ("none", "claims", "grabs"):
        answer = enter(there.browser(), who)
        assert answer.status_code == 403 and "You have no account here yet" in answer.text, who
    browser = there.browser()
    assert enter(browser, "chair").status_code == 303
    assert "Ira Testcase" in browser.get("/account").text
    assert "joined to another one" in enter(there.browser(), "second").text
    # Where the operator says that addresses are looked after, the provider need not say it itself.
    served.people["lead"] = {"name": "Lou", "email": "lead@cspr.example", "tid": "leicester"}
    assert enter(there.browser(), "lead").status_code == 403
    found = there.office.config.sign_in.provider
    assert found is not None
    trusting = replace(there.office.config.sign_in, provider=replace(found, trusts_addresses=True))
    office = replace(there.office, config=replace(there.office.config, sign_in=trusting))
    assert enter(Browser(create_app(office).test_client()), "lead").status_code == 303


def test_an_invited_person_joins_their_identity_with_the_link_once(there: Entrance, served: Served) -> None:
    served.people["mel"] = {"name": "M. T.", "email": "m@elsewhere.example", "tid": "leicester"}
    member = there.world.people["member"]
    address = setting_up.invite(there.office, member, "admin")
    path = address.removeprefix(there.office.config.base_url)
    browser = there.browser()
    assert "Set up with Leicester" in browser.get(path).text
    way = asked(browser, f"{path}/provider")
    asked(there.browser(), f"{path}/provider")
    # Going there uses nothing up; coming back does, and only in the browser that went.
    with there.office.database.reading() as session:
        assert links.of_text(session, path.rpartition("/")[2], there.clock.now()) is not None
    assert back(there.browser(), way, "mel").status_code == 403
    assert back(browser, asked(browser, f"{path}/provider"), "mel").status_code == 303
    assert "Mel Testcase" in browser.get("/account").text
    assert browser.get(path).status_code == 410
    again = there.browser()
    assert enter(again, "mel").status_code == 303 and "Mel Testcase" in again.get("/account").text
    # A link for a new password joins nothing.
    other = setting_up.invite(there.office, member, "admin", links.Purpose.NEW_PASSWORD)
    assert browser.get(f"{other.removeprefix(there.office.config.base_url)}/provider").status_code == 410


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "for another application": {"aud": "another"},
    "for several, asked for by another": {"aud": [CLIENT_ID, "another"], "azp": "another"},
    "run out": {"exp": 1_700_000_000},
    "not begun": {"nbf": 4_000_000_000},
    "another nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "another tenant": {"tid": "rutland"},
    "no tenant": {"tid": None},
    "another access token": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    "too many groups": {"groups": None, "_claim_names": {"groups": "src1"}},
}


def test_whatever_is_wrong_with_an_answer_nobody_is_signed_in(
    there: Entrance, served: Served, capsys: pytest.CaptureFixture[str]
) -> None:
    forged = RSAKey.generate_key(2048, {"kid": "one"})
    forgeries: dict[str, Any] = {
        "another key": (forged, "RS256"),
        "our own secret as the key": (provider_served.known_secret(), "HS256"),
        "no signature": (provider_served.known_secret(), "none"),
    }
    for name, lie in LIES.items():
        served.lies = lie
        refuses(there, name)
    served.lies = {}
    for name, served.forger in forgeries.items():
        refuses(there, name)
    served.forger = None
    for name, served.metadata in {
        "metadata of another": {"issuer": "https://evil.example"},
        "keys without https": {"jwks_uri": "http://keys.example/keys"},
        "says who it is, and did not": {"authorization_response_iss_parameter_supported": True},
    }.items():
        answer = there.browser().get("/sign-in/with-provider")
        if answer.status_code == 303:
            refuses(there, name)
        else:
            assert answer.status_code == 403, name
    served.metadata = {}
    logged = "".join(capsys.readouterr())
    assert logged.count("provider_refused") == len(LIES) + len(forgeries) + 3
    assert "ona" not in logged.lower().replace("personal", "") and "cspr.example" not in logged
    assert find(there) is None
    assert enter(there.browser()).status_code == 303


def refuses(there: Entrance, name: str) -> None:
    browser = there.browser()
    answer = enter(browser)
    assert answer.status_code == 403, name
    assert not browser.text() and browser.get("/account").status_code == 303, name


def test_where_a_second_step_is_asked_for_a_token_must_say_that_it_was_taken(there: Entrance, served: Served) -> None:
    asking = there.office.config.sign_in.provider
    assert asking is not None
    strict = replace(asking, second_factor=("mfa", "urn:strong"))
    config = replace(there.office.config, sign_in=replace(there.office.config.sign_in, provider=strict))
    office = replace(there.office, config=config)
    careful = Entrance(there.world, office, create_app(office))
    for claims, may in (
        ({"amr": ["pwd"]}, False), ({"amr": None}, False), ({"amr": ["pwd", "mfa"]}, True),
        ({"amr": [], "acr": "urn:strong"}, True), ({"amr": [], "acr": "urn:weak"}, False), ({"amr": [["mfa"]]}, False),
    ):  # fmt: skip
        served.lies = claims
        answer = enter(careful.browser())
        assert (answer.status_code == 303) is may, claims
        assert may or "without a second step" in answer.text
    # Where nothing is asked for, it is the provider's to ask.
    served.lies = {"amr": ["pwd"]}
    assert enter(there.browser()).status_code == 303


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(there: Entrance, served: Served) -> None:
    browser, victim = there.browser(), there.browser()
    answer = requests.get(f"{asked(browser)}&login_hint=ona", timeout=10, allow_redirects=False)
    way = urlsplit(answer.headers["Location"])
    path = f"{way.path}?{way.query}"
    # Somebody else's answer, in a browser that asked nothing, and in one that asked something of its own.
    assert victim.get(path).status_code == 403
    asked(victim)
    assert victim.get(path).status_code == 403
    code = parse_qs(way.query)["code"][0]
    asked(victim)
    with victim.client.session_transaction() as held:
        own = held["provider"]["state"]
    # The code under the victim's own state: PKCE and nonce are the other browser's.
    assert victim.get(f"{way.path}?code={code}&state={own}").status_code == 403
    assert browser.get(path).status_code == 303
    assert there.browser().get(path).status_code == browser.get(path).status_code == 403
    slow = there.browser()
    address = asked(slow)
    there.pass_(minutes=16)
    assert back(slow, address).status_code == 403
    refused = there.browser()
    asked(refused)
    with refused.client.session_transaction() as held:
        own = held["provider"]["state"]
    page = refused.get(f"/sign-in/back?error=access_denied&error_description=<script>&state={own}")
    assert page.status_code == 403 and "did not sign you in" in page.text and "<script>" not in page.text


def test_a_provider_that_is_away_is_told_as_that(there: Entrance) -> None:
    found = there.office.config.sign_in.provider
    assert found is not None
    settings = replace(
        there.office.config.sign_in, local_accounts=False, provider=replace(found, issuer="http://127.0.0.1:1")
    )
    office = replace(there.office, config=replace(there.office.config, sign_in=settings))
    browser = Browser(create_app(office).test_client())
    answer = browser.get("/sign-in/with-provider")
    assert answer.status_code == 403 and "cannot be reached" in answer.text
    # Where there are no passwords there is nothing to ask one with.
    assert 'name="password"' not in browser.get("/sign-in").text
    assert browser.get("/sign-in/forgotten").status_code == 404
    assert browser.send("/sign-in", email="office@cspr.example", password="x").status_code in {403, 404}


def test_whoever_came_by_the_provider_signs_in_there_again_before_what_a_passer_by_must_not_do(
    there: Entrance, served: Served
) -> None:
    served.people["owner"] = {**ONA, "groups": ["owners"], "email": "owner@cspr.example"}
    browser, other = there.browser(), there.browser()
    enter(browser, "owner")
    enter(other, "owner")
    assert browser.get("/sign-in/again").status_code == 404, "nothing to prove"
    there.pass_(minutes=6)
    page = browser.send("/tokens", name="Laptop at home", days="30").text
    assert "Sign in again to go on" in page and 'href="/sign-in/again"' in page and "_proof" not in page

    def refused(who: str, said: str, **lies: Any) -> None:
        served.lies = lies
        answer = back(browser, asked(browser, "/sign-in/again"), who)
        assert answer.status_code == 403 and said in answer.text, (who, lies)
        assert "Sign in again to go on" in browser.send("/account/sessions/end-others", on="/account").text
        served.lies = {}

    now = int(there.clock.now().timestamp())
    for at in (now - 600, None, True):
        refused("owner", "did not ask you to sign in again", auth_time=at)
    refused("owner", "was not in order", auth_time="now")
    refused("ona", "another account", auth_time=now)
    # The clock of the provider is the computer's own, six minutes behind.
    served.lies = {"auth_time": now, "iat": now, "exp": now + 600}
    browser.send("/tokens", name="Laptop at home", days="30")
    way = asked(browser, "/sign-in/again")
    assert {"prompt": ["login"], "max_age": ["0"]}.items() <= parse_qs(urlsplit(way).query).items()
    answer = back(browser, way, "owner")
    assert answer.status_code == 303 and answer.location.startswith("/kept/")
    kept = browser.get(answer.location).text
    fields = dict(HIDDEN.findall(kept))
    assert browser.client.post(answer.location, data=fields).location == "/tokens"
    shown = browser.client.post("/tokens", data=fields).text
    assert 'value="Laptop at home"' in shown and "There is no token yet" in shown
    assert "Copy your token" in browser.send("/tokens", name="Laptop at home", days="30").text
    assert browser.send("/account/sessions/end-others", on="/account").location == "/account"
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
