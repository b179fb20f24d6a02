"""The answers to a long form that begins a case, read once more; what begins the case is what was shown."""

from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from casework.forms import validate
from casework.forms.outline import Line
from web import beginning, checked
from web.beginning import Written
from web.here import office

blueprint = Blueprint("start_checking", __name__, url_prefix="/start")

GONE = "What you had answered is not here any more: it is kept for a day, and only until the form changes."


@blueprint.get("/<process>/<event>/<uuid:page>/check")
def show(process: str, event: str, page: UUID) -> str | Response:
    """What was answered, when it can be sent as it is; the case, when it was sent; else the form."""
    written = _saved(process, event, str(page))
    if sent := beginning.to_case(str(page)):
        return sent
    if written is None or isinstance(beginning.checked(written), validate.Invalid):
        return redirect(_form(process, event, str(page)), 303)
    return checked.page(_sheet(written))


@blueprint.post("/<process>/<event>/<uuid:page>/check")
def send(process: str, event: str, page: UUID) -> str | tuple[str, int] | Response:
    """Begin the case with what was shown; answers that another window has changed meanwhile are shown first."""
    written = _saved(process, event, str(page))
    if sent := beginning.to_case(str(page), was_sent=True):
        return sent
    if written is None:
        flash(GONE)
        return redirect(_form(process, event, str(page)), 303)
    sheet = _sheet(written)
    if not checked.is_as_shown(sheet):
        return checked.page(sheet, has_changed=True), 409
    refused = beginning.wrong(written) or beginning.send(written)
    return beginning.to_case(str(page), was_sent=True) or (beginning.page(written, refused), 422)


def _saved(process: str, event: str, key: str) -> Written | None:
    """What was answered with the form as it is now, for a partnership that they may begin a case for."""
    with office().database.reading() as session:
        written = beginning.saved(session, beginning.paper_of(session, process, event), key)
    return written if written and written.chosen and not written.is_of_older_form else None


def _form(process: str, event: str, key: str) -> str:
    return url_for("start.go_on", process=process, event=event, page=key)


def _sheet(written: Written) -> checked.Sheet:
    place, key = written.paper.place, written.key
    with office().database.reading() as session:
        found = dict(beginning.offices(session, written.paper))
    asked = Line("Which partnership is the case for?", found[written.chosen], beginning.FOR)
    return checked.Sheet(
        beginning.around(written.paper),
        written.answers,
        form=_form(place.process, place.event, key),
        send=url_for("start_checking.send", process=place.process, event=place.event, page=key),
        caption=f"Start a case · {place.name}",
        lead="Nothing is sent yet: your answers are kept for you alone, for a day.",
        first=(asked,) if len(found) > 1 else (),
        key=key,
    )
