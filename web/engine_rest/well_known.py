"""Where the Modeler finds our pages after a deployment or a start, and the addresses that it makes from that."""

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from engine import definitions, instances
from engine.errors import NotFound
from engine.tables.definitions import Definition
from web.engine_rest import asking
from web.here import office, viewer
from web.problems import not_found
from web.standing import let_in

blueprint = Blueprint("well_known", __name__)


@blueprint.get("/.well-known/camunda-automation-platform/webapps")
def webapps() -> Response:
    """The addresses of our pages, under the names that Camunda gives to its own."""
    base = office().config.base_url.rstrip("/")
    return asking.allow_everywhere(
        asking.answer({"adminUrl": f"{base}/", "cockpitUrl": f"{base}/ops", "tasklistUrl": f"{base}/tasks"})
    )


@blueprint.get("/ops/")
def console() -> AnyResponse:
    """What Camunda calls its cockpit."""
    return redirect(url_for("processes.index"), 303)


@blueprint.get("/ops/repository")
def deployment() -> AnyResponse:
    """The process of a deployment, which the Modeler names in a query of its own."""
    with office().database.reading() as session:
        query = select(Definition).where(Definition.deployment_id == _asked_for())
        found = session.scalars(query.where(Definition.kind == definitions.PROCESS).order_by(Definition.name)).first()
    return redirect(url_for("processes.show", key=found.key) if found else url_for("processes.index"), 303)


@blueprint.get("/ops/process-instance/<instance_id>")
def instance(instance_id: str) -> AnyResponse:
    """An instance: its own page for administrators, its process for process owners; for others there is none."""
    if not viewer().owns_processes:
        raise not_found()
    try:
        with office().database.reading() as session:
            found = instances.find(session, instance_id)
            let_in(session, found.case_id)
    except NotFound as missing:
        raise not_found() from missing
    if viewer().operates:
        return redirect(url_for("instances.show", instance_id=instance_id), 303)
    return redirect(url_for("processes.show", key=found.process), 303)


def _asked_for() -> str:
    try:
        asked = orjson.loads(request.args.get("deploymentsQuery", ""))
    except orjson.JSONDecodeError:
        return ""
    first = asked[0] if isinstance(asked, list) and asked and isinstance(asked[0], dict) else {}
    return str(first.get("value", ""))
