"""What stands around every page: who is there, where they can go, and that nobody comes in unasked."""

from flask import Flask, get_flashed_messages, redirect, request, url_for
from werkzeug.wrappers import Response

from web.here import Viewer, office, viewer, viewer_or_nobody

OPEN_TO_ALL = frozenset(
    {
        "assets.show",
        "health.alive",
        "health.ready",
        "demo.choose",
        "demo.become",
        "help.help_page",
        "help.accessibility",
    }
)
"""The only pages that ask nobody who they are. Every other one does; a test reads this list."""


ALSO = {
    "tasks": "work",
    "operations": "instances",
    "case_inside": "cases",
    "documents": "cases",
    "mail": "cases",
    "dates": "cases",
    "telling": "cases",
    "mail.overall": "instances",
    "mail.unblock": "instances",
}
"""Blueprints and endpoints that belong to a place in the menu without being it."""


def ask_who() -> Response | None:
    """Let nobody past who is not signed in; in demo mode, show them where to choose who to be."""
    if request.endpoint is None or request.endpoint in OPEN_TO_ALL:
        return None
    if viewer_or_nobody() is None and office().config.demo and request.method == "GET":
        return redirect(url_for("demo.choose"), 303)
    viewer()
    return None


def navigation() -> list[dict[str, object]]:
    """The main menu: only what this person can use."""
    person = viewer_or_nobody()
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
        ("Operations", "instances.index", "instances", operates),
    ]


def _is_within(part: str) -> bool:
    here = (request.blueprint or "").partition(".")[0]
    return part == ALSO.get(request.endpoint or "", ALSO.get(here, here))


def register(app: Flask) -> None:
    """Ask at every request, and give templates what the frame shows."""
    app.before_request(ask_who)

    @app.context_processor
    def around() -> dict[str, object]:
        said = get_flashed_messages()
        return {
            "viewer": viewer_or_nobody() if request.endpoint is not None else None,
            "navigation": navigation,
            "demo": office().config.demo,
            "said": said[-1] if said else None,
        }
