"""The calls: connection check, version, deployment and start. Every other address is refused in the same shape."""

from pathlib import PurePath
from typing import Any

import orjson
from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from casework import publishing
from engine.lint.report import ERROR, Report
from engine.lint.report import Problem as Found
from web.engine_rest import BASE, asking, shapes
from web.engine_rest.asking import Refusal, asker
from web.engine_rest.variables import NotUnderstood, plain
from web.here import office
from web.problems import Problem

blueprint = Blueprint("engine_rest", __name__, url_prefix=BASE)
blueprint.before_request(asking.who_asks)
blueprint.after_request(asking.allow_everywhere)
blueprint.register_error_handler(Refusal, asking.show_refusal)
blueprint.register_error_handler(Problem, asking.show_problem)
blueprint.register_error_handler(HTTPException, asking.show_http)
blueprint.register_error_handler(Exception, asking.show_failure)

MEGABYTE = 1024 * 1024
MOST_IN_A_DEPLOYMENT = 16 * MEGABYTE
MOST_IN_A_START = MEGABYTE
MOST_FILES = 200
VERSION = "7.24.0"
"""The Camunda 7 whose calls these are."""

FIELDS = frozenset(
    {
        "deployment-name",
        "deployment-source",
        "deployment-activation-time",
        "enable-duplicate-filtering",
        "deploy-changed-only",
        "tenant-id",
    }
)
"""Parts of a deployment that are no files."""


@blueprint.get("/deployment")
def deployments() -> Response:
    """The Modeler's check of the connection; it reads the status only, and asks for no entries."""
    return asking.answer([])


@blueprint.get("/version")
def version() -> Response:
    """Which version's calls are understood."""
    return asking.answer({"version": VERSION})


@blueprint.get("/engine")
def engines() -> Response:
    """The one engine."""
    return asking.answer([{"name": "default"}])


@blueprint.post("/deployment/create")
def deploy() -> Response:
    """Check the files together; publish all of them, or none and say everything that is wrong."""
    request.max_content_length = MOST_IN_A_DEPLOYMENT
    request.max_form_parts = MOST_FILES + len(FIELDS)
    files = _files()
    try:
        done = publishing.publish(office(), asker().person_id, files, request.form.get("tenant-id", ""))
    except publishing.NotPublished as refused:
        raise shapes.refused(refused.report) from refused
    except publishing.CheckedTooLong:
        raise Refusal(
            400,
            "InvalidRequestException",
            "Nothing was published: the checks of these files did not come to an end. Deploy fewer or smaller files.",
        ) from None
    name, source = request.form.get("deployment-name", ""), request.form.get("deployment-source", "")
    return asking.answer(shapes.deployment(done, name, source, next(iter(files)), _base()))


@blueprint.post("/process-definition/<definition_id>/start")
def start(definition_id: str) -> Response:
    """Begin a new case with a version of a process, as its id was given when it was deployed."""
    key, _, rest = definition_id.partition(":")
    return _started(key, rest.partition(":")[2] or "none")


@blueprint.post("/process-definition/key/<key>/start")
def start_newest(key: str) -> Response:
    """The same with the newest version."""
    return _started(key, "")


@blueprint.route("/", defaults={"_path": ""}, methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
@blueprint.route("/<path:_path>", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
def anything_else(_path: str) -> Response:
    """Every other call of Camunda's, refused to those who may ask at all."""
    raise Refusal(404, "RestException", asking.TEXTS[404])


def _base() -> str:
    return office().config.base_url.rstrip("/") + BASE


def _files() -> dict[str, bytes]:
    """The files of a deployment by name, in the order in which they came. Raises Refusal."""
    found: dict[str, bytes] = {}
    for part, given in request.files.items(multi=True):
        name = PurePath((given.filename or "").replace("\\", "/")).name
        if part in FIELDS or not name:
            continue
        if name in found:
            what, remedy = "Two attached files have this name.", "Leave one of them out."
            raise shapes.refused(Report.of([Found(ERROR, name, 0, "", "", what, remedy, "same-name")]))
        found[name] = given.read()
    if not found:
        raise Refusal(400, "InvalidRequestException", "Nothing was published: no file came with the request.")
    return found


def _started(key: str, definition_id: str) -> Response:
    request.max_content_length = MOST_IN_A_START
    asked = _json()
    business_key = asked.get("businessKey")
    if not isinstance(business_key, str | None):
        raise Refusal(400, "InvalidRequestException", "The business key must be a text.")
    try:
        publishing.refuse_reference(business_key or "")
        variables = plain(asked.get("variables"))
        begun = publishing.begin(office(), asker(), publishing.Beginning(key, definition_id, variables))
    except NotUnderstood as problem:
        raise Refusal(400, "InvalidRequestException", str(problem)) from problem
    except publishing.NotStarted as refused:
        status, kind = (403, "AuthorizationException") if refused.forbidden else (400, "InvalidRequestException")
        raise Refusal(status, kind, str(refused)) from refused
    return asking.answer(shapes.instance(begun, _base()))


def _json() -> dict[str, Any]:
    try:
        asked = orjson.loads(request.get_data() or b"{}")
    except orjson.JSONDecodeError as problem:
        raise Refusal(400, "InvalidRequestException", f"The request is no JSON: {problem}") from problem
    if not isinstance(asked, dict):
        raise Refusal(400, "InvalidRequestException", "The request must be a JSON object.")
    return asked
