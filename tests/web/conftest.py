"""What the tests of the pages share: a world of invented people and cases, and browsers signed in as one of them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation.clock import LONDON, SettableClock
from tests.once import once, run_folder
from tests.web import world as worlds
from tests.web.world import World
from web import create_app

NOW = datetime(2027, 1, 14, 10, 15, tzinfo=LONDON)


@pytest.fixture(scope="session")
def kept_world(tmp_path_factory: pytest.TempPathFactory) -> worlds.Kept:
    """The world that every test begins with."""
    return once(run_folder(tmp_path_factory) / "world", lambda folder: worlds.kept(folder, SettableClock(NOW)))


@pytest.fixture(scope="module")
def still_world(kept_world: worlds.Kept, tmp_path_factory: pytest.TempPathFactory) -> World:
    """One world for all tests of a module that only look."""
    return kept_world.opened(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def still_app(still_world: World) -> Flask:
    """The application over the world that nobody changes."""
    return create_app(still_world.office)


@pytest.fixture
def world(kept_world: worlds.Kept, tmp_path: Path) -> World:
    """A world of this test's own."""
    return kept_world.opened(tmp_path)


@pytest.fixture
def app(world: World) -> Flask:
    """The application over this test's world."""
    return create_app(world.office)


@pytest.fixture
def sign_in(app: Flask, world: World) -> Callable[[str], FlaskClient]:
    """Gives a browser signed in as one of the world's people, with a token to send forms with."""

    def signed_in(who: str) -> FlaskClient:
        return worlds.signed_in(app, world, who)

    return signed_in
