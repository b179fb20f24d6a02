"""A partnership's settings: what each is, where it comes from, and a change shown in its effect before it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import addresses
from cases.addresses import VERIFIED
from cases.settings import PROFILES, NewVersion, catalogue, kinds, versions
from cases.settings.catalogue import SECTIONS, SETTINGS
from cases.settings.versions import SettingsVersion, UnknownSetting
from casework import settings_changes
from casework.settings_changes import USUAL, Known
from casework.shifts import ChangedMeanwhile
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session
from web import csrf, office_settings, settings_forms
from web.here import now, office, viewer
from web.office_settings import Place
from web.pages.operations import Errors
from web.problems import Problem, not_found
from web.settings_forms import PROFILE, PROFILE_WORDS

blueprint = Blueprint("settings", __name__, url_prefix="/settings")


@dataclass(frozen=True, slots=True)
class Line:
    """A setting in words, its value, where it comes from, and since when, by whom and why."""

    words: str
    paragraph: str
    value: str
    doubt: str
    source: str
    since: Known


@dataclass(frozen=True, slots=True)
class Versions:
    """What there is of a partnership's settings: every version, the newest first, and the one in force today."""

    all: list[SettingsVersion]
    current: SettingsVersion

    @property
    def planned(self) -> list[SettingsVersion]:
        """Those that come into force on a later day, unless another takes their place."""
        later = versions.reached(one for one in self.all if one.version > self.current.version)
        days = [one.valid_from for one in later]
        return [one for one in later if days.index(one.valid_from) == later.index(one)]

    @property
    def replaced(self) -> list[SettingsVersion]:
        """Those that never come into force, or never did: another was made for a day before theirs, or for the same."""
        made_before = versions.reached(one for one in self.all if one.version <= self.current.version)
        there = {one.version for one in (*self.planned, *made_before)}
        return [one for one in self.all if one.version not in there]


@blueprint.get("")
def index() -> str | Response:
    """The partnerships whose settings a person may see; their own at once when there is only one."""
    with office().database.reading() as session:
        found = office_settings.visible(session)
    if not found:
        raise not_found()
    if len(found) == 1:
        return redirect(url_for("settings.show", code=found[0].code), 303)
    return render_template("pages/settings_index.html", title="Settings", partnerships=found)


@blueprint.get("/<code>")
def show(code: str) -> str:
    """Every setting of a partnership as it is today."""
    with office().database.reading() as session:
        here = office_settings.place(session, code)
        found = _versions(session, here)
        known = settings_changes.known(found.all, found.current)
        people = office_settings.names(session, {one.made_by for one in found.all})
    groups = [
        (key, title, [_line(found, known[one.key]) for one in catalogue.of_section(key)])
        for key, title in SECTIONS.items()
    ]
    return render_template(
        "pages/settings.html",
        title="Settings",
        here=here,
        found=found,
        groups=groups,
        people=people,
        profile=PROFILE_WORDS[found.current.profile],
    )


@blueprint.get("/<code>/history")
def history(code: str) -> str:
    """Every version of the settings, the newest first, with what it changed."""
    with office().database.reading() as session:
        here = office_settings.place(session, code)
        found = _versions(session, here)
        people = office_settings.names(session, {one.made_by for one in found.all})
    pairs = zip(found.all, [*found.all[1:], None], strict=True)
    told = [(one, settings_changes.differences(before, one.values()) if before else []) for one, before in pairs]
    return render_template(
        "pages/settings_history.html", title="History of the settings", here=here, found=found, told=told,
        people=people, shown=_shown, words={key: one.words for key, one in SETTINGS.items()},
    )  # fmt: skip


@blueprint.get("/<code>/change/<section>")
def change(code: str, section: str) -> str:
    """The form for the settings of one group, or for the profile."""
    with office().database.reading() as session:
        here, found = _editing(session, code, section)
    return _form(here, section, found, {}, [])


@blueprint.post("/<code>/change/<section>")
def save(code: str, section: str) -> str | tuple[str, int] | Response:
    """First show what would be otherwise, also in open cases; then, when a person has agreed, save it."""
    with office().database.reading() as session:
        here, found = _editing(session, code, section)
        if office_settings.done_before(session, here.partnership.id):
            return _done(code)
        id_, today = here.partnership.id, london_date(now())
        wanted, errors = settings_forms.wanted(section, today, lambda day: versions.in_force(session, id_, day))
        if wanted and section == SETTINGS[USUAL].section:
            errors = _strangers(settings_changes.not_asked(session, id_, wanted, today))
        base = versions.in_force(session, id_, wanted.valid_from) if wanted else found.current
    if errors or wanted is None:
        return _form(here, section, found, request.form, errors), 422
    if request.form.get("act") != "save":
        return _confirm(here, section, wanted, base, found)
    seen = request.form.get("seen", type=int) or 0
    try:
        settings_changes.save(office(), id_, wanted, viewer().id, csrf.key(), seen)
    except ChangedMeanwhile:
        return _confirm(here, section, wanted, base, found, changed=True), 409
    return _done(code)


def _strangers(names: list[str]) -> Errors:
    said = f"No agency that may be asked is called {', '.join(names)}: write names as the page of agencies has them"
    return [(settings_forms.field_id(USUAL), said)] if names else []


def _done(code: str) -> Response:
    flash("The settings are saved. Cases that are open keep the version they opened with.")
    return redirect(url_for("settings.show", code=code), 303)


def _editing(session: Session, code: str, section: str) -> tuple[Place, Versions]:
    if section not in SECTIONS and section != PROFILE:
        raise not_found()
    here = office_settings.place(session, code, editing=True)
    return here, _versions(session, here)


def _versions(session: Session, here: Place) -> Versions:
    try:
        current = versions.in_force(session, here.partnership.id, london_date(now()))
    except UnknownSetting as missing:
        text = "Ask whoever looks after the server to choose a profile with “server.py setup”."
        raise Problem(409, "This partnership has no settings yet", text) from missing
    return Versions(versions.history(session, here.partnership.id), current)


def _line(found: Versions, known: Known) -> Line:
    setting = SETTINGS[known.key]
    source = "Decided here" if known.decided_here else f"Profile {found.current.profile}"
    doubt = addresses.doubt(found.current.values(), known.key, london_date(now())) if known.key in VERIFIED else ""
    return Line(setting.words, setting.paragraph, _shown(known.key, known.value), doubt, source, known)


def _shown(key: str, value: Json) -> str:
    return kinds.shown(SETTINGS[key], value)


def _form(here: Place, section: str, found: Versions, given: Mapping[str, str], errors: Errors) -> str:
    title = SECTIONS.get(section, "Profile")
    profiles = [
        {
            "value": key,
            "text": key,
            "hint": {"text": words},
            "checked": key == given.get(PROFILE, found.current.profile),
        }
        for key, words in PROFILE_WORDS.items()
    ]
    return render_template(
        "pages/settings_change.html",
        title=f"Change: {title}",
        caption=here.partnership.name,
        here=here,
        section=section,
        found=found,
        fields=settings_forms.fields(section, found.current.values(), given, errors),
        profiles=profiles,
        given=given,
        errors=errors,
        today=london_date(now()),
    )


def _confirm(
    here: Place, section: str, wanted: NewVersion, base: SettingsVersion, found: Versions, *, changed: bool = False
) -> str:
    effects = settings_changes.effects(office(), here.partnership.id, wanted)
    asked = {key: value for key, value in request.form.items() if key not in ("_token", "_key", "act", "seen")}
    return render_template(
        "pages/settings_effect.html",
        title="What would be otherwise",
        here=here,
        section=section,
        wanted=wanted,
        base=base,
        differences=settings_changes.differences(base, {**PROFILES[wanted.profile], **wanted.changes}),
        superseded=list(settings_changes.superseded(found.planned, wanted)),
        effects=office_settings.shown_effects(effects),
        asked=asked,
        seen=found.all[0].version,
        changed=changed,
        words={key: one.words for key, one in SETTINGS.items()},
        shown=_shown,
        now=now(),
    )
