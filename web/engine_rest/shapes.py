"""What Camunda 7 answers, field by field, and a report of the checks as the Modeler's log shows it."""

from collections.abc import Mapping

from casework.publishing import Begun
from engine import definitions
from engine.definitions import Deployed
from engine.lint.report import Problem, Report, summary
from engine.tables.definitions import Definition
from web.engine_rest.asking import Refusal

NOT_PARSED = "ENGINE-09005 Could not parse BPMN process."
"""How the Modeler knows that the diagram is at fault and not the server."""


def process_id(definition: Definition) -> str:
    """A version's id as Camunda writes it: the process, the version, and its own id."""
    return f"{definition.key}:{definition.version}:{definition.id}"


def deployment(done: Deployed, name: str, source: str, first: str, base: str) -> dict[str, object]:
    """The answer to a deployment. `first` is the file whose process comes first: the Modeler remembers that one."""
    ordered = sorted(done.definitions, key=lambda one: one.file_name != first)
    of_kind = {
        kind: [one for one in ordered if one.kind == kind] for kind in (definitions.PROCESS, definitions.DECISION)
    }
    newest = max(done.definitions, key=lambda one: one.deployed_at)
    return {
        "links": [{"method": "GET", "href": f"{base}/deployment/{done.id}", "rel": "self"}],
        "id": done.id,
        "name": name,
        "source": source,
        "deploymentTime": newest.deployed_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000",
        "tenantId": None,
        "deployedProcessDefinitions": {process_id(one): _definition(one) for one in of_kind[definitions.PROCESS]}
        or None,
        "deployedCaseDefinitions": None,
        "deployedDecisionDefinitions": {process_id(one): _definition(one) for one in of_kind[definitions.DECISION]}
        or None,
        "deployedDecisionRequirementsDefinitions": None,
    }


def _definition(one: Definition) -> dict[str, object]:
    return {
        "id": process_id(one),
        "key": one.key,
        "category": None,
        "description": None,
        "name": one.name,
        "version": one.version,
        "resource": one.file_name,
        "deploymentId": one.deployment_id,
        "diagram": None,
        "suspended": False,
        "tenantId": None,
        "versionTag": None,
        "historyTimeToLive": None,
        "startableInTasklist": True,
    }


def instance(begun: Begun, base: str) -> dict[str, object]:
    """The answer to a start."""
    return {
        "links": [{"method": "GET", "href": f"{base}/process-instance/{begun.instance_id}", "rel": "self"}],
        "id": begun.instance_id,
        "definitionId": process_id(begun.definition),
        "businessKey": begun.reference,
        "caseInstanceId": None,
        "ended": begun.ended,
        "suspended": False,
        "tenantId": None,
    }


def refused(report: Report) -> Refusal:
    """The checks' report: the log shows the message, other programs read the details by file."""
    in_diagram = any(one.file.endswith(".bpmn") for one in report.errors)
    head = f"{NOT_PARSED} " if in_diagram else ""
    listed = "\n\n".join(_told(number, one) for number, one in enumerate(report.problems, 1))
    message = f"{head}Nothing was published. {summary(report)}\n\n{listed}"
    return Refusal(400, "ParseException" if in_diagram else "InvalidRequestException", message, _by_file(report))


def _told(number: int, one: Problem) -> str:
    place = f"{one.file}, line {one.line}" if one.line else one.file
    element = " ".join(filter(None, (f"“{one.element_name}”" if one.element_name else "", one.element_id)))
    heading = f"{number}. {'Error' if one.severity == 'error' else 'Advice'} in {place}" + (
        f", {element}" if element else ""
    )
    return f"{heading}:\n   {one.what}\n   To do: {one.remedy}"


def _by_file(report: Report) -> dict[str, object]:
    def of(file: str, severity: str) -> list[Mapping[str, object]]:
        return [
            {
                "message": f"{one.what} {one.remedy}",
                "line": one.line,
                "column": 0,
                "mainElementId": one.element_id or None,
                "elementIds": [one.element_id] if one.element_id else [],
            }
            for one in report.problems
            if (one.file, one.severity) == (file, severity)
        ]

    files = dict.fromkeys(one.file for one in report.problems)
    return {file: {"errors": of(file, "error"), "warnings": of(file, "warning")} for file in files}
