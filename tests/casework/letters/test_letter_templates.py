"""The templates that ship: what their texts make, accessible, and complete with invented data in every variant."""

from typing import Any

import pytest

from casework.letters import catalogue, rendering, templates
from casework.letters.rendering import Order
from tests.casework.letters.conftest import words_of
from tools import build_letters, check_letters, letter_samples

SAMPLES = [(code, variant, data) for code in catalogue.CODES for variant, data in letter_samples.samples(code)]


def rendered(code: str, data: dict[str, Any]) -> bytes:
    template = templates.read(code, templates.SHIPPED / f"{code}.docx")
    return rendering.render_all([Order(code, template, data, catalogue.KINDS[code].required)])[0].content


def test_the_committed_templates_are_what_their_texts_make() -> None:
    assert build_letters.stale() == []
    assert {f"{code}.docx" for code in catalogue.CODES} == build_letters.built().keys()


@pytest.mark.parametrize(
    ("code", "variant", "data"), SAMPLES, ids=[f"{code}-{variant}" for code, variant, _ in SAMPLES]
)
def test_every_letter_is_complete_and_accessible(code: str, variant: str, data: dict[str, Any]) -> None:
    assert check_letters.faults_of(rendered(code, data)) == []


@pytest.mark.parametrize("variant", letter_samples.VARIANTS["D02"])
def test_each_kind_of_agency_gets_its_own_clause_and_no_other(variant: str) -> None:
    clauses = {
        "health": "For health services",
        "education": "For schools, colleges and early years",
        "police": "For the police",
        "out_of_area": "For agencies of another area",
        "voluntary": "For voluntary and community organisations",
    }
    words = words_of(rendered("D02", dict(letter_samples.samples("D02"))[variant]))
    assert [name for name, heading in clauses.items() if heading in words] == [
        name for name in clauses if name == variant
    ]


@pytest.mark.slow
def test_the_checking_program_finds_no_fault() -> None:
    assert check_letters.main() == 0
