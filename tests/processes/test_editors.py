"""Our diagrams, tables and forms open in the editors of process owners without a warning, and come back the same."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from casework.forms import schema
from engine import decisions, templates
from engine.spiff import compiler
from engine.work import Field, Handler
from tests import chromium
from tests.processes.picture import DIAGRAMS, PROCESSES
from tools import editors
from tools.editors import Editor

TABLES = sorted(PROCESSES.glob("*.dmn"))
FORMS = sorted((PROCESSES.parent / "forms").glob("*.form"))

DIAGRAM_BACK = """async (given) => {
  const editor = new BpmnModeler({ container: "#editor" });
  const { warnings } = await editor.importXML(given);
  const { xml } = await editor.saveXML({ format: true });
  editor.destroy();
  return { warnings: warnings.map((one) => one.message), back: xml };
}"""
TABLE_BACK = DIAGRAM_BACK.replace("BpmnModeler", "DmnJS")
FORM_BACK = """async (given) => {
  const editor = new FormEditor.FormEditor({ container: "#editor" });
  const { warnings } = await editor.importSchema(given);
  const back = editor.saveSchema();
  editor.destroy();
  const viewer = new FormViewer.Form({ container: "#editor" });
  const shown = await viewer.importSchema(given, {});
  viewer.destroy();
  return { warnings: [...warnings, ...shown.warnings].map(String), back };
}"""
TEMPLATES_READ = """async ([diagram, templates]) => {
  const editor = new BpmnModeler({ container: "#editor" });
  const warnings = [];
  editor.on("elementTemplates.errors", ({ errors }) => warnings.push(...errors.map(String)));
  await editor.importXML(diagram);
  editor.get("elementTemplatesLoader").setTemplates(templates);
  const task = editor.get("elementRegistry").find((one) => one.type === "bpmn:ServiceTask");
  const offered = editor.get("elementTemplates").getLatest(task).map((one) => one.name);
  editor.destroy();
  return { warnings, offered };
}"""

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.pages]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.launched() as launched:
        yield launched


def _opened(browser: Browser, editor: Editor, what: str) -> Page:
    scripts = [editor.folder / file for file in editor.files]
    if not all(script.exists() for script in scripts):
        pytest.skip(f"NOT RUN: “make editors” has not fetched {editor.package}, so no {what} was opened in it")
    page = browser.new_page()
    page.set_content('<div id="editor" style="height: 600px"></div>')
    for script in scripts:
        page.add_script_tag(path=str(script))
    return page


@pytest.fixture(scope="module")
def diagram_editor(browser: Browser) -> Page:
    return _opened(browser, editors.DIAGRAMS, "diagram")


@pytest.fixture(scope="module")
def table_editor(browser: Browser) -> Page:
    return _opened(browser, editors.TABLES, "decision table")


@pytest.fixture(scope="module")
def form_editor(browser: Browser) -> Page:
    return _opened(browser, editors.FORMS, "form")


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_opens_without_warnings_and_what_is_saved_compiles_to_the_same(
    diagram_editor: Page, path: Path
) -> None:
    found = diagram_editor.evaluate(DIAGRAM_BACK, path.read_text())
    assert found["warnings"] == []
    assert compiler.compile_file(found["back"].encode()) == compiler.compile_file(path.read_bytes())


def test_the_editor_does_warn_of_a_diagram_that_is_damaged(diagram_editor: Page) -> None:
    damaged = DIAGRAMS[0].read_text().replace('targetRef="', 'targetRef="no_', 1)
    assert diagram_editor.evaluate(DIAGRAM_BACK, damaged)["warnings"] != []


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_a_table_opens_without_warnings_and_what_is_saved_decides_the_same(table_editor: Page, path: Path) -> None:
    found = table_editor.evaluate(TABLE_BACK, path.read_text())
    assert found["warnings"] == []
    assert decisions.parse(found["back"].encode()) == decisions.parse(path.read_bytes())


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_opens_without_warnings_and_what_is_saved_asks_the_same(form_editor: Page, path: Path) -> None:
    found = form_editor.evaluate(FORM_BACK, json.loads(path.read_text()))
    assert found["warnings"] == []
    assert schema.parse(json.dumps(found["back"]).encode()) == schema.parse(path.read_bytes())


def test_the_menu_of_topics_is_read_without_errors_and_offered_for_a_service_task(diagram_editor: Page) -> None:
    fields = (Field("mail", "string", "Which e-mail", choices=("one", "two")), Field("to", "string", "To whom"))
    topics = {name: Handler(name, f"Do {name}", lambda _work: {}, fields) for name in ("mail.send", "case.open")}
    found = diagram_editor.evaluate(TEMPLATES_READ, [DIAGRAMS[0].read_text(), json.loads(templates.as_file(topics))])
    assert found == {"warnings": [], "offered": ["Do case.open", "Do mail.send"]}
