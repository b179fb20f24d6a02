"""The answers to a task's long form, read once more before they are sent; what is sent is what was shown."""

from flask import Blueprint, redirect, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from casework.forms import validate
from casework.tasks import opened, sending
from engine.errors import TaskGone, TaskTaken
from engine.tables.instances import UserTask
from foundation.database import Session
from web import checked, csrf, filled
from web.here import office, viewer
from web.pages.processes import named
from web.pages.tasks import around, found_task, gone, refused
from web.problems import not_found

blueprint = Blueprint("checking", __name__, url_prefix="/tasks")


@blueprint.get("/<task_id>/check")
def show(task_id: str) -> str | Response:
    """What was saved as a draft, when it can be sent as it is; else the form."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        page = _saved(session, task)
        if page is None or isinstance(page.paper.check(page.answers), validate.Invalid):
            return redirect(url_for("tasks.show", task_id=task_id), 303)
        return checked.page(_sheet(session, page))


@blueprint.post("/<task_id>/check")
def send(task_id: str) -> str | tuple[str, int] | Response:
    """Send what was shown. Answers that have changed meanwhile, in another window or a colleague's, are shown first."""
    with office().database.reading() as session:
        task = found_task(session, task_id)
        if sending.was_sent(session, task, viewer().id, csrf.key()):
            return redirect(url_for("tasks.done", task_id=task_id), 303)
        page = _saved(session, task)
        if page is None:
            raise gone(session, task, _in_words(session, task))
        sheet = _sheet(session, page)
        if not checked.is_as_shown(sheet):
            return checked.page(sheet, has_changed=True), 409
    try:
        answer = sending.send(office(), viewer().id, task_id, csrf.key(), page.answers)
    except opened.NotYours as hidden:
        raise not_found() from hidden
    except (TaskGone, TaskTaken) as problem:
        with office().database.reading() as session:
            raise gone(session, found_task(session, task_id), _in_words(session, task)) from problem
    if isinstance(answer, sending.NotAccepted):
        return refused(answer, page.answers)
    return redirect(url_for("tasks.done", task_id=task_id), 303)


def _saved(session: Session, task: UserTask) -> opened.Opened | None:
    """The task with this person's draft, or None when there is none, it is of an older form, or may not be sent."""
    page = opened.open_task(session, office(), viewer().id, task.id)
    return page if page.draft_saved_at and page.may_send and not page.draft_is_of_older_form else None


def _in_words(session: Session, task: UserTask) -> Markup:
    page = opened.open_task(session, office(), viewer().id, task.id)
    return filled.in_words(around(page), page.answers) if page.draft_saved_at else Markup()


def _sheet(session: Session, page: opened.Opened) -> checked.Sheet:
    task = page.paper.task
    return checked.Sheet(
        around(page),
        page.answers,
        form=url_for("tasks.show", task_id=task.id),
        send=url_for("checking.send", task_id=task.id),
        caption=f"{page.reference} · {named(session, task.process)}",
        lead=f"{task.name}. Nothing is sent yet: your answers are saved, and only you can see them.",
        on_hold=page.on_hold,
    )
