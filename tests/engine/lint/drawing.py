"""Small diagrams, tables and forms for the checks, written as XML and JSON the way Camunda Modeler writes them."""

import itertools
import json
import re
from typing import Any

from engine.lint.check import check
from engine.lint.known import Known, TopicInfo
from engine.lint.report import Problem
from engine.work import Field

KNOWN = Known(
    topics={
        "mail.send": TopicInfo(
            parameters=(
                Field("mail", "string", "Mail"),
                Field("to", "string", "Receivers"),
                Field("copies", "number", "Copies", required=False),
                Field("urgent", "boolean", "Urgent", required=False),
                Field("day", "date", "Day", required=False),
                Field("people", "list", "People", required=False),
                Field("kind", "string", "Kind", required=False, choices=("letter", "card")),
            ),
        ),
        "requests.count": TopicInfo(outputs=(Field("open_requests", "number", "Open requests"),)),
        "partners.list": TopicInfo(
            outputs=(
                Field("partners", "list", "Partners"),
                Field("partner_signoff", "string", "Sign-off", choices=("required", "notify", "off")),
            ),
        ),
    },
    functions=frozenset({"deadline", "working_days_after", "setting"}),
    groups=frozenset({"business_office", "crg_chair", "agency_lead"}),
    clocks=frozenset({"reply_due", "meeting_start"}),
)

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"
  xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
  id="Definitions_1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Camunda Modeler" exporterVersion="5.50.1"
  modeler:executionPlatform="Camunda Platform" modeler:executionPlatformVersion="7.24.0">
"""
_NODE = re.compile(
    r"<bpmn:(?:\w*[tT]ask|\w*Event|\w*Gateway|\w*[pP]rocess|callActivity|transaction) [^>]*?\bid=\"(\w+)\""
)
_FIRST_ID = re.compile(r'\bid="(\w+)"')

MESSAGE = '<bpmn:message id="m_reply" name="reply" />'


def diagram(body: str, before: str = MESSAGE, process: str = 'id="case" isExecutable="true"') -> bytes:
    """A file with one process of this content, and its picture."""
    text = f"{HEAD}{before}\n<bpmn:process {process}>\n{body}\n</bpmn:process>\n"
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{one}_di" bpmnElement="{one}"><dc:Bounds x="0" y="0" width="9" height="9" />'
        "</bpmndi:BPMNShape>\n"
        for one in dict.fromkeys(_NODE.findall(body))
    )
    picture = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p">\n{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    return f"{text}{picture}\n</bpmn:definitions>\n".encode()


def flow(source: str, target: str, condition: str = "", name: str = "") -> str:
    """A sequence flow, named f_<source>_<target>."""
    inner = f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
    labelled = f' name="{name}"' if name else ""
    head = f'<bpmn:sequenceFlow id="f_{source}_{target}"{labelled} sourceRef="{source}" targetRef="{target}"'
    return f"{head}>{inner}</bpmn:sequenceFlow>" if condition else f"{head} />"


def chain(*nodes: str, more: str = "") -> str:
    """A start event, these nodes one after the other, and an end event; `more` is added behind them."""
    ids = ["start", *(_FIRST_ID.search(node)[1] for node in nodes), "end"]  # type: ignore[index]
    flows = [flow(one, other) for one, other in itertools.pairwise(ids)]
    return "\n".join(['<bpmn:startEvent id="start" />', *nodes, '<bpmn:endEvent id="end" />', *flows, more])


def user(name: str = "ask", attributes: str = "", inner: str = "") -> str:
    """A user task for the Business Office on the form `f_ask`, unless the attributes say otherwise."""
    usual = ""
    if "formRef" not in attributes and "formKey" not in attributes and "noForm" not in attributes:
        usual += ' camunda:formRef="f_ask" camunda:formRefBinding="latest"'
    if "candidate" not in attributes and "assignee" not in attributes and "nobody" not in attributes:
        usual += ' camunda:candidateGroups="business_office"'
    attributes = attributes.replace("noForm", "").replace("nobody", "")
    return f'<bpmn:userTask id="{name}" name="Ask"{usual} {attributes}>{inner}</bpmn:userTask>'


def service(name: str = "work", topic: str = "requests.count", inner: str = "", attributes: str = "") -> str:
    """A service task with a topic."""
    head = f'<bpmn:serviceTask id="{name}" name="Work" camunda:type="external" camunda:topic="{topic}" {attributes}'
    return f"{head}>{inner}</bpmn:serviceTask>"


def parameters(**values: str) -> str:
    """Input parameters, one a line."""
    lines = "\n".join(
        f'<camunda:inputParameter name="{name}">{text}</camunda:inputParameter>' for name, text in values.items()
    )
    return f"<bpmn:extensionElements><camunda:inputOutput>\n{lines}\n</camunda:inputOutput></bpmn:extensionElements>"


def choice(
    first: str = '${decision = "yes"}', second: str = "", default: str = "f_q_no", name: str = 'name="Is it so?"'
) -> str:
    """A user task that sets `decision`, then a choice of two ways."""
    marked = f' default="{default}"' if default else ""
    return "\n".join(
        [
            '<bpmn:startEvent id="start" />',
            user(),
            f'<bpmn:exclusiveGateway id="q" {name}{marked} />',
            '<bpmn:endEvent id="yes" />',
            '<bpmn:endEvent id="no" />',
            flow("start", "ask"),
            flow("ask", "q"),
            flow("q", "yes", first, "yes"),
            flow("q", "no", second, "no"),
        ]
    )


def field(kind: str, key: str, **more: Any) -> dict[str, Any]:
    """A component of a form."""
    return {"type": kind, "id": f"Field_{key}", "key": key, "label": key.title(), **more}


def options(*values: str) -> list[dict[str, str]]:
    """The options of a choice."""
    return [{"label": one.title(), "value": one} for one in values]


def form(*components: dict[str, Any], name: str = "f_ask", **more: Any) -> bytes:
    """A form with these components, one entry a line."""
    whole = {"components": list(components), "type": "default", "id": name, "schemaVersion": 19, **more}
    return json.dumps(whole, indent=1).encode()


REQUIRED = {"required": True}
ASK = form(
    field("radio", "answer", values=options("yes", "no"), properties={"routing": "decision"}, validate=REQUIRED),
    field("number", "count", properties={"routing": "amount"}),
)


def table(rules: str = "", policy: str = "UNIQUE", reads: str = "amount", more: str = "") -> bytes:
    """A decision table from one input to `outcome`."""
    rules = rules or rule("&lt; 3", '"few"') + rule("&gt;= 3", '"many"')
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="tables" name="Tables" namespace="http://camunda.org/schema/1.0/dmn">
<decision id="size" name="Size">
<decisionTable id="t" hitPolicy="{policy}" {more}>
<input id="i"><inputExpression id="ie" typeRef="number"><text>{reads}</text></inputExpression></input>
<output id="o" name="outcome" typeRef="string" />
{rules}</decisionTable>
</decision>
</definitions>
""".encode()


def rule(when: str, then: str) -> str:
    """A row of a table, on a line of its own."""
    cells = f"<inputEntry><text>{when}</text></inputEntry><outputEntry><text>{then}</text></outputEntry>"
    return f"<rule id='r'>{cells}</rule>\n"


def problems(body: bytes | str, known: Known = KNOWN, **files: bytes) -> list[Problem]:
    """What the checks say about a diagram beside the usual form; other files by name, `_` for `.`."""
    given = {"case.bpmn": diagram(body) if isinstance(body, str) else body, "f_ask.form": ASK}
    given |= {name.replace("__", "."): data for name, data in files.items()}
    return list(check(given, known).problems)
