"""Where the organisation's provider tells that somebody has signed out there: no page, and for no browser."""

import json

from flask import Blueprint, Response, request

from casework.signing_in import back_channel
from casework.signing_in.back_channel import LogoutRefused
from web.here import office
from web.pages.sign_in import network

blueprint = Blueprint("back_channel", __name__)

MOST = 64 * 1024
"""Bytes of what the provider sends."""


@blueprint.post("/sign-out/by-provider")
def end() -> Response:
    """End the sessions that its token names. Nothing of the answer tells whether there were any."""
    request.max_content_length = MOST
    given = request.form.getlist("logout_token")
    try:
        if len(given) != 1:
            raise LogoutRefused("one logout_token is needed")
        back_channel.end(office(), given[0], network())
    except LogoutRefused as refused:
        said = {"error": "invalid_request", "error_description": str(refused)}
        return _answer(Response(json.dumps(said), 400, mimetype="application/json"))
    return _answer(Response("", 200))


def _answer(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
