"""One-time links: a page that does nothing, a button that begins, and the account set up or a password chosen anew."""

import io

import segno
from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from cases.signing_in.links import Purpose
from cases.signing_in.sessions import Way
from casework.signing_in import codes, setting_up
from casework.signing_in.setting_up import Done, Setting, Wrong
from web import signed_in
from web.here import office
from web.pages.operations import Errors
from web.pages.sign_in import STEP
from web.problems import Problem

blueprint = Blueprint("links", __name__)

APP_NAME = "Safeguarding practice reviews"


@blueprint.get("/link/<text>")
def show(text: str) -> str:
    """What the link is for. Programs that look at links in mails come here too: nothing is used up, nobody is named."""
    purpose = setting_up.purpose_of(office(), text)
    if purpose is None:
        raise over()
    settings = office().config.sign_in
    return render_template(
        "pages/link.html",
        title="Set up your account" if purpose is Purpose.SET_UP else "Choose a new password",
        text=text,
        is_new=purpose is Purpose.SET_UP,
        provider=settings.provider if purpose is Purpose.SET_UP else None,
        local=settings.local_accounts,
    )


@blueprint.post("/link/<text>")
def begin(text: str) -> Response:
    """Begin, in this browser; the link still holds until the account is ready."""
    step = setting_up.begin(office(), text) if office().config.sign_in.local_accounts else None
    if step is None:
        raise over()
    session[STEP] = step
    return redirect(url_for("links.setting"), 303)


@blueprint.get("/set-up")
def setting() -> str:
    """The form: a password, and the code of the authenticator app."""
    found = setting_up.setting(office(), str(session.get(STEP, "")))
    if found is None:
        raise over()
    return _form(found, [])


@blueprint.post("/set-up")
def finish() -> str | tuple[str, int] | Response:
    """Finish: the link is used up, other sessions end, and the person is signed in."""
    step = str(session.get(STEP, ""))
    found = setting_up.setting(office(), step)
    if found is None:
        raise over()
    password, code = request.form.get("password", ""), request.form.get("code", "")
    errors: Errors = [] if code.strip() else [("code", "Enter the code")]
    if not password:
        errors.insert(0, ("password", "Enter a password"))
    if errors:
        return _form(found, errors), 422
    answer = setting_up.finish(office(), step, password, code)
    if isinstance(answer, Wrong):
        return _form(found, list(answer.errors.items())), 422
    if not isinstance(answer, Done):
        raise over()
    onward = signed_in.begin(answer.person_id, Way.PASSWORD)
    if answer.recovery:
        return show_codes(answer.recovery, onward)
    flash("Your new password holds from now on.")
    return redirect(onward, 303)


def show_codes(recovery: tuple[str, ...], onward: str) -> str:
    """The recovery codes, this once."""
    return render_template(
        "pages/recovery_codes.html", title="Write down your recovery codes", recovery=recovery, onward=onward
    )


def picture(secret: bytes, email: str) -> Markup:
    """The code that an authenticator app reads with the camera, drawn within the page."""
    drawn = io.BytesIO()
    made = segno.make(codes.address(secret, email, APP_NAME), error="m", micro=False)
    plain = {"xmldecl": False, "svgns": False, "lineclass": None, "svgclass": "app-qr"}
    made.save(drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", **plain)
    return Markup(drawn.getvalue().decode())  # noqa: S704 - numbers only, made here


def over() -> Problem:
    """One answer for links that never were, were used, or ran out."""
    return Problem(
        410,
        "This link does not hold any more",
        "It was used already, it has run out, or a newer one was made. Ask whoever sent it for a new one, or sign in.",
        (url_for("sign_in.show"), "Sign in"),
    )


def _form(found: Setting, errors: Errors) -> str:
    is_new = found.purpose is Purpose.SET_UP
    return render_template(
        "pages/set_up.html",
        title="Set up your account" if is_new else "Choose a new password",
        errors=errors,
        email=found.email,
        is_new=is_new,
        picture=picture(found.secret, found.email) if is_new else None,
        typed=codes.typed(found.secret),
    )
