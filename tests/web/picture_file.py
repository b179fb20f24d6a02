"""A BPMN file with one of everything that can be drawn, for the tests of the picture."""

import itertools
from collections.abc import Iterator
from html import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:dd="http://www.omg.org/spec/DD/20100524/DI" id="all">'
)
TASKS = [
    "task",
    "userTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "scriptTask",
    "manualTask",
    "businessRuleTask",
    "callActivity",
]
GATEWAYS = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"]
CATCHING = [
    "message",
    "timer",
    "error",
    "escalation",
    "signal",
    "conditional",
    "compensate",
    "cancel",
    "link",
    "multiple",
]
THROWING = ["message", "escalation", "signal", "compensate", "link", "terminate", "error"]


def everything() -> bytes:
    """The file, as bytes."""
    model: list[str] = []
    picture: list[str] = []
    for inside, drawn in _parts():
        model.append(inside)
        picture.append(drawn)
    lanes = (
        '<laneSet id="lanes"><lane id="lane_office" name="Business Office"/>'
        '<lane id="lane_group" name="Case Review Group"/></laneSet>'
    )
    text = (
        f'{HEAD}<collaboration id="both"><participant id="pool" name="Rapid Review" processRef="main"/>'
        '<participant id="panel" name="National Panel"/><messageFlow id="letter" name="letter"'
        ' sourceRef="sendTask" targetRef="panel"/>'
        f'</collaboration><process id="main" isExecutable="true">{lanes}{"".join(model)}</process>'
        f'<di:BPMNDiagram id="d"><di:BPMNPlane id="p" bpmnElement="both">'
        f"{shape('pool', 0, 0, 1400, 800)}{shape('lane_office', 30, 0, 1370, 420)}"
        f"{shape('lane_group', 30, 420, 1370, 380)}"
        f"{shape('panel', 0, 850, 1400, 60)}{edge('letter', (505, 200), (505, 850))}{''.join(picture)}"
        "</di:BPMNPlane></di:BPMNDiagram></definitions>"
    )
    return text.encode()


def shape(of: str, x: float, y: float, width: float, height: float, extra: str = "") -> str:
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<di:BPMNShape id="{of}_di" bpmnElement="{of}" {extra}>{bounds}</di:BPMNShape>'


def edge(of: str, *points: tuple[float, float]) -> str:
    inside = "".join(f'<dd:waypoint x="{x}" y="{y}"/>' for x, y in points)
    return f'<di:BPMNEdge id="{of}_di" bpmnElement="{of}">{inside}</di:BPMNEdge>'


def node(tag: str, name: str, inside: str = "", of: str = "", more: str = "") -> str:
    return f'<{tag} id="{of or tag}" name="{escape(name, quote=True)}" {more}>{inside}</{tag}>'


def _parts() -> Iterator[tuple[str, str]]:
    yield node("startEvent", "Notification copied to the office", of="begin"), shape("begin", 70, 160, 36, 36)
    for at, tag in enumerate(TASKS):
        name = "Record what the agency knows & who told it" if tag == "userTask" else f"Do the {tag}"
        loop = {"task": "", "userTask": "<multiInstanceLoopCharacteristics/>"}.get(tag, "")
        loop = '<multiInstanceLoopCharacteristics isSequential="true"/>' if tag == "callActivity" else loop
        loop = "<standardLoopCharacteristics/>" if tag == "manualTask" else loop
        yield node(tag, name, loop), shape(tag, 150 + 135 * at, 140, 105, 78)
    names = ["begin", *TASKS]
    for at, (a, b) in enumerate(itertools.pairwise(names)):
        flow = f'<sequenceFlow id="flow{at}" sourceRef="{a}" targetRef="{b}"/>'
        yield flow, edge(f"flow{at}", (106 if at == 0 else 120 + 135 * at, 178), (150 + 135 * at, 178))
    for at, tag in enumerate(GATEWAYS):
        yield node(tag, "Enough known?"), shape(tag, 160 + 120 * at, 300, 50, 50)
    yield (
        '<sequenceFlow id="yes" name="yes" sourceRef="exclusiveGateway" targetRef="parallelGateway"/>',
        edge("yes", (210, 325), (280, 325)),
    )
    for at, kind in enumerate(CATCHING):
        inside = (
            f"<{kind}EventDefinition/>" if kind != "multiple" else "<timerEventDefinition/><signalEventDefinition/>"
        )
        yield (
            node("intermediateCatchEvent", kind, inside, f"catch_{kind}"),
            shape(f"catch_{kind}", 80 + 80 * at, 450, 36, 36),
        )
    for at, kind in enumerate(THROWING):
        inside = f"<{kind}EventDefinition/>"
        yield node("endEvent", kind, inside, f"end_{kind}"), shape(f"end_{kind}", 80 + 80 * at, 530, 36, 36)
    yield node("intermediateThrowEvent", "told", "<messageEventDefinition/>", "told"), shape("told", 660, 530, 36, 36)
    inner = node("userTask", "Chase the reply", of="chase") + node("subProcess", "Folded steps", of="folded")
    yield (
        node("subProcess", "Collect replies", inner, "collect"),
        shape("collect", 80, 600, 420, 170, 'isExpanded="true"'),
    )
    yield "", shape("chase", 130, 650, 105, 78) + shape("folded", 300, 650, 105, 78)
    timer = (
        '<boundaryEvent id="late" name="7 working days" attachedToRef="collect" cancelActivity="false">'
        "<timerEventDefinition/></boundaryEvent>"
    )
    yield timer, shape("late", 462, 752, 36, 36)
    stop = (
        '<boundaryEvent id="stop" name="Withdrawn" attachedToRef="userTask"><messageEventDefinition/></boundaryEvent>'
    )
    yield stop, shape("stop", 330, 200, 36, 36)
    yield (
        '<textAnnotation id="note"><text>Guidance 4.4.2: between 7 and 13 working days</text></textAnnotation>',
        shape("note", 800, 600, 150, 56),
    )
    yield '<association id="tied" sourceRef="note" targetRef="told"/>', edge("tied", (800, 620), (690, 560))
    yield node("dataObjectReference", "Papers", of="papers"), shape("papers", 1010, 600, 36, 50)
    yield node("dataStoreReference", "Case file", of="file"), shape("file", 1100, 600, 50, 50)
    events = node("startEvent", "Asked to stop", "<signalEventDefinition/>", "asked", 'isInterrupting="false"')
    yield f'<subProcess id="whenever" name="Whenever" triggeredByEvent="true">{events}</subProcess>', ""
    yield "", shape("whenever", 560, 600, 200, 170, 'isExpanded="true"') + shape("asked", 600, 660, 36, 36)
