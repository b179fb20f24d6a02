"""Turns a stored document back into a program, with our classes in place of the library's."""

import orjson
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.config import DEFAULT_CONFIG
from SpiffWorkflow.bpmn.serializer.helpers import DefaultRegistry

from engine.spiff.element import Element
from engine.spiff.program import Program, Start
from engine.spiff.specs.registry import CONVERTERS


def _registry() -> DefaultRegistry:
    """Restores what the library's own classes wrote as our subclasses of them."""
    registry = BpmnWorkflowSerializer.configure(DEFAULT_CONFIG)
    for name, (own, converter) in CONVERTERS.items():
        converter(own, registry, typename=name)
    return registry


_REGISTRY = _registry()


def load(document: bytes) -> Program:
    """The program that `compile_file` wrote as a document."""
    found = orjson.loads(document)
    elements = {element["id"]: Element(**element) for element in found["elements"]}
    key = found["key"]
    return Program(
        key=key,
        name=found["name"],
        specs={name: _REGISTRY.restore(spec) for name, spec in found["specs"].items()},
        elements=elements,
        starts=tuple(_start(element) for element in elements.values() if _is_start(element, key)),
    )


def _is_start(element: Element, key: str) -> bool:
    """A body drawn around event sub-processes keeps the start events of its process."""
    return element.kind == "startEvent" and element.parent in (key, f"{key}__body") and not element.is_synthetic


def _start(element: Element) -> Start:
    name = element.attributes.get("message") or element.attributes.get("signal") or ""
    return Start(element.id, element.event, str(name))
