"""Tokens with which a process owner's Camunda Modeler deploys: made, shown once, listed with last use, revoked."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import api_tokens
from casework import api_keys
from web import csrf
from web.engine_rest import BASE
from web.here import now, office, viewer
from web.pages.late import AGAIN
from web.pages.operations import Errors
from web.problems import not_found

blueprint = Blueprint("api_tokens", __name__, url_prefix="/tokens")

LONGEST_NAME = 60


@blueprint.get("")
def index() -> str:
    """A person's tokens, everybody's to an administrator, and the form for another one."""
    return _page({}, [])


@blueprint.post("")
def make() -> str | tuple[str, int]:
    """A new token, shown this once."""
    if request.form.get("_action") == AGAIN:
        return _page(request.form, [])
    name = " ".join(request.form.get("name", "").split())
    days = request.form.get("days", type=int)
    errors: Errors = []
    if not name or len(name) > LONGEST_NAME:
        errors.append(("name", f"Enter where you will use it, in {LONGEST_NAME} characters or fewer"))
    if days not in api_keys.LASTS:
        errors.append(("days", "Choose for how long it holds"))
    if errors or days is None:
        return _page(request.form, errors), 422
    try:
        text = api_keys.make(office(), viewer().id, name, days, csrf.key())
    except api_keys.NotAllowed as refused:
        return _page(request.form, [("name", str(refused))]), 422
    if text is None:
        flash("This token was made and shown already. If it was not copied, revoke it and make another.")
        return _page({}, []), 409
    return render_template(
        "pages/api_token_made.html", title="Copy your token", name=name, text=text, address=_address()
    )


@blueprint.post("/<token_id>/revoke")
def revoke(token_id: str) -> Response:
    """Let a token not hold any more, from the next request on."""
    found = api_keys.revoke(office(), token_id, viewer().id, anybodys=viewer().operates)
    if found is None:
        raise not_found()
    flash(f"The token “{found.name}” does not hold any more.")
    return redirect(url_for("api_tokens.index"), 303)


def _address() -> str:
    return office().config.base_url.rstrip("/") + BASE


def _page(given: Mapping[str, str], errors: Errors) -> str:
    everybodys = viewer().operates
    with office().database.reading() as session:
        found = api_tokens.listed(session, None if everybodys else viewer().id)
    return render_template(
        "pages/api_tokens.html",
        title="Tokens for Camunda Modeler",
        tokens=found,
        everybodys=everybodys,
        choices=[
            {"value": str(days), "text": f"{days} days", "checked": given.get("days", "90") == str(days)}
            for days in api_keys.LASTS
        ],
        given=given,
        errors=errors,
        address=_address(),
        now=now(),
    )
