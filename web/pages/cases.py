"""A case: what to do next, its tasks, clocks and timeline, each as far as it is the reader's to see."""

from dataclasses import replace
from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import access, emergencies, holds, records
from casework import holding, occasions, set_aside
from casework.tasks import lists
from foundation.database import Session
from web import case_list, clocks, happened, kept, meeting_days, overview, read_log, searches
from web.case_page import page, running, together
from web.here import now, office, page_number, viewer
from web.pages import mail
from web.pages.work import asker, shown
from web.standing import PATHS, Standing, standing
from web.words import sentence

blueprint = Blueprint("cases", __name__, url_prefix="/cases")

NOT_NAMED = "somebody not named here"
OWN, OTHERS = 5, 5
"""How many of a person's own tasks, and of those that others have, the overview shows."""


@blueprint.get("")
def index() -> str:
    """The cases this person may know of."""
    q = request.args.get("q", "")
    words = searches.opened("cases", q) if q else {}
    text = (words or {}).get("reference", "")
    status = next((each for each in records.CaseStatus if each.value == request.args.get("status")), None)
    number = page_number()
    with office().database.reading() as session:
        wanted = case_list.Wanted(text, status, number)
        found = case_list.cases(session, viewer().id, now(), wanted)
        if text or status:
            read_log.searched("cases", text, len(found))
        rows = case_list.with_clocks(session, viewer().id, found[: case_list.PAGE], now())
    return render_template(
        "pages/cases.html",
        title="Cases",
        rows=rows,
        several=len({one.office for one in found}) > 1,
        more=len(found) > case_list.PAGE,
        page=number,
        text=text,
        q=q if words else "",
        is_over=words is None,
        status=status.value if status else "",
        statuses={each.value: sentence(each.value) for each in records.CaseStatus},
        paths=PATHS,
        opens_in_emergency=viewer().is_any(emergencies.CONCERNED),
    )


@blueprint.post("")
def search() -> Response:
    """Look for what was sent, at an address that does not say what."""
    searches.count()
    q = searches.sealed("cases", {"reference": request.form.get("reference", "").strip()[:40]})
    return redirect(url_for("cases.index", q=q or None, status=request.form.get("status") or None), 303)


@blueprint.get("/<reference>")
def show(reference: str) -> str:
    """What to do next, which clocks run, and where the processes stand."""
    with office().database.reading() as session:
        here = standing(session, reference, "overview")
        free = lists.free_of_case(session, asker(), here.case.id)
        shows_inside = here.sees("progress")
        lines = lists.of_case(session, asker(), here.case.id) if here.is_inner else []
        others = [one for one in _seen(here, lines) if one.ended_at is None and not one.may_open]
        return page(
            session,
            here,
            "overview",
            free=shown(session, free[:OWN]),
            more_free=max(0, len(free) - OWN),
            others=shown(session, others[:OTHERS]),
            more_others=max(0, len(others) - OTHERS),
            tellable=occasions.places(session, office(), viewer().id, here.case.id),
            set_aside=set_aside.last(session, here.case.id) if here.is_inner else None,
            stuck=mail.count_stuck(session, here.case.id) if here.sees("mail") else 0,
            views=clocks.most_urgent(session, here.case.id, now()) if here.sees("clocks") else [],
            running=together(running(session, here)) if shows_inside else [],
            on_hold=_on_hold(session, here) if here.sees_identity else [],
            linked=_linked(session, here) if here.sees_identity else [],
            kept=kept.of_case(session, here) if here.sees_identity else None,
        )


@blueprint.get("/<reference>/tasks")
def tasks(reference: str) -> str:
    """Open tasks, then ended ones: all of them, or only the person's own where the rest is not theirs to know."""
    with office().database.reading() as session:
        here = standing(session, reference, "tasks")
        lines = lists.of_case(session, asker(), here.case.id)
        if not here.is_inner:
            lines = [one for one in lines if one.may_open]
        lines = _seen(here, lines)
        return page(
            session,
            here,
            "tasks",
            open_tasks=shown(session, [one for one in lines if one.ended_at is None]),
            ended=[one for one in lines if one.ended_at is not None],
            tellable=occasions.places(session, office(), viewer().id, here.case.id),
            agencies=any(one.about for one in lines),
        )


@blueprint.get("/<reference>/clocks")
def counted(reference: str) -> str:
    """Every clock of the case, the next one first, each with how it is counted."""
    with office().database.reading() as session:
        here = standing(session, reference, "clocks")
        days = meeting_days.in_words(session, here.case.id, now()) if here.case.closed_at is None else ""
        return page(session, here, "clocks", views=clocks.of_case(session, here.case.id, now()), meeting_days=days)


@blueprint.get("/<reference>/timeline")
def timeline(reference: str) -> str:
    """What happened in the case, latest first."""
    with office().database.reading() as session:
        here = standing(session, reference, "timeline")
        everything = request.args.get("show") == "all"
        number = page_number()
        days, more = happened.in_case(session, here, everything=everything, page=number)
        return page(session, here, "timeline", days=days, more=more, number=number, everything=everything)


def _seen(here: Standing, lines: list[lists.Line]) -> list[lists.Line]:
    """Which agency was asked, and who answers for it, is not for everybody to know; an agency knows its own part."""
    return [_without_agency(one) if one.about and not (one.may_open or here.sees_identity) else one for one in lines]


def _without_agency(line: lists.Line) -> lists.Line:
    # The office does some steps of a request itself, so that not even the kind of person is certain.
    return replace(line, about="", holder=NOT_NAMED if line.holder else None, ended_by=NOT_NAMED)


def _on_hold(session: Session, here: Standing) -> list[tuple[str, date]]:
    return [(holding.named(session, each), each.review_on) for each in holds.in_force(session, here.case.id)]


def _linked(session: Session, here: Standing) -> list[tuple[str, str]]:
    found = records.linked(session, here.case.id)
    return [
        (kind, overview.reference_of(session, other))
        for other, kind in found
        if access.may_know(session, viewer().id, other, now())
    ]
