"""What an administrator does to an instance, each time with a reason: try again, move a timer, let it fire now."""

from datetime import date, datetime, time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from engine import incidents, timers, worker
from engine.errors import EngineError, NotFound
from engine.states import IncidentState
from engine.tables.instances import Timer
from engine.tables.records import Incident
from foundation.clock import LONDON, as_utc
from foundation.database import Session
from web import overview
from web.here import now, office, viewer
from web.pages import instances
from web.problems import Problem, not_found
from web.standing import let_in

blueprint = Blueprint("operations", __name__, url_prefix="/admin")

LONGEST_REASON = 500
Errors = list[tuple[str, str]]


@blueprint.get("/incidents/<incident_id>")
def incident(incident_id: str) -> str:
    """What failed, and the form to try again."""
    with office().database.reading() as session:
        return _incident_page(session, _incident(session, incident_id), [])


@blueprint.post("/incidents/<incident_id>")
def retry(incident_id: str) -> tuple[str, int] | Response:
    """Let the machine try again, with the reason kept."""
    reason, errors = read_reason()
    if errors:
        with office().database.reading() as session:
            return _incident_page(session, _incident(session, incident_id), errors), 422
    with office().database.transaction() as session:
        found = _incident(session, incident_id)
        if found.state is not IncidentState.OPEN:
            raise Problem(409, "Somebody has done this already", "The incident was resolved while this page was open.")
        incidents.retry(session, incident_id, viewer().id, reason, now())
        instance_id, case_id = found.instance_id, found.case_id
    worker.work_off(office().worker, case_id)
    flash("The machine is trying again.")
    if instance_id is None:
        return redirect(url_for("instances.incidents"), 303)
    return redirect(url_for("instances.troubles", instance_id=instance_id), 303)


@blueprint.get("/timers/<timer_id>")
def timer(timer_id: str) -> str:
    """One waiting timer, and the forms to move it or let it fire now."""
    with office().database.reading() as session:
        return _timer_page(session, _timer(session, timer_id), [], {})


@blueprint.post("/timers/<timer_id>")
def change_timer(timer_id: str) -> tuple[str, int] | Response:
    """Move the timer, or let it fire now, with the reason kept."""
    fires = request.form.get("act") == "trigger"
    reason, errors = read_reason()
    to, wrong = (None, []) if fires else read_instant()
    errors = wrong + errors
    if errors:
        with office().database.reading() as session:
            return _timer_page(session, _timer(session, timer_id), errors, request.form.to_dict()), 422
    try:
        with office().database.transaction() as session:
            instance_id = _timer(session, timer_id).instance_id
            case_id = instances.one(session, instance_id).case_id
            if to is None:
                timers.trigger(session, office().environment, timer_id, viewer().id, reason, now())
            else:
                timers.move(session, office().environment, timer_id, to, viewer().id, reason, now())
    except EngineError as refused:
        raise Problem(409, "The timer was left as it was", str(refused)) from refused
    worker.work_off(office().worker, case_id)
    flash("The timer has fired." if fires else "The timer was moved.")
    return redirect(url_for("instances.waiting", instance_id=instance_id), 303)


def read_reason(missing: str = "Enter the reason") -> tuple[str, Errors]:
    """The reason that was given, and what is wrong with it; `missing` is what is said where there is none."""
    reason = " ".join(request.form.get("reason", "").split())
    if not reason:
        return "", [("reason", missing)]
    if len(reason) > LONGEST_REASON:
        return reason, [("reason", f"The reason must be {LONGEST_REASON} characters or fewer")]
    return reason, []


def read_day() -> tuple[date | None, Errors]:
    """The date that was given in three fields, and what is wrong with it."""
    parts = [request.form.get(f"date-{part}", "").strip() for part in ("year", "month", "day")]
    try:
        return date(*(int(part) for part in parts)), []
    except (ValueError, OverflowError):
        return None, [("date-day", "Enter a real date, for example 27 3 2027")]


def read_instant() -> tuple[datetime | None, Errors]:
    """The date and time that were given, in London time, and what is wrong with them."""
    day, wrong = read_day()
    if day is None:
        return None, wrong
    try:
        at = time.fromisoformat(request.form.get("time", "").strip().zfill(5))
    except ValueError:
        return None, [("time", "Enter a time on the 24-hour clock, for example 09:30")]
    return as_utc(datetime.combine(day, at, tzinfo=LONDON)), []


def _incident(session: Session, incident_id: str) -> Incident:
    try:
        found = incidents.find(session, incident_id)
    except NotFound as missing:
        raise not_found() from missing
    let_in(session, found.case_id)
    return found


def _timer(session: Session, timer_id: str) -> Timer:
    try:
        found = timers.find(session, timer_id)
    except NotFound as missing:
        raise not_found() from missing
    instances.one(session, found.instance_id)
    return found


def _incident_page(session: Session, found: Incident, errors: Errors) -> str:
    return render_template(
        "pages/incident.html",
        title="Incident",
        incident=found,
        reference=overview.reference_of(session, found.case_id),
        errors=errors,
        is_open=found.state is IncidentState.OPEN,
        reason=request.form.get("reason", ""),
    )


def _timer_page(session: Session, found: Timer, errors: Errors, given: dict[str, str]) -> str:
    return render_template(
        "pages/timer.html",
        title="Timer",
        timer=found,
        reference=overview.reference_of(session, instances.one(session, found.instance_id).case_id),
        errors=errors,
        given=given,
        now=now(),
        reason=given.get("reason", ""),
    )
