"""A workbench for engine tests: a database, handlers of the test's own, and small diagrams really deployed."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import orjson

from engine import definitions, instances, tasks, worker
from engine.tables.instances import UserTask
from engine.work import Environment, Field, Handler, Work
from engine.worker import Worker
from foundation.clock import SettableClock
from foundation.database import Database, new_id

WHO = {
    "camunda_candidateGroups": "business_office",
    "camunda_formRef": "f",
    "camunda_formRefBinding": "latest",
}
"""What every user task of these tests has."""

FORM = orjson.dumps({"id": "f", "type": "default", "schemaVersion": 16, "components": []})


def handler(topic: str, run: Callable[[Work], Any], *outputs: str, **more: Any) -> Handler:
    return Handler(topic, topic, run, outputs=tuple(Field(name, "string", name) for name in outputs), **more)


class Bench:
    """Everything a test needs to run a diagram durably."""

    def __init__(self, database: Database, clock: SettableClock, *handlers: Handler, **environment: Any) -> None:
        self.database, self.clock = database, clock
        self.environment = Environment(
            handlers={one.topic: one for one in handlers},
            groups=frozenset({"business_office", "crg_chair"}),
            **environment,
        )
        self.worker = Worker(database, self.environment, clock)
        self.case_id = new_id()

    def deploy(self, *diagrams: bytes, **more: bytes) -> None:
        files = {f"d{number}.bpmn": bpmn for number, bpmn in enumerate(diagrams)}
        files |= {name.replace("_", "."): content for name, content in more.items()}
        with self.database.transaction() as session:
            definitions.deploy(session, self.environment, {**files, "f.form": FORM}, "tester", self.clock.now())

    def start(self, process: str = "p", variables: Mapping[str, Any] | None = None, key: str | None = None) -> str:
        beginning = instances.Beginning(process, self.case_id, key or new_id(), variables or {})
        with self.database.transaction() as session:
            return instances.start(session, self.environment, beginning, "tester", self.clock.now())

    def open_tasks(self) -> list[UserTask]:
        with self.database.reading() as session:
            return [one for one in tasks.of_case(session, self.case_id) if one.ended_at is None]

    @property
    def open(self) -> list[str]:
        return sorted(task.element_id for task in self.open_tasks())

    def task(self, element_id: str) -> UserTask:
        return next(one for one in self.open_tasks() if one.element_id == element_id)

    def complete(self, element_id: str, by: str = "ann", **variables: Any) -> None:
        task_id = self.task(element_id).id
        with self.database.transaction() as session:
            tasks.complete(session, self.environment, task_id, variables, by, self.clock.now())

    def work(self) -> int:
        return worker.run_until_idle(self.worker)

    def wait(self, **time: float) -> None:
        self.clock.move(timedelta(**time))
        self.work()
