"""Processes, decision tables and forms: every version, its picture, and new ones uploaded after the checks."""

from pathlib import PurePath

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from casework import publishing
from engine import definitions
from engine.errors import NotFound
from engine.lint.report import Report, summary
from engine.tables.definitions import Definition
from foundation.database import Session
from web import overview, tokens
from web.diagram import marks, svg
from web.giving import as_file
from web.here import office, viewer
from web.problems import not_found
from web.standing import shut_out

blueprint = Blueprint("processes", __name__, url_prefix="/processes")

SUFFIXES = frozenset({".bpmn", ".dmn", ".form"})
MOST_FILES = 100
KINDS = {definitions.PROCESS: "process", definitions.DECISION: "decision table", definitions.FORM: "form"}


@blueprint.get("")
def index() -> str:
    """What is deployed, latest versions."""
    with office().database.reading() as session:
        running = _running(session)
        processes = [
            (one, sum(running.get(each.id, 0) for each in definitions.versions(session, one.kind, one.key)))
            for one in definitions.latest_of_all(session, definitions.PROCESS)
        ]
        return render_template(
            "pages/processes.html",
            title="Processes",
            processes=processes,
            decisions=definitions.latest_of_all(session, definitions.DECISION),
            forms=definitions.latest_of_all(session, definitions.FORM),
        )


@blueprint.get("/<key>")
def show(key: str) -> str:
    """One process: the picture of a version, what it is made of, and the other versions."""
    with office().database.reading() as session:
        versions = definitions.versions(session, definitions.PROCESS, key)
        chosen = _chosen(versions, request.args.get("version", type=int))
        step = request.args.get("step", "")

        def link(element_id: str) -> str:
            return url_for(
                "processes.show", key=key, version=chosen.version, step=element_id, _anchor=f"row-{element_id}"
            )

        drawing = tokens.drawn(chosen)
        return render_template(
            "pages/process.html",
            title=chosen.name,
            chosen=chosen,
            versions=versions,
            running=_running(session),
            picture=drawing and svg.draw(drawing, chosen.name, (), link, step),
            rows=marks.twin(drawing, ()) if drawing else [],
            step=step,
            needs=[(KINDS[kind], keys) for kind, keys in chosen.needs.items() if keys],
        )


@blueprint.get("/<kind>/<key>/<int:version>/file")
def download(kind: str, key: str, version: int) -> Response:
    """The file as it was uploaded, for Camunda Modeler."""
    with office().database.reading() as session:
        found = _chosen(definitions.versions(session, kind, key), version)
    ending = found.file_name.rpartition(".")[2]
    return as_file(found.source, "application/octet-stream", f"{found.key}.{ending}")


@blueprint.get("/upload")
def upload() -> str:
    """The form for new files."""
    return _upload_page(None, [])


@blueprint.post("/upload")
def publish() -> tuple[str, int] | AnyResponse:
    """Check the files together; publish all of them, or none and say everything that is wrong."""
    files, errors = _files()
    if errors:
        return _upload_page(None, errors), 422
    try:
        if request.form.get("act") == "check":
            return _upload_page(publishing.check(office(), files), [], checked=True), 200
        done = publishing.publish(office(), viewer().id, files)
    except publishing.NotPublished as refused:
        return _upload_page(refused.report, []), 422
    except publishing.CheckedTooLong:
        return _upload_page(None, [("files", "The checks did not come to an end: publish fewer or smaller files")]), 422
    told = f"{len(done.new)} published" if done.new else "Nothing was new"
    flash(f"{told}, {len(done.unchanged)} unchanged. {summary(done.report)}")
    return redirect(url_for("processes.index"), 303)


def _running(session: Session) -> dict[str, int]:
    """How many instances run on each version, for those who keep the processes; to others, cases are not counted."""
    return overview.running_by_definition(session, shut_out(session)) if viewer().owns_processes else {}


def _chosen(versions: list[Definition], version: int | None) -> Definition:
    if not versions:
        raise not_found()
    found = next((one for one in versions if one.version == version), None) if version else versions[0]
    if found is None:
        raise not_found()
    return found


def _files() -> tuple[dict[str, bytes], list[tuple[str, str]]]:
    given = [file for file in request.files.getlist("files") if file.filename]
    if not given:
        return {}, [("files", "Choose at least one .bpmn, .dmn or .form file")]
    if len(given) > MOST_FILES:
        return {}, [("files", f"Choose {MOST_FILES} files or fewer")]
    names = [PurePath((file.filename or "").replace("\\", "/")).name for file in given]
    wrong = [name for name in names if PurePath(name).suffix.lower() not in SUFFIXES]
    if wrong:
        return {}, [("files", f"{name} is not a .bpmn, .dmn or .form file") for name in wrong]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        return {}, [("files", f"{name} is there twice: choose one of them") for name in twice]
    return {name: file.read() for name, file in zip(names, given, strict=True)}, []


def _upload_page(report: Report | object | None, errors: list[tuple[str, str]], *, checked: bool = False) -> str:
    return render_template(
        "pages/upload.html",
        title="Publish processes and forms",
        report=report,
        ending=summary(report) if isinstance(report, Report) else "",
        errors=errors,
        checked=checked,
    )


def named(session: Session, process: str) -> str:
    """The name of a process for people; its id when it is not deployed any more."""
    try:
        return definitions.newest(session, definitions.PROCESS, process).name
    except NotFound:
        return process
