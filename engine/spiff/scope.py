"""Which variables a token sees and where the ones it sets go, as in Camunda.

Variables belong to the process: one scope for the instance and one for each called process. A token adds only what is
its activity's own: input parameters and the item of a multi-instance.
"""

from collections import ChainMap
from collections.abc import Mapping
from typing import Any

import orjson

from engine.spiff import expressions
from engine.spiff.element import Json
from engine.spiff.token import Token


def variables(tree: Any) -> dict[str, Json]:
    """The variables of the process that a tree belongs to."""
    while tree.variables is None:
        tree = tree.host.workflow
    found: dict[str, Json] = tree.variables
    return found


def _own(token: Token) -> list[dict[str, Json]]:
    """The local variables a token sees, innermost first."""
    found = []
    present: Any = token
    while present is not None:
        own = present.internal_data.get("locals")
        if own:
            found.append(own)
        present = present.workflow.host if present.workflow.variables is None else None
    return found


def visible(token: Token) -> Mapping[str, Json]:
    """Everything a token sees."""
    own = _own(token)
    shared = variables(token.workflow)
    return ChainMap(*own, shared) if own else shared


def assign(token: Token, values: Mapping[str, Json], *, outside: bool = False) -> None:
    """Set variables where they are visible from the token, or in its process. `outside` leaves out its own."""
    if not values:
        return
    own = _own(token)
    if outside and own and own[0] is token.internal_data.get("locals"):
        own = own[1:]
    shared = variables(token.workflow)
    for name, value in values.items():
        holder = next((one for one in own if name in one), shared)
        holder[name] = copied(value)


def copied(value: Json) -> Json:
    """A value that shares nothing with the one it came from (research §6: aliasing)."""
    if value is None or isinstance(value, str | int | float):
        return value
    return orjson.loads(orjson.dumps(value, default=expressions.plain))


def enter(token: Token) -> None:
    """Work out the input parameters of an activity, once, on arrival."""
    element = token.element
    if element is None or not element.inputs:
        return
    own = token.internal_data.setdefault("locals", {})
    top = token.workflow.top_workflow
    for name, raw in element.inputs.items():
        own[name] = copied(expressions.filled(raw, visible(token), top))


def leave(token: Token) -> None:
    """Hand the output parameters of an activity to what surrounds it."""
    element = token.element
    if element is None or not element.outputs:
        return
    top = token.workflow.top_workflow
    for name, raw in element.outputs.items():
        assign(token, {name: expressions.filled(raw, visible(token), top)}, outside=True)


def mapped(mappings: list[dict[str, str]], seen: Mapping[str, Json], top: Any) -> dict[str, Json]:
    """What a called process is given, or gives back: only what its mappings name (Camunda 7, call activity)."""
    found: dict[str, Json] = {}
    for mapping in mappings:
        if mapping.get("variables") == "all":
            found |= {name: copied(value) for name, value in seen.items()}
        elif mapping.get("target"):
            if "sourceExpression" in mapping:
                value = expressions.filled(mapping["sourceExpression"], seen, top)
            else:
                value = seen.get(mapping.get("source", ""))
            found[mapping["target"]] = copied(value)
    return found
