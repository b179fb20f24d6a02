"""The templates that ship: what their texts make, accessible, and complete with invented data in every variant."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from casework.forms import tree
from casework.letters import catalogue, form_words, rendering, templates
from casework.letters import faults as letter_faults
from casework.letters import samples as letter_samples
from casework.letters.rendering import Order
from tests.casework.letters.conftest import words_of
from tools import build_letters, check_letters, letter_drawing

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("at_home")]

SAMPLES = [(code, variant, data) for code in catalogue.CODES for variant, data in letter_samples.samples(code)]


def rendered(code: str, data: dict[str, Any]) -> bytes:
    template = templates.read(code, templates.SHIPPED / f"{code}.docx")
    return rendering.render_all([Order(code, template, data, catalogue.KINDS[code].required)])[0].content


def test_the_committed_templates_are_what_their_texts_make() -> None:
    assert build_letters.stale() == []
    assert {f"{code}.docx" for code in catalogue.CODES} == build_letters.built().keys()


def test_no_signature_can_stand_alone_on_a_page() -> None:
    """Word keeps a paragraph that says so on the page of the next: the paragraph before the greeting too."""
    signed = 0
    for path in sorted(templates.SHIPPED.glob("*.docx")):
        paragraphs = Document(str(path)).paragraphs
        greetings = [at for at, one in enumerate(paragraphs) if one.text.startswith("Yours ")]
        for at in greetings:
            assert all(one.paragraph_format.keep_with_next for one in paragraphs[at - 1 : -1]), path.name
        signed += len(greetings)
    assert signed > 10


@pytest.mark.parametrize(
    ("code", "variant", "data"), SAMPLES, ids=[f"{code}-{variant}" for code, variant, _ in SAMPLES]
)
def test_every_letter_is_complete_and_accessible(code: str, variant: str, data: dict[str, Any]) -> None:
    assert letter_faults.faults_of(code, rendered(code, data), data) == []


@pytest.mark.parametrize("variant", letter_samples.VARIANTS["D02"])
def test_each_kind_of_agency_gets_its_own_clause_and_no_other_but_in_another_area_both(variant: str) -> None:
    clauses = {
        "health": "For health services",
        "education": "For schools, colleges and early years",
        "police": "For the police",
        "out_of_area": "For agencies of another area",
        "voluntary": "For voluntary and community organisations",
    }
    words = words_of(rendered("D02", dict(letter_samples.samples("D02"))[variant]))
    assert [name for name, heading in clauses.items() if heading in words] == [
        name for name in clauses if name == variant or (variant, name) == ("out_of_area", "health")
    ]


def outcome_codes() -> list[str]:
    """The codes that the decision form offers."""
    offered = form_words.shipped("f13_decision")
    found = next(each for each in tree.every(offered.components) if each.key and each.key[-1] == "decision")
    assert found.choices is not None
    return [str(each.value) for each in found.choices.written]


@pytest.mark.parametrize("code", ["D05", "D06", "D14-b", "D14-c", "D14-d"])
def test_every_decision_that_the_form_offers_has_its_own_words_in_the_letters(code: str) -> None:
    full = dict(letter_samples.samples(code))["full"]

    def said(outcome: str) -> str:
        decision = {**full["decision"], "code": outcome}
        return words_of(
            rendered(
                code,
                {**full, "outcome": {"code": outcome, "is_weighed": True, "reconsider_by": ""}, "decision": decision},
            )
        )

    told = {outcome: said(outcome) for outcome in outcome_codes()}
    without = said("nothing the form offers")
    assert len(set(told.values())) == len(told) == 4
    assert all(len(words) > len(without) + 40 for words in told.values())


def test_the_checking_program_finds_no_fault() -> None:
    assert check_letters.main() == 0


def source_of(code: str) -> str:
    """The text that a template is drawn from, heads put in."""
    source = build_letters.source(build_letters.TEXTS / f"{code}.txt")
    return "\n".join(source.lines)


def found_in(folder: Path, text: str) -> str:
    """What the check finds when the covering letter's template is drawn from this text."""
    (folder / "D06.docx").write_bytes(
        letter_drawing.draw(letter_drawing.Source("D06", "X", "1", tuple(text.split("\n"))))
    )
    _, faults = check_letters.checked(folder, ["D06"])
    return "; ".join(faults)


DAMAGE = (
    ("{{ case.ref }}", "{% raw %}{{ case.ref }}{% endraw %}", "“{{” is left in it"),
    ("{{ case.ref }}", "{{ case.nothing }}", "case.nothing is missing"),
    ("{{ case.ref }}", "{{ case.ref", "The template of the letter D06 is faulty"),
    ("## Enclosed", "## Something else", "the section “Enclosed” is missing"),
    ("Yours faithfully", "## Yours\n## Faithfully", "there is nothing under “Yours”"),
    ("{{ doc.date }}", "2027-01-14", "it shows a date that is not written out: 2027-01-14"),
    ("{{ office.address }}", "", "office.address is not in it"),
)


@pytest.mark.parametrize(("was", "becomes", "fault"), DAMAGE)
def test_a_damaged_template_does_not_pass(tmp_path: Path, was: str, becomes: str, fault: str) -> None:
    text = source_of("D06")
    assert was in text
    found = found_in(tmp_path, text.replace(was, becomes))
    assert fault in found


def test_a_file_that_is_no_document_does_not_pass(tmp_path: Path) -> None:
    (tmp_path / "D06.docx").write_bytes(b"PK\x03\x04 and nothing more")
    _, faults = check_letters.checked(tmp_path, ["D06"])
    assert "The template of the letter D06 cannot be used" in "; ".join(faults)
    good = dict(letter_samples.samples("D06"))["full"]
    cut = rendered("D06", good)[:-200]
    assert letter_faults.faults_of("D06", cut, good) == ["it cannot be opened: BadZipFile"]


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_what_libreoffice_cannot_open_does_not_pass() -> None:
    good = rendered("D06", dict(letter_samples.samples("D06"))["full"])
    assert check_letters.unopened({"good": good, "cut": good[:2000]}) == ["cut: LibreOffice cannot open it"]
