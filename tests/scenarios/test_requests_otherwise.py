"""Requests that go another way than in scenario 1: late, refused, withdrawn, asked about, made clearer, added to."""

from collections.abc import Callable

import pytest

from cases.requests import RequestStatus
from tests.scenarios import looking
from tests.scenarios.stage import Stage

Open = Callable[[str], Stage]
pytestmark = pytest.mark.slow

GP = "GP practice North"


def test_a_withdrawn_request_ends_at_once_and_the_agency_is_told(chapter: Open) -> None:
    on = chapter("acknowledged")
    play = on.play
    play.tell("Olive Office", "request_withdrawn", GP, why="wrong_agency", reason="They do not know the family.")
    assert looking.status(on, GP) is RequestStatus.WITHDRAWN
    assert not play.has("Gina Northpractice", "f06_agency_reply")
    assert looking.mailed(on, "request_withdrawn") == {"Gina Northpractice", "Greg Northdeputy"}
    assert looking.cases_known_to(on, "Gina Northpractice") == []
