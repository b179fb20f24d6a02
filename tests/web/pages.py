"""Every page and every state it can be in, once, by endpoint. A route that is not here fails the tests."""

from collections.abc import Callable
from dataclasses import dataclass

from cases import files, records, submissions
from casework import tell
from engine import incidents, instances, timers
from tests.web.world import World

Address = Callable[[World], str]


@dataclass(frozen=True, slots=True)
class Page:
    """One state of one page: who looks, where, and the status of the answer."""

    endpoint: str
    state: str
    who: str | None
    address: Address
    status: int = 200

    @property
    def name(self) -> str:
        """For messages and files."""
        return f"{self.endpoint}-{self.state}".replace(" ", "_")


def at(path: str) -> Address:
    return lambda _world: path


def case(nickname: str, part: str = "") -> Address:
    return lambda world: f"/cases/{world.cases[nickname]}{part}"


def task(nickname: str, name: str, part: str = "") -> Address:
    return lambda world: f"/tasks/{world.task(world.cases[nickname], name)}{part}"


def instance(nickname: str, part: str = "") -> Address:
    return lambda world: f"/admin/instances/{_instance(world, nickname)}{part}"


def _instance(world: World, nickname: str) -> str:
    with world.office.database.reading() as session:
        return instances.of_case(session, records.by_reference(session, world.cases[nickname]).id)[0].id


def an_incident(world: World) -> str:
    with world.office.database.reading() as session:
        return f"/admin/incidents/{incidents.open_ones(session)[0].id}"


def a_timer(world: World) -> str:
    with world.office.database.reading() as session:
        found = instances.find(session, _instance(world, "fresh"))
        return f"/admin/timers/{timers.of_instance(session, found)[0].id}"


def a_form(world: World) -> str:
    reference = world.cases["waiting"]
    with world.office.database.reading() as session:
        sent = submissions.of_case(session, records.by_reference(session, reference).id)[0]
    return f"/cases/{reference}/forms/{sent.id}"


def a_file(world: World) -> str:
    reference = world.cases["waiting"]
    with world.office.database.reading() as session:
        found = files.of_case(session, records.by_reference(session, reference).id)[0]
    return f"/cases/{reference}/files/{found.id}"


def a_question(world: World) -> str:
    reference = world.cases["fresh"]
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, reference).id
        return f"/cases/{reference}/tell/{tell.places(session, world.office, world.people['referrer'], case_id)[0].id}"


PAGES = (
    Page("work.home", "with work", "office", at("/")),
    Page("work.home", "without work", "referrer", at("/")),
    Page("work.tasks", "mine, none", "office", at("/tasks?view=mine")),
    Page("work.tasks", "team", "office", at("/tasks?view=team")),
    Page("work.tasks", "team, none", "lead", at("/tasks?view=team")),
    Page("tasks.show", "open", "office", task("fresh", "Check the referral")),
    Page("tasks.show", "done by me", "office", task("waiting", "Check the referral")),
    Page("tasks.show", "done by a colleague", "colleague", task("waiting", "Check the referral")),
    Page("tasks.show", "unknown", "office", at("/tasks/none"), 404),
    Page("tasks.done", "done", "office", task("waiting", "Check the referral", "/done")),
    Page("start.index", "with forms", "referrer", at("/start")),
    Page("start.index", "without forms", "chair", at("/start")),
    Page("start.show", "blank", "referrer", at("/start/sample/received")),
    Page("start.show", "not theirs", "chair", at("/start/sample/received"), 404),
    Page("cases.index", "with cases", "office", at("/cases")),
    Page("cases.index", "filtered", "office", at("/cases?reference=001&status=open")),
    Page("cases.index", "no match", "office", at("/cases?reference=none")),
    Page("cases.index", "no cases", "neighbour", at("/cases")),
    Page("cases.show", "with a task", "office", case("fresh")),
    Page("cases.show", "without a task", "office", case("waiting")),
    Page("cases.show", "to its referrer", "referrer", case("waiting")),
    Page("cases.show", "not theirs", "neighbour", case("fresh"), 404),
    Page("cases.tasks", "open and ended", "chair", case("waiting", "/tasks")),
    Page("cases.tasks", "to its referrer", "referrer", case("waiting", "/tasks")),
    Page("cases.tasks", "with something to tell", "referrer", case("fresh", "/tasks")),
    Page("telling.show", "blank", "referrer", a_question),
    Page("telling.show", "not theirs", "office", a_question, 404),
    Page("cases.counted", "with dates", "office", case("waiting", "/clocks")),
    Page("cases.counted", "without dates", "office", case("fresh", "/clocks")),
    Page("cases.timeline", "with events", "office", case("broken", "/timeline")),
    Page("case_inside.progress", "under way", "office", case("waiting", "/progress")),
    Page("case_inside.who", "with names", "office", case("waiting", "/people")),
    Page("case_inside.who", "nobody yet", "office", case("fresh", "/people")),
    Page("case_inside.gatherings", "planned", "office", case("waiting", "/meetings")),
    Page("case_inside.gatherings", "none", "office", case("fresh", "/meetings")),
    Page("documents.show", "with documents", "office", case("waiting", "/documents")),
    Page("documents.show", "to its referrer", "referrer", case("waiting", "/documents")),
    Page("documents.form", "sent in", "office", a_form),
    Page("instances.index", "all", "admin", at("/admin/instances")),
    Page("instances.index", "filtered", "admin", at("/admin/instances?state=running&process=sample")),
    Page("instances.index", "none", "admin", at("/admin/instances?state=cancelled")),
    Page("instances.index", "not an administrator", "office", at("/admin/instances"), 403),
    Page("instances.incidents", "open ones", "admin", at("/admin/incidents")),
    Page("instances.show", "failed", "admin", instance("broken")),
    Page("instances.show", "one step", "admin", instance("fresh", "?step=check")),
    Page("instances.waiting", "task and timer", "admin", instance("fresh", "/waiting")),
    Page("instances.waiting", "failed job", "admin", instance("broken", "/waiting")),
    Page("instances.troubles", "open one", "admin", instance("broken", "/incidents")),
    Page("instances.troubles", "none", "admin", instance("fresh", "/incidents")),
    Page("instances.variables", "some", "admin", instance("waiting", "/variables")),
    Page("instances.steps", "some", "admin", instance("broken", "/steps")),
    Page("instances.events", "some", "admin", instance("broken", "/history")),
    Page("operations.incident", "open", "admin", an_incident),
    Page("operations.timer", "waiting", "admin", a_timer),
    Page("processes.index", "owner", "owner", at("/processes")),
    Page("processes.index", "reader", "office", at("/processes")),
    Page("processes.show", "newest", "owner", at("/processes/sample")),
    Page("processes.show", "unknown", "owner", at("/processes/none"), 404),
    Page("processes.upload", "blank", "owner", at("/processes/upload")),
    Page("processes.upload", "reader", "office", at("/processes/upload"), 403),
    Page("demo.choose", "nobody yet", None, at("/demo")),
    Page("demo.choose", "somebody", "office", at("/demo")),
    Page("help.help_page", "nobody", None, at("/help")),
    Page("help.accessibility", "somebody", "office", at("/accessibility")),
)
"""All of them."""

NOT_PAGES = frozenset({"assets.show", "health.alive", "health.ready", "documents.download", "processes.download"})
"""Routes that answer with something other than a page."""
