"""A form that was sent too late: whoever sent it finds it again after signing in, and nothing was sent with it."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from cases.signing_in import late_posts
from cases.signing_in.late_posts import LatePost
from foundation.database import Session
from web import rules
from web.here import now, office, viewer
from web.problems import Problem, not_found

blueprint = Blueprint("late", __name__, url_prefix="/kept")

SHOWN_AGAIN = frozenset({"tasks.send", "start.begin", "telling.send", "api_tokens.make"})
"""Forms that can be shown again with what was written in them."""

LOOKED_THROUGH = frozenset({"checking.send", "start_checking.send"})
"""Pages of answers that were saved before: nothing is written on them."""

AGAIN = "again"
"""The `_action` that asks for that."""


@blueprint.get("/<post_id>")
def show(post_id: str) -> str:
    """What was kept, and how to go on."""
    _keep_only_what_is_theirs(post_id)
    with office().database.reading() as session:
        row = _found(session, post_id)
        fields = [(name, value) for name, value in late_posts.read(office().keys, row) if name != "_action"]
    return render_template(
        "pages/late.html",
        title="Your answers were kept",
        row=row,
        fields=fields,
        words=[value for name, value in fields if not name.startswith("_") and value.strip()],
        is_saved=_endpoint(row.path, "POST") in LOOKED_THROUGH,
        is_shown_again=_endpoint(row.path, "POST") in SHOWN_AGAIN | LOOKED_THROUGH,
        page=row.path if _endpoint(row.path, "GET") else None,
    )


@blueprint.post("/<post_id>")
def go_on(post_id: str) -> Response:
    """Show the form again with these answers: the browser sends them there itself. Nothing is sent in by that."""
    _keep_only_what_is_theirs(post_id)
    with office().database.transaction() as session:
        row = _found(session, post_id)
        path = row.path
        late_posts.drop(session, row)
    there = _endpoint(path, "POST") if request.form.get("_action") == AGAIN else None
    if there in LOOKED_THROUGH:
        return redirect(path, 303)
    if there in SHOWN_AGAIN:
        return redirect(path, 307)
    flash("What was kept is thrown away.")
    return redirect(url_for("work.home"), 303)


def _found(session: Session, post_id: str) -> LatePost:
    row = late_posts.find(session, viewer().id, post_id, now())
    if row is None:
        raise not_found()
    return row


def _keep_only_what_is_theirs(post_id: str) -> None:
    """What was written about a case is thrown away once the case is no longer theirs to know; raises its Problem."""
    with office().database.reading() as session:
        found = _matched(_found(session, post_id).path, "POST")
    try:
        if found is not None:
            rules.RULES[found[0]].check(found[1])
    except Problem as refused:
        if refused.status != HTTPStatus.NOT_FOUND:
            return
        with office().database.transaction() as session:
            late_posts.drop(session, _found(session, post_id))
        raise not_found() from refused


def _endpoint(path: str, method: str) -> str | None:
    """Which page of ours an address is of, if any."""
    found = _matched(path, method)
    return found[0] if found else None


def _matched(path: str, method: str) -> tuple[str, Mapping[str, Any]] | None:
    try:
        found, arguments = current_app.url_map.bind_to_environ(request.environ).match(path, method=method)
    except HTTPException:
        return None
    return str(found), arguments
