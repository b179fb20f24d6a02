"""What a user task asks of people and a job asks of a handler, worked out once, on arrival."""

from typing import Any

from engine.spiff import expressions, moments, scope
from engine.spiff.element import Element, Json
from engine.spiff.token import Token
from engine.spiff.waits import JobWait, UserTaskWait

DATES = {"due_date": "dueDate", "follow_up_date": "followUpDate"}
"""Which attribute says each date of a user task."""

USUAL_PRIORITY = 50
"""Camunda's: between nothing and everything."""


def assign(token: Token) -> None:
    """Work out who may do a user task, by when, with which form."""
    element = token.element
    if element is None:
        return
    top, seen, said = token.workflow.top_workflow, scope.visible(token), element.attributes
    person = expressions.read(said.get("assignee", ""), seen, top)
    assignee = expressions.word(person, expressions.MOST_OF_A_PERSON)
    groups = expressions.words(said.get("candidateGroups"), seen, top)
    users = expressions.words(said.get("candidateUsers"), seen, top)
    if not (assignee or groups or users) and element.lane:
        groups = (role_of_lane(element.lane),)
    token.internal_data["work"] = {
        "assignee": assignee or None,
        "groups": groups,
        "users": users,
        "due_date": moments.text(date_of(token, "due_date")),
        "follow_up_date": moments.text(date_of(token, "follow_up_date")),
        "priority": _priority(expressions.read(said.get("priority", ""), seen, top)),
        "form": expressions.filled(element.form_ref, seen, top),
    }


def role_of_lane(lane: str) -> str:
    """The role a lane stands for: "Business Office" is business_office."""
    return "_".join(lane.lower().replace("-", " ").split())


def date_of(token: Token, what: str) -> Any:
    """The instant of a user task's date, worked out now; None when it has none yet."""
    element = token.element
    said = "" if element is None else element.attributes.get(DATES[what], "")
    top = token.workflow.top_workflow
    value = expressions.read(said, scope.visible(token), top)
    return moments.instant(value, top.surroundings.now, end_of_day=what == "due_date") if value else None


def _priority(value: Any) -> int:
    return USUAL_PRIORITY if value in (None, "") else int(value)


def user_task(token: Token) -> UserTaskWait:
    """A user task as the worklist shows it."""
    element = token.element
    work: dict[str, Json] = token.internal_data["work"]
    return UserTaskWait(
        token_id=token.id,
        element_id=token.task_spec.bpmn_id,
        name="" if element is None else element.name,
        assignee=work["assignee"],
        groups=tuple(work["groups"]),
        users=tuple(work["users"]),
        due_at=moments.parsed(work["due_date"]),
        follow_up_at=moments.parsed(work["follow_up_date"]),
        priority=work["priority"],
        form_ref=work["form"],
    )


def is_job(element: Element | None) -> bool:
    """Whether a handler does this element."""
    return element is not None and bool(element.attributes.get("topic"))


def offer_job(token: Token) -> None:
    """Work out the topic of a job; its parameters are the activity's input parameters."""
    element = token.element
    topic = "" if element is None else element.attributes.get("topic") or ""
    seen = scope.visible(token)
    token.internal_data["topic"] = expressions.word(expressions.read(topic, seen, token.workflow.top_workflow))
    if not token.internal_data["topic"]:
        raise ValueError("It names no topic, so no handler can do it.")


def job(token: Token) -> JobWait:
    """A job as a worker takes it."""
    element = token.element
    inputs = {} if element is None else element.inputs
    own = token.internal_data.get("locals", {})
    return JobWait(
        token_id=token.id,
        element_id=token.task_spec.bpmn_id,
        topic=token.internal_data["topic"],
        parameters={name: own.get(name) for name in inputs},
        retries=None if element is None else element.attributes.get("failedJobRetryTimeCycle"),
    )
