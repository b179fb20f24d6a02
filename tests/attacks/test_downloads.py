"""What is given out is saved, never shown: nothing in it runs, no browser keeps it, its name tells of nobody."""

import csv
import dis
import io
import re
from collections.abc import Callable, Iterator
from types import CodeType, FunctionType

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from cases import data_requests, disclosures, files, records, submissions
from cases.data_requests import COPY
from cases.files import Upload
from tests.attacks.wholesome import pdf
from tests.web import world as worlds
from tests.web.conftest import kept_world, still_app, still_world
from tests.web.pages import NOT_PAGES, at, case, requested
from tests.web.world import World
from web import tables
from web.rules import RULES

__all__ = ["kept_world", "still_app", "still_world"]

NAME = re.compile(r"attachment; filename=[A-Za-z0-9][A-Za-z0-9._-]*\.(docx|pdf|txt|csv|zip|bpmn|dmn|form)")
GIVING = frozenset({"as_file", "as_csv"})
"""What a page calls to give out a file."""

TELLING = frozenset({"testcase", "script"})
"""What people of the case are called, and what senders called their files."""


def _file(number: int) -> Callable[[World], str]:
    def address(world: World) -> str:
        reference = world.cases["waiting"]
        with world.office.database.reading() as session:
            found = files.of_case(session, records.by_reference(session, reference).id)
        ids = [one.id for one in found if one.kind not in ("letter", COPY)]
        return f"/cases/{reference}/files/{ids[number]}"

    return address


def _letter(world: World) -> str:
    reference = world.cases["waiting"]
    with world.office.database.reading() as session:
        found = files.of_case(session, records.by_reference(session, reference).id)
    return f"/cases/{reference}/files/{next(one.id for one in found if one.kind == 'letter')}"


FILES: tuple[tuple[str, str, Callable[[World], str], str], ...] = (
    ("documents.download", "office", _file(-1), "text/plain"),
    ("documents.download", "office", _file(-2), "application/pdf"),
    ("documents.download", "office", _letter, "officedocument"),
    ("disclosing.file", "manager", requested("waiting", disclosures.FILE, "/file"), "officedocument"),
    ("disclosing.take", "manager", requested("waiting", "", "/copy"), "application/zip"),
    ("templates.download", "office", case("waiting", "/templates/D06/used/template"), "officedocument"),
    ("processes.download", "office", at("/processes/process/sample/1/file"), "application/octet-stream"),
    ("start.paper", "office", at("/start/paper/LEI"), "officedocument"),
    ("audit.export", "manager", at("/audit/export"), "text/csv"),
    ("access_review.show", "manager", at("/people/review?as=csv"), "text/csv"),
)
"""Every route that gives out a file: who asks where, and what kind of file that is."""


@pytest.fixture(scope="module")
def given(still_app: Flask, still_world: World) -> list[tuple[str, str, TestResponse]]:
    """All of them, asked for once, of a case to which people sent files with telling names."""
    reference, now = still_world.cases["waiting"], still_world.office.clock.now()
    with still_world.office.database.transaction() as session:
        case_id = records.by_reference(session, reference).id
        sent = submissions.of_case(session, case_id)[0].id
        for name, content in (("Sam Testcase.pdf", pdf()), ("<script>.txt", b"<script>alert(1)</script>")):
            upload = Upload(case_id, name, content, "BO CH", person_id=still_world.people["office"])
            made = files.stage(session, still_world.office.keys, upload, now)
            files.keep(session, case_id, made.id, sent)
        copy = Upload(case_id, "Sam Testcase.zip", b"PK", "", kind=COPY)
        made = files.stage(session, still_world.office.keys, copy, now, limit=2, media_type="application/zip")
        files.keep(session, case_id, made.id, None)
        data_requests.copied(session, data_requests.of_case(session, case_id)[0], made.id, now)
    found = []
    for endpoint, who, address, kind in FILES:
        client = worlds.signed_in(still_app, still_world, who)
        ask = client.post if endpoint == "disclosing.take" else client.get
        data = {"data": worlds.form()} if endpoint == "disclosing.take" else {}
        found.append((endpoint, kind, ask(address(still_world), **data)))
    return found


def test_every_file_that_is_given_out_is_an_attachment_of_ours_that_nothing_runs_in_and_nobody_keeps(
    given: list[tuple[str, str, TestResponse]],
) -> None:
    for endpoint, kind, answer in given:
        assert answer.status_code == 200 and kind in answer.content_type, (endpoint, answer.status, answer.content_type)
        named = answer.headers["Content-Disposition"]
        assert NAME.fullmatch(named), (endpoint, named)
        assert not [one for one in TELLING if one in named.lower()], (endpoint, named)
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox", endpoint
        assert answer.headers["X-Content-Type-Options"] == "nosniff", endpoint
        assert answer.headers["Cache-Control"] == "no-store", endpoint


def test_every_route_that_gives_out_a_file_is_in_the_table(still_app: Flask) -> None:
    asked = {endpoint for endpoint, *_ in FILES}
    giving = {endpoint for endpoint in RULES if _gives(still_app.view_functions[endpoint])}
    assert giving == asked
    shown = {"assets.show", "health.alive", "health.ready"}
    no_pages = {endpoint for endpoint in NOT_PAGES - shown if not endpoint.startswith(("engine_rest.", "well_known."))}
    assert no_pages <= asked, "what answers with something other than a page gives out a file, and is asked for here"


def _gives(view: Callable[..., object]) -> bool:
    """Whether a page gives out a file by itself or by a function of its module."""
    module = vars(__import__(view.__module__, fromlist=["x"]))
    waiting, seen = [view.__code__], set()
    while waiting:
        code = waiting.pop()
        seen.add(code)
        if GIVING & {
            step.argval
            for step in dis.get_instructions(code)
            if step.opname in ("LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD")
        }:
            return True
        waiting += [each for each in _called(code, module) if each not in seen]
    return False


def _called(code: CodeType, module: dict[str, object]) -> Iterator[CodeType]:
    for name in {str(step.argval) for step in dis.get_instructions(code) if step.opname == "LOAD_GLOBAL"}:
        found = module.get(name)
        if isinstance(found, FunctionType) and found.__module__ == module["__name__"]:
            yield found.__code__


def test_what_a_route_gives_out_without_saying_so_is_saved_all_the_same() -> None:
    from web import headers

    app = Flask("another")
    headers.register(app, secure=False)
    app.add_url_rule("/svg", "svg", lambda: ("<svg/>", {"Content-Type": "image/svg+xml"}))
    app.add_url_rule("/page", "page", lambda: "<p>")
    answer = app.test_client().get("/svg")
    assert answer.headers["Content-Disposition"] == "attachment"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "Content-Disposition" not in app.test_client().get("/page").headers


def test_no_cell_of_an_export_is_a_formula(still_app: Flask, given: list[tuple[str, str, TestResponse]]) -> None:
    cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", " =1", "\uff1d1", 'a"b,c', None, -1, "a; =1;-2;b"]
    with still_app.app_context():
        text = tables.as_csv([cells], "x.csv").get_data(as_text=True)
    assert text.removeprefix("\ufeff").strip("\r\n") == (
        "'=cmd|' /C calc'!A0,'+1,'-1,'@SUM(1),'\t'=1,' =1,'\uff1d1,\"a\"\"b,c\",,-1,a; '=1;'-2;b"
    )
    for endpoint, kind, answer in given:
        if kind == "text/csv":
            rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
            assert len(rows) > 1, endpoint
            assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in tuple("=+@")], endpoint
