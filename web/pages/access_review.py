"""The quarterly access review: who has which role, gone through on a page or as a table, and signed off."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from cases import access_reviews, directory, people, reads
from cases.people import Person
from foundation.database import Session
from web import people_forms, read_log, tables
from web.here import now, office, viewer
from web.pages.operations import Errors

blueprint = Blueprint("access_review", __name__, url_prefix="/people/review")

Row = tuple[Person, directory.Held, date | None, bool]


@dataclass(frozen=True, slots=True)
class Review:
    """Everybody who can come in, with what they are, one row for each role; and the last review signed off."""

    rows: list[Row]
    digest: str
    last: access_reviews.Signed | None
    by: str


@blueprint.get("")
def show() -> str | Answer:
    """The list, to go through or to take away."""
    with office().database.reading() as session:
        found = _review(session)
        if request.args.get("as") == "csv":
            read_log.searched("access review", "", len(found.rows), reads.EXPORTED)
            return _as_csv(found.rows)
        return _page(found, [])


@blueprint.post("")
def sign() -> tuple[str, int] | Response:
    """Sign off that the list as it was shown was gone through."""
    with office().database.transaction() as session:
        found = _review(session)
        if request.form.get("sure") != "yes":
            return _page(found, [("sure", "Confirm that you went through every line")]), 422
        if request.form.get("list") != found.digest:
            return _page(found, [("sure", "The list has changed since it was shown: look at it again")]), 422
        where = people_forms.whose(session).where
        access_reviews.sign(session, where, [one[1].row for one in found.rows], viewer().id, now())
    flash("The access review is signed off.")
    return redirect(url_for("access_review.show"), 303)


def _review(session: Session) -> Review:
    where = people_forms.whose(session).where
    listed = directory.listed(session, where)
    ids = [one.id for one in listed]
    held = directory.roles_of(session, ids, people_forms.today())
    seen, means = directory.last_seen(session, ids), directory.with_means(session, ids)
    rows = [
        (one, role, seen.get(one.id), one.id in means)
        for one in listed
        for role in held[one.id]
        if role.row.active_to is None or role.row.active_to >= people_forms.today()
    ]
    last = access_reviews.last(session, where)
    by = people.by_ids(session, {last.by}) if last else []
    return Review(rows, access_reviews.digest(one[1].row for one in rows), last, by[0].name if by else "")


def _page(found: Review, errors: Errors) -> str:
    return render_template(
        "pages/access_review.html",
        title="Access review",
        review=found,
        today=people_forms.today(),
        errors=errors,
    )


def _as_csv(rows: list[Row]) -> Answer:
    table: list[list[object]] = [
        ["Name", "Address", "Role", "Partnership", "Agency", "From", "Until", "Last there", "Signs in"]
    ]
    for person, role, seen, signs_in in rows:
        table.append([person.name, person.email, role.label, role.partnership, role.agency,
                      role.row.active_from, role.row.active_to, seen, "yes" if signs_in else "not yet"])  # fmt: skip
    return tables.as_csv(table, f"access-review-{people_forms.today().isoformat()}.csv")
