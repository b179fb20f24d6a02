"""E-mails held since a restore are dropped by administrators, in two steps: how many that is, then their number."""

from dataclasses import dataclass, field

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import dropped_mail
from cases.dropped_mail import REASONS, NotThatMany, Span
from casework.mail import dropping
from casework.mail.dropping import NotAMoment
from foundation.database import Session
from web.here import now, office, viewer
from web.pages.mail import what_it_is
from web.standing import shut_out

blueprint = Blueprint("mail_dropping", __name__, url_prefix="/admin/mail/drop")

FIELDS = ("reason", "since", "until", "only")
NONE_THEN = "No e-mail that is held since a restore was ordered then"


@dataclass(slots=True)
class Asked:
    """What is to be dropped as it was written and as it is understood, and what is wrong with it."""

    given: dict[str, str]
    span: Span = field(default_factory=Span)
    errors: list[tuple[str, str]] = field(default_factory=list)


@blueprint.get("")
def form() -> str:
    """Ask which of them, and why."""
    return _page(Asked({**dict.fromkeys(FIELDS, ""), "only": request.args.get("only", "")[:80]}))


@blueprint.post("")
def drop() -> tuple[str, int] | str | Response:
    """Say how many they are; with their number, drop them. Cases that the person is shut out of stay as they are."""
    asked = _asked()
    with office().database.transaction() as session:
        if not asked.errors and not (found := dropped_mail.kinds(session, asked.span, shut_out(session))):
            asked.errors.append(("since", NONE_THEN))
        if asked.errors:
            return _page(asked), 422
        if request.form.get("change"):
            return _page(asked)
        if "number" not in request.form:
            return _page(asked, found)
        try:
            _drop(session, asked)
        except (NotThatMany, ValueError) as problem:
            by_now = problem.number if isinstance(problem, NotThatMany) else sum(number for _, number in found)
            asked.errors.append(("number", f"They are {by_now}: enter this number if all of them are meant"))
            return _page(asked, found), 422
    flash("They are dropped. Offices see on their cases whom they have to tell in another way.")
    return redirect(url_for("mail.overall"), 303)


def _drop(session: Session, asked: Asked) -> None:
    number, reason = int(request.form["number"].strip()), asked.given["reason"]
    dropped_mail.drop(session, asked.span, reason, number, viewer().id, now(), shut_out(session))


def _asked() -> Asked:
    asked = Asked({name: request.form.get(name, "").strip()[:80] for name in FIELDS})
    if asked.given["reason"] not in REASONS:
        asked.errors.append(("reason", "Select why they are dropped"))
    bounds = {}
    for name, read in (("since", dropping.since), ("until", dropping.until)):
        try:
            bounds[name] = read(asked.given[name])
        except NotAMoment as problem:
            asked.errors.append((name, str(problem)))
    if not asked.errors:
        asked.span = Span(**bounds, only=asked.given["only"])
    return asked


def _page(asked: Asked, found: list[tuple[str, int]] | None = None) -> str:
    return render_template(
        "pages/mail_drop.html",
        title="Drop e-mails that are held",
        given=asked.given,
        span=asked.span,
        errors=asked.errors,
        reasons=REASONS,
        found=[(what_it_is(kind), number) for kind, number in found] if found else [],
        number=request.form.get("number", ""),
    )
