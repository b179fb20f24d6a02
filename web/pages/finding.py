"""Children found again by name, date of birth, postcode or the Panel's reference, by those who may see names."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import finding, records
from cases.finding import Found, Results
from cases.looking_for import Asked
from foundation.database import Session
from web import read_log, searches
from web.here import now, office, viewer
from web.pages.operations import Errors

blueprint = Blueprint("finding", __name__, url_prefix="/find")

WHERE = "children"
FIELDS = {"name": 100, "date-day": 2, "date-month": 2, "date-year": 4, "postcode": 10, "reference": 40}
"""What may be searched for, with how long it may be."""


@blueprint.get("")
def show() -> str:
    """The form, and with a search in the address the children like it, without their names."""
    q = request.args.get("q", "")
    given = searches.opened(WHERE, q) if q else {}
    asked, errors = _asked(given or {})
    found: Results | None = None
    rows: list[tuple[Found, str]] = []
    if asked.kinds and not errors:
        with office().database.reading() as session:
            found = finding.find(session, office().keys, viewer().id, asked, now())
            rows = _rows(session, found.shown)
        read_log.searched(WHERE, _logged(asked), len(rows))
    return _page(given or {}, [], rows, found, is_over=given is None)


@blueprint.post("")
def search() -> tuple[str, int] | Response:
    """Look for what was sent, at an address that does not say what."""
    given = {name: request.form.get(name, "").strip()[:longest] for name, longest in FIELDS.items()}
    asked, errors = _asked(given)
    if not errors and not asked.kinds:
        errors = [("name", "Enter a name, a date of birth, a postcode or a reference")]
    if errors:
        return _page(given, errors, [], None, is_over=False), 422
    searches.count()
    return redirect(url_for("finding.show", q=searches.sealed(WHERE, given)), 303)


def _asked(given: dict[str, str]) -> tuple[Asked, Errors]:
    asked = Asked(given.get("name", ""), None, given.get("postcode", ""), given.get("reference", ""))
    parts = [given.get(f"date-{part}", "") for part in ("year", "month", "day")]
    if not any(parts):
        return asked, []
    try:
        born = date(*(int(part) for part in parts))
    except ValueError:
        return asked, [("date-day", "Enter a real date, for example 27 3 2021")]
    return Asked(asked.name, born, asked.postcode, asked.reference), []


def _rows(session: Session, found: list[Found]) -> list[tuple[Found, str]]:
    references = records.references_of(session, {one.case_id for one in found})
    return [(one, references[one.case_id]) for one in found]


def _logged(asked: Asked) -> str:
    """Of what the log keeps a keyed token: the name, so that it can be told who searched for one."""
    return asked.name or (asked.born.isoformat() if asked.born else asked.postcode or asked.reference)


def _page(
    given: dict[str, str], errors: Errors, rows: list[tuple[Found, str]], found: Results | None, *, is_over: bool
) -> str:
    return render_template(
        "pages/finding.html",
        title="Find a child",
        given=given,
        errors=errors,
        rows=rows,
        has_more=found is not None and found.has_more,
        has_searched=found is not None,
        is_over=is_over,
    )
