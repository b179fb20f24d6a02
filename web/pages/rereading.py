"""The settings that a case keeps, and the act of reading it again by those in force: shown first, then done."""

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import access
from cases.settings import catalogue, kinds, versions
from cases.settings.versions import SettingsVersion
from casework import settings_changes, shifts
from casework.settings_changes import Rereading
from casework.shifts import ChangedMeanwhile
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session
from web import csrf, office_settings
from web.here import now, office, viewer
from web.pages.operations import Errors, read_reason
from web.problems import not_found
from web.standing import Standing, standing

blueprint = Blueprint("rereading", __name__, url_prefix="/cases/<reference>/settings")


READ_AGAIN_BY = ("crg_chair", *sorted(access.SETTINGS_CHANGED_BY))


@blueprint.get("")
def form(reference: str) -> str:
    """Which settings would change for this case, and the form that asks why."""
    with office().database.reading() as session:
        here, kept, newer = _open(session, reference)
    return _form(here, kept, newer, {}, [])


@blueprint.post("")
def read_again(reference: str) -> str | tuple[str, int] | Response:
    """First show what would move; then, when a person has agreed to exactly that, read the case again."""
    with office().database.reading() as session:
        here = standing(session, reference, "dates")
        if office_settings.done_before(session, here.case.id):
            return _done(reference)
        here, kept, newer = _open(session, reference)
    reason, errors = read_reason()
    if errors:
        return _form(here, kept, newer, request.form, errors), 422
    wanted = Rereading(here.case.id, newer.version, reason)
    if request.form.get("act") != "move":
        return _confirm(here, wanted)
    try:
        agreed = request.form.get("agreed", "")
        settings_changes.read_again(office(), wanted, viewer().id, csrf.key(), agreed)
    except ChangedMeanwhile:
        return _confirm(here, wanted, changed=True), 409
    return _done(reference)


def _done(reference: str) -> Response:
    flash("The case keeps the other settings now, and what counts by them has moved.")
    return redirect(url_for("dates.show", reference=reference), 303)


def may_read_again(session: Session, here: Standing) -> bool:
    """Whether the person there may move this case to other settings: its own chair, or its own office's manager."""
    held = access.roles_of(session, viewer().id, london_date(now()))
    home = here.case.partnership_id
    return here.may_change and any((role, home) in held for role in READ_AGAIN_BY)


def _open(session: Session, reference: str) -> tuple[Standing, SettingsVersion, SettingsVersion]:
    here = standing(session, reference, "dates")
    newer = settings_changes.newer(session, here.case, now())
    if newer is None or not may_read_again(session, here):
        raise not_found()
    return here, versions.of_case(session, here.case), newer


def _form(
    here: Standing, kept: SettingsVersion, newer: SettingsVersion, given: Mapping[str, str], errors: Errors
) -> str:
    changed = [
        (catalogue.SETTINGS[one.key].words, _shown(one.key, one.was), _shown(one.key, one.to))
        for one in settings_changes.differences(kept, newer.values())
    ]
    return render_template(
        "pages/case_rereading.html",
        title="Read this case again",
        here=here,
        kept=kept,
        newer=newer,
        changed=changed,
        given=given,
        errors=errors,
    )


def _shown(key: str, value: Json) -> str:
    return kinds.shown(catalogue.SETTINGS[key], value)


def _confirm(here: Standing, wanted: Rereading, *, changed: bool = False) -> str:
    effects = settings_changes.preview_reading(office(), wanted)
    return render_template(
        "pages/case_rereading_moves.html",
        title="What would move",
        here=here,
        wanted=wanted,
        moves=[each for one in effects for each in one.shifts],
        agreed=shifts.fingerprint(effects),
        changed=changed,
        now=now(),
    )
