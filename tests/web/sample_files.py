"""A small process with its forms, drawn as Camunda Modeler would, for the tests of the pages."""

import json

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="http://example.org">\n'
)
PROCESS = """
<bpmn:collaboration id="whole">
  <bpmn:participant id="pool" name="Referral check" processRef="sample" /></bpmn:collaboration>
<bpmn:process id="sample" name="Referral check" isExecutable="true" camunda:historyTimeToLive="P180D">
  <bpmn:laneSet id="lanes">
    <bpmn:lane id="lane_office" name="Business Office"><bpmn:flowNodeRef>received</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>check</bpmn:flowNodeRef><bpmn:flowNodeRef>late</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>remind</bpmn:flowNodeRef><bpmn:flowNodeRef>reminded</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>asks</bpmn:flowNodeRef><bpmn:flowNodeRef>asked</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>complete</bpmn:flowNodeRef><bpmn:flowNodeRef>returned</bpmn:flowNodeRef></bpmn:lane>
    <bpmn:lane id="lane_chair" name="Case Review Group chair"><bpmn:flowNodeRef>decide</bpmn:flowNodeRef>
      <bpmn:flowNodeRef>write</bpmn:flowNodeRef><bpmn:flowNodeRef>told</bpmn:flowNodeRef></bpmn:lane>
  </bpmn:laneSet>
  <bpmn:startEvent id="received" name="Referral received" camunda:formRef="sample_referral"
    camunda:formRefBinding="latest">
    <bpmn:documentation>Guidance 4.1.1: a referral may be made by any agency.</bpmn:documentation>
    <bpmn:extensionElements><camunda:properties>
      <camunda:property name="startGroups" value="referrer business_office" /></camunda:properties>
    </bpmn:extensionElements>
    <bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:userTask id="check" name="Check the referral" camunda:candidateGroups="business_office"
    camunda:dueDate="2027-01-15T17:00:00Z" camunda:formRef="sample_check" camunda:formRefBinding="deployment">
    <bpmn:documentation>Guidance 4.3.1: check that the referral is complete before it goes further.
If something is missing, ask the referrer at once.</bpmn:documentation>
    <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
  <bpmn:boundaryEvent id="late" name="2 days" cancelActivity="false" attachedToRef="check">
    <bpmn:outgoing>f6</bpmn:outgoing>
    <bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P2D</bpmn:timeDuration>
    </bpmn:timerEventDefinition></bpmn:boundaryEvent>
  <bpmn:serviceTask id="remind" name="Send a reminder" camunda:type="external" camunda:topic="sample.remind">
    <bpmn:incoming>f6</bpmn:incoming><bpmn:outgoing>f7</bpmn:outgoing></bpmn:serviceTask>
  <bpmn:endEvent id="reminded" name="Reminded"><bpmn:incoming>f7</bpmn:incoming></bpmn:endEvent>
  <bpmn:boundaryEvent id="asks" name="The referrer has a question" cancelActivity="false" attachedToRef="check">
    <bpmn:documentation>Guidance 4.1.1: whoever refers may ask.</bpmn:documentation>
    <bpmn:extensionElements><camunda:properties><camunda:property name="form" value="sample_question" />
      <camunda:property name="groups" value="referrer" /></camunda:properties></bpmn:extensionElements>
    <bpmn:outgoing>f9</bpmn:outgoing>
    <bpmn:messageEventDefinition messageRef="message_question" /></bpmn:boundaryEvent>
  <bpmn:endEvent id="asked" name="Asked"><bpmn:incoming>f9</bpmn:incoming></bpmn:endEvent>
  <bpmn:exclusiveGateway id="complete" name="Complete?" default="f4"><bpmn:incoming>f2</bpmn:incoming>
    <bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
  <bpmn:userTask id="decide" name="Record the decision" camunda:candidateGroups="crg_chair"
    camunda:formRef="sample_decision" camunda:formRefBinding="deployment"><bpmn:incoming>f3</bpmn:incoming>
    <bpmn:outgoing>f5</bpmn:outgoing></bpmn:userTask>
  <bpmn:serviceTask id="write" name="Write the letter" camunda:type="external" camunda:topic="sample.write">
    <bpmn:incoming>f5</bpmn:incoming><bpmn:outgoing>f8</bpmn:outgoing></bpmn:serviceTask>
  <bpmn:endEvent id="told" name="Referrer told"><bpmn:incoming>f8</bpmn:incoming></bpmn:endEvent>
  <bpmn:endEvent id="returned" name="Referral returned"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="received" targetRef="check" />
  <bpmn:sequenceFlow id="f2" sourceRef="check" targetRef="complete" />
  <bpmn:sequenceFlow id="f3" name="yes" sourceRef="complete" targetRef="decide">
    <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${complete = "yes"}</bpmn:conditionExpression>
  </bpmn:sequenceFlow>
  <bpmn:sequenceFlow id="f4" name="no" sourceRef="complete" targetRef="returned" />
  <bpmn:sequenceFlow id="f5" sourceRef="decide" targetRef="write" />
  <bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="remind" />
  <bpmn:sequenceFlow id="f7" sourceRef="remind" targetRef="reminded" />
  <bpmn:sequenceFlow id="f8" sourceRef="write" targetRef="told" />
  <bpmn:sequenceFlow id="f9" sourceRef="asks" targetRef="asked" />
</bpmn:process>
<bpmn:message id="message_question" name="question" />
"""
SHAPES = {
    "pool": (100, 60, 930, 440, 'isHorizontal="true"'),
    "lane_office": (130, 60, 900, 270, 'isHorizontal="true"'),
    "lane_chair": (130, 330, 900, 170, 'isHorizontal="true"'),
    "received": (182, 142, 36, 36, ""),
    "check": (290, 120, 100, 80, ""),
    "late": (342, 182, 36, 36, ""),
    "remind": (430, 230, 100, 80, ""),
    "reminded": (592, 252, 36, 36, ""),
    "complete": (465, 135, 50, 50, 'isMarkerVisible="true"'),
    "returned": (592, 142, 36, 36, ""),
    "decide": (580, 370, 100, 80, ""),
    "write": (740, 370, 100, 80, ""),
    "told": (912, 392, 36, 36, ""),
    "asks": (292, 182, 36, 36, ""),
    "asked": (232, 252, 36, 36, ""),
}
FLOWS = {
    "f1": ((218, 160), (290, 160)),
    "f2": ((390, 160), (465, 160)),
    "f3": ((490, 185), (490, 210), (550, 210), (550, 410), (580, 410)),
    "f4": ((515, 160), (592, 160)),
    "f5": ((680, 410), (740, 410)),
    "f6": ((360, 218), (360, 270), (430, 270)),
    "f7": ((530, 270), (592, 270)),
    "f8": ((840, 410), (912, 410)),
    "f9": ((310, 218), (310, 270), (268, 270)),
}


def process() -> bytes:
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{of}_di" bpmnElement="{of}" {more}>'
        f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}" /></bpmndi:BPMNShape>'
        for of, (x, y, width, height, more) in SHAPES.items()
    )
    flows = "".join(
        f'<bpmndi:BPMNEdge id="{of}_di" bpmnElement="{of}">'
        + "".join(f'<di:waypoint x="{x}" y="{y}" />' for x, y in points)
        + "</bpmndi:BPMNEdge>"
        for of, points in FLOWS.items()
    )
    picture = f'<bpmndi:BPMNPlane id="plane" bpmnElement="whole">{shapes}{flows}</bpmndi:BPMNPlane>'
    return f'{HEAD}{PROCESS}<bpmndi:BPMNDiagram id="pic">{picture}</bpmndi:BPMNDiagram></bpmn:definitions>'.encode()


def form(id_: str, title: str, *components: dict[str, object], visibility: str = "BO CH CRG", **more: str) -> bytes:
    numbered = [{"id": f"{id_}_{number}", **one} for number, one in enumerate(components)]
    document = {
        "id": id_,
        "type": "default",
        "schemaVersion": 16,
        "executionPlatform": "Camunda Platform",
        "executionPlatformVersion": "7.22.0",
        "properties": {"title": title, "visibility": visibility, **more},
        "components": numbered,
    }
    return json.dumps(document).encode()


YES_NO = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]


def files() -> dict[str, bytes]:
    """Everything that is deployed, by file name."""
    return {
        "sample.bpmn": process(),
        "sample_referral.form": form(
            "sample_referral",
            "Referral",
            {
                "type": "textarea",
                "key": "summary",
                "label": "What happened?",
                "description": "Facts only, and where they are from.",
                "validate": {"required": True, "maxLength": 2000},
            },
            {"type": "datetime", "subtype": "date", "key": "on", "dateLabel": "When did it happen?"},
        ),
        "sample_check.form": form(
            "sample_check",
            "Check of a referral",
            {"type": "text", "text": "Read the referral with the documents of the case."},
            {
                "type": "radio",
                "key": "complete",
                "label": "Is the referral complete?",
                "values": YES_NO,
                "validate": {"required": True},
                "properties": {"routing": "complete"},
            },
            {
                "type": "textarea",
                "key": "missing",
                "label": "What is missing?",
                "conditional": {"hide": '=complete != "no"'},
                "validate": {"required": True},
            },
            {"type": "textfield", "key": "reader", "label": "Who read it?", "validate": {"maxLength": 80}},
            check_answers="true",
        ),
        "sample_question.form": form(
            "sample_question",
            "Question",
            {"type": "textarea", "key": "question", "label": "Your question", "validate": {"required": True}},
            visibility="BO CH",
        ),
        "sample_decision.form": form(
            "sample_decision",
            "Decision",
            {
                "type": "textarea",
                "key": "why",
                "label": "Why?",
                "validate": {"required": True, "maxLength": 500},
            },
        ),
    }
