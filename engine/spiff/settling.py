"""What has to be looked at when nothing is ready: joins that need not wait longer, and processes that are over."""

from typing import Any

from engine.spiff import expressions, listeners, scope
from engine.spiff.errors import blaming
from engine.spiff.specs.gateways import join, waiting_at
from engine.spiff.specs.kinds import Boundary, EventGateway, Inclusive, Split, whole_of
from engine.spiff.token import WAITING, Token


def settle(top: Any) -> bool:
    """Move on what can move on although no token is ready; True when something did."""
    moved = [_meet_conditions(top)]
    moved += [_open_inclusive_joins(tree) for tree in top.trees()]
    return any(moved) or _close_inner(top)


def _close_inner(top: Any) -> bool:
    """A process inside an activity is over when no token is left in it."""
    over = [tree for tree in top.subprocesses.values() if tree.is_completed()]
    for tree in over:
        if top.subprocesses.pop(tree.host.id, None) is None:
            # Another that ended first was enough, and took this one with it.
            continue
        with blaming(tree.host):
            tree.host.task_spec.inner_done(tree.host, tree)
    return bool(over)


def _meet_conditions(top: Any) -> bool:
    """A conditional event fires when its condition becomes true; it looks at the variables of its process."""
    met = []
    for tree in top.trees():
        for token in tree.open_tokens():
            element = token.element
            if token.state == WAITING and element is not None and element.event == "conditional":
                with blaming(token):
                    holds = expressions.holds(element.attributes["expression"], scope.visible(token), top)
                if holds and not token.internal_data.get("held"):
                    met.append(token)
                token.internal_data["held"] = holds
    for token in met:
        if token.state == WAITING:
            listeners.fire(token, {})
    return bool(met)


def _open_inclusive_joins(tree: Any) -> bool:
    """Open each inclusive gateway to which no further token can come (BPMN 2.0 §13.4.3)."""
    specs = {
        id(token.task_spec): token.task_spec
        for token in tree.tasks.values()
        if token.state == WAITING and isinstance(token.task_spec, Inclusive)
    }
    moved = False
    for spec in specs.values():
        waiting = waiting_at(spec, tree)
        filled = {token.internal_data["via"] for token in waiting}
        others = [token for token in tree.open_tokens() if token not in waiting and not _is_listener(token)]
        if not any(_may_still_come(other, spec, filled) for other in others):
            join(waiting[0], waiting[1:], set(spec._inputs))
            waiting[0]._ready()
            moved = True
    return moved


def _is_listener(token: Token) -> bool:
    return token.state == WAITING and isinstance(token.task_spec, Boundary)


def _may_still_come(token: Token, gateway: Any, filled: set[str]) -> bool:
    """Whether a token can reach a flow into the gateway that has none yet, other than by one that has."""
    reached, waiting = set(), [(whole_of(token) or token).task_spec]
    while waiting:
        spec = waiting.pop()
        if spec.name in reached or spec is gateway:
            continue
        reached.add(spec.name)
        waiting += spec.outputs
    entrances = reached & set(gateway._inputs)
    return bool(entrances - filled) and not entrances & filled


def prune(top: Any) -> None:
    """Forget finished tokens, so that an instance costs what it waits for and not what it has done.

    Kept besides open tokens: what stands before an activity and its listeners, and the gateway of competing events.
    """
    for tree in top.trees():
        root = tree.task_tree
        root._children = []
        kept = {root.id: root}
        for token in tree.open_tokens():
            parent = _needed(token) or root
            if parent.id not in kept:
                parent._children = []
                kept[parent.id] = parent
                if not parent.is_open:
                    _hang(parent, root)
            if token.id not in kept:
                token._children = []
                kept[token.id] = token
            _hang(token, parent)
        tree.tasks = kept


def _needed(token: Token) -> Token | None:
    """What a token must go on standing under: its listeners' split, its rivals' gateway, or the whole it is part of."""
    whole: Token | None = whole_of(token)
    parent = token.parent
    if whole is None and parent is not None and isinstance(parent.task_spec, Split | EventGateway):
        return parent
    return whole


def _hang(token: Token, parent: Token) -> None:
    token._parent = parent.id
    parent._children.append(token.id)
