"""Names for the kinds of step that others must be able to tell apart."""

from typing import Any


class Split:
    """Stands before an activity with boundary events; the activity and its listeners are its children."""


class Boundary:
    """A boundary event."""

    cancel_activity: bool


class EventGateway:
    """An event gateway; the events that compete are its children."""


class Several:
    """Stands for a multi-instance activity; its single instances are its children, and so is what comes after it."""

    task_spec: str

    def one_done(self, token: Any, child: Any) -> None:
        """One of the instances has ended."""
        raise NotImplementedError


def whole_of(token: Any) -> Any:
    """The token that stands for all instances, when this is one of them; None for any other token."""
    parent = token.parent
    if parent is None or not isinstance(parent.task_spec, Several):
        return None
    return parent if token.task_spec.name == parent.task_spec.task_spec else None


class Inclusive:
    """An inclusive gateway, which can go on only when no token on its way is left."""

    _inputs: list[str]
