"""The list of rules for diagrams: each a function that takes a diagram and gives its problems."""

from collections.abc import Callable, Iterator
from typing import Final

from engine.lint import (
    elements,
    errors,
    expressions,
    gateways,
    lengths,
    loops,
    parameters,
    references,
    structure,
    tasks,
    telling,
    timers,
)
from engine.lint.diagram import Diagram
from engine.lint.report import Problem

Rule = Callable[[Diagram], Iterator[Problem]]

FOR_DIAGRAMS: Final[tuple[Rule, ...]] = (
    structure.ids,
    lengths.diagrams,
    structure.executable,
    structure.dangling,
    structure.starts,
    structure.wrong_way,
    structure.unreachable,
    structure.no_way_to_end,
    structure.without_picture,
    elements.dialect,
    elements.unsupported_kinds,
    elements.unsupported_events,
    elements.compensation,
    elements.event_sub_processes,
    elements.loops,
    errors.uncaught,
    elements.hooks,
    elements.scripts,
    gateways.conditions,
    gateways.exhaustive,
    gateways.event_gateways,
    gateways.labels,
    gateways.idle,
    loops.unbounded,
    loops.into_a_branch,
    loops.inclusive_joins,
    tasks.roles,
    tasks.starters,
    tasks.forms,
    telling.forms,
    tasks.java,
    tasks.topics,
    tasks.retries,
    parameters.parameters,
    parameters.names,
    references.events,
    references.calls,
    references.bindings,
    references.circular_calls,
    references.decisions,
    timers.timers,
    timers.reminders,
    timers.task_dates,
    expressions.expressions,
    expressions.decision_inputs,
    expressions.other_languages,
    expressions.empty_conditions,
)
