"""A task's form with everything that is known for it: the same for showing, checking and keeping it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from casework import agency_facts, facts, meeting_words
from casework.asked import Asked
from casework.forms import schema, shelf, validate
from casework.office import Office
from engine import instances, pinning, programs
from engine.errors import NotFound
from engine.spiff.element import Element
from engine.states import OPEN_TASKS
from engine.tables.instances import Instance, UserTask
from foundation.canonical import Json
from foundation.clock import london_date
from foundation.database import Session


@dataclass(frozen=True, slots=True)
class Paper:
    """The form of one task, in the version its instance is on, with options, known facts and words for conditions."""

    task: UserTask
    form: schema.Form
    form_version: str
    element: Element
    variables: Mapping[str, Any]
    data: Mapping[str, Any] = field(repr=False)
    functions: Mapping[str, Callable[..., Any]] = field(repr=False)
    earlier: Mapping[str, Any] = field(repr=False)
    sections: list[tuple[datetime, dict[str, Json]]] = field(repr=False)
    now: datetime

    def check(self, answers: Mapping[str, Any]) -> validate.Valid | validate.Invalid:
        """The answers made clean, or every problem with them."""
        return validate.validate(self.form, answers, self.data, london_date(self.now), self.functions)

    def blank(self) -> dict[str, Any]:
        """What a fresh page starts with."""
        return schema.defaults(self.form, self.data, london_date(self.now), self.functions)

    @property
    def agency_id(self) -> str | None:
        """The agency whose task it is, when its process is about one agency."""
        agency = self.variables.get("agency_id")
        return agency if isinstance(agency, str) else None


def of_task(session: Session, office: Office, person_id: str, task: UserTask) -> Paper:
    """The paper of an open or ended task. Raises NotFound when the diagram gives it no form."""
    now = office.clock.now()
    instance = instances.of_task(session, task)
    element = _element(session, instance, task)
    form, version = _form(session, instance, element)
    variables = _variables(session, office, instance, task)
    asked = Asked(task.case_id, person_id, variables, now)
    plain = office.environment.functions(session, task.case_id, now, lambda: variables)
    return Paper(
        task=task,
        form=form,
        form_version=version,
        element=element,
        variables=variables,
        data={**variables, **facts.known(session, office, asked, form.needs)},
        functions=meeting_words.functions(session, instance.pinned, asked, plain),
        earlier=facts.earlier(session, office, element, asked, form.id),
        sections=agency_facts.returned(session, office, element, task.case_id, dict(variables)),
        now=now,
    )


def _variables(session: Session, office: Office, instance: Instance, task: UserTask) -> Mapping[str, Any]:
    if task.state not in OPEN_TASKS:
        return {}
    taken = instances.opened(session, office.environment, instance, instances.SYSTEM, office.clock.now())
    return taken.run.variables_at(task.id)


def variables_of(session: Session, office: Office, instance: Instance) -> Mapping[str, Any]:
    """The variables of an instance itself, running or ended."""
    return instances.opened(session, office.environment, instance, instances.SYSTEM, office.clock.now()).run.variables


def _element(session: Session, instance: Instance, task: UserTask) -> Element:
    found = programs.element(session, instance.pinned, task.element_id, lambda one: one.form_ref == task.form_ref)
    if found is None:
        raise NotFound(f"The diagram has no step “{task.name}”.")
    return found


def _form(session: Session, instance: Instance, element: Element) -> tuple[schema.Form, str]:
    definition_id = pinning.form_of(instance, element)
    if definition_id is None:
        raise NotFound(f"The task “{element.name}” has no form.")
    return shelf.of_version(session, definition_id), definition_id
