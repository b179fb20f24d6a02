"""The state of an instance as bytes: one ordered document of what it waits for and its variables.

Finished steps are not in it; they are history, which the engine keeps elsewhere. The order of tokens means something,
so the document must never be stored as a database's own JSON (defect §6: reordered keys lost all data).
"""

import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from engine.spiff.element import Json
from engine.spiff.errors import UnknownPlace
from engine.spiff.program import Program
from engine.spiff.token import READY, Token
from engine.spiff.workflow import Inner, Instance, Surroundings, Tree

CODEC_VERSION = 1

UPGRADES: dict[int, Callable[[dict[str, Json]], dict[str, Json]]] = {}
"""From each former version, a pure function to the next. Golden files in tests/engine/spiff/golden prove them."""

COMPRESS_ABOVE = 8_192
"""Bytes. Below that compressing costs more time than it saves room."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def dump(top: Instance) -> bytes:
    """The state of an instance as bytes."""
    names: dict[str, int] = {}
    places: dict[str, int] = {}
    for tree in top.trees():
        for token in tree.tasks.values():
            if token is not tree.task_tree:
                places[token.id] = len(places)
    document = {
        "version": CODEC_VERSION,
        "process": top.program.key,
        "start": top.start_event,
        "trees": [_tree(tree, names, places) for tree in top.trees()],
        "names": list(names),
    }
    encoded = orjson.dumps(document)
    return encoded if len(encoded) <= COMPRESS_ABOVE else zlib.compress(encoded, 1)


def _tree(tree: Any, names: dict[str, int], places: dict[str, int]) -> list[Json]:
    host = -1 if tree.host is None else places[tree.host.id]
    rows = [_row(token, names, places) for token in tree.tasks.values() if token is not tree.task_tree]
    return [host, tree.program.key, tree.spec.name, tree.variables, rows]


def _row(token: Token, names: dict[str, int], places: dict[str, int]) -> list[Json]:
    row = [
        token.id,
        places.get(token._parent, -1),
        names.setdefault(token.task_spec.name, len(names)),
        token._state,
        (token.arrived_at - _EPOCH) // _MICROSECOND,
    ]
    return [*row, token.internal_data] if token.internal_data else row


def document(encoded: bytes) -> dict[str, Json]:
    """A stored state in today's version, for reading without running. Raises UnknownPlace for a newer one."""
    found = orjson.loads(encoded if encoded[:1] == b"{" else zlib.decompress(encoded))
    while found["version"] != CODEC_VERSION:
        upgrade = UPGRADES.get(found["version"])
        if upgrade is None:
            raise UnknownPlace(f"This state was written by version {found['version']}, which is not known here.")
        found = upgrade(found)
    return dict(found)


def load(program: Program, called: Mapping[str, Program], encoded: bytes, surroundings: Surroundings) -> Instance:
    """An instance as it was when it was dumped. Raises UnknownPlace when the program has no such step."""
    found = document(encoded)
    top = Instance(program, called, surroundings)
    top.start_event = found["start"]
    tokens: list[Token] = []
    for host, key, spec_name, variables, rows in found["trees"]:
        tree: Tree = top
        if host == -1:
            top.variables = variables
        else:
            tree = _inner(tokens[host], key, spec_name, variables)
        specs = tree.spec.task_specs
        for row in rows:
            tokens.append(_token(tree, specs, found["names"], row, tokens))
    return top


def _inner(host: Token, key: str, spec_name: str, variables: dict[str, Json] | None) -> Inner:
    top = host.workflow.top_workflow
    program = host.workflow.program if key == host.workflow.program.key else top.called.get(key)
    if program is None or spec_name not in program.specs:
        raise UnknownPlace(f"The state stands in the process {spec_name}, which is not among the processes given.")
    return Inner(host, program, program.specs[spec_name], variables)


def _token(tree: Any, specs: Mapping[str, Any], names: list[str], row: list[Any], tokens: list[Token]) -> Token:
    identifier, parent, name, state, arrived = row[:5]
    spec = specs.get(names[name])
    if spec is None:
        raise UnknownPlace(f"The state stands at {names[name]}, which this version of {tree.program.key} lacks.")
    token = Token(tree, spec, tree.task_tree if parent == -1 else tokens[parent], state, identifier)
    token.arrived_at = _EPOCH + arrived * _MICROSECOND
    if len(row) > 5:
        token.internal_data = row[5]
    if state == READY and not spec.manual:
        tree.top_workflow.queue.append(token)
    return token
