"""Telling a case what happened: the forms of the events that its processes wait for, each to those who may send it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework import tell
from casework.tasks.opened import NotYours
from foundation.database import Session, new_id
from web import csrf, filled, staged_files
from web.here import office, viewer
from web.problems import not_found
from web.standing import Standing, standing

blueprint = Blueprint("telling", __name__, url_prefix="/cases/<reference>/tell")


@blueprint.get("/<place>")
def show(reference: str, place: str) -> str:
    """The form to tell with."""
    with office().database.reading() as session:
        here = standing(session, reference, "tasks")
        paper = _paper(session, here, place)
        return _page(here, paper, paper.answers, (), new_id())


@blueprint.post("/<place>")
def send(reference: str, place: str) -> str | tuple[str, int] | Response:
    """Tell, or show the form again with what is wrong. The same page sent twice tells once."""
    key = csrf.key()
    with office().database.reading() as session:
        here = standing(session, reference, "tasks")
        case_id = here.case.id
        paper = _paper(session, here, place)
    post = filled.read(_around(paper), staged_files.store(case_id, paper.place.agency_id, paper.form))
    if post.row_changed:
        return _page(here, paper, post.answers, post.errors, key, post.focus), 422 if post.errors else 200
    if post.errors:
        wrong = filled.at_once(post.errors, paper.check(post.answers))
        return _page(here, paper, post.answers, wrong, key), 422
    try:
        answer = tell.tell(office(), viewer().id, tell.Message(case_id, place, key, post.answers))
    except NotYours as gone:
        raise not_found() from gone
    if isinstance(answer, tell.NotTold):
        return _page(here, answer.paper, post.answers, answer.errors, key), 422
    flash(f"“{paper.place.name}” is noted.")
    return redirect(url_for("cases.tasks", reference=reference), 303)


@blueprint.post("/<place>/visible")
def visible(reference: str, place: str) -> Response:
    """Which questions do not apply to the answers so far, for the script that hides them."""
    with office().database.reading() as session:
        paper = _paper(session, standing(session, reference, "tasks"), place)
    return jsonify(filled.followed(_around(paper)))


def _paper(session: Session, here: Standing, place: str) -> tell.Paper:
    try:
        return tell.open_place(session, office(), viewer().id, here.case.id, place)
    except NotYours as refused:
        raise not_found() from refused


def _around(paper: tell.Paper) -> filled.Around:
    return filled.Around(paper.form, paper.data, paper.functions)


def _page(
    here: Standing, paper: tell.Paper, answers: Mapping[str, Any], errors: filled.Errors, key: str, focus: str = ""
) -> str:
    place = paper.place
    return render_template(
        "pages/telling.html",
        title=place.name,
        here=here,
        place=place,
        guidance=[line for line in place.documentation.splitlines() if line.strip()],
        form=filled.fields(_around(paper), answers, errors, may_save=False, may_check=False, focus=focus),
        key=key,
        args=request.view_args,
    )
