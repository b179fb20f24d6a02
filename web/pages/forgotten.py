"""A forgotten password: the same answer whoever asks, and a link to whoever has an account."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from casework.signing_in import mailing
from web.here import office
from web.pages.operations import Errors
from web.pages.sign_in import network
from web.problems import not_found

blueprint = Blueprint("forgotten", __name__, url_prefix="/sign-in/forgotten")


@blueprint.before_request
def only_with_passwords() -> Response | None:
    """Where nobody has a password there is no such page."""
    if not office().config.sign_in.local_accounts:
        raise not_found()
    return None


@blueprint.get("")
def show() -> str:
    """Where to ask for a link."""
    return _page([], sent=False)


@blueprint.post("")
def send() -> str | tuple[str, int]:
    """Send a link, if there is somebody to send it to."""
    email = request.form.get("email", "")
    if not email.strip():
        return _page([("email", "Enter your e-mail address")], sent=False), 422
    mailing.forgotten(office(), email, network())
    return _page([], sent=True)


def _page(errors: Errors, *, sent: bool) -> str:
    title = "Look into your e-mail" if sent else "Choose a new password"
    return render_template("pages/forgotten.html", title=title, errors=errors, sent=sent)
