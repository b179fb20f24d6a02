"""The diagrams, tables and forms that ship are published without a single problem or warning."""

from pathlib import Path

import handlers
from casework import office as offices
from casework.operations import publish
from engine import definitions
from tests.scenarios.stage import config


def test_the_checks_have_nothing_against_what_ships(tmp_path: Path) -> None:
    office = offices.open_office(config(tmp_path), handlers.table)
    assert definitions.check_among(office.environment, publish.shipped(), {}).problems == ()
