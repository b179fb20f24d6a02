"""How a token moves: it arrives, is made ready, runs, completes, and goes on along the flows."""

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit, BpmnStartTask
from SpiffWorkflow.bpmn.specs.defaults import ManualTask, NoneTask

from engine.spiff import history, listeners, scope
from engine.spiff.errors import blaming
from engine.spiff.specs.kinds import Split, whole_of
from engine.spiff.token import Token


class Moving:
    """Put before a specification of the library.

    Children are made when a token moves, never guessed beforehand: the library's predictions were most of its time and
    most of its stored bytes. Nothing here writes to the specification, so that any number of instances may share it.
    """

    takes_every_flow = True
    outputs: list[Any]

    def _predict(self, my_task: Token, *_arguments: Any, **_options: Any) -> None:
        """Guess nothing."""

    def _update(self, my_task: Token) -> None:
        if my_task.workflow.top_workflow.surroundings.passed is not None:
            history.follow(my_task)
        with blaming(my_task):
            if self._update_hook(my_task):
                my_task._ready()

    def _update_hook(self, my_task: Token) -> bool:
        """A token arrives; True when it can go on at once."""
        scope.enter(my_task)
        return True

    def _on_ready(self, my_task: Token) -> None:
        """Being ready needs nothing more."""

    def _run_hook(self, my_task: Token) -> bool | None:
        """Do the step: True when it is done, None when somebody else has to do it."""
        return True

    def _on_complete(self, my_task: Token) -> None:
        with blaming(my_task):
            scope.leave(my_task)
        listeners.release(my_task)
        history.record(my_task, "completed")
        self._go_on(my_task)

    def _go_on(self, my_task: Token) -> None:
        whole = whole_of(my_task)
        if whole is not None:
            with blaming(my_task):
                whole.task_spec.one_done(whole, my_task)
            return
        if self.takes_every_flow:
            for output in self.outputs:
                my_task._add_child(output)
        for child in my_task.children:
            if child.is_open:
                child.task_spec._update(child)


class Start(Moving, BpmnStartTask):
    """The root of a tree; the runner itself chooses the start event."""


class EdgeSplit(Split, Moving, BoundaryEventSplit):
    """Lets the activity and its listeners begin together."""


class PassThrough(Moving, NoneTask):
    """A task without a type: nothing to do, as in Camunda."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.manual = False


class PassManual(Moving, ManualTask):
    """A manual task: done by people outside the system, so nothing to wait for, as in Camunda."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.manual = False
