"""What makes `make test-fast` slow is named at the end of a run."""

import pytest

from tests import quickness


def _report(name: str, seconds: float, *marks: str) -> pytest.TestReport:
    keywords = dict.fromkeys(marks, 1)
    return pytest.TestReport(f"tests/{name}", ("", 0, ""), keywords, "passed", None, "call", processor=seconds)


def test_what_takes_seconds_without_a_mark_is_named_longest_first_and_nothing_else() -> None:
    enough = quickness.ENOUGH
    reports = [
        _report("quick", enough - 1),
        _report("long", enough + 1),
        _report("longer", enough + 2),
        _report("marked", enough + 3, "slow"),
        _report("in_a_browser", enough + 3, "browser"),
    ]
    named = [line.split()[-1] for line in quickness.too_long(reports)]
    assert named == ["tests/longer", "tests/long"]


def test_a_part_of_a_test_is_measured_by_what_the_processor_did_and_not_by_the_clock() -> None:
    quickness.taken()
    for number in range(200_000):
        str(number)
    assert 0 < quickness.taken() < quickness.ENOUGH
    assert quickness.taken() < 0.01
