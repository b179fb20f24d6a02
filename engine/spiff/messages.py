"""Messages and signals at the edge of an instance: what a token listens for, and what it sends out."""

from engine.spiff import expressions, scope
from engine.spiff.element import Element
from engine.spiff.token import WAITING, Token
from engine.spiff.waits import SubscriptionWait, Thrown


def _name(token: Token, element: Element) -> str:
    written = element.attributes.get("message") or element.attributes.get("signal") or ""
    return expressions.word(expressions.read(written, scope.visible(token), token.workflow.top_workflow))


def _correlation(token: Token, element: Element) -> str:
    """What a message is about besides its case, for example one request; "" when the name alone decides."""
    written = element.properties.get("correlation", "")
    return expressions.word(expressions.read(written, scope.visible(token), token.workflow.top_workflow))


def listen(token: Token, element: Element) -> None:
    """Work out, once, what a token listens for."""
    token.internal_data["subscription"] = [element.event, _name(token, element), _correlation(token, element)]


def subscription(token: Token) -> SubscriptionWait | None:
    """What a token listens for; None when it does not."""
    found = token.internal_data.get("subscription")
    if found is None or token.state != WAITING:
        return None
    return SubscriptionWait(token.id, token.task_spec.bpmn_id, *found)


def send(token: Token, element: Element) -> None:
    """Send a message or signal out. It carries its input parameters only, never all variables (research §10)."""
    own = token.internal_data.get("locals", {})
    payload = {name: own.get(name) for name in element.inputs}
    thrown = Thrown(token.id, _name(token, element), _correlation(token, element), payload, element.event)
    token.workflow.top_workflow.thrown.append(thrown)
