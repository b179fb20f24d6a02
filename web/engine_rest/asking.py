"""Who asks, by the token that the Modeler sends as a bearer or as a password, and refusals in the shape it shows."""

import traceback
from pathlib import Path

import orjson
import structlog
from flask import Response, g, request
from werkzeug.datastructures import Authorization
from werkzeug.exceptions import HTTPException

from casework import api_keys
from casework.api_keys import Bearer
from foundation.database import is_trouble_of_the_database, new_id
from web.here import office
from web.problems import Problem

log = structlog.get_logger(__name__)

CORS = {
    # The Modeler's pages come from a file, with no origin of their own. No cookie counts here, so anybody may ask.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "authorization, content-type, accept",
    "Access-Control-Max-Age": "3600",
}
TEXTS = {
    404: "There is no such call here. Of Camunda’s interface this system has deployment and start.",
    413: "The files are too large.",
    405: "This address does not take that kind of request.",
}


class Refusal(Exception):
    """A request that cannot be met: the status, Camunda's name for the kind, and words for the Modeler's log."""

    def __init__(self, status: int, kind: str, message: str, details: dict[str, object] | None = None) -> None:
        super().__init__(message)
        self.status, self.kind, self.message, self.details = status, kind, message, details


def who_asks() -> Response | None:
    """Let nobody past without a token that holds. Cookies count for nothing here. Raises Refusal."""
    if request.method == "OPTIONS":
        return Response(status=204)
    g.bearer = _bearer()
    return None


def asker() -> Bearer:
    """Whoever sent this request."""
    found: Bearer = g.bearer
    return found


def _bearer() -> Bearer:
    given = _credentials()
    if given is None:
        raise Refusal(
            401, "Unauthorized", "Sign in with a token: make one under Processes, “Tokens for Camunda Modeler”."
        )
    basic = given.type == "basic"
    found = api_keys.bearer(office(), (given.password if basic else given.token) or "")
    if found is None or (basic and (given.username or "").strip().casefold() != found.email.casefold()):
        raise Refusal(
            401,
            "Unauthorized",
            "This token does not hold: it is mistyped, has ended or was revoked, or its owner may not publish now. "
            "With a user name, that is the owner’s e-mail address and the token is the password.",
        )
    return found


def _credentials() -> Authorization | None:
    """What the request says of who sends it; nothing where that cannot be read."""
    try:
        return request.authorization
    except ValueError:
        return None


def answer(body: object, status: int = 200) -> Response:
    """An answer as JSON, in the order in which it is written: the Modeler remembers the process that comes first."""
    return Response(orjson.dumps(body), status=status, content_type="application/json")


def show_refusal(refusal: Refusal) -> Response:
    """The refusal as JSON."""
    body: dict[str, object] = {"type": refusal.kind, "message": refusal.message, "code": None}
    if refusal.details is not None:
        body["details"] = refusal.details
    shown = answer(body, refusal.status)
    if refusal.status == 401:
        # Not “Basic”: a browser would ask for a password with a window of its own.
        shown.headers["WWW-Authenticate"] = 'Bearer realm="engine-rest"'
    return shown


def show_problem(problem: Problem) -> Response:
    """Something that was refused for every address alike."""
    return show_refusal(Refusal(problem.status, "InvalidRequestException", f"{problem.title}. {problem.text}"))


def show_http(error: HTTPException) -> Response:
    """Something the framework refused."""
    status = error.code or 500
    return show_refusal(
        Refusal(status, "InvalidRequestException", TEXTS.get(status, "This request could not be read."))
    )


def show_failure(error: Exception) -> Response:
    """Our own mistake, logged with a number and without what was sent; or a database that is away for a while."""
    if is_trouble_of_the_database(error):
        log.error("database_away", endpoint=request.endpoint, error=type(error).__name__)
        return show_refusal(Refusal(503, "ServiceUnavailable", "The system cannot reach its database. Try again soon."))
    reference = new_id()[-12:]
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("call_failed", reference=reference, endpoint=request.endpoint, error=type(error).__name__, where=where)
    text = f"Something went wrong, and nothing was changed. Tell an administrator the number {reference}."
    return show_refusal(Refusal(500, "InternalServerError", text))


def allow_everywhere(given: Response) -> Response:
    """Let the Modeler's page read the answer."""
    given.headers.update(CORS)
    return given
