"""One task: take it, hand it back, fill in its form, keep a draft, send it, and what comes after."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from casework.tasks import handing, lists, opened, sending
from engine.errors import NotFound, TaskGone, TaskTaken
from engine.states import TaskState
from engine.tables.instances import UserTask
from foundation.database import Session
from web import clocks, csrf, filled, overview, staged_files, standing
from web.due import due
from web.here import now, office, viewer
from web.pages.processes import named
from web.pages.work import asker, shown
from web.problems import Problem, not_found
from web.words import moment

FOLLOWING = 3
"""How many tasks of the same case are shown to whoever has just done one."""

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

_NOTHING = Markup()


@blueprint.get("/<task_id>")
def show(task_id: str) -> str | tuple[str, int]:
    """The form of a task, with why it is there; for an ended one, who did it and when."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        if task.ended_at is not None:
            return _ended(session, task), 200
        try:
            page = opened.open_task(session, office(), viewer().id, task_id)
        except NotFound as problem:
            raise Problem(404, "This task has no form", f"{problem} Tell your business office.") from problem
        return _page(session, page, page.answers, ())


@blueprint.post("/<task_id>")
def send(task_id: str) -> str | tuple[str, int] | Response:
    """Send the form, keep a draft of it, or change its rows; the page that follows shows the next task."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        if sending.was_sent(session, task, viewer().id, csrf.key()):
            return redirect(url_for("tasks.done", task_id=task_id), 303)
        if task.ended_at is not None:
            raise gone(session, task, filled.typed(session, task))
        page = opened.open_task(session, office(), viewer().id, task_id)
    post = filled.read(around(page), staged_files.store(task.case_id, page.paper.agency_id, page.paper.form))
    if post.row_changed or post.errors:
        is_sent = not (post.row_changed or post.saves)
        wrong = filled.at_once(post.errors, page.paper.check(post.answers)) if is_sent else post.errors
        with office().database.reading() as session:
            shown_again = _page(session, page, post.answers, wrong, post.focus)
        return shown_again, 422 if post.errors else 200
    try:
        if post.saves:
            return _save(task_id, post)
        if post.checks:
            return _look_through(task_id, post)
        answer = sending.send(office(), viewer().id, task_id, csrf.key(), post.answers)
    except opened.NotYours as hidden:
        raise not_found() from hidden
    except (TaskGone, TaskTaken) as problem:
        with office().database.reading() as session:
            task = found_task(session, task_id)
            raise gone(session, task, filled.typed(session, task)) from problem
    if isinstance(answer, sending.NotAccepted):
        return refused(answer, post.answers)
    return redirect(url_for("tasks.done", task_id=task_id), 303)


def refused(answer: sending.NotAccepted, answers: Mapping[str, Any]) -> tuple[str, int]:
    """The form again, with what was written and what is wrong."""
    with office().database.reading() as session:
        return _page(session, answer.opened, answers, answer.errors), 422


def _look_through(task_id: str, post: filled.Post) -> tuple[str, int] | Response:
    answer = sending.look_through(office(), viewer().id, task_id, post.answers)
    return refused(answer, post.answers) if answer else redirect(url_for("checking.show", task_id=task_id), 303)


def _save(task_id: str, post: filled.Post) -> Response:
    sending.save_draft(office(), viewer().id, task_id, post.answers)
    flash("Your answers are saved. Only you can see them.")
    return redirect(url_for("work.home"), 303)


@blueprint.get("/<task_id>/done")
def done(task_id: str) -> str | Response:
    """That the form was kept, and what comes next: the next task of the case is there already."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        if task.ended_at is None:
            return redirect(url_for("tasks.show", task_id=task_id), 303)
        free = lists.free_of_case(session, asker(), task.case_id, since=task.ended_at)
        others = [one for one in lists.mine(session, asker()).lines if one.case_id != task.case_id]
        return render_template(
            "pages/task_done.html",
            title="Done",
            task=task,
            reference=overview.reference_of(session, task.case_id),
            knows_case=standing.knows(session, task.case_id),
            following=shown(session, free[:FOLLOWING]),
            more=len(free) - FOLLOWING,
            others=shown(session, others[:3]),
        )


@blueprint.post("/<task_id>/claim")
def claim(task_id: str) -> Response:
    """Take the task; go to its form."""
    try:
        sending.claim(office(), viewer().id, task_id)
    except opened.NotYours as hidden:
        raise not_found() from hidden
    except (TaskGone, TaskTaken) as problem:
        with office().database.reading() as session:
            raise gone(session, found_task(session, task_id)) from problem
    return redirect(url_for("tasks.show", task_id=task_id), 303)


@blueprint.post("/<task_id>/release")
def release(task_id: str) -> Response:
    """Hand the task back to the team."""
    try:
        is_back = sending.release(office(), viewer().id, task_id)
    except opened.NotYours as hidden:
        raise not_found() from hidden
    except (TaskGone, TaskTaken) as problem:
        with office().database.reading() as session:
            raise gone(session, found_task(session, task_id)) from problem
    flash("The task is with your team again." if is_back else "This task is for you alone: nobody else may take it.")
    return redirect(url_for("work.tasks", view="team" if is_back else "mine"), 303)


@blueprint.post("/<task_id>/visible")
def visible(task_id: str) -> Response:
    """Which questions do not apply to the answers so far, for the script that hides them."""
    with office().database.reading() as session:
        found_task(session, task_id)
        page = opened.open_task(session, office(), viewer().id, task_id)
    return jsonify(filled.followed(around(page)))


def found_task(session: Session, task_id: str) -> UserTask:
    """The task when the person there may see it; the same 404 for all else."""
    try:
        return opened.authorised(session, office(), viewer().id, task_id)
    except opened.NotYours as hidden:
        raise not_found() from hidden


def around(page: opened.Opened) -> filled.Around:
    """The form with what it is given from outside."""
    return filled.Around(page.paper.form, page.paper.data, page.paper.functions)


def _page(
    session: Session, page: opened.Opened, answers: Mapping[str, Any], errors: filled.Errors, focus: str = ""
) -> str:
    task = page.paper.task
    handed = handing.reason(session, office(), task) if task.assignee == viewer().id else None
    names = overview.names(session, {one for one in (task.assignee, handed and handed[0]) if one})
    return render_template(
        "pages/task.html",
        title=task.name,
        page=page,
        knows_case=standing.knows(session, task.case_id),
        task=task,
        process=named(session, task.process),
        due=due(task.due_at, now()),
        guidance=[line for line in page.paper.element.documentation.splitlines() if line.strip()],
        holder=names.get(task.assignee or ""),
        handed=(names.get(handed[0], "A colleague"), handed[1]) if handed else None,
        form=filled.fields(around(page), answers, errors, may_save=True, focus=focus),
        views=clocks.for_task(session, viewer().id, task.case_id, page.paper.variables, now()),
    )


def _ended(session: Session, task: UserTask) -> str:
    names = overview.names(session, {task.ended_by} if task.ended_by else set())
    return render_template(
        "pages/task_ended.html",
        title=task.name,
        task=task,
        by=names.get(task.ended_by or ""),
        reference=overview.reference_of(session, task.case_id),
        knows_case=standing.knows(session, task.case_id),
        kept=filled.kept(session, task),
    )


def gone(session: Session, task: UserTask, typed: Markup = _NOTHING) -> Problem:
    """Somebody else was there first: who, when, and where to go on. What was written is shown, so that none is lost."""
    back = (url_for("tasks.show", task_id=task.id), "See the task")
    names = overview.names(session, {who for who in (task.ended_by, task.assignee) if who})
    if task.state is TaskState.COMPLETED:
        who = "You" if task.ended_by == viewer().id else names.get(task.ended_by or "", "A colleague")
        title, text = "Somebody has done this task already", f"{who} completed it on {moment(task.ended_at)}."
        if who == "You":
            title = "You have done this task already"
    elif task.ended_at is not None:
        title = "This task is closed"
        text = f"It was closed on {moment(task.ended_at)}, because the case moved on without it."
    else:
        title, text = (
            "Somebody else has taken this task",
            f"{names.get(task.assignee or '', 'A colleague')} holds it now.",
        )
    return Problem(409, title, f"{text} What you sent was not saved.", back, typed)
