"""A person's work: what needs them first, and the lists of their own and their team's tasks."""

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from casework.tasks import lists
from engine.tasks import Place
from foundation.clock import as_utc
from foundation.database import Session
from web import case_list, clocks
from web.due import OVER, SOON, Due, due
from web.here import now, office, viewer
from web.pages.processes import named
from web.standing import PATHS

blueprint = Blueprint("work", __name__)

FIRST = 5
"""How many tasks the first page shows."""

NEAREST = 8
"""For how many tasks the first page looks at the clocks of their cases."""


VIEWS = {
    "mine": ("Mine", "My tasks"),
    "team": ("My team", "My team’s tasks"),
    "done": ("Done", "Tasks I have done"),
}
"""The lists of tasks, with their words in the menu and as titles."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One task as a list shows it."""

    line: lists.Line
    due: Due
    process: str


@dataclass(frozen=True, slots=True)
class Some:
    """A page of tasks; `count` is how many there are, “50+” when there are more, empty for none."""

    tasks: list[Shown]
    count: str
    next: Place | None


@blueprint.get("/")
def home() -> str | Response:
    """What needs this person first; people without case work are sent to the pages that are theirs."""
    person = viewer()
    if not person.works_on_cases:
        return redirect(url_for("instances.index" if person.operates else "processes.index"), 303)
    with office().database.reading() as session:
        mine, team = _mine(session), _team(session)
        free = [one for one in team.tasks if one.line.holder is None]
        first = [*mine.tasks, *free]
        known = case_list.latest(session, person.id, now(), case_list.FIRST)
        nearest = _nearest(first, known)
        looked_at = nearest | {one.case_id: one.reference for one in known}
        ending = clocks.first_of_cases(session, person.id, looked_at, now())
        return render_template(
            "pages/home.html",
            title="My work",
            first=first[:FIRST],
            mine=mine.tasks,
            free=free,
            late=sum(one.due.tone == OVER for one in first),
            soon=sum(one.due.tone == SOON for one in first),
            at_risk=clocks.at_risk(nearest, ending),
            cases=case_list.beside(known, ending),
            paths=PATHS,
        )


@blueprint.get("/tasks")
def tasks() -> str:
    """The tasks a person holds, those their team has, or those they have done; a page of them at a time."""
    view = request.args.get("view", "")
    view = view if view in VIEWS else "mine"
    after = read_place(request.args.get("after", ""))
    with office().database.reading() as session:
        lists_ = {"mine": _mine(session), "team": _team(session)}
        chosen = _view(session, view, after) if after or view == "done" else lists_[view]
    return render_template(
        "pages/tasks.html",
        title=VIEWS[view][1],
        view=view,
        views=[
            {
                "text": words,
                "href": url_for("work.tasks", view=key),
                "current": key == view,
                "count": lists_[key].count if key in lists_ else "",
                "what": "task",
            }
            for key, (words, _) in VIEWS.items()
        ],
        tasks=chosen.tasks,
        count=chosen.count,
        first=after is None,
        next=chosen.next and write_place(chosen.next),
    )


def asker() -> lists.Asker:
    """Who asks, on which day."""
    return lists.Asker(viewer().id, now())


def shown(session: Session, lines: list[lists.Line]) -> list[Shown]:
    """Tasks with their due dates in words and their processes' names."""
    names = {process: named(session, process) for process in {line.process for line in lines}}
    return [Shown(line, due(line.due_at, now()), names[line.process]) for line in lines]


def read_place(text: str) -> Place | None:
    """Where a list is to go on, from its address; anything else is its beginning."""
    at, _, task_id = text.partition("_")
    try:
        return as_utc(datetime.fromisoformat(at)), task_id
    except ValueError:
        return None


def write_place(place: Place) -> str:
    """The same for an address."""
    return f"{place[0].isoformat()}_{place[1]}"


def _nearest(tasks_: list[Shown], known: list[case_list.Row]) -> dict[str, str]:
    """The cases of the first tasks, then others that the person follows: those whose clocks are looked at."""
    found = {one.line.case_id: one.line.reference for one in tasks_}
    found |= {one.case_id: one.reference for one in known if one.case_id not in found}
    return dict(list(found.items())[:NEAREST])


def _view(session: Session, view: str, after: Place | None) -> Some:
    read = {"mine": lists.mine, "team": lists.team, "done": lists.done}[view]
    return _some(session, read(session, asker(), after))


def _mine(session: Session) -> Some:
    return _some(session, lists.mine(session, asker()))


def _team(session: Session) -> Some:
    return _some(session, lists.team(session, asker()))


def _some(session: Session, page: lists.Page) -> Some:
    count = f"{len(page.lines)}{'+' if page.next else ''}" if page.lines else ""
    return Some(shown(session, page.lines), count, page.next)
