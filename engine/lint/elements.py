"""What this engine does not run: refused with what to draw instead, never run halfway."""

from collections.abc import Iterator
from typing import Final

from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN, CAMUNDA, MODELER, SUB_PROCESSES, ZEEBE, attribute, local, text_of, words
from engine.lint.report import WARNING, Problem

_KINDS: Final = {
    "complexGateway": "Use exclusive, inclusive or parallel gateways.",
    "adHocSubProcess": "Draw the order of its tasks, or one user task with a form that lists them.",
    "transaction": "Use a sub-process with error events.",
}
_CODES: Final = {"complexGateway": "complex-gateway", "adHocSubProcess": "ad-hoc", "transaction": "transaction"}

_REMEDIES: Final = {
    "link": "Draw the flow through instead of jumping.",
    "compensate": "Draw the steps that undo the work.",
    "conditional": "Use an exclusive gateway with the condition, or a message sent when the condition comes true.",
    "cancel": "Use an error event.",
    "signal": "Use a message, or an end event after a signal throw event.",
    "timer": "Nothing starts by the clock: start it from the process that knows the date, after a timer there.",
    "terminate": "Use it on an end event only.",
}

_ALLOWED: Final = {
    "startEvent": {"", "message"},
    "intermediateCatchEvent": {"message", "timer", "signal"},
    "intermediateThrowEvent": {"", "message", "signal", "escalation"},
    "endEvent": {"", "message", "error", "escalation", "terminate"},
    "boundaryEvent": {"message", "timer", "signal", "error", "escalation"},
}
_INTERRUPTS: Final = ("cancelActivity", "isInterrupting")
_ALLOWED_IN_EVENT_SUB_PROCESS: Final = {"message", "timer", "signal", "error", "escalation"}


def unsupported_kinds(diagram: Diagram) -> Iterator[Problem]:
    """No shape that the engine cannot run."""
    for node in diagram.of_kind(*_KINDS):
        what = f"The {words(node.kind)} “{node.name or node.id}” is not supported."
        yield diagram.problem(node, _CODES[node.kind], what, _KINDS[node.kind])
    for process in diagram.processes:
        for store in process.element.iter(f"{BPMN}dataStoreReference"):
            what = "Data stores are not supported: nothing would be read or written."
            yield diagram.problem(store, "data-store", what, "Delete it; use a text annotation to explain.")


def unsupported_events(diagram: Diagram) -> Iterator[Problem]:
    """Every event waits for, or does, something that the engine can."""
    for node in diagram.nodes:
        if len(node.triggers) > 1:
            what = f"{node.said} has {len(node.triggers)} triggers; one is supported."
            yield diagram.problem(node, "several-triggers", what, "Draw an event for each.")
        elif node.kind in _ALLOWED and node.trigger not in _allowed(node):
            yield _event_problem(diagram, node)
        elif node.trigger == "error" and "false" in (node.element.get(name) for name in _INTERRUPTS):
            what = "An error always interrupts what it comes from."
            yield diagram.problem(node, "error-not-interrupting", what, "Make it interrupting, or use an escalation.")


def is_supported(node: Node) -> bool:
    """Whether the engine runs an event of this kind there."""
    return node.kind not in _ALLOWED or (len(node.triggers) < 2 and node.trigger in _allowed(node))


def _allowed(node: Node) -> set[str]:
    if node.kind == "startEvent" and node.scope.owner is not None:
        return _ALLOWED_IN_EVENT_SUB_PROCESS if node.scope.owner.by_event else {""}
    return _ALLOWED[node.kind]


def _event_problem(diagram: Diagram, node: Node) -> Problem:
    if not node.trigger:
        what = f"{node.said} does not say what it waits for."
        return diagram.problem(node, "no-trigger", what, "Choose message, timer, error … in the Modeler.")
    code = f"{node.trigger}-{'start' if node.kind == 'startEvent' else 'event'}".lower()
    if node.trigger in {"link", "compensate", "conditional", "cancel"}:
        code = {"compensate": "compensation"}.get(node.trigger, node.trigger)
    elif node.kind == "endEvent":
        code = f"{node.trigger.lower()}-end"
    what = f"{node.said} is of the kind “{words(node.trigger)}”, which is not supported there."
    return diagram.problem(node, code, what, _REMEDIES.get(node.trigger, "Use a message, timer or error event."))


def compensation(diagram: Diagram) -> Iterator[Problem]:
    """No activity is marked as one that undoes another."""
    for node in diagram.nodes:
        if node.element.get("isForCompensation") == "true":
            what = f"{node.said} is marked as compensation, which is not supported."
            yield diagram.problem(node, "compensation", what, _REMEDIES["compensate"])


def event_sub_processes(diagram: Diagram) -> Iterator[Problem]:
    """An event sub-process has exactly one start and no flows, and lies in a process or a drawn sub-process."""
    for node in diagram.of_kind(*SUB_PROCESSES):
        if not node.by_event or node.inside is None:
            continue
        count = sum(1 for one in node.inside.nodes if one.kind == "startEvent")
        if count > 1:
            what = f"{node.said} has {count} start events; an event sub-process has one."
            yield diagram.problem(node, "event-sub-process", what, "Draw an event sub-process for each.")
        if node.incoming or node.outgoing or node.boundaries:
            what = f"{node.said} is an event sub-process: no flow may lead to it or from it."
            yield diagram.problem(node, "event-sub-process", what, "Delete the flows.")
        if node.scope.owner is not None and node.scope.owner.by_event:
            what = f"{node.said} lies inside another event sub-process, which is not supported."
            yield diagram.problem(node, "event-sub-process", what, "Draw it beside the other.")


def loops(diagram: Diagram) -> Iterator[Problem]:
    """No loop marker; multi-instance says over what."""
    for node in diagram.nodes:
        for marker in node.element.findall(f"{BPMN}standardLoopCharacteristics"):
            what = f"{node.said} has a loop marker, which is not supported."
            yield diagram.problem(marker, "standard-loop", what, "Draw the loop with an exclusive gateway.")
        for marker in node.element.findall(f"{BPMN}multiInstanceLoopCharacteristics"):
            over = (text_of(marker.find(BPMN + name)) for name in ("loopCardinality", "loopDataInputRef"))
            if not attribute(marker, "collection") and not any(over):
                what = f"{node.said} does not say for each of what it is repeated."
                yield diagram.problem(marker, "multi-instance", what, "Give it a collection and an element variable.")
        if node.element.get("instantiate") == "true":
            what = f"{node.said} is to start the process by itself, which is not supported."
            yield diagram.problem(node, "instantiate", what, "Use a message start event.")
        for name in ("startQuantity", "completionQuantity"):
            if node.element.get(name, "1") != "1":
                what = f"{node.said} has {name} = {node.element.get(name)}, which is ignored."
                yield diagram.problem(node, "quantity", what, "Remove it; use multi-instance to repeat.", WARNING)


def dialect(diagram: Diagram) -> Iterator[Problem]:
    """The file is a Camunda 7 diagram that belongs to no tenant."""
    platform = diagram.root.get(f"{MODELER}executionPlatform", "Camunda Platform")
    if platform == "Camunda Cloud" or ZEEBE in diagram.root.nsmap.values():
        what = "This is a Camunda 8 diagram."
        remedy = "In the Modeler choose Create diagram (Camunda Platform 7) and copy the shapes there."
        yield diagram.problem(diagram.root, "camunda-8", what, remedy)
    for element in diagram.root.iter():
        for name in element.attrib:
            if str(name).startswith(CAMUNDA) and str(name).lower().endswith("tenantid"):
                yield diagram.problem(element, "tenant", *TENANT)
    for name in ("globalUserTask", "globalTask", "globalScriptTask", "globalManualTask", "globalBusinessRuleTask"):
        for element in diagram.root.iterchildren(f"{BPMN}{name}"):
            what = "Global tasks are not supported."
            yield diagram.problem(element, "global-task", what, "Make it a process and call that.")


TENANT: Final = (
    "A tenant is named, but definitions are shared by all partnerships.",
    "Remove the tenant id: differences between partnerships are settings, templates and calendars.",
)


def hooks(diagram: Diagram) -> Iterator[Problem]:
    """No code hangs on an element: no listeners, connectors or error mappings."""
    for process in diagram.processes:
        for element in process.element.iter(*(CAMUNDA + name for name in _HOOKS)):
            code, what, remedy = _HOOKS[local(element)]
            yield diagram.problem(element, code, what, remedy)


_HOOKS: Final = {
    "executionListener": ("listener", "Listeners are not run.", "Draw a service task where it should happen."),
    "taskListener": ("listener", "Listeners are not run.", "Draw a service task where it should happen."),
    "connector": ("connector", "Connectors are not run.", "Choose a topic for the service task."),
    "errorEventDefinition": (
        "error-mapping",
        "Errors of a topic are not mapped by expressions.",
        "Use an error boundary event with the handler's error code.",
    ),
}


def scripts(diagram: Diagram) -> Iterator[Problem]:
    """No script in another language than FEEL."""
    for node in diagram.of_kind("scriptTask"):
        if node.element.get("scriptFormat", "").lower() != "feel":
            what = f"{node.said} holds a script in {node.element.get('scriptFormat') or 'no stated language'}."
            yield diagram.problem(node, "script", what, "Set its format to feel, or use a service task with a topic.")
        elif not text_of(node.element.find(f"{BPMN}script")) or not attribute(node.element, "resultVariable"):
            what = f"{node.said} has no script, or no result variable to put its value in."
            yield diagram.problem(node, "script", what, "Give it both.")
    for process in diagram.processes:
        for element in process.element.iter(f"{CAMUNDA}script"):
            parent = element.getparent()
            if parent is not None and local(parent) not in _HOOKS:
                what = "A script as a value is never run."
                yield diagram.problem(element, "script", what, "Write the value in FEEL, between ${ and }.")
