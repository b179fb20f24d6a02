"""Gateways: which flows a token takes, and which tokens wait for each other."""

from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway, ExclusiveGateway, InclusiveGateway, ParallelGateway

from engine.spiff import expressions, scope
from engine.spiff.errors import ElementFailed
from engine.spiff.specs.kinds import EventGateway, Inclusive
from engine.spiff.specs.moving import Moving
from engine.spiff.token import COMPLETED, WAITING, Token


def _matching(spec: Any, token: Token) -> list[str]:
    """The flows whose condition is true, in the diagram's order."""
    seen, top = scope.visible(token), token.workflow.top_workflow
    return [
        target
        for condition, target in spec.cond_task_specs
        if condition is not None and expressions.holds(condition.args[0], seen, top)
    ]


def _send(token: Token, targets: list[str]) -> bool:
    if not targets:
        raise ElementFailed(
            token.shape, token.id, "No condition is true and there is no default flow. Draw a default flow."
        )
    for target in targets:
        token._add_child(token.workflow.spec.task_specs[target])
    return True


class Choice(Moving, ExclusiveGateway):
    """Takes the first flow whose condition is true, else the default."""

    takes_every_flow = False

    def _run_hook(self, my_task: Token) -> bool | None:
        default = [] if self.default_task_spec is None else [self.default_task_spec]
        return _send(my_task, (_matching(self, my_task) or default)[:1])


def arrive(token: Token) -> None:
    """Note which flow a token came by, since what it came from is forgotten once it waits."""
    parent = token.parent
    token.internal_data["via"] = "" if parent is None else parent.task_spec.name


def join(token: Token, waiting: list[Token], flows: set[str]) -> None:
    """Take one token of each flow: this one goes on, the others end in it. What is left over waits for the next."""
    taken = {token.internal_data["via"]}
    for other in waiting:
        via = other.internal_data["via"]
        if via in flows and via not in taken:
            taken.add(via)
            other._set_state(COMPLETED)


def waiting_at(spec: Any, tree: Any) -> list[Token]:
    """The tokens that wait at a gateway, oldest first."""
    return [token for token in tree.tasks.values() if token.task_spec is spec and token.state == WAITING]


class Parallel(Moving, ParallelGateway):
    """Goes on when a token has come by every flow; counts tokens instead of walking the tree (research §7, N6)."""

    def _update_hook(self, my_task: Token) -> bool:
        flows = set(self._inputs)
        if len(flows) < 2:
            return True
        arrive(my_task)
        waiting = waiting_at(self, my_task.workflow)
        if flows <= {my_task.internal_data["via"], *(one.internal_data["via"] for one in waiting)}:
            join(my_task, waiting, flows)
            return True
        my_task._set_state(WAITING)
        return False


class InclusiveChoice(Inclusive, Moving, InclusiveGateway):
    """Waits for every token that can still come, then takes every flow whose condition is true, else the default."""

    takes_every_flow = False

    def _update_hook(self, my_task: Token) -> bool:
        if len(set(self._inputs)) < 2:
            return True
        arrive(my_task)
        my_task._set_state(WAITING)
        return False

    def _run_hook(self, my_task: Token) -> bool | None:
        defaults = [target for condition, target in self.cond_task_specs if condition is None]
        return _send(my_task, _matching(self, my_task) or defaults)


class FirstEvent(EventGateway, Moving, EventBasedGateway):
    """Lets the events behind it compete; each has a token, so a slot, of its own (defect N4)."""
