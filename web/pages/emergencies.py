"""Opening a case in an emergency, and the list of every such use, which somebody else looks at and signs off."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import emergencies, records, role_names
from cases.emergencies import EmergencyAccess, Finding
from casework import emergencies as opening
from casework.emergencies import Asked, NotOpened, OpenAlready
from foundation.clock import london_date
from foundation.database import Session
from web import csrf, overview, standing
from web.here import now, office, viewer
from web.pages.operations import Errors, read_reason
from web.problems import not_found

blueprint = Blueprint("emergencies", __name__, url_prefix="/emergency-access")

LONGEST_REFERENCE = 40
NO_SUCH_CASE = "There is no case of that reference that you can open in an emergency"


@dataclass(frozen=True, slots=True)
class Use:
    """One use as pages show it."""

    row: EmergencyAccess
    reference: str
    who: str
    role: str
    state: str
    is_open: bool
    is_mine: bool
    may_sign_off: bool
    reviewer: str


@blueprint.get("")
def index() -> str:
    """Every use that the person there looks at, and the form to open a case."""
    return _index({}, [])


@blueprint.post("")
def open_case() -> tuple[str, int] | Response:
    """Open a case for some hours, with a reason. Unknown and forbidden cases are answered alike."""
    reason, errors = read_reason()
    reference = request.form.get("reference", "").strip().upper()[:LONGEST_REFERENCE]
    errors = ([] if reference else [("reference", "Enter the reference of the case")]) + errors
    if not errors:
        try:
            found = opening.open_case(office(), viewer().id, Asked(reference, reason), csrf.key())
        except NotOpened:
            errors = [("reference", NO_SUCH_CASE)]
        except OpenAlready:
            errors = [("reference", "This case is open to you already")]
        else:
            flash("The case is open to you. Those who look at every such use have been told.")
            return redirect(url_for("cases.show", reference=found), 303)
    return _index(request.form.to_dict(), errors), 422


@blueprint.get("/<case_id>/<use_id>")
def show(case_id: str, use_id: str) -> str:
    """One use: who, when, why, and what was found."""
    return _page(case_id, use_id, [])


@blueprint.post("/<case_id>/<use_id>")
def sign_off(case_id: str, use_id: str) -> tuple[str, int] | Response:
    """Say whether it was justified; or give the case back before its time, where it is one's own."""
    gives_back = request.form.get("act") == "back"
    reason, errors = ("", []) if gives_back else read_reason("Enter what you found")
    justified = request.form.get("justified", "")
    if not gives_back and justified not in ("yes", "no"):
        errors = [("justified", "Select whether it was justified"), *errors]
    if errors:
        return _page(case_id, use_id, errors), 422
    try:
        if gives_back:
            opening.give_back(office(), viewer().id, (case_id, use_id))
        else:
            opening.sign_off(office(), (case_id, use_id), Finding(viewer().id, justified == "yes", reason))
    except NotOpened as hidden:
        raise not_found() from hidden
    flash("The case is closed to you again." if gives_back else "It is signed off.")
    return redirect(url_for("emergencies.index"), 303)


def _index(given: dict[str, str], errors: Errors) -> str:
    with office().database.reading() as session:
        found = [_shown(session, one) for one in opening.uses(session, office(), viewer().id)]
    return render_template(
        "pages/emergencies.html",
        title="Access in an emergency",
        opens=viewer().is_any(emergencies.OPENERS),
        waiting=[one for one in found if one.row.reviewed_at is None],
        settled=[one for one in found if one.row.reviewed_at is not None],
        given=given,
        errors=errors,
        key=csrf.key() if given else None,
    )


def _page(case_id: str, use_id: str, errors: Errors) -> str:
    with office().database.reading() as session:
        use = _use(session, case_id, use_id)
        # The reason is of the case: it is for those who may know the case, and for whoever wrote it.
        is_theirs = use.is_mine or standing.knows(session, case_id)
        reason, finding = emergencies.words_of(session, office().keys, use.row) if is_theirs else ("", "")
    return render_template(
        "pages/emergency.html",
        title=f"Emergency access to {use.reference}",
        use=use,
        is_theirs=is_theirs,
        why=reason,
        finding=finding,
        errors=errors,
        given=request.form,
    )


def _use(session: Session, case_id: str, use_id: str) -> Use:
    """One that the person there may look at; raises the 404 of what is not there."""
    for one in opening.uses(session, office(), viewer().id):
        if (one.row.case_id, one.row.id) == (case_id, use_id):
            return _shown(session, one)
    raise not_found()


def _shown(session: Session, use: opening.Use) -> Use:
    row = use.row
    names = overview.names(session, {row.person_id, row.reviewed_by or ""})
    called = role_names.names(session, records.partnership_of(session, row.case_id), london_date(now()))
    is_open = row.ended_at is None and now() < row.until
    return Use(
        row,
        overview.reference_of(session, row.case_id),
        names.get(row.person_id, ""),
        called[row.role],
        "Open" if is_open else "Over",
        is_open,
        use.is_mine,
        use.may_sign_off,
        names.get(row.reviewed_by or "", ""),
    )
