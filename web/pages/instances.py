"""Running instances, for administrators: where each stands, what it waits for, what it did. No case content."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for

from engine import definitions, history, instances, programs
from engine.errors import NotFound
from engine.states import IncidentState, InstanceState
from engine.tables.instances import Instance
from foundation.database import Session
from web import overview, tokens
from web.diagram import marks, svg
from web.here import now, office, page_number, viewer
from web.problems import not_found
from web.standing import let_in, shut_out

blueprint = Blueprint("instances", __name__, url_prefix="/admin")

PARTS = {
    "picture": "Where it is",
    "waiting": "Waiting for",
    "incidents": "Incidents",
    "variables": "Variables",
    "steps": "Steps done",
    "history": "History",
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above every page of one instance."""

    id: str
    process: str
    name: str
    version: int
    reference: str
    state: InstanceState
    parts: list[dict[str, object]]
    facts: list[str]


@blueprint.get("/instances")
def index() -> str:
    """Instances, latest first, by state and process."""
    state = _state(request.args.get("state", ""))
    process = request.args.get("process", "")
    page = page_number()
    with office().database.reading() as session:
        hidden = shut_out(session)
        found = overview.instances(session, state, process or None, page, hidden)
        return render_template(
            "pages/instances.html",
            title="Operations",
            pulse=overview.pulse(session, now(), hidden),
            rows=found[: overview.PAGE],
            more=len(found) > overview.PAGE,
            page=page,
            state=state.value if state else "",
            process=process,
            processes=definitions.latest_of_all(session, definitions.PROCESS),
            names=_process_names(session),
        )


@blueprint.get("/incidents")
def incidents() -> str:
    """What the machine gave up on and nobody has looked at yet, over all instances."""
    from engine import incidents as found

    with office().database.reading() as session:
        hidden = shut_out(session)
        seen = [one for one in found.open_ones(session) if one.case_id not in hidden]
        rows = [(one, overview.reference_of(session, one.case_id)) for one in seen]
        return render_template("pages/incidents.html", title="Incidents", rows=rows, now=now())


@blueprint.get("/instances/<instance_id>")
def show(instance_id: str) -> str:
    """Where the tokens stand: the picture, one step of it, and the same in words."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        process = request.args.get("process", row.process)
        try:
            scene = tokens.scene(session, row, process)
        except NotFound as missing:
            raise not_found() from missing
        step = request.args.get("step", "")

        def link(element_id: str) -> str:
            return url_for("instances.show", instance_id=row.id, process=process, step=element_id, _anchor="step")

        picture = scene.drawing and svg.draw(scene.drawing, scene.definition.name, scene.marks, link, step)
        rows = marks.twin(scene.drawing, scene.marks) if scene.drawing else _without_picture(scene)
        return render_template(
            "pages/instance.html",
            title=f"Where {_heading(session, row, 'picture').reference} is",
            head=_heading(session, row, "picture"),
            picture=picture,
            rows=rows,
            link=link,
            step=next((each for each in rows if each.element_id == step), None),
            processes=_diagrams(session, row, process),
        )


@blueprint.get("/instances/<instance_id>/waiting")
def waiting(instance_id: str) -> str:
    """Open tasks, timers, jobs and awaited messages."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        found = overview.waiting(session, row)
        holders = overview.names(session, {task.assignee for task in found.tasks if task.assignee})
        called = programs.programs(session, row.pinned).values()
        names = {each.id: each.name for program in called for each in program.elements.values() if each.name}
        return _page(session, row, "waiting", waiting=found, holders=holders, names=names, now=now())


@blueprint.get("/instances/<instance_id>/incidents")
def troubles(instance_id: str) -> str:
    """What the machine gave up on, and what was done about it."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        found = overview.incidents(session, row)
        people = overview.names(session, {each.resolved_by for each in found if each.resolved_by})
        return _page(session, row, "incidents", incidents=found, people=people)


@blueprint.get("/instances/<instance_id>/variables")
def variables(instance_id: str) -> str:
    """The routing facts the instance holds."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        taken = instances.opened(session, office().environment, row, viewer().id, now())
        return _page(session, row, "variables", variables=sorted(taken.run.variables.items()))


@blueprint.get("/instances/<instance_id>/steps")
def steps(instance_id: str) -> str:
    """Every element that was completed, cancelled or failed, latest first."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        done = [each for each in reversed(history.of_instance(session, row)) if each.kind != "event"]
        people = overview.names(session, {each.actor for each in done})
        return _page(session, row, "steps", steps=done, people=people)


@blueprint.get("/instances/<instance_id>/history")
def events(instance_id: str) -> str:
    """What was done to the instance as a whole, by whom and why, latest first."""
    with office().database.reading() as session:
        row = one(session, instance_id)
        found = [each for each in reversed(history.of_instance(session, row)) if each.kind == "event"]
        people = overview.names(session, {each.actor for each in found})
        return _page(session, row, "history", events=found, people=people)


def one(session: Session, instance_id: str) -> Instance:
    """One instance; raises Problem 404."""
    try:
        found = instances.find(session, instance_id)
    except NotFound as missing:
        raise not_found() from missing
    let_in(session, found.case_id)
    return found


def _page(session: Session, row: Instance, part: str, **more: object) -> str:
    head = _heading(session, row, part)
    title = f"{PARTS[part]}: {head.reference}"
    return render_template(f"pages/instance_{part}.html", title=title, head=head, **more)


def _heading(session: Session, row: Instance, part: str) -> Heading:
    definition = definitions.by_id(session, row.definition_id)
    trouble = sum(each.state is IncidentState.OPEN for each in overview.incidents(session, row))
    endpoints = {"picture": "show", "incidents": "troubles", "history": "events"}
    parts: list[dict[str, object]] = [
        {
            "text": words,
            "href": url_for(f"instances.{endpoints.get(key, key)}", instance_id=row.id),
            "current": key == part,
            "count": trouble if key == "incidents" else 0,
            "what": "incident",
        }
        for key, words in PARTS.items()
    ]
    reference = overview.reference_of(session, row.case_id)
    facts = [definition.name, f"version {definition.version}", row.state.value]
    return Heading(row.id, row.process, definition.name, definition.version, reference, row.state, parts, facts)


def _diagrams(session: Session, row: Instance, chosen: str) -> list[dict[str, object]]:
    """Links to the diagrams of this instance: its own, and those it calls."""
    names = {
        key.removeprefix("process:"): definitions.by_id(session, definition_id).name
        for key, definition_id in row.pinned.items()
        if key.startswith("process:")
    }
    return [
        {"text": name, "href": url_for("instances.show", instance_id=row.id, process=key), "current": key == chosen}
        for key, name in names.items()
    ]


def _without_picture(scene: tokens.Scene) -> list[marks.Row]:
    return [
        marks.Row(
            each.element_id,
            each.element_id,
            "",
            each.state,
            marks.WORDS[each.state],
            False,
            each.count,
            each.since,
            each.who,
        )
        for each in scene.marks
    ]


def _process_names(session: Session) -> dict[str, str]:
    return {each.key: each.name for each in definitions.latest_of_all(session, definitions.PROCESS)}


def _state(word: str) -> InstanceState | None:
    return next((state for state in InstanceState if state.value == word), None)
