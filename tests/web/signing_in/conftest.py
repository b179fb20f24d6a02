"""What the tests of signing in share: the entrance of a world of their own."""

import pytest

from tests.web.signing_in.entering import Entrance, entrance
from tests.web.world import World


@pytest.fixture
def here(world: World) -> Entrance:
    """The entrance of this test's own world, a minute after it was made."""
    found = entrance(world)
    found.pass_(minutes=1)
    return found
