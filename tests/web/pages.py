"""Every page and every state it can be in, once, by endpoint. A route that is not here fails the tests."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from sqlalchemy import select

from cases import data_requests, disclosures, emergencies, files, people, records, submissions
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import MailState
from cases.signing_in import late_posts
from casework import occasions
from engine import incidents, instances, timers
from engine.states import IncidentState
from engine.tables.records import Incident
from tests.web import sample_files
from tests.web.world import BEGUN, TOKEN, World
from web import searches

Address = Callable[[World], str]
BEGUN_THERE = f"/start/sample/received/{BEGUN}"


@dataclass(frozen=True, slots=True)
class Body:
    """What a page is sent, with a good form token unless a test of the token says otherwise."""

    content: bytes
    kind: str = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Page:
    """One state of one page: who looks, where, the status of the answer; with a body, the answer to that post."""

    endpoint: str
    state: str
    who: str | None
    address: Address
    status: int = 200
    body: Body | None = None

    @property
    def name(self) -> str:
        """For messages and files."""
        return f"{self.endpoint}-{self.state}".replace(" ", "_")


def sent(token: str = TOKEN, **fields: str) -> Body:
    """A posted form."""
    return Body(urlencode({"_token": token, "_key": str(uuid.uuid4()), **fields}).encode())


def uploaded(name: str, content: bytes, **fields: str) -> Body:
    """A posted form with one file under `files`."""
    plain = {"_token": TOKEN, "_key": str(uuid.uuid4()), **fields}
    parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{value}'.encode() for key, value in plain.items()]
    file = f'Content-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'.encode() + content
    joined = b"".join(b"--edge\r\n" + part + b"\r\n" for part in [*parts, file])
    return Body(joined + b"--edge--\r\n", "multipart/form-data; boundary=edge")


TOO_LARGE = uploaded("none.txt", b"", reader="x" * 4_300_000)


DATE_FIELDS = {"date-day": "12", "date-month": "1", "date-year": "2027", "time": "09:30", "reason": "It was misread."}
DATE = sent(**DATE_FIELDS)
DATE_AGREED = sent(**DATE_FIELDS, act="move", agreed="other dates")


WHEN = {"date-day": "1", "date-month": "5", "date-year": "2027", "reason": "The partners agreed."}
NEW_QUORUM = {
    "quorum-agencies": "4",
    "quorum-partners": "2",
    "quorum-each-council": "yes",
    "quorum-each-person": "no",
    **WHEN,
}
HOLIDAY = {"kind": "holiday", "name": "Day of thanks", **WHEN, "date-day": "20", "date-month": "1"}
REASON = {"reason": "It was a mistake."}


def at(path: str) -> Address:
    return lambda _world: path


def searched(path: str, where: str, who: str = "office", **words: str) -> Address:
    """Where somebody sees what they searched for; the words are sealed for them."""

    def address(world: World) -> str:
        place = (where, world.people[who])
        return f"{path}&q={searches.written(world.office.keys, place, words, world.office.clock.now())}"

    return address


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


def an_emergency(world: World) -> str:
    now = world.office.clock.now()
    with world.office.database.transaction() as session:
        case_record = records.by_reference(session, world.cases["waiting"])
        held = people.memberships(session, world.people["neighbour"], now.date())[0]
        made = emergencies.open_case(session, world.office.keys, case_record, held, "Nobody answers.", now)
        return f"/emergency-access/{made.case_id}/{made.id}"


def a_mended_incident(world: World) -> str:
    with world.office.database.reading() as session:
        found = session.scalars(select(Incident.id).where(Incident.state == IncidentState.RESOLVED)).first()
        return f"/admin/incidents/{found}"


def a_mail(state: MailState, start: str = "", part: str = "") -> Address:
    def address(world: World) -> str:
        reference = world.cases["waiting"]
        with world.office.database.reading() as session:
            case_id = records.by_reference(session, reference).id
            found = next(one for one in outbox.of_case(session, case_id) if one.state is state)
        return f"/admin/mail/{case_id}/{found.id}" if start else f"/cases/{reference}/mail/{found.id}{part}"

    return address


def a_timer(world: World) -> str:
    with world.office.database.reading() as session:
        found = instances.find(session, _instance(world, "fresh"))
        return f"/admin/timers/{timers.of_instance(session, found)[0].id}"


def a_form(world: World) -> str:
    reference = world.cases["waiting"]
    with world.office.database.reading() as session:
        sent = submissions.of_case(session, records.by_reference(session, reference).id)[0]
    return f"/cases/{reference}/forms/{sent.id}"


def requested(nickname: str, source: str = "", part: str = "") -> Address:
    """A request about data, or the last record of a kind in its schedule."""

    def address(world: World) -> str:
        reference = world.cases[nickname]
        with world.office.database.reading() as session:
            asked = data_requests.of_case(session, records.by_reference(session, reference).id)[0]
            rows = [one.id for one in disclosures.of_request(session, asked) if one.source == source]
        start = f"/cases/{reference}/data-requests/{asked.id}"
        return f"{start}/{rows[-1]}{part}" if source else f"{start}{part}"

    return address


def contested(nickname: str, source: str, part: str = "") -> Address:
    """The last record of a kind that somebody says is wrong; or a part of the request itself."""

    def address(world: World) -> str:
        reference = world.cases[nickname]
        with world.office.database.reading() as session:
            asked = data_requests.of_case(session, records.by_reference(session, reference).id)[1]
            rows = [one.id for one in disclosures.of_request(session, asked) if one.source == source and one.decision]
        start = f"/cases/{reference}/data-requests/{asked.id}"
        return f"{start}/contested/{rows[-1]}" if source else f"{start}{part}"

    return address


def a_letter(kind: str, part: str = "") -> Address:
    def address(world: World) -> str:
        reference = world.cases["waiting"]
        with world.office.database.reading() as session:
            found = letters.of_case(session, records.by_reference(session, reference).id, kind)[-1]
        return f"/cases/{reference}/documents/{found.id}{part}"

    return address


def somebody(who: str, part: str = "") -> Address:
    """A person's page, for those who look after accounts."""
    return lambda world: f"/people/{world.people[who]}{part}"


def kept(who: str) -> Address:
    """What came too late from somebody, and was kept."""

    def address(world: World) -> str:
        with world.office.database.reading() as session:
            clock = world.office.clock
            return f"/kept/{late_posts.of_person(session, world.people[who], clock.now())[0].id}"

    return address


def a_file(world: World) -> str:
    reference = world.cases["waiting"]
    with world.office.database.reading() as session:
        found = files.of_case(session, records.by_reference(session, reference).id)[0]
    return f"/cases/{reference}/files/{found.id}"


def a_question(world: World) -> str:
    reference = world.cases["fresh"]
    with world.office.database.reading() as session:
        case_id = records.by_reference(session, reference).id
        offered = occasions.places(session, world.office, world.people["referrer"], case_id)
        return f"/cases/{reference}/tell/{offered[0].id}"


PAGES = (
    Page("work.home", "with work", "office", at("/")),
    Page("work.home", "without work", "referrer", at("/")),
    Page("work.tasks", "mine, none", "office", at("/tasks?view=mine")),
    Page("work.tasks", "team", "office", at("/tasks?view=team")),
    Page("work.tasks", "done", "office", at("/tasks?view=done")),
    Page("work.tasks", "done, none", "lead", at("/tasks?view=done")),
    Page("work.tasks", "further ones", "office", at("/tasks?view=team&after=2020-01-01T00:00:00%2B00:00_x")),
    Page("work.tasks", "team, none", "lead", at("/tasks?view=team")),
    Page("tasks.show", "open", "office", task("fresh", "Check the referral")),
    Page("tasks.show", "done by me", "office", task("waiting", "Check the referral")),
    Page("tasks.show", "done by a colleague", "colleague", task("waiting", "Check the referral")),
    Page("tasks.show", "unknown", "office", at("/tasks/none"), 404),
    Page("tasks.send", "answers missing", "office", task("fresh", "Check the referral"), 422, sent()),
    Page("tasks.send", "done by a colleague", "colleague", task("waiting", "Check the referral"), 409, sent()),
    Page("tasks.send", "held by a colleague", "office", task("taken", "Check the referral"), 409, sent(complete="yes")),
    Page("tasks.send", "session ended", "office", task("fresh", "Check the referral"), 403, sent("another")),
    Page("tasks.send", "too large", "office", task("fresh", "Check the referral"), 413, TOO_LARGE),
    Page("tasks.show", "held by a colleague", "office", task("taken", "Check the referral")),
    Page("checking.show", "all answered", "colleague", task("taken", "Check the referral", "/check")),
    Page("checking.send", "other answers", "colleague", task("taken", "Check the referral", "/check"), 409, sent()),
    Page("tasks.claim", "held by a colleague", "office", task("taken", "Check the referral", "/claim"), 409, sent()),
    Page("tasks.claim", "not theirs", "chair", task("fresh", "Check the referral", "/claim"), 404, sent()),
    Page("tasks.release", "done already", "office", task("waiting", "Check the referral", "/release"), 409, sent()),
    Page("handing.show", "free", "office", task("fresh", "Check the referral", "/hand-over")),
    Page("handing.show", "held by a colleague", "office", task("taken", "Check the referral", "/hand-over")),
    Page("handing.show", "nobody else", "chair", task("waiting", "Record the decision", "/hand-over")),
    Page("handing.show", "not theirs", "chair", task("fresh", "Check the referral", "/hand-over"), 404),
    Page(
        "handing.hand_over", "nothing right", "office", task("fresh", "Check the referral", "/hand-over"), 422, sent()
    ),
    Page(
        "handing.hand_over",
        "to nobody of the team",
        "office",
        task("fresh", "Check the referral", "/hand-over"),
        422,
        sent(person="none", reason="I am away."),
    ),
    Page(
        "handing.hand_over",
        "done already",
        "office",
        task("waiting", "Check the referral", "/hand-over"),
        409,
        sent(person="none", reason="I am away."),
    ),
    Page("tasks.done", "done", "office", task("waiting", "Check the referral", "/done")),
    Page("start.index", "with forms", "office", at("/start")),
    Page("start.index", "begun and not sent", "referrer", at("/start")),
    Page("start.index", "without forms", "chair", at("/start")),
    Page("start.paper", "not theirs", "chair", at("/start/paper/LEI"), 404),
    Page("start.show", "blank", "referrer", at("/start/sample/received")),
    Page("start.show", "not theirs", "chair", at("/start/sample/received"), 404),
    Page("start.begin", "answers missing", "referrer", at("/start/sample/received"), 422, sent()),
    Page("start.go_on", "as it was saved", "referrer", at(BEGUN_THERE)),
    Page("start.go_on", "nothing saved", "office", at(BEGUN_THERE)),
    Page("start_checking.show", "all answered", "referrer", at(f"{BEGUN_THERE}/check")),
    Page("start_checking.send", "other answers", "referrer", at(f"{BEGUN_THERE}/check"), 409, sent()),
    Page("cases.index", "with cases", "office", at("/cases")),
    Page("cases.index", "filtered", "office", searched("/cases?status=open", "cases", reference="001")),
    Page("cases.index", "no match", "office", searched("/cases?", "cases", reference="none")),
    Page("cases.index", "search is over", "office", at("/cases?q=none")),
    Page("finding.show", "blank", "office", at("/find")),
    Page("finding.show", "one found", "office", searched("/find?", "children", name="testcase")),
    Page("finding.show", "nobody found", "office", searched("/find?", "children", name="nobody")),
    Page("finding.show", "search is over", "chair", at("/find?q=none")),
    Page("finding.show", "not theirs", "lead", at("/find"), 403),
    Page("finding.search", "nothing entered", "office", at("/find"), 422, sent()),
    Page("finding.search", "no real date", "office", at("/find"), 422, sent(**{"date-day": "31", "date-month": "2"})),
    Page("cases.index", "no cases", "neighbour", at("/cases")),
    Page("cases.show", "with a task", "office", case("fresh")),
    Page("cases.show", "without a task", "office", case("waiting")),
    Page("cases.show", "to its referrer", "referrer", case("waiting")),
    Page("cases.show", "not theirs", "neighbour", case("fresh"), 404),
    Page("cases.tasks", "open and ended", "chair", case("waiting", "/tasks")),
    Page("cases.tasks", "to its referrer", "referrer", case("waiting", "/tasks")),
    Page("cases.tasks", "with something to tell", "referrer", case("fresh", "/tasks")),
    Page("telling.show", "blank", "referrer", a_question),
    Page("telling.send", "answers missing", "referrer", a_question, 422, sent()),
    Page("telling.send", "not theirs", "office", a_question, 404, sent()),
    Page("telling.show", "not theirs", "office", a_question, 404),
    Page("cases.counted", "with dates", "office", case("waiting", "/clocks")),
    Page("cases.counted", "without dates", "office", case("fresh", "/clocks")),
    Page("cases.timeline", "with events", "office", case("broken", "/timeline")),
    Page("cases.timeline", "with every step", "office", case("broken", "/timeline?show=all")),
    Page("cases.timeline", "past its end", "office", case("broken", "/timeline?page=9")),
    Page("case_inside.progress", "under way", "office", case("waiting", "/progress")),
    Page("case_inside.who", "with names", "office", case("waiting", "/people")),
    Page("case_inside.who", "nobody yet", "office", case("fresh", "/people")),
    Page("case_actions.show", "with everything", "office", case("waiting", "/actions")),
    Page("case_actions.show", "none", "office", case("fresh", "/actions")),
    Page("case_inside.gatherings", "planned", "office", case("waiting", "/meetings")),
    Page("case_inside.gatherings", "none", "office", case("fresh", "/meetings")),
    Page("documents.show", "with documents", "office", case("waiting", "/documents")),
    Page("documents.show", "to its referrer", "referrer", case("waiting", "/documents")),
    Page("documents.form", "sent in", "office", a_form),
    Page("letters.show", "changed by hand", "office", a_letter("D06")),
    Page("letters.show", "sent", "office", a_letter("D14-a")),
    Page("letters.show", "not theirs", "lead", a_letter("D14-a"), 404),
    Page("letters.change", "prepared", "office", a_letter("D06", "/change")),
    Page("letters.change", "sent", "office", a_letter("D14-a", "/change"), 409),
    Page(
        "letters.save", "nothing is otherwise", "office", a_letter("D06", "/change"), 422, sent(act="words", **REASON)
    ),
    Page("letters.save", "without a reason", "office", a_letter("D06", "/change"), 422, sent(act="file")),
    Page("letters.save", "without a file", "office", a_letter("D06", "/change"), 422, sent(act="file", **REASON)),
    Page("templates.index", "of an office", "manager", at("/settings/LEI/templates")),
    Page("templates.index", "of a case", "office", case("waiting", "/templates")),
    Page("templates.index", "of another office", "neighbour", at("/settings/LEI/templates"), 404),
    Page("templates.index", "not the office’s", "lead", case("waiting", "/templates"), 404),
    Page("templates.show", "of an office", "manager", at("/settings/LEI/templates/D06")),
    Page("templates.show", "to a reader", "office", at("/settings/LEI/templates/D06")),
    Page("templates.show", "of a case", "office", case("waiting", "/templates/D06")),
    Page("templates.show", "no such letter", "manager", at("/settings/LEI/templates/D99"), 404),
    Page("templates.save", "nothing given", "manager", at("/settings/LEI/templates/D06"), 422, sent(act="put")),
    Page("templates.save", "by a reader", "office", at("/settings/LEI/templates/D06"), 404, sent(act="put", **WHEN)),
    Page("templates.save", "no file", "manager", at("/settings/LEI/templates/D06"), 422, sent(act="put", **WHEN)),
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
    Page("operations.incident", "resolved", "admin", a_mended_incident),
    Page("operations.incident", "unknown", "admin", at("/admin/incidents/none"), 404),
    Page("operations.retry", "without a reason", "admin", an_incident, 422, sent()),
    Page("operations.retry", "resolved meanwhile", "admin", a_mended_incident, 409, sent(reason="Again.")),
    Page("operations.timer", "waiting", "admin", a_timer),
    Page(
        "operations.change_timer",
        "nothing right",
        "admin",
        a_timer,
        422,
        sent(**{"act": "move", "date-day": "31", "date-month": "2", "date-year": "2027", "time": "25:00"}),
    ),
    Page("processes.index", "owner", "owner", at("/processes")),
    Page("processes.index", "reader", "office", at("/processes")),
    Page("processes.show", "newest", "owner", at("/processes/sample")),
    Page("processes.show", "unknown", "owner", at("/processes/none"), 404),
    Page("processes.upload", "blank", "owner", at("/processes/upload")),
    Page("processes.upload", "reader", "office", at("/processes/upload"), 403),
    Page("api_tokens.index", "none yet", "owner", at("/tokens")),
    Page("api_tokens.index", "everybody's", "admin", at("/tokens")),
    Page("api_tokens.index", "reader", "office", at("/tokens"), 403),
    Page("api_tokens.make", "nothing right", "owner", at("/tokens"), 422, sent()),
    Page(
        "api_tokens.make",
        "made",
        "admin",
        at("/tokens"),
        200,
        sent(name="Laptop", days="30", _key="a new one each time"),
    ),
    Page("api_tokens.revoke", "no such token", "owner", at("/tokens/none/revoke"), 404, sent()),
    Page("dates.show", "with an earlier one", "office", case("waiting", "/dates")),
    Page("dates.show", "to a reader", "member", case("waiting", "/dates")),
    Page("dates.show", "none", "office", case("fresh", "/dates")),
    Page("dates.show", "not theirs", "referrer", case("waiting", "/dates"), 404),
    Page("dates.form", "with the present date", "office", case("waiting", "/dates/aware_at")),
    Page("dates.form", "to a reader", "member", case("waiting", "/dates/aware_at"), 404),
    Page("dates.correct", "nothing right", "office", case("waiting", "/dates/aware_at"), 422, sent()),
    Page("dates.correct", "what would move", "office", case("waiting", "/dates/aware_at"), 200, DATE),
    Page("dates.correct", "changed meanwhile", "office", case("waiting", "/dates/aware_at"), 409, DATE_AGREED),
    Page("who_sees.show", "everybody with access", "chair", case("waiting", "/access")),
    Page("who_sees.show", "to a reader", "member", case("waiting", "/access"), 404),
    Page("why.show", "nothing asked", "referrer", at("/why")),
    Page("why.show", "of a case that may not be", "lead", at("/why?case=LEI-99-999")),
    Page("why.show", "of one's own case", "office", lambda world: f"/why?case={world.cases['waiting']}"),
    Page("emergencies.index", "none yet", "office", at("/emergency-access")),
    Page("emergencies.index", "not theirs", "referrer", at("/emergency-access"), 403),
    Page("emergencies.open_case", "nothing typed", "office", at("/emergency-access"), 422, sent()),
    Page("emergencies.show", "to sign off", "chair", an_emergency),
    Page("emergencies.sign_off", "nothing chosen", "chair", an_emergency, 422, sent()),
    Page("rereading.form", "with a newer version", "chair", case("waiting", "/settings")),
    Page("rereading.form", "to the office", "office", case("waiting", "/settings"), 404),
    Page("rereading.read_again", "no reason", "chair", case("waiting", "/settings"), 422, sent()),
    Page("rereading.read_again", "what would move", "chair", case("waiting", "/settings"), 200, sent(**REASON)),
    Page(
        "rereading.read_again",
        "changed meanwhile",
        "chair",
        case("waiting", "/settings"),
        409,
        sent(**REASON, act="move", agreed="other dates"),
    ),
    Page("retention.index", "nothing", "manager", at("/records")),
    Page("retention.index", "beyond the end", "chair", at("/records?page=9")),
    Page("retention.index", "not for everybody", "office", at("/records"), 403),
    Page("data_requests.index", "one open, one over", "protector", at("/data-requests")),
    Page("data_requests.index", "not for everybody", "office", at("/data-requests"), 403),
    Page("data_requests.of_case", "open", "protector", case("waiting", "/data-requests")),
    Page("data_requests.of_case", "over", "office", case("fresh", "/data-requests")),
    Page("data_requests.of_case", "none", "office", case("broken", "/data-requests")),
    Page("disclosing.schedule", "to be decided on", "protector", requested("waiting")),
    Page("disclosing.schedule", "over", "manager", requested("fresh")),
    Page("disclosing.schedule", "not for the office", "office", requested("waiting"), 404),
    Page("disclosing.record", "to be decided on", "protector", requested("waiting", disclosures.FORM)),
    Page("disclosing.record", "a file without words", "manager", requested("waiting", disclosures.FILE)),
    Page("disclosing.record", "over", "manager", requested("fresh", disclosures.FORM)),
    Page("disclosing.decide", "nothing chosen", "protector", requested("waiting", disclosures.FORM), 422, sent()),
    Page(
        "disclosing.decide",
        "words marked",
        "protector",
        requested("waiting", disclosures.FORM),
        200,
        sent(act="mark", words="invented place"),
    ),
    Page("disclosing.copy", "none", "protector", requested("waiting", "", "/copy")),
    Page("disclosing.take", "none", "protector", requested("waiting", "", "/copy"), 409, sent()),
    Page("disclosing.schedule", "contested", "protector", contested("waiting", "")),
    Page("disclosing.copy", "no letter", "protector", contested("waiting", "", "/copy")),
    Page("contesting.record", "to be decided on", "protector", contested("waiting", disclosures.FORM)),
    Page("contesting.record", "a file", "manager", contested("waiting", disclosures.FILE)),
    Page("contesting.record", "over", "manager", contested("fresh", disclosures.FORM)),
    Page("contesting.record", "not for the office", "office", contested("waiting", disclosures.FORM), 404),
    Page("contesting.decide", "nothing chosen", "protector", contested("waiting", disclosures.FORM), 422, sent()),
    Page(
        "contesting.decide",
        "what is shown missing",
        "protector",
        contested("waiting", disclosures.FORM),
        422,
        sent(decision="correct", ground=""),
    ),
    Page("settings.index", "administrator", "admin", at("/settings")),
    Page("settings.index", "no settings of theirs", "lead", at("/settings"), 404),
    Page("settings.show", "manager", "manager", at("/settings/LEI")),
    Page("settings.show", "reader", "office", at("/settings/LEI")),
    Page("settings.show", "of another office", "neighbour", at("/settings/LEI"), 404),
    Page("settings.history", "with a planned one", "manager", at("/settings/LEI/history")),
    *(
        Page("settings.change", section, "manager", at(f"/settings/LEI/change/{section}"))
        for section in ("profile", "review", "addresses", "words")
    ),
    Page("settings.change", "reader", "office", at("/settings/LEI/change/quorum"), 404),
    Page("settings.change", "unknown group", "manager", at("/settings/LEI/change/none"), 404),
    Page("settings.save", "nothing right", "manager", at("/settings/LEI/change/quorum"), 422, sent()),
    Page("settings.save", "no profile", "manager", at("/settings/LEI/change/profile"), 422, sent(**WHEN)),
    Page(
        "settings.save",
        "what would be otherwise",
        "manager",
        at("/settings/LEI/change/quorum"),
        200,
        sent(**NEW_QUORUM),
    ),
    Page(
        "settings.save",
        "in place of a planned one",
        "admin",
        at("/settings/LEI/change/profile"),
        200,
        sent(**{**WHEN, "date-month": "2", "profile": "LLR-2020"}),
    ),
    Page(
        "settings.save",
        "changed meanwhile",
        "manager",
        at("/settings/LEI/change/quorum"),
        409,
        sent(**NEW_QUORUM, act="save", seen="1"),
    ),
    Page("calendar.show", "manager", "manager", at("/settings/LEI/calendar")),
    Page("calendar.show", "reader, nothing on it", "neighbour", at("/settings/LLR/calendar")),
    Page("calendar.add_meetings", "nothing right", "manager", at("/settings/LEI/calendar/meetings"), 422, sent()),
    Page(
        "calendar.remove_meeting", "no such day", "manager", at("/settings/LEI/calendar/meetings/x/remove"), 404, sent()
    ),
    Page("closed_days.day", "administrator", "admin", at("/settings/LEI/calendar/days")),
    Page("closed_days.day", "reader", "office", at("/settings/LEI/calendar/days"), 404),
    Page("closed_days.add_day", "nothing right", "manager", at("/settings/LEI/calendar/days"), 422, sent()),
    Page("closed_days.add_day", "what would move", "manager", at("/settings/LEI/calendar/days"), 200, sent(**HOLIDAY)),
    Page(
        "closed_days.add_day",
        "changed meanwhile, everywhere",
        "admin",
        at("/settings/LEI/calendar/days"),
        409,
        sent(**HOLIDAY, where="everybody", act="move", agreed="other dates"),
    ),
    Page("closed_days.removal", "on the list", "manager", at("/settings/LEI/calendar/days/2027-01-29")),
    Page("closed_days.removal", "not on it", "manager", at("/settings/LEI/calendar/days/2027-01-28"), 404),
    Page("closed_days.remove_day", "no reason", "manager", at("/settings/LEI/calendar/days/2027-01-29"), 422, sent()),
    Page(
        "closed_days.remove_day",
        "what would move",
        "manager",
        at("/settings/LEI/calendar/days/2027-01-29"),
        200,
        sent(**REASON),
    ),
    Page("mail.of_case", "in every state", "office", case("waiting", "/mail")),
    Page("mail.of_case", "stuck ones", "office", case("waiting", "/mail?show=stuck")),
    Page("mail.of_case", "none stuck", "office", case("fresh", "/mail?show=stuck")),
    Page("mail.of_case", "none", "office", case("fresh", "/mail")),
    Page("mail.of_case", "to its referrer", "referrer", case("waiting", "/mail"), 404),
    Page("mail.one", "sent", "office", a_mail(MailState.SENT)),
    Page("mail.one", "held back", "office", a_mail(MailState.HELD)),
    Page("mail.one", "given up", "office", a_mail(MailState.FAILED)),
    Page("mail.send_again", "address still wrong", "office", a_mail(MailState.HELD), 422, sent()),
    Page("mail.send_again", "sent already", "office", a_mail(MailState.SENT), 409, sent()),
    Page("mail.told", "to its referrer", "referrer", a_mail(MailState.SENT, part="/told"), 404, sent()),
    Page("audit.index", "a case", "manager", lambda world: f"/audit?case={world.cases['waiting']}"),
    Page("audit.index", "wrong dates", "chair", at("/audit?since=yesterday&until=2027-02-30"), 422),
    Page("audit.index", "a search", "admin", at(f"/audit?token={'0' * 32}&kind=reading")),
    Page("audit.index", "not for everybody", "office", at("/audit"), 403),
    Page("audit.export", "wrong dates", "manager", at("/audit/export?since=2027-02-02&until=2027-02-01"), 422),
    Page("mail.overall", "some stuck", "admin", at("/admin/mail")),
    Page("mail.overall", "not an administrator", "office", at("/admin/mail"), 403),
    Page("mail.release", "not held", "admin", at("/admin/mail/held"), 409, sent()),
    Page("mail_dropping.form", "asked", "admin", at("/admin/mail/drop")),
    Page("mail_dropping.form", "not an administrator", "office", at("/admin/mail/drop"), 403),
    Page("mail_dropping.drop", "nothing said", "admin", at("/admin/mail/drop"), 422, sent(since="soon", until="later")),
    Page("mail_dropping.drop", "none held", "admin", at("/admin/mail/drop"), 422, sent(reason="went_out")),
    Page("mail.unblock", "address still wrong", "admin", a_mail(MailState.HELD, "admin"), 422, sent()),
    Page("demo.choose", "nobody yet", None, at("/demo")),
    Page("processes.publish", "no file", "owner", at("/processes/upload"), 422, sent()),
    Page(
        "processes.publish",
        "refused",
        "owner",
        at("/processes/upload"),
        422,
        uploaded("sample.bpmn", sample_files.process().replace(b"sample_check", b"no_such_form")),
    ),
    Page(
        "processes.publish",
        "only checked",
        "owner",
        at("/processes/upload"),
        200,
        uploaded("sample_check.form", sample_files.files()["sample_check.form"], act="check"),
    ),
    Page("demo.choose", "somebody", "office", at("/demo")),
    Page("demo.become", "nobody of that id", None, at("/demo"), 422, sent(person="none")),
    Page("agencies.index", "everybody", "admin", at("/people/agencies")),
    Page("agencies.index", "of a partnership", "manager", at("/people/agencies")),
    Page("agencies.add", "nothing typed", "admin", at("/people/agencies"), 422, sent()),
    Page("agencies.show", "to change", "admin", at("/people/agencies/police")),
    Page("agencies.show", "of two partnerships", "manager", at("/people/agencies/police")),
    Page("agencies.show", "no such agency", "manager", at("/people/agencies/none"), 409),
    Page("agencies.change", "nothing typed", "admin", at("/people/agencies/police/details"), 422, sent(since="x")),
    Page("agencies.switch", "no such agency", "admin", at("/people/agencies/none"), 409, sent()),
    Page("people.index", "everybody", "admin", at("/people?left=1")),
    Page("people.index", "of a partnership", "manager", searched("/people?", "people", "manager", name="testcase")),
    Page("people.index", "nobody matches", "manager", searched("/people?", "people", "manager", name="nobody")),
    Page("people.index", "not theirs", "office", at("/people"), 403),
    Page("people.new", "empty", "manager", at("/people/new")),
    Page("people.add", "nothing typed", "admin", at("/people/new"), 422, sent()),
    Page("access_review.show", "never signed off", "admin", at("/people/review")),
    Page("access_review.sign", "not gone through", "manager", at("/people/review"), 422, sent()),
    Page("people.show", "to change", "admin", somebody("office")),
    Page("people.show", "to change by the manager", "manager", somebody("lead")),
    Page("people.show", "themselves", "manager", somebody("manager")),
    Page("people.show", "of another partnership", "manager", somebody("neighbour"), 404),
    Page("people.change", "nothing typed", "admin", somebody("office"), 422, sent()),
    Page("people.link", "sent", "admin", somebody("referrer", "/link"), 200, sent()),
    Page("people.link", "sent by the manager", "manager", somebody("referrer", "/link"), 200, sent()),
    Page("people.sign_out", "not theirs", "manager", somebody("admin", "/sign-out"), 403, sent()),
    Page("people_changes.give", "nothing chosen", "admin", somebody("office", "/roles"), 422, sent(since="x")),
    Page("people_changes.end", "no such role", "admin", somebody("office", "/roles/none/end"), 422, sent()),
    Page("people_changes.relate", "nothing chosen", "admin", somebody("office", "/relations"), 422, sent()),
    Page("people_changes.unrelate", "not theirs", "manager", somebody("manager", "/relations/x/end"), 403, sent()),
    Page("people_changes.away", "nothing chosen", "admin", somebody("office", "/away"), 422, sent()),
    Page("people_changes.hand_on", "still there", "admin", somebody("office", "/hand-on"), 422, sent()),
    Page("people_changes.leave", "not confirmed", "admin", somebody("office", "/leave"), 422, sent()),
    Page("people_changes.back", "not theirs", "manager", somebody("manager", "/back"), 403, sent()),
    Page("sign_in.show", "nobody", None, at("/sign-in")),
    Page("sign_in.send", "nothing typed", None, at("/sign-in"), 422, sent()),
    Page("sign_in.code", "password was right", "code to come", at("/sign-in/code")),
    Page("sign_in.send_code", "wrong", "code to come", at("/sign-in/code"), 422, sent()),
    Page("forgotten.show", "nobody", None, at("/sign-in/forgotten")),
    Page("forgotten.send", "nothing typed", None, at("/sign-in/forgotten"), 422, sent()),
    Page("forgotten.send", "sent, perhaps", None, at("/sign-in/forgotten"), 200, sent(email="no@cspr.example")),
    Page("links.show", "holds", None, lambda world: f"/link/{world.link}"),
    Page("links.show", "never was one", None, at("/link/none"), 410),
    Page("links.begin", "never was one", None, at("/link/none"), 410, sent()),
    Page("links.setting", "everything", "setting up", at("/set-up")),
    Page("links.setting", "a password only", "new password", at("/set-up")),
    Page("links.finish", "too easy", "setting up", at("/set-up"), 422, sent(password="password1234", code="123")),
    Page("links.finish", "no code", "new password", at("/set-up"), 422, sent(password="new")),
    Page("provider.go", "there is none", None, at("/sign-in/with-provider"), 403),
    Page("provider.join", "never was a link", None, at("/link/none/provider"), 410),
    Page("provider.leave", "there is none", None, at("/sign-out/with-provider"), 403),
    Page("provider.again", "nothing to prove", "office", at("/sign-in/again"), 404),
    Page("provider.back", "nobody went there", None, at("/sign-in/back"), 403),
    Page("late.show", "a form of ours", "office", kept("office")),
    Page("late.show", "words only", "colleague", kept("colleague")),
    Page("late.go_on", "somebody else's", "office", at("/kept/none"), 404, sent()),
    Page("account.show", "with a password", "office", at("/account")),
    Page("account.show", "without", "colleague", at("/account")),
    Page("account.end", "not theirs", "office", at("/account/sessions/none/end"), 404, sent()),
    Page("account.password", "to change", "office", at("/account/password")),
    Page("account.change_password", "nothing typed", "office", at("/account/password"), 422, sent()),
    Page("account.recovery", "to renew", "office", at("/account/codes")),
    Page("account.renew_codes", "nothing typed", "office", at("/account/codes"), 422, sent()),
    Page("account.authenticator", "to change", "office", at("/account/authenticator")),
    Page("account.change_authenticator", "nothing typed", "office", at("/account/authenticator"), 422, sent()),
    Page("help.help_page", "nobody", None, at("/help")),
    Page("help.accessibility", "somebody", "office", at("/accessibility")),
)
"""All of them."""

MODELER = frozenset({"well_known.webapps", "well_known.console", "well_known.deployment", "well_known.instance"})
CALLS = frozenset(
    f"engine_rest.{name}"
    for name in ("deployments", "version", "engines", "deploy", "start", "start_newest", "anything_else")
)
"""What Camunda Modeler asks for: tested in test_modeler.py."""

ANSWERS = CALLS | {
    "back_channel.end",
    "tasks.visible",
    "start.throw_away",
    "start.visible",
    "telling.visible",
    "audit.words",
    "cases.search",
    "people.search",
    "sign_out.leave",
    "account.end_others",
}
"""Posts that are answered with data for a script or a program, or with another address, never with a page."""

NOT_PAGES = (
    frozenset(
        {
            "assets.show",
            "health.alive",
            "health.ready",
            "disclosing.file",
            "documents.download",
            "templates.download",
            "processes.download",
            "start.paper",
            "audit.export",
        }
    )
    | MODELER
    | CALLS
)
"""Routes that answer with something other than a page."""
