"""Beginning a case: the forms a person may begin with, and the case that comes of one."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import file_types
from cases.file_types import FileRefused
from cases.partnerships import Partnership
from casework import attaching, start
from casework.forms import validate
from casework.forms.checks import FieldError
from casework.letters import blank
from foundation.clock import london_date
from foundation.database import Session, new_id
from web import attachments, csrf, filled
from web.forms import render
from web.giving import as_file
from web.here import now, office, viewer
from web.problems import not_found

blueprint = Blueprint("start", __name__, url_prefix="/start")

FOR = "_partnership"


@blueprint.get("")
def index() -> str:
    """What this person may begin."""
    with office().database.reading() as session:
        found = start.places(session, office(), viewer().id)
        return render_template("pages/start.html", title="Start", places=found, papers=_papers(session))


@blueprint.get("/paper/<code>")
def paper(code: str) -> Response:
    """The blank referral form as a Word file, for an agency without a login; the office keys in what comes back."""
    with office().database.reading() as session:
        home = next((one for one in _papers(session) if one.code == code), None)
    if home is None:
        raise not_found()
    name, content = blank.referral(office(), home.id)
    return as_file(content, file_types.TYPES["docx"], name)


def _papers(session: Session) -> list[Partnership]:
    """The partnerships for which this person may begin a case."""
    found = start.places(session, office(), viewer().id)
    ids = {one for place in found for one in start.partnerships(session, office(), viewer().id, place)}
    return [session.get_one(Partnership, one) for one in sorted(ids)]


@blueprint.get("/<process>/<event>")
def show(process: str, event: str) -> str:
    """The form to begin with."""
    with office().database.reading() as session:
        paper = _paper(session, process, event)
        return _page(session, paper, filled.blank(_around(paper)), (), new_id())


@blueprint.post("/<process>/<event>")
def begin(process: str, event: str) -> str | tuple[str, int] | Response:
    """Open the case, or show the form again with what is wrong. The same page sent twice is one case."""
    key = csrf.key()
    with office().database.reading() as session:
        paper = _paper(session, process, event)
        offices = start.partnerships(session, office(), viewer().id, paper.place)
        post = filled.read(_around(paper), None)
        chosen = offices[0] if len(offices) == 1 else request.form.get(FOR, "")
        refused = [] if post.row_changed else _refused(session, paper, post, chosen if chosen in offices else "")
        if post.row_changed or refused or chosen not in offices:
            asks = chosen not in offices and not post.row_changed
            page = _page(session, paper, post.answers, refused, key, asks_office=asks, focus=post.focus)
            return page, 200 if post.row_changed else 422
    sent = start.Beginning(process, event, chosen, key, post.answers, attachments.contents(paper.form, post.answers))
    try:
        answer = start.begin(office(), viewer().id, sent)
    except start.MayNotStart as gone:
        raise not_found() from gone
    except FileRefused as full:
        with office().database.reading() as session:
            wrong = attachments.no_room(paper.form, post.answers, full)
            return _page(session, paper, post.answers, wrong, key), 422
    if isinstance(answer, start.NotStarted):
        errors = [*answer.errors, *attachments.to_choose_again(paper.form, post.answers)]
        with office().database.reading() as session:
            return _page(session, answer.paper, post.answers, errors, key), 422
    flash(f"Case {answer.reference} is open.")
    return redirect(url_for("cases.show", reference=answer.reference), 303)


@blueprint.post("/<process>/<event>/visible")
def visible(process: str, event: str) -> Response:
    """Which questions do not apply to the answers so far, for the script that hides them."""
    with office().database.reading() as session:
        paper = _paper(session, process, event)
    return jsonify(filled.followed(_around(paper)))


def _refused(session: Session, paper: start.StartPaper, post: filled.Post, chosen: str) -> list[FieldError]:
    """What is wrong before a case can be begun: without a partnership everything else, so that all is said at once."""
    if not chosen:
        checked = validate.validate(paper.form, post.answers, paper.data, london_date(now()), {})
        again = attachments.to_choose_again(paper.form, post.answers)
        sent = {one.path for one in again}
        wrong = list(checked.errors) if isinstance(checked, validate.Invalid) else []
        return [*(one for one in wrong if one.path not in sent), *again]
    limits = attaching.limits_of(session, chosen, london_date(now()))
    return attachments.refused(paper.form, post.answers, limits)


def _paper(session: Session, process: str, event: str) -> start.StartPaper:
    try:
        return start.open_start(session, office(), viewer().id, process, event)
    except start.MayNotStart as refused:
        raise not_found() from refused


def _around(paper: start.StartPaper) -> filled.Around:
    return filled.Around(paper.form, paper.data)


def _page(
    session: Session,
    paper: start.StartPaper,
    answers: Mapping[str, Any],
    errors: filled.Errors,
    key: str,
    *,
    asks_office: bool = False,
    focus: str = "",
) -> str:
    offices = start.partnerships(session, office(), viewer().id, paper.place)
    found = [(one, session.get(Partnership, one)) for one in offices]
    return render_template(
        "pages/start_form.html",
        title=paper.place.name,
        place=paper.place,
        guidance=[line for line in paper.place.documentation.splitlines() if line.strip()],
        form=filled.fields(_around(paper), answers, errors, may_save=False, focus=focus),
        asks_office=asks_office,
        others=[(render.anchor(paper.form, answers, one), one.message) for one in errors],
        offices=[(one, partnership.name if partnership else one) for one, partnership in found],
        chosen=request.form.get(FOR, ""),
        field=FOR,
        key=key,
    )
