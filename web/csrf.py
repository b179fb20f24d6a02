"""Whether a post really comes from one of our own pages: a token in the session, and what the browser says."""

import hmac
import secrets
import uuid

from flask import Flask, request, session
from markupsafe import Markup

from foundation.database import new_id
from web.problems import Problem

FIELD = "_token"
KEY_FIELD = "_key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
BY_TOKEN = frozenset({"engine_rest", "back_channel"})
"""Blueprints that ask for a token with every request and never look at the session."""

# A browser says "none" when a person sends the same form again by reloading.
OWN_SITE = frozenset({"same-origin", "none"})


def token() -> str:
    """The token of this session, made when first asked for."""
    if FIELD not in session:
        session[FIELD] = secrets.token_urlsafe(32)
    return str(session[FIELD])


def fields(key: str | None = None) -> Markup:
    """The hidden fields of every form that changes something.

    The token proves where the form comes from. The key names the command: the same form sent twice is done once.
    """
    pattern = Markup('<input type="hidden" name="{}" value="{}">')
    return pattern.format(FIELD, token()) + pattern.format(KEY_FIELD, key or new_id())


def key() -> str:
    """The key of the command that the posted form asks for; a form without a good one gets a key of its own."""
    given = request.form.get(KEY_FIELD, "")
    try:
        return str(uuid.UUID(given))
    except ValueError:
        return new_id()


def check() -> None:
    """Refuse a post from elsewhere; raises Problem."""
    # Where a token of the sender's own is asked for and cookies count for nothing, nobody can be made to send.
    if request.method in SAFE or request.blueprint in BY_TOKEN:
        return
    site = request.headers.get("Sec-Fetch-Site", "none")
    given = request.form.get(FIELD) or request.headers.get("X-Token", "")
    held = str(session.get(FIELD, ""))
    if site not in OWN_SITE or not held or not hmac.compare_digest(given.encode(), held.encode()):
        raise Problem(
            403,
            "This page was open for too long",
            "Nothing was saved. Your session has ended, or the form came from another site. "
            "Go back, reload the page and send the form again.",
        )


def register(app: Flask) -> None:
    """Check every request that changes something, and let templates write the hidden fields."""
    app.before_request(check)
    app.jinja_env.globals["form_fields"] = fields
