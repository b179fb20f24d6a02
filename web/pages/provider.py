"""Signing in with the organisation's own account: there, and back."""

from dataclasses import asdict

from flask import Blueprint, redirect, request, session, url_for
from werkzeug.wrappers import Response

from cases.signing_in import secret
from cases.signing_in.links import Purpose
from cases.signing_in.sessions import Way
from casework.signing_in import joined, provider, setting_up
from casework.signing_in.provider import Asked, CannotSignIn
from web import signed_in
from web.here import now, office
from web.pages.links import over
from web.problems import Problem

blueprint = Blueprint("provider", __name__)

ASKED = "provider"
"""What the cookie calls the questions that the provider's answer is checked by."""

SECONDS = 900
"""How long somebody may take at the provider."""


@blueprint.get("/sign-in/with-provider")
def go() -> Response:
    """Go to the provider."""
    return _go(None)


@blueprint.get("/link/<text>/provider")
def join(text: str) -> Response:
    """Go there to set an account up with a one-time link. The link holds until somebody comes back."""
    if setting_up.purpose_of(office(), text) is not Purpose.SET_UP:
        raise over()
    return _go(secret.digest(text))


@blueprint.get("/sign-in/back")
def back() -> Response:
    """Back from the provider: signed in, when everything about the answer is right. It counts once."""
    held = session.pop(ASKED, None)
    if not isinstance(held, dict) or now().timestamp() - held.pop("at") > SECONDS:
        raise _problem("You did not begin to sign in here, or it took too long. Sign in again.")
    link = held.pop("link")
    try:
        known = provider.answered(office(), Asked(address="", **held), request.args)
        person_id = joined.person_of(office(), known, link)
    except CannotSignIn as refused:
        raise _problem(str(refused)) from refused
    return redirect(signed_in.begin(person_id, Way.PROVIDER), 303)


@blueprint.get("/sign-out/with-provider")
def leave() -> Response:
    """Sign out at the provider too, which a browser goes on being signed in with otherwise."""
    try:
        address = provider.way_out(office())
    except CannotSignIn as away:
        raise _problem(str(away)) from away
    if address is None:
        raise Problem(404, "Your organisation’s sign-in has no way out", "Close the browser to sign out there.")
    return redirect(address, 303)


def _go(link_digest: str | None) -> Response:
    try:
        asked = provider.ask(office())
    except CannotSignIn as away:
        raise _problem(str(away)) from away
    kept = asdict(asked)
    address = kept.pop("address")
    session[ASKED] = {**kept, "at": now().timestamp(), "link": link_digest}
    return redirect(address, 303)


def _problem(text: str) -> Problem:
    return Problem(403, "You are not signed in", text, (url_for("sign_in.show"), "Sign in"))
