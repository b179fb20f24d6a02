"""What stands around every page: who is there, where they can go, and that nobody comes in unasked."""

from flask import Flask, get_flashed_messages, redirect, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from web.csrf import BY_TOKEN
from web.here import Viewer, office, person_there, viewer, viewer_or_nobody
from web.problems import Problem

OPEN_TO_ALL = frozenset(
    {
        "assets.show",
        "health.alive",
        "health.ready",
        "help.help_page",
        "help.accessibility",
        "well_known.webapps",
    }
)
"""The only pages that ask nobody who they are. Every other one does; a test reads this list."""

ONLY_IN_DEMO = frozenset({"demo.choose", "demo.become"})
"""The same in demo mode; outside it there are no such pages."""


ALSO = {
    "tasks": "work",
    "handing": "work",
    "operations": "instances",
    "case_actions": "cases",
    "case_inside": "cases",
    "documents": "cases",
    "letters": "cases",
    "mail": "cases",
    "dates": "cases",
    "rereading": "cases",
    "telling": "cases",
    "calendar": "settings",
    "closed_days": "settings",
    "api_tokens": "processes",
    "well_known": "processes",
    "mail.overall": "instances",
    "mail.unblock": "instances",
}
"""Blueprints and endpoints that belong to a place in the menu without being it."""


def ask_who() -> Response | None:
    """Let nobody past who is not signed in; in demo mode, show them where to choose who to be."""
    demo = office().config.demo
    if request.blueprint in BY_TOKEN:
        return None
    if request.endpoint in OPEN_TO_ALL | (ONLY_IN_DEMO if demo else frozenset()):
        return None
    if not demo and person_there() is None:
        raise no_sign_in()
    if request.endpoint is None:
        return None
    if viewer_or_nobody() is None and demo and request.method == "GET":
        return redirect(url_for("demo.choose"), 303)
    viewer()
    return None


def no_sign_in() -> Problem:
    """What everybody is told outside the demonstration, at every address alike, as long as nobody can sign in."""
    return Problem(
        503,
        "Nobody can sign in yet",
        "This version has no way to sign in, so its pages cannot be used with real cases. Timers, letters and e-mails "
        "of running cases go on. To look at the pages, start the demonstration with “make run”.",
    )


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
        ("Settings", "settings.index", "settings", person.sees_settings),
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
