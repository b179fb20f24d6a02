"""Handing a task to a colleague: to whom, and why."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.tasks import handing, opened
from engine.errors import TaskGone
from engine.tables.instances import UserTask
from foundation.database import Session
from web import csrf, overview
from web.here import now, office, viewer
from web.pages.operations import Errors, read_reason
from web.pages.tasks import found_task, gone
from web.problems import not_found

blueprint = Blueprint("handing", __name__, url_prefix="/tasks")


@blueprint.get("/<task_id>/hand-over")
def show(task_id: str) -> str | Response:
    """Who could have it instead."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        if task.ended_at is not None:
            return redirect(url_for("tasks.show", task_id=task_id), 303)
        return _page(session, task, [])


@blueprint.post("/<task_id>/hand-over")
def hand_over(task_id: str) -> tuple[str, int] | Response:
    """Give it to the colleague chosen."""
    reason, errors = read_reason()
    to = request.form.get("person", "")
    if not errors:
        try:
            handing.hand_over(office(), viewer().id, task_id, to, reason, csrf.key())
        except handing.NotAColleague:
            errors = [("person", "Select a colleague who may take this task")]
        except opened.NotYours as hidden:
            raise not_found() from hidden
        except TaskGone as problem:
            with office().database.reading() as session:
                raise gone(session, found_task(session, task_id)) from problem
    if errors:
        with office().database.reading() as session:
            return _page(session, found_task(session, task_id), errors), 422
    flash("The task is with your colleague, who is told by e-mail.")
    return redirect(url_for("work.tasks", view="team"), 303)


def _page(session: Session, task: UserTask, errors: Errors) -> str:
    names = overview.names(session, {task.assignee} if task.assignee else set())
    return render_template(
        "pages/hand_over.html",
        title="Hand over a task",
        task=task,
        reference=overview.reference_of(session, task.case_id),
        holder=names.get(task.assignee or ""),
        colleagues=handing.colleagues(session, task, now()),
        chosen=request.form.get("person", ""),
        reason=request.form.get("reason", ""),
        errors=errors,
    )
