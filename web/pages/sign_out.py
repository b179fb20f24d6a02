"""Signing out."""

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from web import signed_in
from web.here import office

blueprint = Blueprint("sign_out", __name__)


@blueprint.post("/sign-out")
def leave() -> Response:
    """Sign out of this browser: its session holds nowhere any more."""
    signed_in.end()
    flash("You have signed out.")
    onward = redirect(url_for("demo.choose") if office().config.demo else url_for("sign_in.show"), 303)
    # What the browser still has of pages goes; not the cookie, which tells the next page what was just done.
    onward.headers["Clear-Site-Data"] = '"cache", "storage"'
    return onward
