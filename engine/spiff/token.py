"""A token: where an instance stands. The library calls it a task."""

from datetime import datetime
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.spiff.element import Element
from foundation.database import new_id

FUTURE, WAITING, READY, STARTED = TaskState.FUTURE, TaskState.WAITING, TaskState.READY, TaskState.STARTED
COMPLETED, CANCELLED = TaskState.COMPLETED, TaskState.CANCELLED
UNFINISHED = TaskState.NOT_FINISHED_MASK


class Token(Task):
    """Carries no variables of its own but those of its activity (parameters, the item of a multi-instance).

    `internal_data` is JSON and is all that is stored of it besides its place: `locals`, `work`, `job`, `timer`,
    `subscription`, `via`, `several`.
    """

    def __init__(
        self, workflow: Any, task_spec: Any, parent: Any = None, state: int = FUTURE, id: str | None = None
    ) -> None:
        super().__init__(workflow, task_spec, parent, state, id or new_id())
        self.arrived_at: datetime = workflow.top_workflow.surroundings.now

    @property
    def element(self) -> Element | None:
        """The shape it stands at; None for the library's own steps."""
        found: Element | None = self.workflow.program.elements.get(self.task_spec.bpmn_id)
        return found

    @property
    def shape(self) -> str:
        """The id of the shape a person would point at; what we drew ourselves is named by what it was drawn for."""
        element = self.element
        if element is None:
            return str(self.task_spec.name)
        return element.id.rpartition("__")[0] if element.is_synthetic else element.id

    @property
    def is_open(self) -> bool:
        """Whether it is neither completed nor cancelled."""
        return bool(self._state & UNFINISHED)

    def _add_child(self, task_spec: Any, state: int = FUTURE) -> "Token":
        return Token(self.workflow, task_spec, self, state)

    def _set_state(self, value: int) -> None:
        # The library logs every change with all data, even when nobody listens: slow, and no place for case facts.
        self._state = value
        if value == READY and not self.task_spec.manual:
            self.workflow.top_workflow.queue.append(self)

    def _inherit_data(self) -> None:
        """Variables belong to the instance (defect N1: tokens that carried them overwrote each other at joins)."""
