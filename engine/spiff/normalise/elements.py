"""Reads what every shape of a normalised diagram says: attributes, texts, parameters, properties, lane."""

from collections.abc import Iterator

from lxml import etree

from engine.spiff.element import Element, Json
from engine.spiff.normalise import multi_instance
from engine.spiff.normalise.xml import BPMN, CAMUNDA, CONTAINERS, NODES, OURS, camunda, local, q

_CAMUNDA = f"{{{CAMUNDA}}}"
_PLAIN = ("calledElement", "attachedToRef", "default", "messageRef", "isExecutable", "scriptFormat")


class Definitions:
    """The messages, signals, errors and escalations that a file declares, and the lanes of its nodes."""

    def __init__(self, root: etree._Element) -> None:
        self.declared: dict[str, dict[str, str]] = {}
        for tag in ("message", "signal", "error", "escalation"):
            for element in root.iter(q(tag)):
                self.declared[element.get("id", "")] = _written(element)
        self.lanes: dict[str, str] = {}
        for reference in root.iter(q("flowNodeRef")):
            lane = reference.getparent()
            if reference.text and lane is not None:
                self.lanes[reference.text.strip()] = lane.get("name") or lane.get("id") or ""


def read(root: etree._Element, process: etree._Element) -> Iterator[Element]:
    """A process and every node in it, at any depth."""
    definitions = Definitions(root)
    yield _element(process, None, definitions)
    for node in process.iter(*(q(tag) for tag in NODES)):
        yield _element(node, _container(node), definitions)


def _container(node: etree._Element) -> str | None:
    parent = node.getparent()
    while parent is not None and local(parent) not in CONTAINERS:
        parent = parent.getparent()
    return None if parent is None else parent.get("id")


def _element(node: etree._Element, parent: str | None, definitions: Definitions) -> Element:
    identifier = node.get("id", "")
    attributes = _attributes(node, definitions)
    parameters = node.find(f"{q('extensionElements')}/{camunda('inputOutput')}")
    properties = {
        str(one.get("name") or one.get("id") or ""): one.get("value") or ""
        for one in node.iterfind(f"{q('extensionElements')}/{camunda('properties')}/{camunda('property')}")
    }
    return Element(
        id=identifier,
        kind=local(node),
        name=node.get("name") or "",
        documentation=(node.findtext(q("documentation")) or "").strip(),
        lane=definitions.lanes.get(identifier),
        parent=parent,
        attributes=attributes,
        inputs=_parameters(parameters, "inputParameter"),
        outputs=_parameters(parameters, "outputParameter"),
        properties=properties,
        form_ref=attributes.get("formRef") or attributes.get("formKey") or _told_with(properties, attributes),
        form_binding=attributes.get("formRefBinding"),
    )


def _told_with(properties: dict[str, str], attributes: dict[str, Json]) -> str | None:
    """The form with which people send the message that an event waits for: the property `form`."""
    return properties.get("form") if attributes.get("event") == "message" else None


def _attributes(node: etree._Element, definitions: Definitions) -> dict[str, Json]:
    found: dict[str, Json] = {name: node.get(name) for name in _PLAIN if node.get(name) is not None}
    found |= _camunda(node)
    if node.get(f"{{{OURS}}}synthetic"):
        found["synthetic"] = True
    if local(node) == "boundaryEvent":
        found["interrupting"] = node.get("cancelActivity", "true").lower() != "false"
    retries = node.findtext(f"{q('extensionElements')}/{camunda('failedJobRetryTimeCycle')}")
    if retries:
        found["failedJobRetryTimeCycle"] = retries.strip()
    if local(node) == "scriptTask":
        found["script"] = (node.findtext(q("script")) or "").strip()
    if local(node) == "callActivity":
        found |= {tag: _mappings(node, tag) for tag in ("in", "out")}
    several = multi_instance.described(node)
    if several is not None:
        found["multiInstance"] = several
    return found | _event(node, definitions)


def _mappings(node: etree._Element, tag: str) -> list[dict[str, str]]:
    found = node.iterfind(f"{q('extensionElements')}/{camunda(tag)}")
    return [_written(mapping) for mapping in found]


def _written(element: etree._Element) -> dict[str, str]:
    return {str(key): str(value) for key, value in element.attrib.items()}


def _camunda(element: etree._Element) -> dict[str, Json]:
    return {k.removeprefix(_CAMUNDA): v for k, v in _written(element).items() if k.startswith(_CAMUNDA)}


def _event(node: etree._Element, definitions: Definitions) -> dict[str, Json]:
    """The one event definition of an event, or the message of a send or receive task."""
    if local(node) in ("receiveTask", "sendTask"):
        declared = definitions.declared.get(node.get("messageRef", ""), {})
        return {"event": "message", "message": declared.get("name") or node.get("name") or ""}
    for child in node:
        if isinstance(child.tag, str) and child.tag.startswith(f"{{{BPMN}}}") and local(child).endswith("Definition"):
            kind = local(child).removesuffix("EventDefinition")
            return _camunda(child) | {"event": kind} | _EVENTS.get(kind, _nothing)(node, child, definitions)
    return {}


def _nothing(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    return {}


def _message(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    declared = definitions.declared.get(event.get("messageRef", ""), {})
    return {"message": declared.get("name") or node.get("name") or ""}


def _signal(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    declared = definitions.declared.get(event.get("signalRef", ""), {})
    return {"signal": declared.get("name") or node.get("name") or ""}


def _error(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    return {"code": definitions.declared.get(event.get("errorRef", ""), {}).get("errorCode")}


def _escalation(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    return {"code": definitions.declared.get(event.get("escalationRef", ""), {}).get("escalationCode")}


def _timer(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    for child in event:
        kind = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}.get(local(child))
        if kind:
            return {"timer": kind, "expression": (child.text or "").strip()}
    return {"timer": "date", "expression": ""}


def _conditional(node: etree._Element, event: etree._Element, definitions: Definitions) -> dict[str, Json]:
    return {"expression": (event.findtext(q("condition")) or "").strip()}


_EVENTS = {
    "message": _message,
    "signal": _signal,
    "error": _error,
    "escalation": _escalation,
    "timer": _timer,
    "conditional": _conditional,
}


def _parameters(parameters: etree._Element | None, tag: str) -> dict[str, Json]:
    if parameters is None:
        return {}
    return {one.get("name", ""): _value(one) for one in parameters.iterfind(camunda(tag))}


def _value(holder: etree._Element) -> Json:
    """A literal or expression, a list, a map, or a script; a script is an expression without its `${…}`."""
    for child in holder:
        kind = local(child)
        if kind == "list":
            return [_item(one) for one in child]
        if kind == "map":
            return {one.get("key", ""): _value(one) for one in child.iterfind(camunda("entry"))}
        if kind == "script":
            return f"${{{(child.text or '').strip()}}}"
    return (holder.text or "").strip()


def _item(one: etree._Element) -> Json:
    return f"${{{(one.text or '').strip()}}}" if local(one) == "script" else (one.text or "").strip()
