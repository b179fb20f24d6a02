"""A demonstration of its own for the scanners: started, signed in to as anybody, stopped and thrown away."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import requests
from lxml import html

ROOT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 300.0
COOKIE = "session"


@dataclass(frozen=True, slots=True)
class Served:
    """Where it is, and what it says meanwhile."""

    address: str
    folder: Path
    log: Path


class CannotSignIn(Exception):
    """The demonstration lets somebody in no more."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody who is signed in: what they are, their cookie, and what their forms are known by."""

    who: str
    cookie: str
    token: str


@contextmanager
def demonstration(folder: Path, log: Path) -> Iterator[Served]:
    """Serve the demonstration from a folder until the block ends; what it says goes into `log`."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    served = Served(f"http://127.0.0.1:{port}", folder, log)
    environment = {**os.environ, "MODE": "demo", "DATA_DIR": str(folder / "data"), "PORT": str(port)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "server.py", "demo"]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as process,  # noqa: S603
    ):
        try:
            _wait(served, process)
            yield served
        finally:
            process.terminate()


def _wait(served: Served, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and process.poll() is None:
        try:
            if requests.get(f"{served.address}/ready", timeout=5).ok:
                return
        except requests.RequestException:
            time.sleep(1)
    raise SystemExit(f"The demonstration does not start: see {served.log}")


def everybody(served: Served) -> dict[str, str]:
    """One person for each set of roles that the demonstration has, by what they are."""
    page = html.fromstring(requests.get(f"{served.address}/demo", timeout=30).text)
    found: dict[str, str] = {}
    for form in page.xpath("//form[.//input[@name='person']]"):
        roles = " ".join(form.xpath("string(.//*[contains(@class, '__roles')])").split()) or "nobody"
        found.setdefault(roles, str(form.xpath("string(.//input[@name='person']/@value)")))
    return found


def signed_in(served: Served, who: str, person: str) -> Signed:
    """A session of somebody, as the cookie stands once it knows its forms. Raises CannotSignIn."""
    browser = requests.Session()
    browser.post(
        f"{served.address}/demo", data={"_token": _token(browser, served), "person": person}, timeout=60
    ).raise_for_status()
    # Signing in makes everything anew: the token comes with the next form.
    token = _token(browser, served)
    if not browser.get(f"{served.address}/tasks", timeout=60, allow_redirects=False).ok:
        raise CannotSignIn(who)
    return Signed(who, browser.cookies.get(COOKIE) or "", token)


def _token(browser: requests.Session, served: Served) -> str:
    page = html.fromstring(browser.get(f"{served.address}/demo", timeout=60).text)
    return str(page.xpath("string(//input[@name='_token']/@value)"))


def forget_attempts(served: Served) -> None:
    """Forget how often somebody has searched or signed in, lest scanners be turned away after the first hundred."""
    for file in (served.folder / "data").glob("*.sqlite"):
        with closing(sqlite3.connect(file, timeout=30)) as database, suppress(sqlite3.OperationalError), database:
            database.execute("DELETE FROM sign_in_attempts")
