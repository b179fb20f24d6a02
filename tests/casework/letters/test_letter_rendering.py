"""Templates come from process owners: whatever is in them, they read nothing, hang nothing and leave nothing blank."""

import io
import zipfile
from pathlib import Path

import pytest

from casework.letters import rendering, templates
from casework.letters.rendering import LetterProblem, MissingFields, Order
from tests.casework.letters.conftest import File, drawn, words_of

pytestmark = pytest.mark.slow

EDGES = {
    "doc": {"ref": "R", "version": "1"},
    "partnership": {"marking": "OFFICIAL"},
    "office": {"name": "Office", "phone": "1"},
}


def rendered(text: str, **context: object) -> str:
    (made,) = rendering.render_all([Order("X", drawn(text), {**EDGES, **context})])
    assert made.template_version == "7"
    return words_of(made.content)


def test_what_people_write_stays_what_they_wrote() -> None:
    said = 'Fish & Chips <b>"Ltd"</b>\nline two\ta\x0bb\x07c {% if %} {{ 1 }}'
    assert rendered("{{ said }}", said=said) == 'Heading\nFish & Chips <b>"Ltd"</b>\nline two a b c {% if %} {{ 1 }}'


@pytest.mark.parametrize(
    "template",
    [
        "{{ said.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__ }}",
        "{{ [].append(1) }}",
        "{{ items.append(1) }}",
        "{{ '%c' % 1 if range(10**9) }}",
    ],
)
def test_a_template_reaches_nothing_but_its_data(template: str) -> None:
    with pytest.raises(LetterProblem) as problem:
        rendered(template, said="x", items=[])
    assert "time or memory" not in str(problem.value)


def test_everything_that_is_missing_is_named_at_once() -> None:
    order = Order(
        "D99",
        drawn("{{ case.ref }} {{ contact.name }}\n? meeting.at\nx\n?."),
        {**EDGES, "case": {}, "meeting": {}, "request": {"due": ""}},
        ("request.due", "office.name"),
    )
    with pytest.raises(MissingFields) as problem:
        rendering.render_all([order])
    assert problem.value.fields == ("case.ref", "contact", "meeting.at", "request.due")
    assert "D99" in str(problem.value)


def test_an_empty_required_value_stops_the_letter() -> None:
    with pytest.raises(MissingFields, match=r"request\.due is missing"):
        rendering.render_all([Order("D99", drawn("Words"), {**EDGES, "request": {"due": ""}}, ("request.due",))])


def test_a_faulty_template_is_told_apart_from_missing_data() -> None:
    with pytest.raises(LetterProblem, match="The template of the letter X is faulty: TemplateSyntaxError"):
        rendered("{{ said said }}")


def test_a_template_that_never_ends_is_stopped() -> None:
    loops = "@ a in many\n@ b in many\n@ c in many\n@ d in many\n{{ a }}\n@.\n@.\n@.\n@."
    with pytest.raises(LetterProblem, match="Look for a loop"):
        rendering.render_all([Order("X", drawn(loops), {**EDGES, "many": list(range(400))})], seconds=5)


def bomb() -> bytes:
    """A small archive that unpacks to a lot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    return made.getvalue()


def macros() -> bytes:
    """A document with a macro in it."""
    made = io.BytesIO(drawn("Words"))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "fault"), [(bomb(), "unpacks to far more"), (macros(), "macros"), (b"not word", "content is not")]
)
def test_a_template_that_is_no_plain_document_is_refused(tmp_path: Path, content: bytes, fault: str) -> None:
    path = tmp_path / "D02.docx"
    path.write_bytes(content)
    with pytest.raises(LetterProblem, match=fault):
        templates.read("D02", path)


def test_a_case_takes_its_own_template_before_the_partnership_s_and_the_one_that_ships(file: File) -> None:
    own = file.office.config.data_dir / "letters"
    found = [templates.find(file.session, file.office, file.case_id, "D02").origin]
    for folder in (own / "LEI", own / "cases" / file.case_id):
        folder.mkdir(parents=True)
        (folder / "D02.docx").write_bytes(drawn("Other words"))
        found.append(templates.find(file.session, file.office, file.case_id, "D02").origin)
    assert found == ["default", "partnership", "case"]
    with pytest.raises(LetterProblem, match="no template for the letter D77"):
        templates.find(file.session, file.office, file.case_id, "D77")
