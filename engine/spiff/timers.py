"""Timers of an instance: set on arrival, fired when due, set again when their clock moves.

What is kept with the token: `due` (None: no date yet), `armed` (when it was set), `left` (times left, None: without
end), `every` and `until` for repetitions, `spent` (fired, still beside an open activity), `fixed` (moved by a person).
"""

from datetime import datetime
from typing import Any

from engine.spiff import duties, expressions, moments, scope
from engine.spiff.element import Element, Json
from engine.spiff.errors import blaming
from engine.spiff.specs.kinds import Boundary
from engine.spiff.token import READY, WAITING, Token
from engine.spiff.waits import Rearmed, TimerWait


def arm(token: Token, element: Element) -> None:
    """Work out when a timer is due, once; without a date it waits, unarmed (defect N11)."""
    now: datetime = token.workflow.top_workflow.surroundings.now
    value = _value(token, element)
    state: dict[str, Json] = {"armed": moments.text(now), "due": None}
    repetition = moments.cycle(value, now) if isinstance(value, str) else None
    if repetition is None:
        state["due"] = moments.text(moments.instant(value, now))
    else:
        first = repetition.start or moments.period(repetition.every).after(now)
        state |= {"due": moments.text(first), "left": repetition.times, "every": repetition.every}
        state["until"] = moments.text(repetition.end)
    token.internal_data["timer"] = state


def _value(token: Token, element: Element) -> Any:
    written = element.attributes.get("expression", "")
    return expressions.read(written, scope.visible(token), token.workflow.top_workflow)


def is_armed(token: Token) -> bool:
    """Whether the token waits for time to pass, with or without a date yet."""
    state = token.internal_data.get("timer")
    return state is not None and token.state == WAITING and not state.get("spent")


def due(token: Token) -> datetime | None:
    """When the timer fires; None while it has no date."""
    return moments.parsed(token.internal_data["timer"]["due"])


def wait(token: Token) -> TimerWait:
    """A timer as the sweeper sees it."""
    element, state = token.element, token.internal_data["timer"]
    said = {} if element is None else element.attributes
    return TimerWait(
        token_id=token.id,
        element_id=token.task_spec.bpmn_id,
        due_at=due(token),
        kind=said.get("timer", "date"),
        expression=said.get("expression", ""),
        cycles_left=state.get("left"),
    )


def fired(token: Token) -> None:
    """A timer beside an open activity has fired: set it for its next time, or leave it spent.

    After an outage the times that were missed count as one (defect N9: a flood of reminders).
    """
    if not isinstance(token.task_spec, Boundary) or token.task_spec.cancel_activity:
        return
    state, now = token.internal_data["timer"], token.workflow.top_workflow.surroundings.now
    following, left = due(token), state.get("left")
    if "every" in state and following is not None:
        following, used = moments.period(state["every"]).beyond(following, now)
        left = None if left is None else left - used
        until = moments.parsed(state.get("until"))
        if (left is None or left > 0) and (until is None or following <= until):
            state |= {"left": left, "due": moments.text(following)}
            return
    state |= {"spent": True, "left": 0 if "every" in state else None}


def move(token: Token, to: datetime) -> None:
    """A person sets another time; clocks no longer move this timer."""
    token.internal_data["timer"] |= {"due": moments.text(to), "fixed": True, "spent": False}


def rearm(token: Token) -> list[Rearmed]:
    """Work out the dates of one waiting token again, and tell which of them moved."""
    with blaming(token):
        if token.internal_data.get("timer") is not None and token.state == WAITING:
            return _rearm_timer(token)
        if token.internal_data.get("work") is not None and token.state == READY:
            return [moved for what in duties.DATES for moved in _rearm_task(token, what)]
    return []


def _rearm_timer(token: Token) -> list[Rearmed]:
    element, state = token.element, token.internal_data["timer"]
    now: datetime = token.workflow.top_workflow.surroundings.now
    if element is None or state.get("fixed") or not expressions.is_expression(element.attributes.get("expression")):
        return []
    value, was = _value(token, element), due(token)
    if isinstance(value, str) and value.startswith("R"):
        return []
    # A length of time counts from when the timer was set, or it would never end.
    new = moments.instant(value, moments.parsed(state["armed"]) or now)
    if new == was or (state.get("spent") and (new is None or new <= now)):
        return []
    state |= {"due": moments.text(new), "spent": False}
    return [Rearmed(token.id, token.task_spec.bpmn_id, "timer", was, new)]


def _rearm_task(token: Token, what: str) -> list[Rearmed]:
    element, work = token.element, token.internal_data["work"]
    if element is None or not expressions.is_expression(element.attributes.get(duties.DATES[what])):
        return []
    was, new = moments.parsed(work[what]), duties.date_of(token, what)
    if new == was:
        return []
    work[what] = moments.text(new)
    return [Rearmed(token.id, token.task_spec.bpmn_id, what, was, new)]
