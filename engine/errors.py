"""What can go wrong in the engine, in words that a person can act on."""

from engine.lint.report import Report


class EngineError(Exception):
    """The base of everything the engine refuses; its text is fit to be shown."""


class NotFound(EngineError):
    """There is no such definition, instance, task, job or incident."""


class Refused(EngineError):
    """A deployment that the checks do not let through; `report` lists every problem."""

    def __init__(self, report: Report) -> None:
        super().__init__("The files were not deployed: see the report.")
        self.report = report


class TaskGone(EngineError):
    """The task is no longer open: somebody completed it, or the process moved on without it."""

    def __init__(self, task_id: str, status: str, by: str | None, at: object) -> None:
        super().__init__("This task is no longer open.")
        self.task_id, self.status, self.by, self.at = task_id, status, by, at


class TaskTaken(EngineError):
    """Another person holds the task."""

    def __init__(self, task_id: str, by: str) -> None:
        super().__init__("Another person has taken this task.")
        self.task_id, self.by = task_id, by


class ChangedMeanwhile(EngineError):
    """The instance was changed between reading and writing; the command is tried again."""


class RunawayLoop(EngineError):
    """A process took more automatic steps in one command than its budget allows."""
