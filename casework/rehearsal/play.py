"""The stage: who does what when. Time is moved from one due thing to the next, so that nothing fires late."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from cases import partnerships, people
from casework import attaching, occasions, start
from casework import tell as telling
from casework.forms.schema import Form
from casework.mail import delivery
from casework.office import Office
from casework.tasks import opened, sending
from engine import tasks, worker
from engine.states import OPEN_TASKS, JobState
from engine.tables.instances import Job, Timer, UserTask
from foundation.clock import SettableClock
from foundation.database import Session, new_id

ACTION = "action"
"""The process that follows one immediate action or learning point."""


class WentWrong(AssertionError):
    """The play could not go on; the text says who, what and why."""


class Play:
    """One case with its people. `office` must have a settable clock."""

    def __init__(self, office: Office) -> None:
        if not isinstance(office.clock, SettableClock):
            raise TypeError("a play needs a clock that can be set")
        self.office = office
        self.clock = office.clock
        self.case_id = ""
        self.reference = ""

    def person(self, name: str) -> str:
        """The id of somebody by name."""
        with self.office.database.reading() as session:
            found = session.scalars(select(people.Person.id).where(people.Person.name == name)).all()
        if len(found) != 1:
            raise WentWrong(f"there are {len(found)} people called {name}")
        return found[0]

    def at(self, moment: datetime) -> None:
        """Go forward to a moment, stopping at everything that falls due on the way."""
        self.settle()
        while (due := self._next_due()) is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()))
            self.settle()
        self.clock.set(moment)
        self.settle()

    def settle(self) -> None:
        """Let the machine do all it has to do now, mail included."""
        worker.run_until_idle(self.office.worker)
        delivery.deliver_due(self.office)

    def _next_due(self) -> datetime | None:
        with self.office.database.reading() as session:
            timer = session.scalars(select(func.min(Timer.due_at))).one()
            job = session.scalars(select(func.min(Job.run_at)).where(Job.state == JobState.READY)).one()
        return min((due for due in (timer, job) if due is not None), default=None)

    def begin(
        self,
        name: str,
        place: tuple[str, str],
        partnership_id: str,
        answers: dict[str, Any],
        files: Sequence[tuple[str, str, bytes]] = (),
    ) -> None:
        """Somebody sends a start form, and a case is there."""
        person_id = self.person(name)
        with self.office.database.reading() as session:
            paper = start.open_start(session, self.office, person_id, *place)
        sent = start.Beginning(*place, partnership_id, new_id(), self.written(paper.form, answers, paper.data), files)
        begun = start.begin(self.office, person_id, sent)
        if isinstance(begun, start.NotStarted):
            raise WentWrong(f"{name} could not begin: {_told(begun.errors)}")
        self.case_id, self.reference = begun.case_id, begun.reference
        self.settle()

    def written(self, form: Form, answers: dict[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
        """The answers as they are sent, given what is known for the form; a play may write them in its own way."""
        return answers

    def do(
        self, name: str, form: str, files: attaching.Attached = (), step: str = "", about: str = "", /, **answers: Any
    ) -> None:
        """Somebody sends the form of a task that waits for them: what is prefilled, and these answers over it.

        `step` is the id in the diagram, `about` an agency's name, where several tasks with the same form wait.
        """
        person_id = self.person(name)
        with self.office.database.reading() as session:
            task = self._task(session, person_id, form, step, about)
            if task is None:
                raise WentWrong(f"{name} has no task with the form {form}; open are: {self._open(session)}")
            found = opened.open_task(session, self.office, person_id, task.id)
        written = self.written(found.paper.form, {**found.answers, **answers}, found.paper.data)
        written = self._attached(task, found.paper.form, person_id, written, files)
        sent = self.send(person_id, task.id, written)
        if isinstance(sent, sending.NotAccepted):
            raise WentWrong(f"{name} could not send {form}: {_told(sent.errors)}")
        self.settle()

    def tell(self, name: str, event: str, about: str = "", files: attaching.Attached = (), /, **answers: Any) -> None:
        """Somebody says that something happened which an event of a diagram waits for; `about` is an agency's name."""
        person_id = self.person(name)
        with self.office.database.reading() as session:
            offered = self._places(session, person_id)
            place = next((one for one in offered if (one.element.id, one.subject) == (event, about)), None)
            if place is None:
                told = ", ".join(f"{one.element.id} {one.subject}".strip() for one in offered) or "nothing"
                raise WentWrong(f"{name} cannot tell of {event} {about}; can tell of: {told}")
            paper = telling.open_place(session, self.office, person_id, self.case_id, place.id)
        written = self.written(paper.form, {**paper.answers, **answers}, paper.data)
        sent = telling.Message(self.case_id, place.id, new_id(), written, files)
        answer = telling.tell(self.office, person_id, sent)
        if isinstance(answer, telling.NotTold):
            raise WentWrong(f"{name} could not tell of {event}: {_told(answer.errors)}")
        self.settle()

    def may_tell(self, name: str) -> set[str]:
        """What somebody could tell of now: the ids of the events."""
        with self.office.database.reading() as session:
            return {one.element.id for one in self._places(session, self.person(name))}

    def _places(self, session: Session, person_id: str) -> list[occasions.Place]:
        return occasions.places(session, self.office, person_id, self.case_id)

    def _attached(
        self, task: UserTask, form: Form, person_id: str, answers: dict[str, Any], files: attaching.Attached
    ) -> dict[str, Any]:
        by = (task.case_id, form.visibility, person_id)
        with self.office.database.transaction() as session:
            return attaching.taken_in(session, self.office, by, answers, files, self.clock.now())

    def send(self, person_id: str, task_id: str, answers: dict[str, Any]) -> sending.Sent | sending.NotAccepted:
        """The form itself goes in, and nothing else."""
        return sending.send(self.office, person_id, task_id, new_id(), answers)

    def has(self, name: str, form: str) -> bool:
        """Whether a task with this form waits for somebody."""
        with self.office.database.reading() as session:
            return self._task(session, self.person(name), form) is not None

    def open_forms(self) -> list[str]:
        """The forms of the case’s open tasks in order, without reports on actions: those go on beside its path."""
        with self.office.database.reading() as session:
            return sorted(task.form_ref or "" for task in self._open_tasks(session) if task.process != ACTION)

    def tasks_of(self, name: str) -> list[UserTask]:
        """The open tasks of the case that somebody could send now."""
        person_id = self.person(name)
        with self.office.database.reading() as session:
            return [task for task in self._open_tasks(session) if self._may_send(session, person_id, task)]

    def task_of(self, name: str, form: str, about: str = "") -> str:
        """The id of a task with this form that waits for somebody. Raises WentWrong."""
        with self.office.database.reading() as session:
            task = self._task(session, self.person(name), form, "", about)
            if task is None:
                raise WentWrong(f"{name} has no task with the form {form}; open are: {self._open(session)}")
            return task.id

    def _may_send(self, session: Session, person_id: str, task: UserTask) -> bool:
        try:
            return opened.open_task(session, self.office, person_id, task.id).may_send
        except opened.NotYours:
            return False

    def _task(self, session: Session, person_id: str, form: str, step: str = "", about: str = "") -> UserTask | None:
        for task in self._open_tasks(session):
            if task.form_ref != form or step not in ("", task.element_id):
                continue
            try:
                found = opened.open_task(session, self.office, person_id, task.id)
            except opened.NotYours:
                continue
            if found.may_send and about in ("", self._subject(session, found.paper.agency_id)):
                return task
        return None

    def _subject(self, session: Session, agency_id: str | None) -> str:
        return partnerships.agency(session, agency_id).name if agency_id else ""

    def _open_tasks(self, session: Session) -> list[UserTask]:
        return [task for task in tasks.of_case(session, self.case_id) if task.state in OPEN_TASKS]

    def _open(self, session: Session) -> str:
        return ", ".join(f"{task.name} ({task.form_ref})" for task in self._open_tasks(session)) or "none"


def _told(errors: Sequence[Any]) -> str:
    return "; ".join(f"{error.path}: {error.message}" for error in errors)
