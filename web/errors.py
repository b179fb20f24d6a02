"""What people see when something cannot be done: what is wrong and what to do, never a traceback."""

import traceback
from pathlib import Path

import structlog
from flask import Flask, Response, g, make_response, render_template, request
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from foundation.database import is_trouble_of_the_database, new_id
from web.problems import Problem, not_found

log = structlog.get_logger(__name__)

TEXTS = {
    400: ("This request could not be read", "Go back, reload the page and try again."),
    405: ("This page does not take that", "Go back to the page before and use its buttons."),
    411: ("This request could not be read", "It does not say how long it is. Use the pages of this system."),
    413: (
        "The files are too large",
        "Nothing was saved. One page may send up to 64 MB in all, and one file up to 25 MB. "
        "Go back, choose smaller files or send them one by one.",
    ),
    429: ("Too many requests", "Wait a minute, then try again."),
}
REFUSED = frozenset({403, 404})
"""The statuses of what somebody may not have: what is forbidden and what is not there are answered alike."""

WRONG = frozenset({400, 409, 413, 415, 422, 429})
"""The statuses of what was sent and is not taken as it is."""

NUL = "\0"
BROKEN = (
    "Something went wrong",
    "Nothing of what you sent was saved. Try again in a few minutes. If it happens again, tell your business office "
    "the number below: it lets an administrator find what happened.",
)

AWAY = (
    "The system cannot reach its database",
    "Wait a minute, then send the same page again: reload this page, or go back and use the same button. "
    "What was saved already is never saved twice, and nothing that was saved is lost.",
)


def page(problem: Problem, reference: str | None = None) -> Response:
    """The error page for a problem."""
    body = render_template("errors/problem.html", problem=problem, reference=reference)
    return make_response(body, problem.status)


def show_problem(problem: Problem) -> Response:
    """Something a view refused. Who came to what is not theirs is in the log by the id of their session only."""
    if problem.status in REFUSED:
        log.warning("refused", endpoint=request.endpoint, status=problem.status, session=_session())
    return page(problem)


def note_wrong(response: Response) -> Response:
    """What was sent and failed a check is in the log: where, and by which session, never what it was."""
    if request.method == "POST" and response.status_code in WRONG:
        log.info("input_refused", endpoint=request.endpoint, status=response.status_code, session=_session())
    return response


def _session() -> str | None:
    """The session's id, only when it is known already: a database that is away must not make this fail too."""
    here = g.get("there")
    return here.row.id if here is not None and here.row is not None else None


def show_http(error: HTTPException) -> Response:
    """Something the framework refused."""
    status = error.code or 500
    if status == 404:
        return page(not_found())
    if status < 400:
        return make_response(error.get_response())
    title, text = TEXTS.get(status, BROKEN)
    return page(Problem(status, title, text))


def show_failure(error: Exception) -> Response:
    """Our own mistake: logged with a number and without what the person wrote, which may be personal.

    A database that is away for a while is nobody's mistake, and is told as what it is.
    """
    if is_trouble_of_the_database(error):
        log.error("database_away", endpoint=request.endpoint, error=type(error).__name__)
        # Who is there cannot be asked now; the page does without.
        g.viewer = None
        answer = page(Problem(503, *AWAY))
        answer.headers["Retry-After"] = "60"
        return answer
    if isinstance(error, DataError) and any(NUL in text for text in request.form.values()):
        return page(Problem(400, *TEXTS[400]))
    reference = new_id()[-12:]
    # Where it broke, but not the message: that may quote what somebody wrote.
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("page_failed", reference=reference, endpoint=request.endpoint, error=type(error).__name__, where=where)
    return page(Problem(500, *BROKEN), reference)


def refuse_nul() -> None:
    """No address of ours has a NUL in it, and PostgreSQL cannot even look for one; raises Problem."""
    asked = [request.path, *(text for pair in request.args.items(multi=True) for text in pair)]
    if any(NUL in text for text in asked):
        raise not_found()


def register(app: Flask) -> None:
    """Every error becomes a page."""
    app.before_request(refuse_nul)
    app.register_error_handler(Problem, show_problem)
    app.after_request(note_wrong)
    app.register_error_handler(HTTPException, show_http)
    app.register_error_handler(Exception, show_failure)
