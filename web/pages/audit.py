"""The audit and the read log, to look into and to take away: each entry to those it is for."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request, url_for
from flask import Response as Answer
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from cases import access, audit_search, people, reads, records
from cases.audit import AuditEntry
from cases.audit_search import Wanted
from casework import audit_words
from foundation.clock import LONDON, as_utc, london_date
from foundation.database import Session
from web import read_log, tables
from web.here import now, office, page_number, viewer
from web.problems import Problem

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

PAGE = 50
MOST = 10_000
"""How many entries one export holds; more are taken away in several, by dates."""

FIELDS = ("case", "person", "since", "until", "token", "kind")
READING = "reading"
Errors = list[tuple[str, str]]


@dataclass(slots=True)
class Asked:
    """What is looked for as it was written, as it is understood, and what is wrong with it."""

    given: dict[str, str]
    wanted: Wanted
    errors: Errors = field(default_factory=list)


@blueprint.get("")
def index() -> str | tuple[str, int]:
    """Entries, latest first, a page at a time. That it was looked into is written into the log itself."""
    number = page_number()
    with office().database.reading() as session:
        asked = _asked(session)
        found = _find(session, asked, ((number - 1) * PAGE, PAGE + 1))
        lines = audit_words.lines(session, found[:PAGE])
        colleagues = _people(session)
    read_log.searched("audit", asked.given["case"], len(lines))
    page = render_template(
        "pages/audit.html",
        title="Audit",
        given=asked.given,
        errors=asked.errors,
        lines=lines,
        number=number,
        more=len(found) > PAGE,
        chosen={key: value for key, value in asked.given.items() if value},
        most=MOST,
        people=colleagues,
    )
    return (page, 422) if asked.errors else page


@blueprint.get("/export")
def export() -> Answer:
    """The same as a table for a spreadsheet, with streams, numbers and hashes; that it was taken is written down."""
    with office().database.reading() as session:
        asked = _asked(session)
        if asked.errors:
            back = (url_for("audit.index"), "Audit")
            raise Problem(422, "This cannot be exported", f"{asked.errors[0][1]}.", back)
        lines = audit_words.lines(session, _find(session, asked, (0, MOST)))
    read_log.searched("audit", asked.given["case"], len(lines), reads.EXPORTED)
    return tables.as_csv(audit_words.rows(lines), f"audit-{london_date(now()).isoformat()}.csv")


@blueprint.post("/words")
def words() -> Response:
    """Who searched for these words: they are made into their token, so that they stand in no address and no log."""
    token = read_log.token(request.form.get("words", ""))
    return redirect(url_for("audit.index", token=token or None), 303)


def _people(session: Session) -> list[people.Person]:
    """Those whose doings may be asked for: colleagues of the person there; everybody, for administrators."""
    if viewer().operates:
        return people.everybody(session)
    homes = {home for _, home in access.roles_of(session, viewer().id, london_date(now()))}
    found = {one.person_id for home in homes for one in people.of_partnership(session, home, london_date(now()))}
    return people.by_ids(session, found)


def _find(session: Session, asked: Asked, page: tuple[int, int]) -> list[AuditEntry]:
    if asked.errors:
        return []
    return audit_search.find(session, viewer().id, now(), asked.wanted, page)


def _asked(session: Session) -> Asked:
    given = {key: " ".join(request.args.get(key, "").split())[:80] for key in FIELDS}
    errors: Errors = []
    since, until = (_day(given[key], key, errors) for key in ("since", "until"))
    if since and until and until < since:
        errors.append(("until", "The last day must not be before the first"))
    wanted = Wanted(
        case_id=_case(session, given["case"]) if given["case"] else None,
        person_id=given["person"] or None,
        since=_begins(since) if since else None,
        until=_begins(until + timedelta(days=1)) if until and until < date.max else None,
        subject=given["token"],
        only_reading=given["kind"] == READING,
    )
    return Asked(given, wanted, errors)


def _case(session: Session, reference: str) -> str:
    """The case of that reference when the person there may know it; else an id of nothing, which finds nothing."""
    try:
        found = records.by_reference(session, reference.upper()).id
    except records.NoSuchCase:
        return ""
    return found if access.may_know(session, viewer().id, found, now()) else ""


def _day(text: str, name: str, errors: Errors) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        errors.append((name, "Write the date as year, month and day, such as 2027-01-14"))
        return None


def _begins(day: date) -> datetime:
    return as_utc(datetime.combine(day, time(), LONDON))
