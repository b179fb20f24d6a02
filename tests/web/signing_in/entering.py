"""What the tests of signing in share: an office outside the demonstration, and a browser that fills its pages in."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from casework.office import Office
from casework.signing_in import codes
from foundation.clock import SettableClock
from tests.web import world as worlds
from tests.web.world import World
from web import create_app

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


@dataclass(slots=True)
class Entrance:
    """The world, its office outside the demonstration, and the application over it."""

    world: World
    office: Office
    app: Flask

    @property
    def clock(self) -> SettableClock:
        """The office's clock."""
        clock = self.office.clock
        assert isinstance(clock, SettableClock)
        return clock

    def pass_(self, **length: int) -> None:
        """Let time pass."""
        self.clock.move(timedelta(**length))

    def code(self, secret: bytes = worlds.SECRET) -> str:
        """What an authenticator app shows now."""
        return codes.code_at(secret, self.clock.now())

    def browser(self) -> "Browser":
        """A browser in which nobody is signed in."""
        return Browser(self.app.test_client())

    def signed_in(self) -> "Browser":
        """A browser in which the office's person has signed in by password and code."""
        browser = self.browser()
        assert browser.password("office@cspr.example", worlds.PASSWORD).location == "/sign-in/code"
        answer = browser.send("/sign-in/code", code=self.code())
        assert answer.status_code == 303, answer.text
        return browser


class Browser:
    """Loads a page, and sends its form as a person would."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> TestResponse:
        """A page."""
        return self.client.get(path)

    def send(self, path: str, on: str | None = None, **fields: Any) -> TestResponse:
        """The form of the page at `path` (or of the page `on`), with these fields written into it."""
        hidden = {
            name: value for name, value in HIDDEN.findall(self.get(on or path).text) if name in {"_token", "_key"}
        }
        return self.client.post(path, data={**hidden, **fields}, headers={"User-Agent": "Firefox/140 (Windows NT)"})

    def password(self, email: str, password: str) -> TestResponse:
        """The sign-in form sent."""
        return self.send("/sign-in", email=email, password=password)

    def text(self) -> str:
        """What the cookie holds of the session."""
        with self.client.session_transaction() as held:
            return str(held.get("signed_in", ""))


def entrance(world: World) -> Entrance:
    """The world's office, outside the demonstration."""
    office = replace(world.office, config=replace(world.office.config, demo=False))
    return Entrance(world, office, create_app(office))
