"""Activities: work for people, for handlers, for decision tables, and processes within the process."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import (
    CallActivity,
    ScriptTask,
    ServiceTask,
    SubWorkflowTask,
    TransactionSubprocess,
    UserTask,
)

import feel
from engine.spiff import duties, expressions, scope
from engine.spiff.element import Element, Json
from engine.spiff.errors import ElementFailed
from engine.spiff.specs.moving import Moving
from engine.spiff.token import STARTED, Token
from engine.spiff.workflow import Inner


class PersonTask(Moving, UserTask):
    """Waits for a person."""

    def _update_hook(self, my_task: Token) -> bool:
        scope.enter(my_task)
        duties.assign(my_task)
        return True


class MachineTask(Moving, ServiceTask):
    """Waits for a handler, or asks a decision table."""

    def _run_hook(self, my_task: Token) -> bool | None:
        element = my_task.element
        if element is not None and element.attributes.get("decisionRef") and not duties.is_job(element):
            _decide(my_task, element)
            return True
        duties.offer_job(my_task)
        return None


def _decide(token: Token, element: Element) -> None:
    top = token.workflow.top_workflow
    seen = scope.visible(token)
    key = expressions.filled(element.attributes["decisionRef"], seen, top)
    top.seen = seen
    outcome = dict(top.surroundings.decide(key, seen))
    name = element.attributes.get("resultVariable")
    if not name:
        scope.assign(token, outcome)
        return
    scope.assign(token, {name: _shaped(outcome, element.attributes.get("mapDecisionResult", "singleResult"))})


def _shaped(outcome: dict[str, Json], shape: str) -> Json:
    """Camunda's four ways to keep a decision's outcome."""
    value = next(iter(outcome.values()), None)
    if shape == "collectEntries" and not isinstance(value, list):
        return [] if value is None else [value]
    if shape in ("singleEntry", "collectEntries"):
        return value
    return [outcome] if shape == "resultList" else outcome


class FeelScript(Moving, ScriptTask):
    """Works out one FEEL expression; no other language runs."""

    def _run_hook(self, my_task: Token) -> bool | None:
        element = my_task.element
        if element is None or str(element.attributes.get("scriptFormat", "")).lower() != "feel":
            raise ElementFailed(my_task.shape, my_task.id, 'A script task must have the script format "feel".')
        top = my_task.workflow.top_workflow
        value = feel.plain(expressions.computed(element.attributes["script"], scope.visible(my_task), top))
        name = element.attributes.get("resultVariable")
        if name:
            scope.assign(my_task, {name: value})
        elif isinstance(value, dict):
            scope.assign(my_task, value)
        return True


class _Enclosing(Moving):
    """An activity with a process inside."""

    spec: str

    def _update_hook(self, my_task: Token) -> bool:
        scope.enter(my_task)
        self.open_inner(my_task)
        my_task._set_state(STARTED)
        return False

    def open_inner(self, my_task: Token) -> None:
        program = my_task.workflow.program
        begin(Inner(my_task, program, program.specs[self.spec], None))

    def inner_done(self, my_task: Token, inner: Any) -> None:
        """Everything inside has ended: go on."""
        my_task.complete()


class EmbeddedProcess(_Enclosing, SubWorkflowTask):
    """A sub-process drawn in the diagram; it shares the variables of what surrounds it."""


class Transaction(_Enclosing, TransactionSubprocess):
    """A sub-process that can be cancelled as a whole."""


class CalledProcess(_Enclosing, CallActivity):
    """Another process, in a scope of its own, inside the caller's instance."""

    def open_inner(self, my_task: Token) -> None:
        top = my_task.workflow.top_workflow
        element = my_task.element
        seen = scope.visible(my_task)
        key = expressions.filled(self.spec, seen, top)
        program = top.called.get(key)
        if program is None or element is None:
            raise ElementFailed(my_task.shape, my_task.id, f"There is no process {key} to call. Deploy it first.")
        given = scope.mapped(element.attributes.get("in", []), seen, top)
        begin(Inner(my_task, program, program.spec, given))

    def inner_done(self, my_task: Token, inner: Any) -> None:
        element = my_task.element
        if element is not None:
            top = my_task.workflow.top_workflow
            scope.assign(my_task, scope.mapped(element.attributes.get("out", []), inner.variables, top))
        my_task.complete()


def begin(tree: Any) -> None:
    """Put the first token of a process on a start event: the chosen one, else the plain one, else the only one."""
    is_body = tree.host is not None and tree.host.element.is_synthetic and tree.program is tree.top_workflow.program
    wanted = tree.top_workflow.start_event if tree.host is None or is_body else None
    starts = {spec.name: spec for spec in tree.spec.bpmn_start_events}
    plain = [spec for spec in starts.values() if tree.program.elements[spec.bpmn_id].event == "none"]
    spec = starts.get(wanted) or next(iter(plain or starts.values()), None)
    if spec is None:
        raise ElementFailed(tree.spec.name, "", "The process has no start event.")
    Token(tree, spec, tree.task_tree)._ready()
