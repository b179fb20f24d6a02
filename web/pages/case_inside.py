"""Inside a case: the pictures of its processes, its people, its meetings."""

from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, request

from cases import attendance, contested, identity, meetings, papers, partnerships, requests, role_names
from cases.contested import Mark
from cases.disclosures import IDENTITY
from cases.meetings import Declaration, MeetingStatus, Ruling
from casework import subjects, who_sees
from engine import definitions, instances
from engine.states import InstanceState
from engine.tables.instances import Instance
from foundation.clock import london_date
from foundation.database import Session
from web import named, overview, tokens
from web.case_page import page, running
from web.diagram import marks, svg
from web.here import now, office, viewer
from web.standing import Standing, standing

blueprint = Blueprint("case_inside", __name__, url_prefix="/cases")

KINDS = {identity.CHILD: "Child", identity.FAMILY: "Family", identity.NOTE: "Also named in a form"}


@dataclass(frozen=True, slots=True)
class Member:
    """A child or family member: by code to most, with facts to those who may read them."""

    code: str
    kind: str
    facts: list[tuple[str, str]]
    marks: list[Mark]


@dataclass(frozen=True, slots=True)
class Given:
    """One version of a meeting's papers: who has it open, and for whom it waits until they have declared."""

    version: int
    released_at: datetime
    opened: list[str]
    waiting: list[str]


@dataclass(frozen=True, slots=True)
class Gathering:
    """A meeting with its people by name."""

    meeting: meetings.Meeting
    title: str
    chair: str
    invited: list[str]
    present: list[str]
    mine: str
    """How the reader's own declaration for it stands; empty for whoever is not invited."""
    undeclared: list[str]
    """Who has made none yet, for office and chair."""
    packs: list[Given]

    @property
    def is_ahead(self) -> bool:
        """Whether it has not taken place."""
        return self.meeting.status is MeetingStatus.PLANNED


ASKED_WITH_PAPERS = (
    "None declared yet. You are asked when the papers are released, and they open once you have answered."
)
OWN = {
    None: "You declared one: papers stay closed to you until the chair has ruled.",
    Ruling.STAYS: "You declared one, and the chair ruled that you stay: papers are open to you.",
    Ruling.NO_PART: "You declared one, and the chair ruled that you stay without a part in the decision.",
    Ruling.LEAVES_ITEM: "You declared one, and the chair ruled that you leave for this case: its papers stay closed.",
    Ruling.EXCLUDED: "You declared one, and are excluded.",
}
NO_INTEREST = "You have none: papers are open to you once they are released."


@blueprint.get("/<reference>/progress")
def progress(reference: str) -> str:
    """The pictures of the case's processes with their tokens, and the same in words."""
    with office().database.reading() as session:
        here = standing(session, reference, "progress")
        found = instances.of_case(session, here.case.id)
        chosen = next((one for one in found if one.id == request.args.get("of")), _usual(found))
        process = request.args.get("process") or (chosen.process if chosen else "")
        if chosen is None or f"process:{process}" not in chosen.pinned:
            return page(session, here, "progress", running=running(session, here), chosen=None)
        scene = tokens.scene(session, chosen, process)
        if not here.sees_identity and subjects.agencies(session, [(chosen.bucket, chosen.id)]):
            # Who answers for an agency would tell which one was asked.
            scene = replace(scene, marks=tuple(replace(mark, who="") for mark in scene.marks))
        return page(
            session,
            here,
            "progress",
            running=running(session, here),
            chosen=chosen,
            picture=scene.drawing and svg.draw(scene.drawing, scene.definition.name, scene.marks),
            rows=[row for row in marks.twin(scene.drawing, scene.marks) if row.state and row.is_named]
            if scene.drawing
            else [],
            name=scene.definition.name,
            called=_called(session, chosen, process),
        )


@blueprint.get("/<reference>/people")
def who(reference: str) -> str:
    """The children and their family, by code or by name as is allowed, and who works on the case."""
    with office().database.reading() as session:
        here = standing(session, reference, "people")
        family = _family(session, here)
        return page(
            session,
            here,
            "people",
            family=family,
            deciders=overview.names(session, {who for one in family for mark in one.marks for who in mark.people}),
            names=here.sees_identity,
            working=_working(session, here),
            asked=_asked(session, here) if here.sees_identity else [],
        )


@blueprint.get("/<reference>/meetings")
def gatherings(reference: str) -> str:
    """Meetings of the case, with who is invited and who came."""
    with office().database.reading() as session:
        here = standing(session, reference, "meetings")
        found = [_meeting(session, one, here) for one in reversed(meetings.of_case(session, here.case.id))]
        return page(session, here, "meetings", meetings=found)


def _usual(found: list[Instance]) -> Instance | None:
    """What is shown unasked: the process that has run longest among those that still run, else the last one."""
    running = [one for one in found if one.state is InstanceState.RUNNING]
    return next(iter(running or reversed(found)), None)


def _called(session: Session, row: Instance, chosen: str) -> list[dict[str, object]]:
    return [
        {
            "key": key.removeprefix("process:"),
            "name": definitions.by_id(session, definition_id).name,
            "current": key == f"process:{chosen}",
        }
        for key, definition_id in row.pinned.items()
        if key.startswith("process:")
    ]


def _family(session: Session, here: Standing) -> list[Member]:
    found = []
    marks = contested.marks(session, office().keys, here.case.id) if here.sees_identity else {}
    for one in identity.of_case(session, here.case.id):
        facts = identity.read(session, office().keys, one) if here.sees_identity else {}
        with_it = marks.get((IDENTITY, one.id), [])
        found.append(Member(one.code, KINDS.get(one.kind, one.kind), named.facts(facts), with_it))
    return found


def _working(session: Session, here: Standing) -> list[tuple[str, str, str]]:
    found = who_sees.working(session, here.case.id, now())
    names = role_names.names(session, here.case.partnership_id, london_date(now()))
    return [(person.name, names[role], person.job_title) for person, role in found]


def _asked(session: Session, here: Standing) -> list[tuple[str, requests.InformationRequest]]:
    found = requests.of_case(session, here.case.id)
    names = partnerships.names(session, {one.agency_id for one in found})
    return [(names[one.agency_id], one) for one in found]


def _meeting(session: Session, meeting: meetings.Meeting, here: Standing) -> Gathering:
    invited = [one.person_id for one in meetings.invitees(session, meeting.case_id, meeting.id)]
    came = [one.person_id for one in attendance.of_meeting(session, meeting.case_id, meeting.id)]
    names = overview.names(session, {*invited, *came, meeting.chair_id or ""})
    declared = {one.person_id: one for one in attendance.declarations(session, meeting.case_id, meeting.id)}
    packs = papers.packs(session, meeting.case_id, meeting.id)
    return Gathering(
        meeting,
        meetings.KINDS.get(meeting.kind, meeting.kind),
        names.get(meeting.chair_id or "", ""),
        sorted(names[one] for one in invited if one in names),
        sorted(names[one] for one in came if one in names),
        _mine(declared.get(viewer().id), meeting) if viewer().id in invited else "",
        sorted(names[one] for one in invited if one in names and one not in declared) if here.may_change else [],
        # Who has not been given leave to read would tell of interests: that is for office and chair.
        [_pack(session, meeting, one) for one in reversed(packs)] if here.may_change else [],
    )


def _mine(declared: Declaration | None, meeting: meetings.Meeting) -> str:
    if declared is None:
        return ASKED_WITH_PAPERS if meeting.status is MeetingStatus.PLANNED else "You made none."
    return OWN[declared.ruling] if declared.interest else NO_INTEREST


def _pack(session: Session, meeting: meetings.Meeting, pack: papers.Pack) -> Given:
    names = overview.names(session, set(pack.holders))
    cleared = {one for one in names if papers.has_cleared(session, meeting.case_id, meeting.id, one)}
    return Given(
        pack.version,
        pack.released_at,
        sorted(names[one] for one in cleared),
        sorted(names[one] for one in names if one not in cleared),
    )
