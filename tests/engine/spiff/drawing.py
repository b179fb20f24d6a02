"""Draws small BPMN diagrams from a few lines, so that a test shows what it is about."""

from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def shape(tag: str, identifier: str, *inside: str, **attributes: Any) -> str:
    """One shape. Attributes of Camunda are written camunda_name=...; others as they are."""
    written = "".join(
        f" {key.replace('camunda_', 'camunda:', 1)}={quoteattr(str(value))}" for key, value in attributes.items()
    )
    return f"<bpmn:{tag} id={quoteattr(identifier)}{written}>{''.join(inside)}</bpmn:{tag}>"


def start(identifier: str = "start", *inside: str, **attributes: Any) -> str:
    return shape("startEvent", identifier, *inside, **attributes)


def end(identifier: str = "end", *inside: str, **attributes: Any) -> str:
    return shape("endEvent", identifier, *inside, **attributes)


def user(identifier: str, *inside: str, **attributes: Any) -> str:
    return shape("userTask", identifier, *inside, **{"name": identifier.capitalize(), **attributes})


def job(identifier: str, topic: str = "", *inside: str, **attributes: Any) -> str:
    said = {"camunda_type": "external", "camunda_topic": topic or identifier, **attributes}
    return shape("serviceTask", identifier, *inside, **said)


def xor(identifier: str) -> str:
    return shape("exclusiveGateway", identifier)


def both(identifier: str) -> str:
    return shape("parallelGateway", identifier)


def some(identifier: str) -> str:
    return shape("inclusiveGateway", identifier)


def first(identifier: str) -> str:
    return shape("eventBasedGateway", identifier)


def catch(identifier: str, event: str, *inside: str) -> str:
    return shape("intermediateCatchEvent", identifier, *inside, event)


def throw(identifier: str, event: str, *inside: str) -> str:
    return shape("intermediateThrowEvent", identifier, *inside, event)


def edge(identifier: str, host: str, event: str, *, interrupting: bool = True, inside: str = "") -> str:
    said = {"attachedToRef": host, "cancelActivity": "true" if interrupting else "false"}
    return shape("boundaryEvent", identifier, inside, event, **said)


def sub(identifier: str, *inside: str, **attributes: Any) -> str:
    return shape("subProcess", identifier, *_with_flows(inside), **attributes)


def call(identifier: str, process: str, *mappings: str, **attributes: Any) -> str:
    return shape("callActivity", identifier, extension(*mappings), calledElement=process, **attributes)


def passed(direction: str, **attributes: str) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<camunda:{direction}{written}/>"


def extension(*inside: str) -> str:
    return f"<bpmn:extensionElements>{''.join(inside)}</bpmn:extensionElements>"


def inputs(**values: str) -> str:
    return _parameters("inputParameter", values)


def outputs(**values: str) -> str:
    return _parameters("outputParameter", values)


def _parameters(tag: str, values: dict[str, str]) -> str:
    written = "".join(f"<camunda:{tag} name={quoteattr(k)}>{escape(v)}</camunda:{tag}>" for k, v in values.items())
    return extension(f"<camunda:inputOutput>{written}</camunda:inputOutput>")


def correlation(value: str) -> str:
    return extension(
        f'<camunda:properties><camunda:property name="correlation" value={quoteattr(value)}/></camunda:properties>'
    )


def timer(text: str) -> str:
    kind = {"P": "timeDuration", "R": "timeCycle"}.get(text[:1], "timeDate")
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def message(name: str, **attributes: str) -> str:
    written = "".join(f" camunda:{key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<bpmn:messageEventDefinition messageRef="m_{name}"{written}/>'


def signal(name: str) -> str:
    return f'<bpmn:signalEventDefinition signalRef="s_{name}"/>'


def error(code: str = "") -> str:
    return f'<bpmn:errorEventDefinition errorRef="e_{code}"/>' if code else "<bpmn:errorEventDefinition/>"


def escalation(code: str = "") -> str:
    return (
        f'<bpmn:escalationEventDefinition escalationRef="x_{code}"/>' if code else "<bpmn:escalationEventDefinition/>"
    )


def several(collection: str, item: str = "item", *, sequential: bool = False, inside: str = "") -> str:
    said = f'camunda:collection={quoteattr(collection)} camunda:elementVariable="{item}"'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}" {said}>'
        f"{inside}</bpmn:multiInstanceLoopCharacteristics>"
    )


def flow(path: str) -> str:
    """A path such as "a > b > c"; the last arrow may carry a condition "[x = 1]", or "[else]" for the default."""
    path, _, condition = path.partition("[")
    nodes = [node.strip() for node in path.split(">")]
    found = []
    for position, (source, target) in enumerate(pairwise(nodes)):
        is_last = position == len(nodes) - 2
        text = condition.strip().removesuffix("]").strip() if condition and is_last else ""
        inside = f"<bpmn:conditionExpression>${{{escape(text)}}}</bpmn:conditionExpression>" if text else ""
        if text == "else":
            inside = "<default/>"
        found.append(f"<flow source={quoteattr(source)} target={quoteattr(target)}>{inside}</flow>")
    return "".join(found)


def _with_flows(parts: tuple[str, ...]) -> list[str]:
    return [flow(part) if not part.startswith("<") else part for part in parts]


def process(identifier: str, *parts: str, **attributes: Any) -> str:
    return shape("process", identifier, *_with_flows(parts), isExecutable="true", **attributes)


def diagram(*parts: str) -> bytes:
    """A file with one process `p`; a part that is no shape is a path. Parts that are processes stand as they are."""
    processes = [part for part in parts if part.startswith("<bpmn:process ")]
    if not processes:
        processes = [process("p", *parts)]
    return _finished("".join(processes))


def _finished(body: str) -> bytes:
    from lxml import etree

    names = f'xmlns:bpmn="{BPMN}" xmlns:camunda="{CAMUNDA}" targetNamespace="t"'
    root = etree.fromstring(f"<bpmn:definitions {names}>{body}</bpmn:definitions>")
    for number, one in enumerate(list(root.iter("flow"))):
        parent = one.getparent()
        assert parent is not None
        identifier = f"f{number}_{one.get('source')}_{one.get('target')}"
        drawn = etree.SubElement(parent, f"{{{BPMN}}}sequenceFlow", {"id": identifier})
        drawn.set("sourceRef", one.get("source", ""))
        drawn.set("targetRef", one.get("target", ""))
        if one.find("default") is not None:
            parent.find(f"*[@id='{one.get('source')}']").set("default", identifier)
        else:
            drawn.extend(list(one))
        parent.remove(one)
    _declare(root)
    return etree.tostring(root)


def _declare(root: Any) -> None:
    from lxml import etree

    for tag, attribute, extra in (
        ("message", "messageRef", "name"),
        ("signal", "signalRef", "name"),
        ("error", "errorRef", "errorCode"),
        ("escalation", "escalationRef", "escalationCode"),
    ):
        for reference in sorted({one.get(attribute) for one in root.iter() if one.get(attribute)}):
            name = reference[2:]
            etree.SubElement(root, f"{{{BPMN}}}{tag}", {"id": reference, "name": name, extra: name})
