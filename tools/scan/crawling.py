"""Every address and every form that somebody who is signed in comes to, once for each shape."""

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

import requests
from lxml import html

from tools.scan import known
from tools.scan.served import COOKIE, Served, Signed

LEAVES = re.compile(r"^/(sign-out|demo|static|help|accessibility)|/end$|/end-others$")
"""What ends the session with which the scanners look, and what has nothing to find."""

EACH = 4
"""How many pages of one kind are looked at, and of one kind with the same parameters."""

FORMS = {"tasks.show": 60, "telling.show": 60}
"""The same for pages of which each may have a form of its own."""


NOT_ATTACKED = frozenset({"_token", "_key"})
"""Fields that only say that a form is ours, and which."""


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter: its name, what was there, and what kind of field it is."""

    name: str
    value: str
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with parameters: its address without them, and its fields."""

    address: str
    fields: tuple[Field, ...]
    is_post: bool = False

    @property
    def shape(self) -> tuple[str, ...]:
        """The same for all that differ only in what they are about."""
        method, names = "POST" if self.is_post else "GET", sorted({one.name for one in self.fields})
        return (known.page(urlsplit(self.address).path, method), method, *names)

    def written(self, token: str) -> str:
        """The parameters as they are sent, with the token of the session that sends them."""
        own = [("_token", token)] if self.is_post else []
        return urlencode([*own, *((one.name, one.value) for one in self.fields)])


@dataclass(slots=True)
class Crawl:
    """What was found, and answers that no page should give."""

    asked: dict[tuple[str, ...], Asked] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    pages: int = 0


def crawl(served: Served, signed: Signed, most: int) -> Crawl:
    """Look at up to `most` pages, a few of each shape."""
    found, browser = Crawl(), requests.Session()
    browser.cookies.set(COOKIE, signed.cookie)
    waiting, seen, shapes = deque([f"{served.address}/"]), {f"{served.address}/"}, dict[tuple[str, ...], int]()
    while waiting and found.pages < most:
        address = waiting.popleft()
        answer = browser.get(address, timeout=60)
        found.pages += 1
        if answer.status_code >= 500:
            found.failures.append(f"{signed.who} GET {address}: {answer.status_code}")
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = html.fromstring(answer.text or "<html></html>")
        links = _links(page, answer.url)
        for one in [*map(_asked, links), *_forms(page, answer.url)]:
            if one.address.startswith(served.address) and not LEAVES.search(urlsplit(one.address).path) and one.fields:
                found.asked.setdefault(one.shape, one)
        for link in links:
            if not link.startswith(served.address) or LEAVES.search(urlsplit(link).path) or link in seen:
                continue
            shape = _asked(link).shape
            if shapes.get(shape, 0) < FORMS.get(shape[0].partition(" ")[0], EACH):
                shapes[shape] = shapes.get(shape, 0) + 1
                seen.add(link)
                waiting.append(link)
    return found


def _links(page: html.HtmlElement, base: str) -> list[str]:
    return [urljoin(base, str(one)).partition("#")[0] for one in page.xpath("//a/@href")]


def _asked(link: str) -> Asked:
    parts = urlsplit(link)
    found = [Field(name, value, "link") for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    return Asked(urlunsplit(parts._replace(query="")), tuple(found))


def _forms(page: html.HtmlElement, base: str) -> list[Asked]:
    found = []
    for form in page.xpath("//form"):
        fields: dict[str, Field] = {}
        for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]"):
            kind, name = one.get("type") or one.tag, str(one.get("name"))
            if kind != "file" and name not in NOT_ATTACKED:
                fields[name] = Field(name, str(one.get("value") or "1"), _kind(kind, name))
        address = urljoin(base, form.get("action") or base).partition("?")[0]
        is_post = (form.get("method") or "get").lower() == "post"
        found.append(Asked(address, tuple(fields.values()), is_post))
    return found


def _kind(kind: str, name: str) -> str:
    """What tells one way of reading a field from another: the kind of its box, the part of a date, within a list."""
    part = next((one for one in ("-day", "-month", "-year", "-time") if name.endswith(one)), "")
    return f"{kind}{part}{' of a row' if re.search(r'-[0-9]+-', name) else ''}"
