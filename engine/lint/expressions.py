"""Whether every expression compiles, calls what exists, names clocks that exist and reads variables that exist."""

from collections.abc import Iterator
from typing import Final

import feel
from engine.lint import feel_check, sites, variables
from engine.lint.diagram import Diagram
from engine.lint.names import BPMN, CAMUNDA, attribute, local, nearest
from engine.lint.report import ERROR, WARNING, Problem
from engine.lint.sites import Site

BUSINESS_KEY: Final = frozenset({"${execution.processBusinessKey}", "#{execution.processBusinessKey}"})
"""What the Modeler itself writes when a call activity is to hand on the business key: always done here."""


_DECLARE: Final = (
    "Give a form field the property “routing” with this name; what a process is started with stands in the property "
    "“variables” of its start event."
)


def expressions(diagram: Diagram) -> Iterator[Problem]:
    """Every expression of the diagram."""
    for site in sites.sites(diagram):
        if site.text in BUSINESS_KEY and local(site.element) == "in":
            continue
        source = feel.expression_in(site.text)
        if source is None and site.use in {sites.CONDITION, sites.COLLECTION}:
            # These are never plain text, so the braces may be left out.
            source = site.text
        if source is None or _is_mixed(source):
            yield from _mixed(diagram, site)
            continue
        expression, fault = feel_check.check(source, diagram.facts.known)
        if fault is not None:
            yield diagram.problem(site.element, fault.code, f"{site.noun}: {fault.what}", fault.remedy)
        elif expression is not None:
            yield from _reads(diagram, site, expression.names)


def _is_mixed(text: str) -> bool:
    return "${" in text or "#{" in text


def _mixed(diagram: Diagram, site: Site) -> Iterator[Problem]:
    if _is_mixed(site.text) and site.text not in BUSINESS_KEY:
        what = f"{site.noun}: “{feel_check.shown(site.text)}” mixes text and an expression, or does not close it."
        yield diagram.problem(site.element, "mixed-text", what, 'Write all of it as one: ${"text " + variable}.')


def _reads(diagram: Diagram, site: Site, names: frozenset[str]) -> Iterator[Problem]:
    if site.use == sites.TIMER:
        if names:
            what = f"The timer reads {_listed(names)}: when that changes, the timer cannot be worked out again."
            yield diagram.problem(
                site.element, "timer-reads-variable", what, 'Name a clock: ${deadline("…")}.', WARNING
            )
        return
    declared = variables.visible(diagram, site)
    if declared is None:
        return
    for name in sorted(names - set(declared)):
        what = f"{site.noun}: no form, handler, message, decision or caller gives a variable “{name}”."
        remedy = nearest(name, declared) + _DECLARE
        severity = ERROR if site.use in {sites.CONDITION, sites.COLLECTION} else WARNING
        yield diagram.problem(site.element, "undeclared-variable", what, remedy, severity)


def decision_inputs(diagram: Diagram) -> Iterator[Problem]:
    """What a decision table reads is there when it is asked."""
    for node in diagram.of_kind("businessRuleTask"):
        decision = diagram.facts.decisions.get(attribute(node.element, "decisionRef"))
        if decision is not None:
            site = Site(node.element, node.scope, node, "", sites.COLLECTION, "the decision table")
            yield from _reads(diagram, site, decision.inputs)


def _listed(names: frozenset[str]) -> str:
    return ", ".join(f"“{name}”" for name in sorted(names))


def other_languages(diagram: Diagram) -> Iterator[Problem]:
    """Conditions are written in FEEL, in the diagram itself."""
    for process in diagram.processes:
        for element in process.element.iter(f"{BPMN}conditionExpression", f"{BPMN}completionCondition"):
            language = element.get("language", "").lower()
            if (language and "feel" not in language) or element.get(f"{CAMUNDA}resource"):
                what = f"The condition is a script in {element.get('language') or 'a file'}, which is never run."
                yield diagram.problem(element, "script", what, "Write it in FEEL, between ${ and }.")


def empty_conditions(diagram: Diagram) -> Iterator[Problem]:
    """A flow that is to have a condition says which."""
    for scope in diagram.scopes:
        for flow in scope.flows:
            if flow.condition is not None and not (flow.condition.text or "").strip():
                what = f"The condition of the flow “{flow.name or flow.id}” is empty."
                yield diagram.problem(
                    flow.condition, "empty-condition", what, "Write it between ${ and }, or remove it."
                )
