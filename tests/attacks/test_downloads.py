"""What is given out again is saved, never shown: nothing in it runs, and its name tells nothing of a child."""

from flask import Flask

from cases import files, records, submissions
from cases.files import Upload
from tests.attacks.wholesome import pdf
from tests.web import world as worlds
from tests.web.conftest import kept_world, still_app, still_world
from tests.web.world import World
from web import tables

__all__ = ["kept_world", "still_app", "still_world"]


def test_a_download_is_an_attachment_with_a_name_of_ours_in_which_nothing_runs(
    still_app: Flask, still_world: World
) -> None:
    reference, now = still_world.cases["waiting"], still_world.office.clock.now()
    with still_world.office.database.transaction() as session:
        case_id = records.by_reference(session, reference).id
        sent = submissions.of_case(session, case_id)[0].id
        for name, content in (("Sam Testcase.pdf", pdf()), ("<script>.txt", b"<script>alert(1)</script>")):
            upload = Upload(case_id, name, content, "BO CH", person_id=still_world.people["office"])
            made = files.stage(session, still_world.office.keys, upload, now)
            files.keep(session, case_id, made.id, sent)
    client = worlds.signed_in(still_app, still_world, "office")
    with still_world.office.database.reading() as session:
        ids = [one.id for one in files.of_case(session, case_id) if one.kind != "letter"]
    assert len(ids) == 3
    for file_id in ids:
        answer = client.get(f"/cases/{reference}/files/{file_id}")
        assert answer.status_code == 200 and answer.mimetype in {"application/pdf", "text/plain"}
        named = answer.headers["Content-Disposition"]
        assert named.startswith(f"attachment; filename*=UTF-8''{reference}-file-"), named
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    page = client.get(f"/cases/{reference}/documents").text
    assert "<script>.txt" not in page and "<script>alert" not in page


def test_no_cell_of_an_export_is_a_formula(still_app: Flask) -> None:
    cells = ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", " =1", "\uff1d1", 'a"b,c', None, -1]
    with still_app.app_context():
        text = tables.as_csv([cells], "x.csv").get_data(as_text=True)
    assert text.removeprefix("\ufeff").strip("\r\n") == (
        "'=cmd|' /C calc'!A0,'+1,'-1,'@SUM(1),'\t=1,' =1,'\uff1d1,\"a\"\"b,c\",,-1"
    )
