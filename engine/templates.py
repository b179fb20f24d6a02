"""The menu of topics for Camunda Modeler: one element template per handler, with a field for each parameter."""

from collections.abc import Mapping
from typing import Any, Final

import orjson

from engine.work import Field, Handler

SCHEMA: Final = "https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json"
FILE_NAME: Final = ".camunda/element-templates/topics.json"
"""Where the Modeler looks for it, in the folder of the diagrams or in any folder above."""

_PREFIX: Final = "cspr.topic."
_HINTS: Final = {
    "number": "A number, or ${…}.",
    "integer": "A whole number, or ${…}.",
    "boolean": "true or false, or ${…}.",
    "date": "A date such as 2027-01-14, or ${…}.",
    "list": "A variable or expression that gives a list, as ${…}.",
}

Json = dict[str, Any]


def all_of(handlers: Mapping[str, Handler]) -> list[Json]:
    """The element templates of a table of handlers, ordered by title."""
    return [_template(one) for one in sorted(handlers.values(), key=lambda one: (one.title.lower(), one.topic))]


def as_file(handlers: Mapping[str, Handler]) -> bytes:
    """What to write into `FILE_NAME`: the same bytes for the same table."""
    return orjson.dumps(all_of(handlers), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _template(handler: Handler) -> Json:
    """One entry of the menu: choosing it makes the task external and sets its topic, which is then not shown."""
    properties = [
        _hidden("external", {"type": "property", "name": "camunda:type"}),
        _hidden(handler.topic, {"type": "property", "name": "camunda:topic"}),
        *(_property(one) for one in handler.parameters),
    ]
    template: Json = {
        "$schema": SCHEMA,
        "name": handler.title,
        "id": f"{_PREFIX}{handler.topic}",
        "version": _version(handler),
        "description": _description(handler),
        "appliesTo": ["bpmn:Task", "bpmn:ServiceTask"],
        "elementType": {"value": "bpmn:ServiceTask"},
        "properties": properties,
    }
    return template


def _description(handler: Handler) -> str:
    gives = ", ".join(one.name for one in handler.outputs)
    parts = (handler.paragraph, f"Gives {gives}." if gives else "")
    return " ".join(part for part in parts if part) or f"Topic {handler.topic}."


def _hidden(value: str, binding: Json) -> Json:
    return {"type": "Hidden", "value": value, "binding": binding}


def _property(parameter: Field) -> Json:
    shown: Json = {
        "label": parameter.label or parameter.name,
        "type": "Dropdown" if parameter.choices else "String",
        "binding": {"type": "camunda:inputParameter", "name": parameter.name},
        "constraints": {"notEmpty": parameter.required},
    }
    if parameter.choices:
        shown["choices"] = [{"name": one.replace("_", " "), "value": one} for one in parameter.choices]
        if parameter.required:
            shown["value"] = parameter.choices[0]
    elif parameter.type in _HINTS:
        shown["description"] = _HINTS[parameter.type]
    return shown


def _version(handler: Handler) -> int:
    """Grows as the topic does, which changes only by addition: so the Modeler offers to update tasks made before."""
    return 1 + len(handler.parameters) + sum(len(one.choices) for one in handler.parameters)
