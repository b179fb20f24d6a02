"""Events at the edge of an activity: who listens, what an interrupt cancels, and where an error goes.

Everything here is aimed at one token. The library tells every catcher of a name, which moved other branches and other
activities along (research §5, defect N8).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.spiff import history, scope
from engine.spiff.element import Element, Json
from engine.spiff.specs.kinds import Boundary, EventGateway, Several, Split, whole_of
from engine.spiff.token import CANCELLED, FUTURE, WAITING, Token


def listening(host: Token) -> list[Token]:
    """The boundary events that wait beside an activity, in the diagram's order."""
    split = host.parent
    if split is None or not isinstance(split.task_spec, Split) or isinstance(host.task_spec, Boundary):
        return []
    return [one for one in split.children if isinstance(one.task_spec, Boundary) and one.state == WAITING]


def release(host: Token) -> None:
    """The activity has ended: nobody listens beside it any more."""
    for listener in listening(host):
        listener._set_state(CANCELLED)


def cancel(token: Token) -> None:
    """End a token and all that runs inside its activity."""
    waiting = [token]
    while waiting:
        present = waiting.pop()
        if not present.is_open:
            continue
        is_listener = isinstance(present.task_spec, Boundary)
        present._set_state(CANCELLED)
        release(present)
        if not (is_listener or isinstance(present.task_spec, Several)):
            history.record(present, "cancelled")
        if isinstance(present.task_spec, Several):
            waiting += present.children
        inner = present.workflow.top_workflow.subprocesses.pop(present.id, None)
        if inner is not None:
            waiting += inner.open_tokens()


def fire(token: Token, variables: Mapping[str, Json]) -> None:
    """What a token waited for has happened."""
    scope.assign(token, variables)
    parent = token.parent
    if isinstance(token.task_spec, Boundary):
        _fire_boundary(token)
        return
    if parent is not None and isinstance(parent.task_spec, EventGateway):
        # First come, first served: the other branches of the gateway stop waiting (defect N4).
        for other in parent.children:
            if other is not token and other.state == WAITING:
                other._set_state(CANCELLED)
    token._ready()


def _fire_boundary(token: Token) -> None:
    split = token.parent
    if token.task_spec.cancel_activity:
        # Ready before its host ends, or it would be taken for a listener that is no longer needed.
        token._ready()
        for host in [one for one in split.children if not isinstance(one.task_spec, Boundary)]:
            cancel(host)
        return
    # The listener stays and hears again (defect N3); what it started goes on by itself, whatever the host does.
    occurrence = split._add_child(token.task_spec, FUTURE)
    occurrence._ready()


def owners(token: Token) -> Iterator[Token]:
    """The activities around a token, innermost first, beginning with its own."""
    present: Token | None = token
    while present is not None:
        present = whole_of(present) or present
        yield present
        present = present.workflow.host


def catcher(token: Token, event: str, code: str | None) -> Token | None:
    """The one boundary event that answers an error or escalation: nearest first, its own code before a catch-all."""
    for owner in owners(token):
        found = [one for one in listening(owner) if one.element is not None and one.element.event == event]
        exact = [one for one in found if _code(one) == code and code is not None]
        chosen = exact or [one for one in found if _code(one) is None]
        if chosen:
            return chosen[0]
    return None


def _code(listener: Token) -> str | None:
    element = listener.element
    return None if element is None else element.attributes.get("code")


def raise_error(token: Token, code: str | None, variables: Mapping[str, Json]) -> bool:
    """Send an error to the boundary event that catches it; False when there is none, and then nothing has changed."""
    found = catcher(token, "error", code)
    if found is None:
        return False
    if token.is_open:
        token._set_state(CANCELLED)
        history.record(token, "failed")
    element = found.element
    named = {} if element is None else _error_variables(element, code)
    fire(found, {**variables, **named})
    return True


def _error_variables(element: Element, code: str | None) -> dict[str, Json]:
    name = element.attributes.get("errorCodeVariable")
    return {str(name): code} if name else {}


def raise_escalation(token: Token, code: str | None) -> None:
    """Tell the boundary event that catches an escalation; without one nobody needs to know (BPMN 2.0 §10.5.1)."""
    found = catcher(token, "escalation", code)
    if found is not None:
        fire(found, {})


def raise_cancel(token: Token) -> bool:
    """A transaction gives up: everything in it ends, and its cancel event goes on."""
    found = catcher(token, "cancel", None)
    if found is not None:
        fire(found, {})
    return found is not None


def terminate(token: Token) -> None:
    """A terminate end event ends everything in its process or sub-process."""
    tree: Any = token.workflow
    while tree.host is not None and tree.host.element is not None and tree.host.element.is_synthetic:
        tree = tree.host.workflow
    for one in tree.open_tokens():
        cancel(one)
