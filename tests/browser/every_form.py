"""A case in the middle of scenario 1, with a task for every form there is: all shown with what the case knows."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cases import requests
from casework.letters import rendering
from casework.rehearsal import scenario_1
from casework.rehearsal.stage import Stages
from engine import definitions, instances, tasks
from foundation.database import new_id
from tests.scenarios.stage import Stage, stage

FORMS = Path(__file__).parents[2] / "forms"
IDS = sorted(path.stem for path in FORMS.glob("*.form"))


def _kinds(components: list[dict[str, Any]], within: str = "") -> Iterator[str]:
    """Every kind of field that a form has, and in what it stands."""
    for one in components:
        yield f"{within}{one['type']}"
        yield from _kinds(one.get("components", []), f"{one['type']}/")


def _with_every_kind() -> frozenset[str]:
    """A few forms in which every kind of field stands: what goes wrong in others is told in the same way."""
    has = {one: set(_kinds(json.loads((FORMS / f"{one}.form").read_text("utf-8"))["components"])) for one in IDS}
    missing, chosen = set().union(*has.values()), set[str]()
    while missing:
        best = max(has, key=lambda one: len(has[one] & missing))
        chosen.add(best)
        missing -= has[best]
    return frozenset(chosen)


WITH_EVERY_KIND = _with_every_kind()
OF_AN_AGENCY = frozenset(
    {
        "answer_agency",
        "chase",
        "f06_agency_reply",
        "f06_delegate",
        "f06_section",
        "f06_sign_off",
        "f07_acknowledge",
        "f10_escalation",
        "f10_partners",
        "f10_position",
        "f10_raise",
        "f18_inspectorate",
        "request_check",
    }
)
"""Forms about one agency's request."""

WHO = "Olive Office"
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="http://example.org">'
)


@dataclass(frozen=True, slots=True)
class Gallery:
    """The stage, and the task of each form by the form's id."""

    stage: Stage
    tasks: Mapping[str, str]


def made(ready: Stages, folder: Path) -> Gallery:
    """Play scenario 1 up to the meeting, and give the office a task for each form."""
    with rendering.at_home():
        return _made(stage(ready, folder))


def _made(on: Stage) -> Gallery:
    play, ids, days = on.play, on.ids, on.days
    scenario_1.begin(play, ids, days)
    scenario_1.check_intake(play, days)
    scenario_1.ask_agencies(play, ids, days)
    scenario_1.acknowledge(play, days)
    scenario_1.reply(play, days)
    scenario_1.papers(play, days)
    scenario_1.declare(play, days)
    scenario_1.attend(play, ids, days)
    _every_form(on)
    with on.office.database.reading() as session:
        found = tasks.of_case(session, play.case_id)
    return Gallery(on, {task.form_ref: task.id for task in found if task.element_id.startswith("shows_")})


def _every_form(on: Stage) -> None:
    files = {path.name: path.read_bytes() for path in FORMS.glob("*.form")}
    office, case_id, now = on.office, on.play.case_id, on.office.clock.now()
    files["shows_office.bpmn"] = _diagram("shows_office", [one for one in IDS if one not in OF_AN_AGENCY])
    files["shows_agency.bpmn"] = _diagram("shows_agency", sorted(OF_AN_AGENCY))
    with office.database.transaction() as session:
        definitions.deploy(session, office.environment, files, "test", now)
        request = requests.of_case(session, case_id)[0]
        case = {"partnership_id": on.ids.partnerships["LEI"]}
        agency = {**case, "request_id": request.id, "agency_id": request.agency_id, "section": "history"}
        for process, variables in (("shows_office", case), ("shows_agency", agency)):
            beginning = instances.Beginning(process, case_id, new_id(), variables)
            instances.start(session, office.environment, beginning, instances.SYSTEM, now)


def _diagram(process: str, forms: list[str]) -> bytes:
    """A process that offers all these forms to the office at once."""
    parts = [
        f'<bpmn:process id="{process}" name="Every form" isExecutable="true" camunda:historyTimeToLive="P180D">'
        '<bpmn:startEvent id="start" name="Start" /><bpmn:parallelGateway id="split" name="" />'
        '<bpmn:sequenceFlow id="first" sourceRef="start" targetRef="split" />'
    ]
    for form in forms:
        parts.append(
            f'<bpmn:userTask id="shows_{form}" name="Show {form}" camunda:candidateGroups="business_office"'
            f' camunda:formRef="{form}" camunda:formRefBinding="deployment">'
            "<bpmn:documentation>Guidance 4.3.1: what this step is for, in a sentence or two.</bpmn:documentation>"
            f'</bpmn:userTask><bpmn:endEvent id="end_{form}" name="End" />'
            f'<bpmn:sequenceFlow id="to_{form}" sourceRef="split" targetRef="shows_{form}" />'
            f'<bpmn:sequenceFlow id="from_{form}" sourceRef="shows_{form}" targetRef="end_{form}" />'
        )
    return f"{HEAD}{''.join(parts)}</bpmn:process></bpmn:definitions>".encode()
