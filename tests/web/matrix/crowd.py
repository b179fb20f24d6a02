"""One person for every role and relation to the case that it can have, and one thing of the case for each probe."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from cases import (
    assignments,
    attendance,
    data_requests,
    decisions,
    disclosures,
    emergencies,
    files,
    meetings,
    owned,
    partnerships,
    people,
    records,
    requests,
    settings,
    submissions,
)
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import MailState
from cases.data_requests import DataRequest
from cases.files import Upload
from cases.partnerships import Agency, Partnership
from cases.people import RelationKind
from cases.requests import RequestStatus
from casework import occasions
from engine import definitions, incidents, instances, timers
from foundation.database import Session, new_id
from tests.web.pages import BEGUN_THERE
from tests.web.world import World

CASES = ("waiting", "fresh", "broken")
"""Each person stands to all of these alike: one has the done tasks and papers, one the open task, one the incident."""

OURS, GUEST, THIRD = "lei", "llr", "third"
AGENCIES = {"asked": "police", "another agency asked": "hospital", "not asked": "school", "only drafted": "gp",
            "withdrawn": "housing"}  # fmt: skip
ENDED, NOT_YET = (None, date(2027, 1, 13)), (date(2027, 1, 15), None)


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person of the crowd: their role, how they stand to the case, and the roles that count for them today."""

    role: str
    relation: str
    person_id: str = field(default="", compare=False)

    @property
    def acts(self) -> bool:
        """Whether the role counts for them today at all."""
        return self.relation not in {"ended", "not yet"} and self.role != "no role"

    @property
    def home(self) -> str:
        """The partnership in which they hold it."""
        if self.relation in {"other partnership", "asked in another partnership"}:
            return THIRD
        return GUEST if self.relation == "shared with" else OURS


def settle(world: World, table: Mapping[str, Mapping[str, str]]) -> list[Somebody]:
    """Put everybody of the table into the world."""
    with world.office.database.transaction() as session:
        _places(session, world)
        cases = [records.by_reference(session, world.cases[one]).id for one in CASES]
        _ask(session, world, cases)
        return [
            _somebody(session, world, cases, Somebody(role, relation))
            for role, relations in table.items()
            for relation in relations
        ]


def _places(session: Session, world: World) -> None:
    session.add(Partnership(id=THIRD, code="THI", name="A third partnership", office_name="Third business office",
                            office_address="", office_phone="", office_email="third@cspr.example"))  # fmt: skip
    for agency in set(AGENCIES.values()) - {"police"}:
        session.add(Agency(id=agency, name=f"The {agency}", category="other"))
    session.flush()
    for agency in AGENCIES.values():
        partnerships.serve(session, agency, OURS, THIRD)
    settings.adopt(session, THIRD, "LLR-WT2023", "setup", world.office.clock.now())


def _ask(session: Session, world: World, cases: list[str]) -> None:
    now = world.office.clock.now()
    for case_id in cases:
        assignments.share(session, case_id, GUEST, None, now)
        asked = {"asked": data_requests.ACCESS, "submission_id": new_id(), "registered_by": "system"}
        data_requests.register(session, DataRequest(**owned.key(case_id), **asked, registered_at=now))
        for agency in ("police", "hospital", "gp", "housing"):
            request = requests.prepare(session, case_id, agency, "standard", now)
            if agency != "gp":
                requests.send(session, case_id, request.id, now, now)
            if agency == "housing":
                requests.mark(session, case_id, request.id, RequestStatus.WITHDRAWN, now)
    session.flush()


def _somebody(session: Session, world: World, cases: list[str], who: Somebody) -> Somebody:
    now, relation = world.office.clock.now(), who.relation
    person = people.add(session, f"{who.role} {relation}", f"{new_id()}@cspr.example")
    session.flush()
    if relation.startswith("deputy"):
        principal = _somebody(session, world, cases, Somebody(who.role, _principal(who)))
        kind = RelationKind.VICE_CHAIR if who.role == "crg_chair" else RelationKind.DEPUTY
        people.relate(session, kind, person.id, principal.person_id)
    elif who.role != "no role":
        period = {"ended": ENDED, "not yet": NOT_YET}.get(relation, (None, None))
        agency = AGENCIES.get(relation, "police") if who.role in {"agency_lead", "contributor"} else None
        people.give_role(session, person.id, who.role, who.home, agency, period)
    elif relation.startswith("strategic"):
        people.relate(session, RelationKind.STRATEGIC_LEAD, person.id, agency_id="police")
    for case_id in cases:
        _stand(session, case_id, who, person.id, now)
    if relation.startswith("has declared"):
        meeting = meetings.of_case(session, cases[0])[0]
        attendance.declare(session, meeting, person.id, "no" not in relation, None, now)
    session.flush()
    return Somebody(who.role, relation, person.id)


def _principal(who: Somebody) -> str:
    if who.relation == "deputy of one excluded":
        return "excluded"
    return "asked" if who.role == "agency_lead" else "own"


ON_A_CASE = {"on it", "taken off", "other partnership", "excluded", "ended", "not yet"}


def _stand(session: Session, case_id: str, who: Somebody, person_id: str, now: datetime) -> None:
    agency = "police" if who.role == "contributor" else None
    if who.relation in ON_A_CASE:
        assignments.assign(session, case_id, person_id, who.role, now, agency)
    if who.relation == "taken off":
        assignments.end(session, case_id, person_id, who.role, now)
    if who.relation in {"excluded", "deputy who is excluded"}:
        assignments.exclude(session, case_id, person_id, now)


def addresses(world: World) -> dict[str, str]:
    """The address of every probe of the table, by its name without the method."""
    with world.office.database.transaction() as session:
        return dict(_of_case(session, world)) | dict(_of_tasks(world)) | dict(_of_site(session, world))


def _of_case(session: Session, world: World) -> Iterator[tuple[str, str]]:
    start, office = f"/cases/{world.cases['waiting']}", world.office
    case_id, now = records.by_reference(session, world.cases["waiting"]).id, office.clock.now()
    yield from (
        ("cases.show", start), ("cases.tasks", f"{start}/tasks"), ("case_inside.progress", f"{start}/progress"),
        ("case_actions.show", f"{start}/actions"), ("case_inside.who", f"{start}/people"),
        ("case_inside.gatherings", f"{start}/meetings"), ("cases.counted", f"{start}/clocks"),
        ("cases.timeline", f"{start}/timeline"), ("dates.show", f"{start}/dates"),
        ("dates.form", f"{start}/dates/aware_at"), ("dates.correct", f"{start}/dates/aware_at"),
        ("rereading.form", f"{start}/settings"), ("rereading.read_again", f"{start}/settings"),
        ("mail.of_case", f"{start}/mail"), ("who_sees.show", f"{start}/access"),
        ("documents.show", f"{start}/documents"), ("data_requests.of_case", f"{start}/data-requests"),
    )  # fmt: skip
    mails = outbox.of_case(session, case_id)
    yield "mail.one", f"{start}/mail/{mails[0].id}"
    yield "mail.send_again", f"{start}/mail/{next(one.id for one in mails if one.state is MailState.HELD)}"
    yield "mail.told", f"{start}/mail/{mails[0].id}/told"
    letter = next(one for one in letters.of_case(session, case_id) if one.kind == "D06" and one.version == 2)
    yield "letters.show", f"{start}/documents/{letter.id}"
    # One that was sent: whoever may change letters is told that this one cannot be, and no document has to be opened.
    sent = next(one for one in letters.of_case(session, case_id) if one.sent_at is not None)
    yield from ((f"letters.{name}", f"{start}/documents/{sent.id}/change") for name in ("change", "save"))
    referral = submissions.of_case(session, case_id)[0]
    asked = data_requests.of_case(session, case_id)[0]
    listed = {(one.source, one.source_id): one.id for one in disclosures.of_request(session, asked)}
    for name, end in (
        ("schedule", ""),
        ("record", f"/{listed[disclosures.FORM, referral.id]}"),
        ("decide", f"/{listed[disclosures.FORM, referral.id]}"),
        ("file", f"/{next(row for (source, _), row in listed.items() if source == disclosures.FILE)}/file"),
        ("copy", "/copy"),
        ("take", "/copy"),
    ):
        yield f"disclosing.{name}", f"{start}/data-requests/{asked.id}{end}"
    claimed = data_requests.of_case(session, case_id)[1]
    row = next(one for one in disclosures.of_request(session, claimed) if one.decision)
    for name in ("record", "decide"):
        yield f"contesting.{name}", f"{start}/data-requests/{claimed.id}/contested/{row.id}"
    yield "documents.form, the referral", f"{start}/forms/{referral.id}"
    for name, agency, form, codes in (
        ("the agency's reply", "police", "sample_question", "BO CH AL"),
        ("another agency's reply", "hospital", "sample_question", "BO CH AL"),
        ("a declaration", None, "f11_declaration", "BO CH"),
        ("released advice", None, "f14_advice", "BO IA"),
        ("sealed advice", None, "f14_advice", "BO IA"),
    ):
        entry = submissions.Entry(case_id, form, referral.form_version, codes, {}, agency_id=agency)
        sent = submissions.record(session, office.keys, entry, now).id
        yield f"documents.form, {name}", f"{start}/forms/{sent}"
        if form == "f14_advice":
            decisions.advise(session, case_id, world.people["office"], sent, now)
            session.flush()
        if name == "released advice":
            decisions.release_advice(session, case_id, None, now)
    chronology = next(one for one in files.of_case(session, case_id) if one.media_type == "application/pdf")
    yield "documents.download, for office and chair", f"{start}/files/{chronology.id}"
    upload = Upload(case_id, "Reply.pdf", b"%PDF-1.4\n%%EOF\n", "BO CH AL", agency_id="police")
    kept = files.stage(session, office.keys, upload, now)
    files.keep(session, case_id, kept.id, referral.id)
    yield "documents.download, of the agency", f"{start}/files/{kept.id}"
    fresh = records.by_reference(session, world.cases["fresh"]).id
    place = occasions.places(session, office, world.people["referrer"], fresh)[0].id
    for name, end in (("show", ""), ("send", ""), ("visible", "/visible")):
        yield f"telling.{name}", f"/cases/{world.cases['fresh']}/tell/{place}{end}"


def _of_tasks(world: World) -> Iterator[tuple[str, str]]:
    office, chair = (world.task(world.cases[case], name) for case, name in (
        ("fresh", "Check the referral"), ("waiting", "Record the decision"),
    ))  # fmt: skip
    done = world.task(world.cases["waiting"], "Check the referral")
    for whose, task in (("the office's", office), ("the chair's", chair), ("done", done)):
        for name, end in (("show", ""), ("send", ""), ("done", "/done"), ("visible", "/visible"), ("claim", "/claim"),
                          ("release", "/release")):  # fmt: skip
            yield f"tasks.{name}, {whose}", f"/tasks/{task}{end}"
        for name in ("show", "send"):
            yield f"checking.{name}, {whose}", f"/tasks/{task}/check"
    yield "handing.show, the office's", f"/tasks/{office}/hand-over"
    yield "handing.hand_over, the office's", f"/tasks/{office}/hand-over"


def _emergency(session: Session, world: World, case_id: str) -> str:
    """The id of one use, by the manager of another partnership's office."""
    person = people.add(session, "Manager of elsewhere", f"{new_id()}@cspr.example")
    session.flush()
    held = people.give_role(session, person.id, "bo_manager", THIRD)
    case, now = records.case(session, case_id), world.office.clock.now()
    return emergencies.open_case(session, world.office.keys, case, held, "Nobody answers.", now).id


def _of_site(session: Session, world: World) -> Iterator[tuple[str, str]]:
    ids = {one: records.by_reference(session, world.cases[one]).id for one in CASES}
    instance = instances.of_case(session, ids["fresh"])[0]
    definition = definitions.newest(session, definitions.PROCESS, "sample")
    yield from (
        ("help.help_page", "/help"), ("help.accessibility", "/accessibility"), ("health.alive", "/health"),
        ("health.ready", "/ready"), ("assets.show", "/static/0/app/app.css"),
        ("well_known.webapps", "/.well-known/camunda-automation-platform/webapps"), ("work.home", "/"),
        ("work.tasks", "/tasks"), ("cases.index", "/cases"),
        ("cases.search", "/cases"), ("finding.show", "/find"),
        ("finding.search", "/find"), ("people.search", "/people"), ("start.index", "/start"),
        ("processes.index", "/processes"), ("processes.show", "/processes/sample"),
        ("processes.download", f"/processes/{definition.kind}/sample/{definition.version}/file"),
        ("well_known.console", "/ops/"), ("well_known.deployment", "/ops/repository"),
        ("well_known.instance", f"/ops/process-instance/{instance.id}"), ("processes.upload", "/processes/upload"),
        ("processes.publish", "/processes/upload"), ("api_tokens.index", "/tokens"), ("api_tokens.make", "/tokens"),
        ("instances.index", "/admin/instances"), ("instances.incidents", "/admin/incidents"),
        ("mail.overall", "/admin/mail"), ("mail.release", "/admin/mail/held"),
        ("mail_dropping.form", "/admin/mail/drop"), ("mail_dropping.drop", "/admin/mail/drop"),
        ("why.show", "/why?case=LEI-27-001"),
        ("emergencies.index", "/emergency-access"), ("emergencies.open_case", "/emergency-access"),
        ("audit.index", "/audit"), ("audit.export", "/audit/export"),
        ("retention.index", "/records"), ("data_requests.index", "/data-requests"),
        ("audit.words", "/audit/words"), ("settings.index", "/settings"), ("settings.show", "/settings/LEI"),
        ("settings.history", "/settings/LEI/history"), ("calendar.show", "/settings/LEI/calendar"),
        ("settings.change", "/settings/LEI/change/quorum"), ("settings.save", "/settings/LEI/change/quorum"),
        ("calendar.add_meetings", "/settings/LEI/calendar/meetings"),
        ("calendar.remove_meeting", "/settings/LEI/calendar/meetings/2027-12-27/remove"),
        ("closed_days.day", "/settings/LEI/calendar/days"), ("closed_days.add_day", "/settings/LEI/calendar/days"),
        ("closed_days.removal", "/settings/LEI/calendar/days/2027-01-29"),
        ("closed_days.remove_day", "/settings/LEI/calendar/days/2027-01-29"),
        ("start.show", "/start/sample/received"), ("start.begin", "/start/sample/received"),
        ("start.visible", "/start/sample/received/visible"), ("start.paper", "/start/paper/LEI"),
        ("start.go_on", BEGUN_THERE), ("start.throw_away", f"{BEGUN_THERE}/away"),
        ("start_checking.show", f"{BEGUN_THERE}/check"), ("start_checking.send", f"{BEGUN_THERE}/check"),
    )  # fmt: skip
    for whose, at in (("case", f"/cases/{world.cases['waiting']}"), ("office", "/settings/LEI")):
        for name, end in (("index", ""), ("show", "/D06"), ("save", "/D06"), ("download", "/D06/used/template")):
            yield f"templates.{name}, of the {whose}", f"{at}/templates{end}"
    agencies = "/people/agencies"
    yield from (("agencies.index", agencies), ("agencies.add", agencies), ("agencies.switch", f"{agencies}/none"),
                ("agencies.show", f"{agencies}/police"), ("agencies.change", f"{agencies}/police/details"))  # fmt: skip
    person = f"/people/{world.people['colleague']}"
    yield from (("people.index", "/people"), ("people.new", "/people/new"), ("people.add", "/people/new"),
                ("access_review.show", "/people/review"),
                ("access_review.sign", "/people/review"), ("people.show", person), ("people.change", person),
                ("people.link", f"{person}/link"), ("people.sign_out", f"{person}/sign-out"))  # fmt: skip
    for name, end in (("give", "roles"), ("end", "roles/none/end"), ("relate", "relations"),
                      ("unrelate", "relations/none/end"), ("away", "away"), ("back", "back"),
                      ("hand_on", "hand-on"), ("leave", "leave")):  # fmt: skip
        yield f"people_changes.{name}", f"{person}/{end}"
    for name, end in (("show", ""), ("waiting", "/waiting"), ("troubles", "/incidents"), ("variables", "/variables"),
                      ("steps", "/steps"), ("events", "/history")):  # fmt: skip
        yield f"instances.{name}", f"/admin/instances/{instance.id}{end}"
    used = f"/emergency-access/{ids['broken']}/{_emergency(session, world, ids['broken'])}"
    yield from ((f"emergencies.{name}", used) for name in ("show", "sign_off"))
    (failed,) = incidents.open_ones(session)
    yield from ((f"operations.{name}", f"/admin/incidents/{failed.id}") for name in ("incident", "retry"))
    timer = timers.of_instance(session, instance)[0].id
    yield from ((f"operations.{name}", f"/admin/timers/{timer}") for name in ("timer", "change_timer"))
    held = next(one for one in outbox.of_case(session, ids["waiting"]) if one.state is MailState.FAILED)
    yield "mail.unblock", f"/admin/mail/{ids['waiting']}/{held.id}"
