"""A person's work: what needs them first, and the lists of their own and their team's tasks."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.tasks import lists
from foundation.clock import london_date
from foundation.database import Session
from web import clocks
from web.due import OVER, SOON, Due, due
from web.here import now, office, viewer
from web.pages.processes import named

blueprint = Blueprint("work", __name__)

FIRST = 5
"""How many tasks the first page shows."""

NEAREST = 8
"""For how many tasks the first page looks at the clocks of their cases."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as a list shows it."""

    line: lists.Line
    due: Due
    process: str


@blueprint.get("/")
def home() -> str | Response:
    """What needs this person first; people without case work are sent to the pages that are theirs."""
    person = viewer()
    if not person.works_on_cases:
        return redirect(url_for("instances.index" if person.operates else "processes.index"), 303)
    with office().database.reading() as session:
        mine, team = _lists(session)
        free = [one for one in team if one.line.holder is None]
        return render_template(
            "pages/home.html",
            title="My work",
            first=[*mine, *free][:FIRST],
            mine=mine,
            free=free,
            late=sum(one.due.tone == OVER for one in [*mine, *free]),
            soon=sum(one.due.tone == SOON for one in [*mine, *free]),
            at_risk=clocks.at_risk(session, person.id, _nearest(mine, free), now()),
        )


@blueprint.get("/tasks")
def tasks() -> str:
    """All tasks a person holds, or all that their team has."""
    view = "team" if request.args.get("view") == "team" else "mine"
    with office().database.reading() as session:
        mine, team = _lists(session)
    views: list[dict[str, object]] = [
        {
            "text": words,
            "href": url_for("work.tasks", view=key),
            "current": key == view,
            "count": len(found),
            "what": "task",
        }
        for key, words, found in (("mine", "Mine", mine), ("team", "My team", team))
    ]
    return render_template(
        "pages/tasks.html",
        title="My tasks" if view == "mine" else "My team’s tasks",
        view=view,
        views=views,
        tasks=mine if view == "mine" else team,
    )


def asker() -> lists.Asker:
    """Who asks, on which day."""
    return lists.Asker(viewer().id, london_date(now()))


def shown(session: Session, lines: list[lists.Line]) -> list[Shown]:
    """Tasks with their due dates in words and their processes' names."""
    names = {process: named(session, process) for process in {line.process for line in lines}}
    return [Shown(line, due(line.due_at, now()), names[line.process]) for line in lines]


def _nearest(*lists_: list[Shown]) -> dict[str, str]:
    """The cases of the first tasks, whose clocks are looked at."""
    lines = [one.line for found in lists_ for one in found]
    return {line.case_id: line.reference for line in lines[:NEAREST]}


def _lists(session: Session) -> tuple[list[Shown], list[Shown]]:
    return shown(session, lists.mine(session, asker())), shown(session, lists.team(session, asker()))
