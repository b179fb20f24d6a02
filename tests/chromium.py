"""A real browser, and our pages served to it by this process, so that its clock can be moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

BINARIES = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
"""Where Debian puts Chromium: first the one without windows, which does the same for pages in much less time."""

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NARROW = {"width": 375, "height": 800}
WIDE = {"width": 1280, "height": 900}
WATCH = """
window.refusals = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.refusals.push(`${event.violatedDirective} ${event.blockedURI}`);
});
"""


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium; the test is skipped where there is none."""
    found = next((one for one in BINARIES if one.exists()), None)
    if found is None:
        pytest.skip(f"NOT RUN: there is no Chromium at {' or '.join(map(str, BINARIES))}, so no page was looked at")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(found), args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """An address of its own for the application."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


class _Quiet(WSGIRequestHandler):
    """Says nothing about requests, since a test says what it looked at."""

    def log(self, type: str, message: str, *args: Any) -> None:
        pass


def is_accessible(page: Page, where: str) -> None:
    """The page breaks none of the rules of WCAG 2.2 AA and of good practice that a machine can check."""
    # To report in full what is right as well would take most of the time.
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, f"{where}: {found.generate_report()}"


def fits_a_phone(page: Page, where: str) -> None:
    """Nothing of the page reaches beyond a screen of 375 pixels, with scripts or without."""
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    wide = page.locator("html").evaluate("page => page.scrollWidth - page.clientWidth")
    assert wide <= 0, f"{where}: {wide} pixels too wide for a screen of 375"


def keeps_its_policy(page: Page, where: str) -> None:
    """Nothing on the page was refused by its content security policy. Needs WATCH and scripts."""
    assert page.evaluate("window.refusals") == [], where
