"""Events: tokens that wait to be found, and tokens that tell somebody."""

from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    ReceiveTask,
    SendTask,
    StartEvent,
)

from engine.spiff import duties, listeners, messages, scope, timers
from engine.spiff.errors import ElementFailed
from engine.spiff.specs.kinds import Boundary
from engine.spiff.specs.moving import Moving
from engine.spiff.token import WAITING, Token


class Begin(Moving, StartEvent):
    """A start event: that the process started is that it happened."""


class _Catching(Moving):
    def _update_hook(self, my_task: Token) -> bool:
        element = my_task.element
        if element is None or element.event == "none":
            return True
        scope.enter(my_task)
        my_task._set_state(WAITING)
        if element.event == "timer":
            timers.arm(my_task, element)
        elif element.event in ("message", "signal"):
            messages.listen(my_task, element)
        return False

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing is registered anywhere, so nothing is to be taken away."""


class Catch(_Catching, IntermediateCatchEvent):
    """Waits in the flow."""


class Receive(_Catching, ReceiveTask):
    """A receive task waits in the flow like an event."""


class Edge(Boundary, _Catching, BoundaryEvent):
    """Waits beside an activity."""


class _Throwing(Moving):
    def _run_hook(self, my_task: Token) -> bool | None:
        element = my_task.element
        if duties.is_job(element):
            duties.offer_job(my_task)
            return None
        if element is not None and element.event in ("message", "signal"):
            messages.send(my_task, element)
        return True

    def _on_complete(self, my_task: Token) -> None:
        super()._on_complete(my_task)
        element = my_task.element
        if element is not None and element.event == "escalation":
            listeners.raise_escalation(my_task, element.attributes.get("code"))


class Throw(_Throwing, IntermediateThrowEvent):
    """Tells somebody and goes on."""


class Send(_Throwing, SendTask):
    """A send task tells somebody like an event."""


class End(_Throwing, EndEvent):
    """The end of a path, and what that means for what is around it."""

    def _on_complete(self, my_task: Token) -> None:
        super()._on_complete(my_task)
        element = my_task.element
        event = "none" if element is None else element.event
        if event == "terminate":
            listeners.terminate(my_task)
        elif event == "cancel" and not listeners.raise_cancel(my_task):
            raise ElementFailed(my_task.shape, my_task.id, "No cancel event is drawn on the transaction.")
        elif event == "error" and element is not None:
            code = element.attributes.get("code")
            if not listeners.raise_error(my_task, code, {}):
                raise ElementFailed(my_task.shape, my_task.id, f"No boundary event catches the error {code}.")
