"""What the tests of signing in share: the entrance of a world of their own."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from foundation.config_sign_in import Provider
from tests.web.signing_in import provider_served
from tests.web.signing_in.entering import Entrance, entrance
from tests.web.signing_in.provider_served import CLIENT_ID, CLIENT_SECRET, GROUPS, ONA, Served
from tests.web.world import World
from web import create_app

os.environ.setdefault("AUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture
def here(world: World) -> Entrance:
    """The entrance of this test's own world, a minute after it was made."""
    found = entrance(world)
    found.pass_(minutes=1)
    return found


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with provider_served.running() as served:
        yield served


@pytest.fixture
def there(served: Served, here: Entrance) -> Entrance:
    """An office outside the demonstration whose people sign in at the provider; its clock is the computer's own."""
    here.clock.set(datetime.now(UTC))
    provider = Provider(served.issuer, CLIENT_ID, CLIENT_SECRET, name="Leicester", tenant="leicester", groups=GROUPS)
    config = replace(here.office.config, sign_in=replace(here.office.config.sign_in, provider=provider))
    office = replace(here.office, config=config)
    served.redirect_uri = f"{config.base_url}/sign-in/back"
    served.people = {"ona": {**ONA, "groups": ["office-of-leicester", "unknown"]}}
    served.lies, served.metadata, served.forger = {}, {}, None
    return Entrance(here.world, office, create_app(office))
