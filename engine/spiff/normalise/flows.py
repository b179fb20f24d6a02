"""Flows that split without a gateway, drawn with the gateway they mean."""

from lxml import etree

from engine.spiff.normalise.xml import GATEWAYS, NODES, connect, containers, draw, flows_from, local, q


def normalise(root: etree._Element) -> None:
    """Give every node but a gateway one plain outgoing flow, and every flow out of a choice its condition."""
    for container in containers(root):
        outgoing = flows_from(container)
        for node in [child for child in container if _is_node(child)]:
            flows = outgoing.get(node.get("id", ""), [])
            splits = len(flows) > 1 or any(_condition(flow) is not None for flow in flows)
            gateway = _gateway_after(container, node, flows) if splits and local(node) not in GATEWAYS else node
            if local(gateway) in ("exclusiveGateway", "inclusiveGateway"):
                _complete_conditions(gateway, flows)
        _part_parallel_flows(container)


def _is_node(element: etree._Element) -> bool:
    return isinstance(element.tag, str) and local(element) in NODES


def _condition(flow: etree._Element) -> etree._Element | None:
    return flow.find(q("conditionExpression"))


def _gateway_after(container: etree._Element, node: etree._Element, flows: list[etree._Element]) -> etree._Element:
    """Several plain flows mean all of them; conditions mean every flow whose condition holds (BPMN 2.0 §13.3.1)."""
    identifier = node.get("id", "")
    conditional = any(_condition(flow) is not None for flow in flows)
    gateway = draw(container, "inclusiveGateway" if conditional else "parallelGateway", f"{identifier}__split")
    default = node.get("default")
    if default is not None:
        gateway.set("default", default)
        del node.attrib["default"]
    for flow in flows:
        flow.set("sourceRef", gateway.get("id", ""))
    connect(container, identifier, gateway.get("id", ""))
    return gateway


def _complete_conditions(gateway: etree._Element, flows: list[etree._Element]) -> None:
    default = gateway.get("default")
    if len(flows) < 2:
        return
    for flow in flows:
        if flow.get("id") != default and _condition(flow) is None:
            etree.SubElement(flow, q("conditionExpression")).text = "true"


def _part_parallel_flows(container: etree._Element) -> None:
    """Two flows from one node into one join stand for two tokens; a step on each keeps them apart."""
    joins = {child.get("id") for child in container if _is_node(child) and local(child) in GATEWAYS[1:3]}
    seen: set[tuple[str | None, str | None]] = set()
    for flow in container.findall(q("sequenceFlow")):
        pair = (flow.get("sourceRef"), flow.get("targetRef"))
        if pair in seen and pair[1] in joins:
            step = f"{flow.get('id')}__step"
            draw(container, "task", step)
            connect(container, step, pair[1] or "")
            flow.set("targetRef", step)
        seen.add(pair)
