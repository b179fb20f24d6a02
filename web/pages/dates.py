"""The dates that a case's clocks count from, earlier ones too, and a correction that asks before it moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import audit, explanations
from cases.clocks import anchors
from cases.settings import versions
from casework import calendar_changes, corrections, settings_changes, shifts
from foundation import canonical
from foundation.database import Session
from web import csrf, overview
from web.case_page import page
from web.here import now, office, viewer
from web.pages.operations import Errors, read_instant, read_reason
from web.pages.rereading import may_read_again
from web.problems import not_found
from web.standing import Standing, standing
from web.words import day, sentence

blueprint = Blueprint("dates", __name__, url_prefix="/cases/<reference>/dates")


@dataclass(frozen=True, slots=True)
class Given:
    """A date as it was given: by whom, when and why."""

    at: datetime
    set_by: str
    set_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Known:
    """An event with every date that was ever given for it, the present one first."""

    name: str
    words: str
    dates: list[Given]
    correctable: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Something else by which dates of the case moved, by whom and why."""

    title: str
    what: str
    at: datetime
    by: str
    reason: str


MOVERS = {calendar_changes.MOVED: "Calendar", settings_changes.READ_AGAIN: "Settings"}


@blueprint.get("")
def show(reference: str) -> str:
    """Every event that clocks of the case itself count from, with its earlier dates and who gave them."""
    with office().database.reading() as session:
        here = standing(session, reference, "dates")
        given: dict[str, list[Given]] = {}
        for row in reversed(anchors.history(session, here.case.id)):
            if not row.subject_id:
                told = Given(row.at, row.set_by, row.set_at, anchors.reason_of(session, office().keys, row))
                given.setdefault(row.name, []).append(told)
        open_ones = corrections.known(session, here.case.id) if here.may_change else {}
        found = [Known(name, _words(name), given[name], name in open_ones) for name in anchors.NAMES if name in given]
        moved = _moved(session, here.case.id)
        ids = {row.set_by for rows in given.values() for row in rows} | {one.by for one in moved}
        return page(
            session,
            here,
            "dates",
            events=found,
            people=overview.names(session, ids),
            kept=versions.of_case(session, here.case),
            newer=settings_changes.newer(session, here.case, now()),
            may_read_again=may_read_again(session, here),
            moved=moved,
        )


def _moved(session: Session, case_id: str) -> list[Moved]:
    """What moved dates of the case beside corrections: a day put on the calendar, other settings."""
    found = []
    for entry in audit.entries(session, audit.of_case(case_id)):
        told = canonical.read(entry.detail)
        if entry.action not in MOVERS or not isinstance(told, dict):
            continue
        what = f"version {told.get('to')} instead of version {told.get('from')}"
        if entry.action == calendar_changes.MOVED:
            what = f"{day(date.fromisoformat(entry.subject))}, {told.get('name')}, {told.get('change')}"
        given = [one for one in explanations.about(session, case_id, entry.subject) if one.at == entry.at]
        said = [explanations.words_of(session, office().keys, one) for one in given]
        why = "; ".join(said) or str(told.get("reason", ""))
        found.append(Moved(MOVERS[entry.action], what, entry.at, entry.actor, why))
    return found[::-1]


@blueprint.get("/<name>")
def form(reference: str, name: str) -> str:
    """The form for the right date."""
    with office().database.reading() as session:
        here, at = _event(session, reference, name)
        return _form(here, name, at, {}, [])


@blueprint.post("/<name>")
def correct(reference: str, name: str) -> str | tuple[str, int] | Response:
    """First show what would move; then, when a person has agreed to exactly that, move it."""
    with office().database.reading() as session:
        here, was = _event(session, reference, name)
    at, wrong = read_instant()
    reason, missing = read_reason()
    errors = wrong + _not_to_come(at) + missing
    if errors or at is None:
        return _form(here, name, was, request.form, errors), 422
    wanted = corrections.Correction(here.case.id, name, at, reason)
    if request.form.get("act") != "move":
        return _confirm(here, wanted, was, corrections.preview(office(), wanted))
    try:
        corrections.correct(office(), wanted, viewer().id, csrf.key(), request.form.get("agreed", ""))
    except corrections.NeedsSecondPerson:
        return _confirm(here, wanted, was, corrections.preview(office(), wanted)), 403
    except shifts.ChangedMeanwhile:
        return _confirm(here, wanted, was, corrections.preview(office(), wanted), changed=True), 409
    flash("The date is corrected, and what counts from it has moved.")
    return redirect(url_for("dates.show", reference=reference), 303)


def _event(session: Session, reference: str, name: str) -> tuple[Standing, datetime]:
    here = standing(session, reference, "dates")
    known = corrections.known(session, here.case.id)
    # Others may read the dates; the case’s own office and its chair correct them.
    if name not in known or not here.may_change:
        raise not_found()
    return here, known[name]


def _not_to_come(at: datetime | None) -> Errors:
    late = at is not None and at > now()
    return [("date-day", "The date must be in the past: this has happened already")] if late else []


def _words(name: str) -> str:
    return sentence(anchors.NAMES[name])


def _form(here: Standing, name: str, at: datetime, given: Mapping[str, str], errors: Errors) -> str:
    return render_template(
        "pages/date.html", title="Correct a date", here=here, name=name, words=_words(name), at=at, given=given,
        errors=errors,
    )  # fmt: skip


def _confirm(
    here: Standing,
    wanted: corrections.Correction,
    was: datetime,
    effects: list[shifts.Effect],
    *,
    changed: bool = False,
) -> str:
    return render_template(
        "pages/date_moves.html",
        title="What would move",
        here=here,
        wanted=wanted,
        words=_words(wanted.anchor),
        was=was,
        moves=[each for one in effects for each in one.shifts],
        agreed=shifts.fingerprint(effects),
        given=request.form,
        is_earlier=wanted.at < was,
        changed=changed,
        now=now(),
    )
