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
