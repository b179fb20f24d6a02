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
from web import csrf, filled, unsent_files
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
    post = filled.read(_around(paper), None, files=unsent_files.store(key))
    if post.row_changed:
        return _again(paper, post, (), key)
    chosen = offices[0] if len(offices) == 1 else request.form.get(FOR, "")
    is_office = chosen in offices
    refused = _refused(paper, post, key, chosen if is_office else "")
    if not refused and is_office:
        refused = _begun(paper, post, key, chosen)
    with office().database.reading() as session:
        # What was wrong may have come of another click on the same page, which has done it all meanwhile.
        reference = start.begun(session, viewer().id, key)
    if reference is None:
        return _again(paper, post, refused, key, asks_office=not is_office), 422
    unsent_files.done_with(key)
    flash(f"Case {reference} is open.")
    return redirect(url_for("cases.show", reference=reference), 303)


def _begun(paper: start.StartPaper, post: filled.Post, key: str, chosen: str) -> list[FieldError]:
    """Open the case; gives what was wrong, and then it is not open."""
    answers = unsent_files.without(paper.form, post.answers)
    try:
        files = unsent_files.contents(paper.form, post.answers, key)
        sent = start.Beginning(paper.place.process, paper.place.event, chosen, key, answers, files)
        answer = start.begin(office(), viewer().id, sent)
    except start.MayNotStart as gone:
        raise not_found() from gone
    except FileRefused as full:
        return [FieldError(name, str(full)) for name in unsent_files.fields(paper.form, post.answers)[:1]]
    return list(answer.errors) if isinstance(answer, start.NotStarted) else []


@blueprint.post("/<process>/<event>/visible")
def visible(process: str, event: str) -> Response:
    """Which questions do not apply to the answers so far, for the script that hides them."""
    with office().database.reading() as session:
        paper = _paper(session, process, event)
    return jsonify(filled.followed(_around(paper)))


def _refused(paper: start.StartPaper, post: filled.Post, key: str, chosen: str) -> list[FieldError]:
    """All that is wrong, said at once; files are looked at only for a partnership, which has its limits for them."""
    wrong = list(post.errors)
    if chosen:
        with office().database.reading() as session:
            limits = attaching.limits_of(session, chosen, london_date(now()))
        wrong += unsent_files.refused(paper.form, post.answers, key, limits)
    checked = validate.validate(paper.form, post.answers, paper.data, london_date(now()), {})
    said = {one.path for one in wrong}
    others = checked.errors if isinstance(checked, validate.Invalid) else ()
    return [*(one for one in others if one.path not in said), *wrong]


def _again(
    paper: start.StartPaper, post: filled.Post, errors: filled.Errors, key: str, *, asks_office: bool = False
) -> str:
    with office().database.reading() as session:
        return _page(session, paper, post.answers, errors, key, asks_office=asks_office, focus=post.focus)


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
