"""SpiffWorkflow 3.2.0 as its documentation uses it: its parser, its workflow class and its serializer, nothing of ours.

The comparison is kept fair to it: the definition is parsed beforehand, nothing is done but what its documentation says
(load, complete, `do_engine_steps`, save), nothing is written but its one document (no worklist, no history, no audit),
and it is committed the same way to the same database.
"""

import logging
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks import diagram

logging.getLogger("spiff").setLevel(logging.WARNING)


class Stock:
    """The definition, parsed, and the serializer with its default configuration."""

    def __init__(self) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(diagram.drawn(stock=True))
        self._spec = parser.get_spec(diagram.PROCESS)
        self._called = parser.get_subprocess_specs(diagram.PROCESS)
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def started(self) -> Any:
        """A new workflow, run to its first user task."""
        workflow = BpmnWorkflow(self._spec, self._called)
        workflow.do_engine_steps()
        return workflow

    def saved(self, workflow: Any) -> str:
        """The workflow as text."""
        text: str = self._serializer.serialize_json(workflow)
        return text

    def complete(self, state: str) -> str:
        """What a web application does when a form is sent: load, complete the user task, run, save."""
        workflow = self._serializer.deserialize_json(state)
        step(workflow, ready(workflow)[0])
        return self.saved(workflow)


def ready(workflow: Any) -> list[Any]:
    """The user tasks that can be done now."""
    found: list[Any] = workflow.get_tasks(state=TaskState.READY, manual=True)
    return found


def step(workflow: Any, task: Any) -> None:
    """Complete one user task and run what follows."""
    task.data.update({"again": "yes"})
    task.run()
    workflow.do_engine_steps()


def finished(workflow: Any) -> int:
    """How many tasks are behind it."""
    return sum(task.has_state(TaskState.FINISHED_MASK) for task in workflow.tasks.values())
