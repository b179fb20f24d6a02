"""Signing in with a local account, in two steps."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from cases.signing_in.sessions import Way
from casework.signing_in import local
from web import signed_in
from web.here import office, viewer_or_nobody
from web.pages.operations import Errors
from web.problems import Problem
from web.words import count

blueprint = Blueprint("sign_in", __name__, url_prefix="/sign-in")

STEP = "step"
"""What the cookie calls the text of what somebody is in the middle of; see cases.signing_in.steps."""

NOT_RIGHT = "The e-mail address or the password is not right"


@blueprint.get("")
def show() -> str | Response:
    """Where to sign in; whoever is signed in goes on to their work."""
    if viewer_or_nobody() is not None:
        return redirect(url_for("work.home"), 303)
    return _page([])


@blueprint.post("")
def send() -> str | tuple[str, int] | Response:
    """Check the password; the code comes next. Wrong address and wrong password get one answer."""
    if not office().config.sign_in.local_accounts:
        raise Problem(404, "There is nothing to send here", "Sign in with your organisation’s account.")
    email, password = request.form.get("email", ""), request.form.get("password", "")
    errors: Errors = []
    if not email.strip():
        errors.append(("email", "Enter your e-mail address"))
    if not password:
        errors.append(("password", "Enter your password"))
    if errors:
        return _page(errors), 422
    found = local.password(office(), email, password, network())
    if isinstance(found, local.Refused):
        words = too_often(found.wait) if found.wait else NOT_RIGHT
        return _page([("email", words)]), 429 if found.wait else 422
    session[STEP] = found
    return redirect(url_for("sign_in.code"), 303)


@blueprint.get("/code")
def code() -> str | Response:
    """The code of the authenticator app."""
    if not session.get(STEP):
        return redirect(url_for("sign_in.show"), 303)
    return _code([])


@blueprint.post("/code")
def send_code() -> str | tuple[str, int] | Response:
    """Check the code, and sign in."""
    given = request.form.get("code", "")
    if not given.strip():
        return _code([("code", "Enter the code")]), 422
    found = local.code(office(), str(session.get(STEP, "")), given)
    if found is None:
        session.pop(STEP, None)
        flash("That took too long. Enter your e-mail address and password again.")
        return redirect(url_for("sign_in.show"), 303)
    if isinstance(found, local.Refused):
        words = too_often(found.wait) if found.wait else "This code is not right, or was used before. Wait for the next"
        return _code([("code", words)]), 429 if found.wait else 422
    return redirect(signed_in.begin(found, Way.PASSWORD), 303)


def network() -> str:
    """Where a request comes from, as it is counted: one IPv6 network is one household."""
    try:
        found = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(found.exploded[:19]) if isinstance(found, IPv6Address) else str(found)


def too_often(wait: timedelta) -> str:
    """When to try again, in words."""
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    return f"There were too many attempts. Wait {count(minutes, 'minute')}, then try again"


def _page(errors: Errors) -> str:
    settings = office().config.sign_in
    return render_template(
        "pages/sign_in.html",
        title="Sign in",
        errors=errors,
        email=request.form.get("email", ""),
        provider=settings.provider,
        local=settings.local_accounts,
        comes_back=bool(session.get(signed_in.NEXT)),
        was_kept=session.pop(signed_in.KEPT, False),
        left_provider=session.pop(signed_in.LEFT, False),
    )


def _code(errors: Errors) -> str:
    return render_template("pages/sign_in_code.html", title="Enter your code", errors=errors)
