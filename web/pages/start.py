"""Beginning a case: the forms a person may begin with, and the case that comes of one."""

from uuid import UUID

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import begun_forms, file_types
from cases.partnerships import Partnership
from casework import start
from casework.letters import blank
from foundation.database import Session, new_id
from web import beginning, csrf, filled, unsent_files
from web.beginning import Written
from web.giving import as_file
from web.here import now, office, viewer
from web.problems import not_found

blueprint = Blueprint("start", __name__, url_prefix="/start")


@blueprint.get("")
def index() -> str:
    """What this person may begin, and what they have begun and not sent."""
    with office().database.reading() as session:
        found = start.places(session, office(), viewer().id)
        named = {(one.process, one.event): one.name for one in found}
        rows = begun_forms.of_person(session, viewer().id, now())
        begun = [(row, named[row.process, row.event]) for row in rows if (row.process, row.event) in named]
        return render_template(
            "pages/start.html", title="Start", places=found, begun=begun, papers=_papers(session, found)
        )


@blueprint.get("/paper/<code>")
def paper(code: str) -> Response:
    """The blank referral form as a Word file, for an agency without a login; the office keys in what comes back."""
    with office().database.reading() as session:
        places = start.places(session, office(), viewer().id)
        home = next((one for one in _papers(session, places) if one.code == code), None)
    if home is None:
        raise not_found()
    name, content = blank.referral(office(), home.id)
    return as_file(content, file_types.TYPES["docx"], name)


def _papers(session: Session, places: list[start.StartPlace]) -> list[Partnership]:
    """The partnerships for which this person may begin a case."""
    ids = {one for place in places for one in start.partnerships(session, office(), viewer().id, place)}
    return [session.get_one(Partnership, one) for one in sorted(ids)]


@blueprint.get("/<process>/<event>")
def show(process: str, event: str) -> str | Response:
    """The form to begin with; one that is checked before it is sent has an address of its own from the beginning."""
    with office().database.reading() as session:
        paper = beginning.paper_of(session, process, event)
    key = new_id()
    if paper.form.is_checked:
        return redirect(url_for("start.go_on", process=process, event=event, page=key), 303)
    return beginning.page(_blank(paper, key), ())


@blueprint.get("/<process>/<event>/<uuid:page>")
def go_on(process: str, event: str, page: UUID) -> str | Response:
    """The form with what was answered on this page before, or the case that came of it."""
    with office().database.reading() as session:
        paper = beginning.paper_of(session, process, event)
        written = beginning.saved(session, paper, str(page)) or _blank(paper, str(page))
    return beginning.to_case(str(page)) or beginning.page(written, ())


@blueprint.post("/<process>/<event>")
def begin(process: str, event: str) -> str | tuple[str, int] | Response:
    """Open the case, or show the form again with what is wrong. The same page sent twice is one case."""
    key = csrf.key()
    with office().database.reading() as session:
        paper = beginning.paper_of(session, process, event)
        chosen = beginning.chosen(session, paper, request.form.get(beginning.FOR, ""))
    post = filled.read(beginning.around(paper), unsent_files.store(key))
    written = Written(paper, key, chosen, post.answers)
    if post.row_changed:
        return beginning.page(written, (), focus=post.focus)
    refused = beginning.wrong(written, post.errors)
    if post.checks:
        beginning.save(written)
    elif not refused and chosen:
        refused = beginning.send(written)
    # What was wrong may have come of another click on the same page, which has done it all meanwhile.
    if sent := beginning.to_case(key, was_sent=True):
        return sent
    if post.checks and not refused and chosen:
        return redirect(url_for("start_checking.show", process=process, event=event, page=key), 303)
    return beginning.page(written, refused, asks_office=not chosen), 422


@blueprint.post("/<process>/<event>/<uuid:page>/away")
def throw_away(process: str, event: str, page: UUID) -> Response:
    """Keep no longer what this person has begun on this page; the case, when it was sent meanwhile."""
    with office().database.reading() as session:
        paper = beginning.paper_of(session, process, event)
    if sent := beginning.to_case(str(page)):
        return sent
    beginning.throw_away(str(page))
    flash(f"“{paper.place.name}” was thrown away. Nothing of it was sent.")
    return redirect(url_for("start.index"), 303)


@blueprint.post("/<process>/<event>/visible")
def visible(process: str, event: str) -> Response:
    """Which questions do not apply to the answers so far, for the script that hides them."""
    with office().database.reading() as session:
        paper = beginning.paper_of(session, process, event)
    return jsonify(filled.followed(beginning.around(paper)))


def _blank(paper: start.StartPaper, key: str) -> Written:
    return Written(paper, key, "", filled.blank(beginning.around(paper)))
