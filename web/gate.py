"""What is refused before anything of a request is looked at: other names of this server, other sites, huge bodies."""

import re
from urllib.parse import urlsplit

from flask import Flask, request, session
from werkzeug.exceptions import LengthRequired, RequestEntityTooLarge

from web.csrf import BY_TOKEN, SAFE
from web.here import SIGNED_IN, office
from web.problems import Problem

MEGABYTE = 1024 * 1024
MOST_IN_ONE_POST = 64 * MEGABYTE
MOST_OF_FIELDS = 4 * MEGABYTE
MOST_FIELDS = 4_000
MOST_OF_STRANGERS = 256 * 1024
"""Bytes that somebody may send who is not signed in: a form to sign in with, and no more."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
"""Names by which only this computer itself, and what stands before us on it, calls us."""

OPEN_BY_ANY_NAME = frozenset({"health.alive", "health.ready"})
"""What monitors ask, which know a server by its number."""

_PORT = re.compile(r":[0-9]{1,5}$")
_URLENCODED = "application/x-www-form-urlencoded"


def allowed_hosts(base_url: str, more: tuple[str, ...] = ()) -> frozenset[str]:
    """The names under which this office is served: that of its own links, those the operator names, and loop-back."""
    return LOOPBACK | {_plain(urlsplit(base_url).netloc), *(_plain(name) for name in more)}


def check() -> None:
    """Raise Problem or HTTPException for a request that no page of ours and no link of ours leads to."""
    hosts: frozenset[str] = office_hosts()
    if _plain(request.host) not in hosts and request.endpoint not in OPEN_BY_ANY_NAME:
        raise Problem(
            421,
            "This is not the address of this system",
            "Use the address that your office gave you. Operators: BASE_URL says by which name the system is "
            "reached, and ALLOWED_HOSTS by which others.",
        )
    if request.blueprint in BY_TOKEN or request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is not None and _plain(urlsplit(origin).netloc) not in hosts:
        raise Problem(
            403,
            "This came from another site",
            "Nothing was saved. Open the page here and send it again; if a link led you there, tell your IT support.",
        )
    _must_be_small()


def office_hosts() -> frozenset[str]:
    """The names under which the office that is asked is served."""
    config = office().config
    return allowed_hosts(config.base_url, config.other_hosts)


def _must_be_small() -> None:
    """Refuse by what is declared, before a byte is read; browsers always declare it."""
    size = request.content_length
    if size is None and request.headers.get("Transfer-Encoding"):
        raise LengthRequired
    most = MOST_IN_ONE_POST if SIGNED_IN in session else MOST_OF_STRANGERS
    if request.mimetype == _URLENCODED:
        most = min(most, MOST_OF_FIELDS)
    if (size or 0) > most:
        raise RequestEntityTooLarge
    # A field costs more to read than its bytes: `&&&&` is a million fields to some.
    if request.mimetype == _URLENCODED and request.get_data(cache=True).count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge


def _plain(host: str) -> str:
    return _PORT.sub("", host.lower()).rstrip(".")


def register(app: Flask) -> None:
    """Stand before everything else that is asked of a request."""
    app.before_request(check)
