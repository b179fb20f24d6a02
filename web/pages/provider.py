"""Signing in with the organisation's own account: there, and back."""

from dataclasses import asdict

from flask import Blueprint, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from cases.signing_in import outside, secret
from cases.signing_in.links import Purpose
from cases.signing_in.sessions import Way
from casework.signing_in import joined, provider, setting_up
from casework.signing_in.provider import Asked, Known
from casework.signing_in.published import CannotSignIn
from web import signed_in
from web.here import now, office, there, viewer_or_nobody
from web.pages.links import over
from web.problems import Problem, not_found
from web.proving import PROVING, prove

blueprint = Blueprint("provider", __name__)

ASKED = "provider"
"""What the cookie calls the questions that the provider's answer is checked by."""

SECONDS = 900
"""How long somebody may take at the provider."""


@blueprint.get("/sign-in/with-provider")
def go() -> Response:
    """Go to the provider."""
    return _go(None)


@blueprint.get("/sign-in/again")
def again() -> Response:
    """Go there to prove anew who one is, in the session that one is in; see web.proving."""
    if not isinstance(session.get(PROVING), dict):
        raise not_found()
    return _go(None, again=True)


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
    link, again = held.pop("link"), held["again_since"] is not None
    try:
        known = provider.answered(office(), Asked(address="", **held), request.args)
        if again:
            return redirect(_proved(known), 303)
        person_id = joined.person_of(office(), known, link)
    except CannotSignIn as refused:
        raise _not_proved(str(refused)) if again else _problem(str(refused)) from refused
    return redirect(signed_in.begin(person_id, Way.PROVIDER, known.session), 303)


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


def _proved(known: Known) -> str:
    """Write down that the person who is signed in here has signed in there; gives where they go on."""
    onward, row = session.pop(PROVING, None), there().row
    with office().database.reading() as database:
        person = outside.whose(database, known.issuer, known.subject)
    if viewer_or_nobody() is None or row is None or not isinstance(onward, dict):
        raise CannotSignIn("Your session has ended meanwhile. Sign in, then do it again.")
    if person is None or person.id != row.person_id:
        raise CannotSignIn("That was another account than the one you are signed in with here. Nothing was done.")
    prove(row, known.session)
    flash("It is certain now that it is you. Go on with what you began.")
    return str(onward["page"])


def _go(link_digest: str | None, again: bool = False) -> Response:
    try:
        asked = provider.ask(office(), again)
    except CannotSignIn as away:
        raise _problem(str(away)) from away
    kept = asdict(asked)
    address = kept.pop("address")
    session[ASKED] = {**kept, "at": now().timestamp(), "link": link_digest}
    return redirect(address, 303)


def _not_proved(text: str) -> Problem:
    return Problem(403, "It is not certain that it is you", text, (url_for("account.show"), "Your account"))


def _problem(text: str) -> Problem:
    return Problem(403, "You are not signed in", text, (url_for("sign_in.show"), "Sign in"))
