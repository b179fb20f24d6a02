"""Every address and every form that somebody who is signed in comes to, once for each shape."""

import re
from collections import deque
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from lxml import html

from tools.scan.served import COOKIE, Served, Signed

LEAVES = re.compile(r"^/(sign-out|demo|static|help|accessibility)|/end$|/end-others$")
"""What ends the session with which the scanners look, and what has nothing to find."""

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{20,}|[A-Z]{3}-\d\d-\d{3}|\b\d+\b")


@dataclass(frozen=True, slots=True)
class Asked:
    """One request with parameters: its address and, where it is a post, its fields."""

    address: str
    data: str = ""

    @property
    def shape(self) -> tuple[str, ...]:
        """The same for all that differ only in what they are about."""
        parts = urlsplit(self.address)
        names = sorted({name for name, _ in parse_qsl(f"{parts.query}&{self.data}", keep_blank_values=True)})
        return (_IDS.sub("*", parts.path), "POST" if self.data else "GET", *names)


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
    waiting, seen, shapes = deque([f"{served.address}/"]), {f"{served.address}/"}, dict[str, int]()
    while waiting and found.pages < most:
        address = waiting.popleft()
        answer = browser.get(address, timeout=60)
        found.pages += 1
        if answer.status_code >= 500:
            found.failures.append(f"{signed.who} GET {address}: {answer.status_code}")
        if "text/html" not in answer.headers.get("Content-Type", ""):
            continue
        page = html.fromstring(answer.text or "<html></html>")
        for one in [*_links(page, answer.url), *_forms(page, answer.url)]:
            parts = urlsplit(one.address)
            if not one.address.startswith(served.address) or LEAVES.search(parts.path):
                continue
            if parts.query or one.data:
                found.asked.setdefault(one.shape, one)
            shape = _IDS.sub("*", parts.path + "?" + "&".join(sorted(name for name, _ in parse_qsl(parts.query))))
            if not one.data and one.address not in seen and shapes.get(shape, 0) < 2:
                shapes[shape] = shapes.get(shape, 0) + 1
                seen.add(one.address)
                waiting.append(one.address)
    return found


def _links(page: html.HtmlElement, base: str) -> list[Asked]:
    return [Asked(urljoin(base, str(one)).partition("#")[0]) for one in page.xpath("//a/@href")]


def _forms(page: html.HtmlElement, base: str) -> list[Asked]:
    found = []
    for form in page.xpath("//form"):
        fields = [
            (str(one.get("name")), str(one.get("value") or "1"))
            for one in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name] | .//button[@name]")
            if one.get("type") != "file"
        ]
        address = urljoin(base, form.get("action") or base)
        data = urlencode(list(dict(fields).items()))
        if (form.get("method") or "get").lower() == "post":
            found.append(Asked(address, data))
        else:
            found.append(Asked(f"{address.partition('?')[0]}?{data}"))
    return found
