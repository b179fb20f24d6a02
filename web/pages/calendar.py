"""A partnership's calendar: its own days beside the bank holidays, and the dates of its Case Review Group."""

import re
from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import calendar, slots
from cases.settings import versions
from casework import calendar_changes
from foundation.clock import MONTHS, london_date
from foundation.database import Session
from web import office_settings
from web.here import now, office, viewer
from web.office_settings import Place
from web.pages.operations import Errors
from web.problems import not_found
from web.words import count, weekday

blueprint = Blueprint("calendar", __name__, url_prefix="/settings/<code>/calendar")

MOST_DATES = 60
KINDS: Mapping[str, str] = {slots.MONTHLY: "Monthly meeting", slots.INTERIM: "Date kept between the monthly meetings"}
_WRITTEN = re.compile(r"(\d{1,2})[ ./-]+([A-Za-z]{3,9}|\d{1,2})[ ./-]+(\d{4})")


@blueprint.get("")
def show(code: str) -> str:
    """The days of a partnership from today on, and the forms for further ones."""
    return _page(code, {}, [])


@blueprint.post("/meetings")
def add_meetings(code: str) -> tuple[str, int] | Response:
    """Put dates into the group's calendar."""
    with office().database.reading() as session:
        here = office_settings.place(session, code, editing=True)
        days, errors = _dates(session, here)
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        errors = [("kind", "Choose which dates these are"), *errors]
    if errors:
        return _page(code, request.form, errors), 422
    calendar_changes.add_group_dates(office(), here.partnership.id, kind, days, viewer().id)
    flash(f"{count(len(days), 'date')} added. Meetings that are set stay where they are.")
    return redirect(url_for("calendar.show", code=code), 303)


@blueprint.post("/meetings/<on>/remove")
def remove_meeting(code: str, on: str) -> Response:
    """Take a date out of the group's calendar."""
    with office().database.reading() as session:
        here = office_settings.place(session, code, editing=True)
    gone = calendar_changes.remove_group_date(office(), here.partnership.id, day_of(on), viewer().id)
    flash("The date is removed. A meeting that is set stays where it is." if gone else "That date was gone already.")
    return redirect(url_for("calendar.show", code=code), 303)


def _page(code: str, given: Mapping[str, str], errors: Errors) -> str:
    today = london_date(now())
    with office().database.reading() as session:
        here = office_settings.place(session, code)
        listed = calendar.office_days(session, here.partnership.id)
        dates = slots.dates_of(session, here.partnership.id, today)
        days = calendar.of_partnership(session, here.partnership.id)
        people = office_settings.names(session, {one.added_by for one in listed})
        group = versions.in_force(session, here.partnership.id, today).values()["label.group"]
    national = sorted(
        (day, name) for year in (today.year, today.year + 1) for day, name in calendar.bank_holidays(year).items()
    )
    return render_template(
        "pages/calendar.html",
        title="Calendar",
        here=here,
        listed=listed,
        dates=[(one, KINDS.get(one.kind, one.kind), _meant(days, one.day)) for one in dates],
        national=[(day, name) for day, name in national if day >= today and day not in days.working],
        kinds=[{"value": key, "text": words, "checked": given.get("kind") == key} for key, words in KINDS.items()],
        people=people,
        group=group,
        given=given,
        errors=errors,
    )


def _meant(days: calendar.Calendar, on: date) -> str:
    """Why nobody can meet on a date of the group, or nothing."""
    return calendar.why_not_working(days, on) or days.shut.get(on, "")


def _dates(session: Session, here: Place) -> tuple[list[date], Errors]:
    lines = [line.strip() for line in request.form.get("dates", "").splitlines() if line.strip()]
    if not lines or len(lines) > MOST_DATES:
        return [], [("dates", f"Enter at least one date, and {MOST_DATES} at most, each on a line of its own")]
    today, days = london_date(now()), calendar.of_partnership(session, here.partnership.id)
    found: list[date] = []
    errors: Errors = []
    for line in lines:
        read = _written(line)
        if read is None:
            errors.append(("dates", f"“{line[:40]}” is no date: write, for example, 9 March 2027"))
        elif read <= today:
            errors.append(("dates", f"{weekday(read)} is not in the future"))
        elif reason := _meant(days, read):
            errors.append(("dates", f"{weekday(read)} is no working day: {reason}"))
        else:
            found.append(read)
    return found, errors


def _written(line: str) -> date | None:
    match = _WRITTEN.fullmatch(line)
    if match is None:
        return None
    names = [name[:3].lower() for name in MONTHS]
    word = match[2].lower()[:3]
    try:
        return date(int(match[3]), int(match[2]) if match[2].isdigit() else names.index(word) + 1, int(match[1]))
    except ValueError:
        return None


def day_of(text: str) -> date:
    """The day in an address; raises Problem when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise not_found() from None
