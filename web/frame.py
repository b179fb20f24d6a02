"""What stands around every page: who is there, where they can go, and that nobody comes in unasked."""

from flask import Flask, get_flashed_messages, redirect, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from web import signed_in
from web.csrf import BY_TOKEN, SAFE
from web.here import Viewer, office, viewer, viewer_or_nobody
from web.problems import not_found

OPEN_TO_ALL = frozenset(
    {
        "assets.show",
        "health.alive",
        "health.ready",
        "help.help_page",
        "help.accessibility",
        "well_known.webapps",
        "sign_in.show",
        "sign_in.send",
        "sign_in.code",
        "sign_in.send_code",
        "sign_out.leave",
        "provider.go",
        "provider.join",
        "provider.back",
        "provider.leave",
        "forgotten.show",
        "forgotten.send",
        "links.show",
        "links.begin",
        "links.setting",
        "links.finish",
    }
)
"""The only pages that ask nobody who they are. Every other one does; a test reads this list."""

ONLY_IN_DEMO = frozenset({"demo.choose", "demo.become"})
"""The same in demo mode; outside it there are no such pages."""


ALSO = {
    "tasks": "work",
    "handing": "work",
    "start_checking": "start",
    "checking": "work",
    "operations": "instances",
    "finding": "cases",
    "case_actions": "cases",
    "case_inside": "cases",
    "documents": "cases",
    "letters": "cases",
    "mail": "cases",
    "dates": "cases",
    "rereading": "cases",
    "telling": "cases",
    "emergencies": "cases",
    "who_sees": "cases",
    "why": "cases",
    "disclosing": "data_requests",
    "contesting": "data_requests",
    "calendar": "settings",
    "closed_days": "settings",
    "people_changes": "people",
    "access_review": "people",
    "agencies": "people",
    "api_tokens": "processes",
    "well_known": "processes",
    "mail.overall": "instances",
    "mail.unblock": "instances",
    "mail_dropping": "instances",
}
"""Blueprints and endpoints that belong to a place in the menu without being it."""


def ask_who() -> Response | None:
    """Let nobody past who is not signed in: they are shown where to, and come back to the page they wanted."""
    demo = office().config.demo
    if request.blueprint in BY_TOKEN:
        return None
    if request.endpoint in OPEN_TO_ALL | (ONLY_IN_DEMO if demo else frozenset()):
        return None
    if demo and request.endpoint is None:
        return None
    if viewer_or_nobody() is not None:
        signed_in.keep()
        if request.endpoint in ONLY_IN_DEMO:
            raise not_found()
        return None
    if request.method not in SAFE and not signed_in.keep_late_post():
        viewer()
    signed_in.remember_page()
    return redirect(url_for("demo.choose" if demo else "sign_in.show"), 303)


def navigation() -> list[dict[str, object]]:
    """The main menu: only what this person can use."""
    person = _known()
    if person is None:
        return []
    return [
        {"text": words, "href": url_for(endpoint), "active": _is_within(part)}
        for words, endpoint, part, shown in _places(person)
        if shown
    ]


def _places(person: Viewer) -> list[tuple[str, str, str, bool]]:
    works, operates = person.works_on_cases, person.operates
    return [
        ("My work", "work.home", "work", works),
        ("Cases", "cases.index", "cases", works),
        ("Start", "start.index", "start", works),
        ("Processes", "processes.index", "processes", True),
        ("Audit", "audit.index", "audit", person.sees_audit),
        ("Records", "retention.index", "retention", person.keeps_records),
        ("Data requests", "data_requests.index", "data_requests", person.answers_requests),
        ("Settings", "settings.index", "settings", person.sees_settings),
        ("People", "people.index", "people", person.looks_after_people),
        ("Operations", "instances.index", "instances", operates),
    ]


def _is_within(part: str) -> bool:
    here = (request.blueprint or "").partition(".")[0]
    return part == ALSO.get(request.endpoint or "", ALSO.get(here, here))


def _known() -> Viewer | None:
    """Who is there, for the frame; nobody when the database does not answer, so that the page about it can be shown."""
    try:
        return viewer_or_nobody()
    except SQLAlchemyError:
        return None


def register(app: Flask) -> None:
    """Ask at every request, and give templates what the frame shows."""
    app.before_request(ask_who)

    @app.context_processor
    def around() -> dict[str, object]:
        said = get_flashed_messages()
        return {
            "viewer": _known(),
            "navigation": navigation,
            "demo": office().config.demo,
            "said": said[-1] if said else None,
        }
