"""Event sub-processes, drawn as a boundary event on a sub-process that holds everything else (defect N7)."""

from lxml import etree

from engine.spiff.normalise.xml import NODES, OURS, connect, containers, draw, local, q


def normalise(root: etree._Element) -> None:
    """Rewrite every event sub-process. The boundary event takes the id of the start event it replaces."""
    for container in containers(root):
        handlers = [child for child in container.findall(q("subProcess")) if child.get("triggeredByEvent") == "true"]
        if handlers:
            body = _enclose(container, handlers)
            for handler in handlers:
                _draw_boundary(container, body, handler)


def _enclose(container: etree._Element, handlers: list[etree._Element]) -> str:
    identifier = f"{container.get('id')}__body"
    inside = [
        child
        for child in container
        if isinstance(child.tag, str) and local(child) in (*NODES, "sequenceFlow") and child not in handlers
    ]
    body = draw(container, "subProcess", identifier)
    body.extend(inside)
    start, end = f"{identifier}_start", f"{identifier}_end"
    draw(container, "startEvent", start)
    draw(container, "endEvent", end)
    connect(container, start, identifier)
    connect(container, identifier, end)
    return identifier


def _draw_boundary(container: etree._Element, body: str, handler: etree._Element) -> None:
    start = handler.find(q("startEvent"))
    if start is None:
        return
    identifier, name = start.get("id", ""), start.get("name")
    boundary = etree.SubElement(container, q("boundaryEvent"), {"id": identifier, "attachedToRef": body})
    boundary.set("cancelActivity", "false" if start.get("isInterrupting") == "false" else "true")
    if name:
        boundary.set("name", name)
    for child in list(start):
        if local(child) not in ("incoming", "outgoing"):
            boundary.append(child)
    plain = f"{identifier}__start"
    start.set("id", plain)
    start.set(f"{{{OURS}}}synthetic", "true")
    for flow in handler.findall(q("sequenceFlow")):
        if flow.get("sourceRef") == identifier:
            flow.set("sourceRef", plain)
    handler.attrib.pop("triggeredByEvent")
    end = f"{handler.get('id')}__end"
    draw(container, "endEvent", end)
    connect(container, identifier, handler.get("id", ""))
    connect(container, handler.get("id", ""), end)
