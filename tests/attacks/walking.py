"""Every form of every page, found by reading the pages as those who may, and sent back with other words."""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote, urljoin

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.attacks import harmless, naughty
from tests.web import world as worlds
from tests.web.pages import PAGES, Page
from tests.web.world import TOKEN, World

SECONDS = 5.0
"""Of the processor: how long it takes on the clock is a matter of what else this computer does."""
URLENCODED = "application/x-www-form-urlencoded"
KEPT = {"_token", "_key", "_action", "act"}
"""Fields that say which button was pressed or which page it was: without them nothing of the rest would be read."""

ANSWERED_AT_ONCE = {"tasks.send": "/visible", "start.begin": "/visible", "telling.send": "/visible"}
"""Forms whose page asks a script while they are filled in, and where."""


@dataclass(frozen=True, slots=True)
class Found:
    """A form on a page: who sees it, where it goes, how, and its fields with what stands in them."""

    who: str | None
    action: str
    method: str
    kind: str
    fields: tuple[tuple[str, str], ...]

    @property
    def shape(self) -> tuple[object, ...]:
        """The same for the form of one list's many lines."""
        path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{20,}|LEI-\d\d-\d+", "*", self.action.partition("?")[0])
        return (self.method, path, tuple(name for name, _ in self.fields))


@dataclass(slots=True)
class Walk:
    """A walk over all pages of a world, and everything that was wrong on the way."""

    app: Flask
    world: World
    faults: list[str] = field(default_factory=list)
    asked: int = 0
    reached: set[str] = field(default_factory=set)
    """Endpoints that a form was sent to."""

    def forms(self) -> list[Found]:
        """Every form of every page, once for each shape."""
        found: dict[tuple[object, ...], Found] = {}
        for page in PAGES:
            if page.body is None and page.status == 200:
                answer = self.look(page)
                if answer is not None and answer.mimetype == "text/html":
                    for one in _forms(answer.text, page.who, answer.request.full_path.rstrip("?")):
                        found.setdefault(one.shape, one)
        for page in PAGES:
            if page.body is not None and page.body.kind == URLENCODED:
                fields = tuple(parse_qsl(page.body.content.decode(), keep_blank_values=True))
                one = Found(page.who, page.address(self.world), "post", URLENCODED, fields)
                found.setdefault(one.shape, one)
        for one in list(found.values()):
            if more := ANSWERED_AT_ONCE.get(self._endpoint(one)):
                asked = replace(one, action=one.action.rstrip("/") + more)
                found.setdefault(asked.shape, asked)
        return list(found.values())

    def look(self, page: Page) -> TestResponse | None:
        """A page as it is now; None when what it was about has gone since."""
        try:
            address = page.address(self.world)
        except (LookupError, StopIteration, ValueError):
            return None
        return self._judged(f"{page.who} GET {address}", lambda: self._client(page.who).get(address))

    def send(self, form: Found, turn: int) -> TestResponse:
        """A form with other words in all of its fields."""
        fields = [
            (name, value if name in KEPT else naughty.for_field(at * 11 + turn))
            for at, (name, value) in enumerate(form.fields)
        ]
        client = self._client(form.who)
        self.reached.add(self._endpoint(form))
        if form.method == "get":
            return self._judged(f"{form.who} GET {form.action}", lambda: client.get(form.action, query_string=fields))
        many: dict[str, list[str]] = {}
        for name, value in fields:
            many.setdefault(name, []).append(value)
        many["_token"] = [TOKEN]
        return self._judged(
            f"{form.who} POST {form.action} turn {turn}",
            lambda: client.post(form.action, data=many, content_type=form.kind),
        )

    def _endpoint(self, form: Found) -> str:
        path = unquote(form.action.partition("?")[0])
        try:
            return str(self.app.url_map.bind("localhost").match(path, form.method.upper())[0])
        except HTTPException:
            self.faults.append(f"{form.who}: a form leads to {form.action}, where nothing takes it")
            return ""

    def _client(self, who: str | None) -> FlaskClient:
        return worlds.signed_in(self.app, self.world, who)

    def _judged(self, what: str, ask: Callable[[], TestResponse]) -> TestResponse:
        begun = time.process_time()
        answer = ask()
        self.asked += 1
        if time.process_time() - begun > SECONDS:
            self.faults.append(f"{what}: took {time.process_time() - begun:.1f} s")
        if answer.status_code >= 500:
            self.faults.append(f"{what}: {answer.status_code}")
        location = answer.headers.get("Location", "")
        if re.match(r"[\s\\/]*[\\/]{2}|[a-z]+:", location, re.IGNORECASE):
            self.faults.append(f"{what}: leads to {location}")
        if naughty.MARK in str({name: value for name, value in answer.headers if name not in {"Location"}}):
            self.faults.append(f"{what}: a header of the sender's")
        if answer.mimetype == "text/html":
            self.faults += [f"{what}: {one}" for one in harmless.faults(answer.text)]
        return answer


def _forms(text: str, who: str | None, address: str) -> Iterator[Found]:
    for one in html.document_fromstring(text).xpath("//form"):
        fields = [
            (str(each.get("name")), str(each.get("value") or ""))
            for each in one.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]")
            if each.get("type") != "file"
        ]
        yield Found(
            who,
            urljoin(address, one.get("action") or address).partition("#")[0],
            (one.get("method") or "get").lower(),
            one.get("enctype") or URLENCODED,
            tuple(dict.fromkeys(fields)),
        )
