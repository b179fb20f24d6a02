"""Names for the kinds of step that others must be able to tell apart."""


class Split:
    """Stands before an activity with boundary events; the activity and its listeners are its children."""


class Boundary:
    """A boundary event."""

    cancel_activity: bool


class EventGateway:
    """An event gateway; the events that compete are its children."""


class Several:
    """Stands for a multi-instance activity; its single instances are its children."""


class Inclusive:
    """An inclusive gateway, which can go on only when no token on its way is left."""
