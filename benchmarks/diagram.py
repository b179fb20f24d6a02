"""The diagram that both sides run: 45 nodes, eight user tasks with reminders, a parallel block and a way back.

It is one text; only timers and conditions differ in spelling, since stock SpiffWorkflow reads them as Python.
"""

from itertools import pairwise
from typing import Final

PROCESS: Final = "bench"
FORM: Final = (
    b'{"id": "answer", "type": "default", "schemaVersion": 16, "components": [{"key": "again", "type": "radio", '
    b'"label": "Once more?", "values": [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}], '
    b'"properties": {"routing": "again"}}]}'
)
NODES: Final = 45
TASKS: Final = ("collect", "left", "right", "compare", "consult", "draft", "check", "decide")
_STEPS: Final = (2, 2, 2, 2, 2, 2, 2, 1)
"""Automatic steps after each user task."""
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="definitions" targetNamespace="http://bpmn.io/schema/bpmn">'
)


class _Drawing:
    def __init__(self) -> None:
        self.shapes: list[str] = []
        self.flows: list[str] = []

    def add(self, tag: str, name: str, inside: str = "", attributes: str = "") -> str:
        self.shapes.append(f'<bpmn:{tag} id="{name}" name="{name.replace("_", " ")}"{attributes}>{inside}</bpmn:{tag}>')
        return name

    def connect(self, *names: str, condition: str = "") -> str:
        for source, target in pairwise(names):
            identifier = f"flow_{len(self.flows) + 1}"
            opening = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            inside = f"{opening}{condition}</bpmn:conditionExpression>" if condition else ""
            ends = f'sourceRef="{source}" targetRef="{target}"'
            self.flows.append(f'<bpmn:sequenceFlow id="{identifier}" {ends}>{inside}</bpmn:sequenceFlow>')
        return identifier

    def task(self, name: str, timer: str, steps: int) -> tuple[str, str]:
        """A user task with a reminder, and the automatic steps after it; gives the first and the last of them."""
        who = ' camunda:candidateGroups="business_office" camunda:formRef="answer" camunda:formRefBinding="latest"'
        self.add("userTask", name, attributes=who)
        duration = f"<bpmn:timeDuration>{timer}</bpmn:timeDuration>"
        self.add(
            "boundaryEvent",
            f"remind_{name}",
            f"<bpmn:timerEventDefinition>{duration}</bpmn:timerEventDefinition>",
            f' attachedToRef="{name}" cancelActivity="false"',
        )
        self.connect(f"remind_{name}", self.add("endEvent", f"{name}_reminded"))
        passed = [self.add("intermediateThrowEvent", f"{name}_done_{number}") for number in range(1, steps + 1)]
        self.connect(name, *passed)
        return name, passed[-1] if passed else name


def drawn(*, stock: bool, remark: str = "") -> bytes:
    """The diagram as a file; `stock` spells timers and the condition as Python. A remark makes other content."""
    drawing = _Drawing()
    timer = '"PT72H"' if stock else "PT72H"
    condition = 'again == "yes"' if stock else '${again = "yes"}'
    drawing.add("startEvent", "begin")
    drawing.add("exclusiveGateway", "once_more")
    drawing.add("parallelGateway", "split")
    drawing.add("parallelGateway", "join")
    ends = {name: drawing.task(name, timer, steps) for name, steps in zip(TASKS, _STEPS, strict=True)}
    drawing.add("endEvent", "finish")
    drawing.connect("begin", "once_more", "collect")
    drawing.connect(ends["collect"][1], "split")
    for name in ("left", "right"):
        drawing.connect("split", name)
        drawing.connect(ends[name][1], "join")
    drawing.connect("join", "compare")
    for before, after in pairwise(TASKS[3:]):
        drawing.connect(ends[before][1], after)
    drawing.connect(ends["decide"][1], "again_or_not")
    back = drawing.connect("again_or_not", "once_more", condition=condition)
    leave = drawing.connect("again_or_not", "finish")
    drawing.add("exclusiveGateway", "again_or_not", attributes=f' default="{leave}"')
    body = "".join(drawing.shapes + drawing.flows)
    documentation = f"<bpmn:documentation>{remark or back}</bpmn:documentation>"
    process = f'<bpmn:process id="{PROCESS}" name="Bench" isExecutable="true" camunda:historyTimeToLive="P7D">'
    return f"{_HEAD}{process}{documentation}{body}</bpmn:process></bpmn:definitions>".encode()
