"""Multi-instance activities: one token for each item, all at once or one after the other.

What is kept with the token: `total`, `next`, `done`, the `items` still to come, and the results by their position.
"""

from collections import ChainMap
from typing import Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask, SequentialMultiInstanceTask

from engine.spiff import expressions, listeners, scope
from engine.spiff.element import Json
from engine.spiff.errors import ElementFailed
from engine.spiff.specs.kinds import Several
from engine.spiff.specs.moving import Moving
from engine.spiff.token import STARTED, Token

MOST = 1_000
"""How often one activity is done at most: more is a mistake, and would hold everybody up."""


class _Many(Several, Moving):
    """Stands for the activity as a whole. Its items are its own, so it may be reached any number of times (N2)."""

    sequential: bool

    def merge_child(self, workflow: Any, child: Any) -> None:
        """The library's own way, which writes to shared data, is not taken."""

    def _update_hook(self, my_task: Token) -> bool:
        items = self._items(my_task)
        my_task.internal_data["several"] = {"total": len(items), "next": 0, "done": 0, "results": {}}
        if not items:
            self._keep_results(my_task)
            return True
        my_task._set_state(STARTED)
        if self.sequential:
            my_task.internal_data["several"]["items"] = scope.copied(items)
            self._begin_one(my_task, items[0])
        else:
            for item in items:
                self._begin_one(my_task, item)
        return False

    def _items(self, token: Token) -> list[Json]:
        said, seen, top = self._said(token), scope.visible(token), token.workflow.top_workflow
        if said["collection"]:
            found = expressions.computed(said["collection"], seen, top)
            if not isinstance(found, list):
                raise ElementFailed(token.shape, token.id, f"{said['collection']} gives no list to go through.")
            self._must_be_few(token, len(found))
            return [expressions.plain(one) for one in found]
        count = expressions.plain(expressions.computed(said["cardinality"] or "null", seen, top))
        if not isinstance(count, int) or isinstance(count, bool) or count < 0:
            raise ElementFailed(token.shape, token.id, f"{said['cardinality']} gives no number of times.")
        self._must_be_few(token, count)
        return list(range(count))

    def _must_be_few(self, token: Token, count: int) -> None:
        if count > MOST:
            raise ElementFailed(token.shape, token.id, f"It would be done {count:,} times; {MOST:,} are allowed.")

    def _said(self, token: Token) -> dict[str, Any]:
        element = token.element
        return {} if element is None else element.attributes["multiInstance"]

    def _begin_one(self, token: Token, item: Json) -> None:
        said, state = self._said(token), token.internal_data["several"]
        child = token._add_child(token.workflow.spec.task_specs[self.task_spec])
        own: dict[str, Json] = {"loopCounter": state["next"], "nrOfInstances": state["total"]}
        if said["item"]:
            own[said["item"]] = scope.copied(item)
        if said["result"]:
            own[said["result"]] = None
        child.internal_data["locals"] = own
        state["next"] += 1
        child.task_spec._update(child)

    def one_done(self, token: Token, child: Token) -> None:
        """One of the instances has ended: keep its result, and go on when that was the last or enough."""
        said, state = self._said(token), token.internal_data["several"]
        own = child.internal_data["locals"]
        state["done"] += 1
        if said["result"]:
            state["results"][str(own["loopCounter"])] = own.get(said["result"])
        if state["done"] == state["total"] or self._is_enough(token, child):
            for other in token.children:
                listeners.cancel(other)
            self._keep_results(token)
            token.complete()
        elif self.sequential:
            self._begin_one(token, state["items"][state["next"]])

    def _is_enough(self, token: Token, child: Token) -> bool:
        condition, state = self._said(token)["condition"], token.internal_data["several"]
        if not condition:
            return False
        counts = {
            "nrOfInstances": state["total"],
            "nrOfCompletedInstances": state["done"],
            "nrOfActiveInstances": 1 if self.sequential else state["total"] - state["done"],
        }
        return expressions.holds(condition, ChainMap(counts, dict(scope.visible(child))), token.workflow.top_workflow)

    def _keep_results(self, token: Token) -> None:
        """Results stand in the order of the items, whoever was first (research §2.1)."""
        name, results = self._said(token)["results"], token.internal_data["several"]["results"]
        if name:
            scope.assign(token, {name: [results[key] for key in sorted(results, key=int)]})

    def _on_complete(self, my_task: Token) -> None:
        # Parameters and history are those of the single instances.
        listeners.release(my_task)
        self._go_on(my_task)

    def _go_on(self, my_task: Token) -> None:
        for output in self.outputs:
            child = my_task._add_child(output)
            child.task_spec._update(child)


class AllAtOnce(_Many, ParallelMultiInstanceTask):
    """Every item at once."""

    sequential = False


class OneByOne(_Many, SequentialMultiInstanceTask):
    """One item after the other."""

    sequential = True
