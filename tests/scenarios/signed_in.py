"""A story's people at the pages, without a browser: signed in, and with a form's token and key."""

from flask import Flask
from flask.testing import FlaskClient

from foundation.database import new_id
from tests.scenarios.stage import Stage
from tests.web import world as worlds

TOKEN = worlds.TOKEN


def browser(app: Flask, on: Stage, name: str) -> FlaskClient:
    """A client of the pages, signed in as somebody of the story."""
    client = app.test_client()
    held = worlds.cookie_of(on.office, on.play.person(name))
    with client.session_transaction() as session:
        session.update(held)
    return client


def form(**fields: str) -> dict[str, str]:
    """These fields as a page of that client sends them."""
    return {"_token": TOKEN, "_key": new_id(), **fields}
