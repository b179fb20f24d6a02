"""A bank holiday announced late or moved away, or a day with the office shut: what would move is shown first."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import records
from cases.calendar import OfficeDay
from casework import calendar_changes, shifts
from casework.calendar_changes import DayChange
from casework.shifts import ChangedMeanwhile
from foundation.database import Session
from web import csrf, office_settings
from web.here import now, office, viewer
from web.office_settings import Place
from web.pages.calendar import day_of
from web.pages.operations import Errors, read_day, read_reason
from web.problems import not_found

blueprint = Blueprint("closed_days", __name__, url_prefix="/settings/<code>/calendar")

HOLIDAY, MOVED_AWAY, SHUT = "holiday", "moved away", "shut"
KINDS: Mapping[str, str] = {
    HOLIDAY: "A bank holiday that was announced late: it is no working day, and what counts past it moves",
    MOVED_AWAY: "A bank holiday that is on another day this time: its usual day counts. Add the other day as well",
    SHUT: "The office is closed: deadlines run on and nothing moves, but no meeting is proposed for it",
}
EVERYBODY = "everybody"
LONGEST_NAME = 80


@blueprint.get("/days")
def day(code: str) -> str:
    """The form for a bank holiday that was announced late or moved away, or for a day on which the office is shut."""
    with office().database.reading() as session:
        here = office_settings.place(session, code, editing=True)
    return _day_form(here, {}, [])


@blueprint.post("/days")
def add_day(code: str) -> str | tuple[str, int] | Response:
    """First show every date that would move; then, when a person has agreed to exactly that, move them."""
    with office().database.reading() as session:
        here = office_settings.place(session, code, editing=True)
        if office_settings.done_before(session, here.partnership.id):
            return _done(here)
        wanted, errors = _wanted(session, here)
    if errors or wanted is None:
        return _day_form(here, request.form, errors), 422
    return _asked(here, wanted)


@blueprint.get("/days/<on>")
def removal(code: str, on: str) -> str:
    """The form that takes a day off the list."""
    with office().database.reading() as session:
        here, row = _listed(session, code, on)
    return _removal_form(here, row, {}, [])


@blueprint.post("/days/<on>")
def remove_day(code: str, on: str) -> str | tuple[str, int] | Response:
    """The same as adding one, the other way round."""
    with office().database.reading() as session:
        here = office_settings.place(session, code, editing=True)
        if office_settings.done_before(session, here.partnership.id):
            return _done(here)
        here, row = _listed(session, code, on)
    reason, errors = read_reason()
    if errors:
        return _removal_form(here, row, request.form, errors), 422
    return _asked(here, DayChange((here.partnership.id,), row.day, row.name, row.counts, reason, True, row.works))


def _wanted(session: Session, here: Place) -> tuple[DayChange | None, Errors]:
    on, errors = read_day()
    name, kind = " ".join(request.form.get("name", "").split()), request.form.get("kind", "")
    if not name or len(name) > LONGEST_NAME:
        errors = [*errors, ("name", f"Enter what the day is called, in {LONGEST_NAME} characters or fewer")]
    if kind not in KINDS:
        errors = [*errors, ("kind", "Choose what the day is")]
    reason, missing = read_reason()
    errors = errors + missing
    if errors or on is None:
        return None, errors
    everywhere = viewer().operates and request.form.get("where") == EVERYBODY
    ids = office_settings.every_id(session, here) if everywhere else (here.partnership.id,)
    wanted = DayChange(ids, on, name, kind != HOLIDAY, reason, works=kind == MOVED_AWAY)
    wrong = calendar_changes.why_not(session, wanted, now())
    return (None, [("date-day", wrong)]) if wrong else (wanted, [])


def _listed(session: Session, code: str, on: str) -> tuple[Place, OfficeDay]:
    here = office_settings.place(session, code, editing=True)
    row = session.get(OfficeDay, (here.partnership.id, day_of(on)))
    if row is None:
        raise not_found()
    return here, row


def _asked(here: Place, wanted: DayChange) -> str | tuple[str, int] | Response:
    """Show what would move, or move it when that is what the person agreed to."""
    if request.form.get("act") != "move":
        return _confirm(here, wanted)
    try:
        calendar_changes.carry_out(office(), wanted, viewer().id, csrf.key(), request.form.get("agreed", ""))
    except ChangedMeanwhile:
        return _confirm(here, wanted, changed=True), 409
    return _done(here)


def _done(here: Place) -> Response:
    flash("The list of days is changed, and what counts by it moves.")
    return redirect(url_for("calendar.show", code=here.partnership.code), 303)


def _confirm(here: Place, wanted: DayChange, *, changed: bool = False) -> str:
    effects = calendar_changes.preview(office(), wanted)
    with office().database.reading() as session:
        there = calendar_changes.meetings_on(session, wanted.partnership_ids, wanted.day)
        planned = sorted(records.references_of(session, office_settings.told_of(session, there)).values())
    kept = ("name", "kind", "where", "reason", "date-day", "date-month", "date-year")
    code, on = here.partnership.code, wanted.day.isoformat()
    adding, removing = url_for("closed_days.add_day", code=code), url_for("closed_days.remove_day", code=code, on=on)
    return render_template(
        "pages/closed_day_moves.html",
        title="What would move",
        here=here,
        wanted=wanted,
        everywhere=len(wanted.partnership_ids) > 1,
        effects=office_settings.shown_effects(effects),
        meetings=[] if wanted.removes else planned,
        agreed=shifts.fingerprint(effects),
        asked={key: request.form[key] for key in kept if key in request.form},
        action=removing if wanted.removes else adding,
        changed=changed,
        now=now(),
    )


def _day_form(here: Place, given: Mapping[str, str], errors: Errors) -> str:
    return render_template(
        "pages/closed_day.html",
        title="Add a day",
        here=here,
        kinds=[{"value": key, "text": words, "checked": given.get("kind") == key} for key, words in KINDS.items()],
        given=given,
        errors=errors,
    )


def _removal_form(here: Place, row: OfficeDay, given: Mapping[str, str], errors: Errors) -> str:
    return render_template(
        "pages/closed_day_removal.html", title="Take a day off the list", here=here, row=row, given=given, errors=errors
    )
