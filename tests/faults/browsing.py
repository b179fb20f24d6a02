"""A person at a browser who does not give up: what was sent is sent again, the same page, until it is acknowledged."""

import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar

PATIENCE = 90.0
"""Seconds after which even a patient person gives up."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """An answer of 303 is what the test wants to see."""


@dataclass
class Answer:
    """What came back."""

    status: int
    body: str
    location: str = ""


@dataclass
class Browser:
    """One person's browser at one address. `failures` counts what had to be tried again."""

    address: str
    failures: int = 0
    statuses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._opener = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Answer:
        """A page, however often it has to be asked for."""
        return self._insisting(urllib.request.Request(self.address + path))

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """A form sent, the same each time, until there is an answer from the product and not from its end."""
        body = urllib.parse.urlencode(fields).encode()
        return self._insisting(urllib.request.Request(self.address + path, data=body))

    def _insisting(self, request: urllib.request.Request) -> Answer:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self._once(request)
                self.statuses.append(answer.status)
                if answer.status < 500:
                    return answer
            except (OSError, HTTPException):
                pass
            self.failures += 1
            if time.monotonic() > until:
                raise TimeoutError(f"{request.full_url} did not answer")
            time.sleep(0.1)

    def _once(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as answered:
            with answered:
                return Answer(answered.code, answered.read().decode(), answered.headers.get("Location", ""))


def hidden(page: Answer) -> dict[str, str]:
    """The token and the key of the form on a page; of the last one, where the page has several."""
    found = re.findall(r'name="(_token|_key)" value="([^"]*)"', page.body)
    return dict(found)
