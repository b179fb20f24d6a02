"""What the attacks share: an office whose form asks every kind of question, and its pages."""

from collections.abc import Iterator

import pytest

from tests.faults import hard_office
from tests.web.world import World


@pytest.fixture(scope="package")
def hard_world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One office for all attacks: what they leave in it must not trouble the next."""
    yield from hard_office.made(tmp_path_factory.mktemp("attacked"), None)
