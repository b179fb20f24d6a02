"""Notes each finished step of a diagram, for the append-only history outside the state."""

from engine.spiff.token import Token
from engine.spiff.waits import Step


def record(token: Token, state: str) -> None:
    """Note that a step was completed, cancelled or failed; what only the library or the normaliser drew is no step."""
    element = token.element
    if element is None or element.is_synthetic:
        return
    top = token.workflow.top_workflow
    top.steps.append(
        Step(token.id, element.id, element.name, element.kind, state, token.arrived_at, top.surroundings.now)
    )


def follow(token: Token) -> None:
    """Tell of the flow by which a token has come; what only the normaliser drew is passed over."""
    told, element, before = token.workflow.top_workflow.surroundings.passed, token.element, token.parent
    while before is not None and not _is_drawn(before):
        before = before.parent
    if told is not None and before is not None and element is not None and not element.is_synthetic:
        told(token.workflow.program.key, before.shape, element.id)


def _is_drawn(token: Token) -> bool:
    """Whether a person drew the step: the start of an event sub-process is one, though the normaliser moved it out."""
    element = token.element
    if element is None or not element.is_synthetic:
        return element is not None
    moved = token.workflow.program.elements.get(token.shape)
    return element.kind == "startEvent" and moved is not None and moved.kind == "boundaryEvent"
