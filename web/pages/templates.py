"""Templates of letters: which is used, its history, a new one put in its place, and what one makes of invented data.

The same pages serve a partnership, under its settings, and one case, under its documents (guidance 1.1.4).
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from cases import file_types, letter_templates, records
from cases.letter_templates import LetterTemplate, NewTemplate, Owner
from cases.partnerships import Partnership
from casework.letters import catalogue, replacing, template_checks, templates
from casework.letters.catalogue import Kind
from casework.letters.rendering import LetterProblem
from casework.letters.replacing import NothingToTakeAway, Refused
from casework.letters.templates import Template
from foundation.clock import london_date
from foundation.database import Session
from web import csrf, office_settings
from web.giving import as_file
from web.here import now, office, viewer
from web.pages.operations import Errors, read_day, read_reason
from web.problems import Problem, not_found
from web.standing import OFFICE, standing

blueprint = Blueprint("templates", __name__)

ORIGINS = {"case": "This case’s own", "partnership": "The partnership’s own", "default": "Comes with the system"}
IN_USE = "used"
"""In an address, the version that is used now."""


@dataclass(frozen=True, slots=True)
class Where:
    """Whose templates somebody looks at, whether they may change them, and how the pages' addresses begin."""

    owner: Owner
    home: Partnership
    editable: bool
    at: dict[str, Any]
    title: str
    place: office_settings.Place | None


@blueprint.get("/settings/<code>/templates")
@blueprint.get("/cases/<reference>/templates")
def index(code: str = "", reference: str = "") -> str:
    """Every letter there is, and which template it takes."""
    with office().database.reading() as session:
        where = _where(session, code, reference)
        versions = letter_templates.history(session, where.owner)
        people = office_settings.names(session, {one.made_by for one in versions})
        lines = [(kind, _used(session, where, kind.code).origin) for kind in catalogue.KINDS.values()]
    day = london_date(now())
    mine = {
        kind.code: letter_templates.in_force([one for one in versions if one.kind == kind.code], day)
        for kind in catalogue.KINDS.values()
    }
    return render_template(
        "pages/templates.html", title="Templates of letters", where=where, lines=lines, mine=mine, people=people,
        origins=ORIGINS,
    )  # fmt: skip


@blueprint.get("/settings/<code>/templates/<kind>")
@blueprint.get("/cases/<reference>/templates/<kind>")
def show(kind: str, code: str = "", reference: str = "") -> str:
    """One letter's template: which is used, every version, and the form for another one."""
    with office().database.reading() as session:
        return _page(session, _where(session, code, reference), _kind(kind), [])


@blueprint.post("/settings/<code>/templates/<kind>")
@blueprint.post("/cases/<reference>/templates/<kind>")
def save(kind: str, code: str = "", reference: str = "") -> str | tuple[str, int] | Answer:
    """Use the Word file that was sent from a day on, or the template behind it again."""
    letter = _kind(kind)
    with office().database.reading() as session:
        where = _where(session, code, reference, editing=True)
        done = office_settings.done_before(session, where.owner.case_id or where.owner.partnership_id)
    errors = [] if done else _carried_out(where, letter)
    if errors:
        with office().database.reading() as session:
            return _page(session, where, letter, errors), 422
    flash("The template is changed. Letters that are prepared already stay as they are until they are made again.")
    return redirect(url_for("templates.show", kind=kind, **where.at), 303)


@blueprint.get("/settings/<code>/templates/<kind>/<version>/<what>")
@blueprint.get("/cases/<reference>/templates/<kind>/<version>/<what>")
def download(kind: str, version: str, what: str, code: str = "", reference: str = "") -> Response:
    """The Word file of a version, or the letter that it makes of invented data."""
    letter = _kind(kind)
    with office().database.reading() as session:
        content = _content(session, _where(session, code, reference), letter, version)
    if what not in ("template", "preview"):
        raise not_found()
    if what == "preview":
        try:
            content = template_checks.preview(letter.code, content)
        except LetterProblem as problem:
            raise Problem(409, "This template makes no letter", str(problem)) from problem
    return as_file(content, file_types.TYPES["docx"], f"{letter.code}-{what}.docx")


def _carried_out(where: Where, letter: Kind) -> Errors:
    reason, errors = read_reason()
    day, wrong = read_day()
    if day is not None and day < london_date(now()):
        wrong = [("date-day", "The first day must be today or later: letters that were made stay as they are")]
    sent = request.files.get("template")
    is_away = request.form.get("act") == "back"
    name = (sent.filename if sent is not None else "") or ""
    content = b"" if is_away or sent is None else sent.read(templates.LIMIT + 1)
    if errors or wrong or day is None:
        # Everything that is wrong is said at once, the file too: choosing it again is the costly part.
        return [*([] if is_away else _wrong_with(letter, name, content)), *errors, *wrong]
    try:
        if is_away:
            replacing.take_away(office(), where.owner, letter.code, day, reason, viewer().id, csrf.key())
        elif not name:
            return _wrong_with(letter, name, content)
        else:
            wanted = NewTemplate(letter.code, content, day, reason)
            replacing.put(office(), where.owner, wanted, name, viewer().id, csrf.key())
    except Refused as refused:
        return [("template", each) for each in refused.problems]
    except NothingToTakeAway:
        return [("date-day", "On that day there is no template of its own to take away")]
    return []


def _wrong_with(letter: Kind, name: str, content: bytes) -> Errors:
    if not name:
        return [("template", "Choose the Word file of the template")]
    return [("template", each) for each in template_checks.problems(office(), letter.code, name, content)]


def _page(session: Session, where: Where, letter: Kind, errors: Errors) -> str:
    versions = letter_templates.history(session, where.owner, letter.code)
    today = london_date(now())
    return render_template(
        "pages/template.html",
        title=letter.title,
        where=where,
        letter=letter,
        used=ORIGINS[_used(session, where, letter.code).origin],
        current=letter_templates.in_force(versions, today),
        versions=versions,
        reasons={one.id: letter_templates.reason_of(session, office().keys, one) for one in versions},
        people=office_settings.names(session, {one.made_by for one in versions}),
        given=request.form,
        errors=errors,
        today=today,
        in_use=IN_USE,
    )


def _where(session: Session, code: str, reference: str, *, editing: bool = False) -> Where:
    """A partnership's settings page or a case's documents; what is not theirs raises the same 404."""
    if code:
        place = office_settings.place(session, code, editing=editing)
        home = place.partnership
        return Where(Owner(home.id), home, place.editable, {"code": code}, home.name, place)
    here = standing(session, reference, "documents")
    may_change = here.may_change and "BO" in here.codes
    if not here.codes & OFFICE or (editing and not may_change):
        raise not_found()
    home = session.get_one(Partnership, records.partnership_of(session, here.case.id))
    owner = Owner(home.id, here.case.id)
    return Where(owner, home, may_change, {"reference": here.reference}, here.reference, None)


def _kind(code: str) -> Kind:
    if code not in catalogue.KINDS:
        raise not_found()
    return catalogue.KINDS[code]


def _used(session: Session, where: Where, code: str) -> Template:
    if where.owner.case_id:
        return templates.find(session, office(), where.owner.case_id, code)
    return templates.of_partnership(session, office(), where.home, code)


def _content(session: Session, where: Where, letter: Kind, version: str) -> bytes:
    if version == IN_USE:
        return _used(session, where, letter.code).content
    versions: list[LetterTemplate] = letter_templates.history(session, where.owner, letter.code)
    found = next((one for one in versions if str(one.version) == version and one.content is not None), None)
    if found is None:
        raise not_found()
    return letter_templates.content_of(session, office().keys, found)
