"""Who does a user task and on which form, and who does what a service task asks."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

import feel
from engine.lint.diagram import Diagram, Node, role_of
from engine.lint.names import attribute, extensions, nearest, one_of, text_of
from engine.lint.report import WARNING, Problem
from engine.lint.sites import parts

_WHO: Final = ("assignee", "candidateUsers", "candidateGroups")
_SCOPED = re.compile(r'"([a-z_]+)@"')


def roles(diagram: Diagram) -> Iterator[Problem]:
    """Every user task is somebody's: by assignee, by candidates, or by a lane that stands for a role."""
    groups = diagram.facts.known.groups
    blamed: set[etree._Element] = set()
    for node in diagram.of_kind("userTask"):
        lane_role = role_of(node.lane) if node.lane is not None else ""
        lane_role = lane_role if lane_role in groups else ""
        if not any(attribute(node.element, name) for name in _WHO) and not lane_role:
            if node.lane is None:
                what = f"{node.said} is nobody’s: it has no candidate group, no assignee and no lane."
                yield diagram.problem(node, "nobody", what, "Give it a candidate group or put it into a lane.")
            elif node.lane not in blamed:
                blamed.add(node.lane)
                what = f"The lane “{node.lane.get('name') or node.lane.get('id')}” stands for no role."
                yield diagram.problem(node.lane, "unknown-role", what, _roles_remedy(node.lane.get("name", ""), groups))
        yield from _candidates(diagram, node, lane_role)
        yield from _people(diagram, node)


def _people(diagram: Diagram, node: Node) -> Iterator[Problem]:
    """People are known by ids, so one named in a diagram would be nobody: the task would wait in no list."""
    for name in (attribute(node.element, "assignee"), *parts(attribute(node.element, "candidateUsers"))):
        if name and feel.expression_in(name) is None and "{" not in name:
            what = f"{node.said} is for “{name[:40]}”, but nobody is known by a name that stands in a diagram."
            remedy = "Offer it to a role by candidate groups, or give a variable that holds a person’s id."
            yield diagram.problem(node, "person-by-name", what, remedy, WARNING)


def _candidates(diagram: Diagram, node: Node, lane_role: str) -> Iterator[Problem]:
    groups = diagram.facts.known.groups
    named = parts(attribute(node.element, "candidateGroups"))
    roles = {role for text in named for role in _roles_in(text)}
    for role in sorted(roles - groups):
        what = f"{node.said} is offered to “{role}”, which is no role."
        yield diagram.problem(node, "unknown-role", what, _roles_remedy(role, groups))
    computed = any(feel.expression_in(text) is not None and not _roles_in(text) for text in named)
    if lane_role and roles and not computed and lane_role not in roles and roles <= groups:
        what = f"{node.said} lies in the lane of “{lane_role}” but is offered to {', '.join(sorted(roles))}."
        yield diagram.problem(node, "lane-mismatch", what, "Move it to the lane of those who do it, or add that role.")


def _roles_in(text: str) -> list[str]:
    """The roles that a candidate group names: plain, with a scope, or with a computed scope."""
    expression = feel.expression_in(text)
    return [text.partition("@")[0]] if expression is None else _SCOPED.findall(expression)


def _roles_remedy(name: str, groups: frozenset[str]) -> str:
    return one_of("_".join(name.lower().split()), "roles", groups)


def starters(diagram: Diagram) -> Iterator[Problem]:
    """Who may start a process by hand is a role."""
    groups = diagram.facts.known.groups
    for process in diagram.processes:
        for role in parts(attribute(process.element, "candidateStarterGroups")):
            if role not in groups:
                what = f"The process may be started by “{role}”, which is no role."
                yield diagram.problem(process.element, "unknown-role", what, _roles_remedy(role, groups))


def forms(diagram: Diagram) -> Iterator[Problem]:
    """Every user task has a form that exists, bound in a way that finds it."""
    for node in diagram.of_kind("userTask", "startEvent"):
        if attribute(node.element, "formKey") or extensions(node.element, "formData"):
            what = f"{node.said} uses an older kind of form, which is not shown here."
            yield diagram.problem(node, "old-form", what, "Choose Camunda Forms and give the form reference.")
        elif attribute(node.element, "formRef"):
            yield from _form(diagram, node, attribute(node.element, "formRef"))
        elif node.kind == "userTask":
            what = f"{node.said} has no form."
            yield diagram.problem(node, "no-form", what, "Choose Camunda Forms and give the form reference.")


def _form(diagram: Diagram, node: Node, form: str) -> Iterator[Problem]:
    facts = diagram.facts
    binding = attribute(node.element, "formRefBinding")
    if feel.expression_in(form) is not None:
        what = f"{node.said} computes its form, so nobody can check it."
        yield diagram.problem(node, "computed-form", what, "Name one form; use a gateway to choose between tasks.")
    elif not facts.has_form(form):
        what = f"{node.said} uses the form “{form}”, which is neither among these files nor published."
        remedy = nearest(form, {*facts.forms, *facts.known.forms}) + f"Attach {form}.form when deploying."
        yield diagram.problem(node, "no-such-form", what, remedy)
    elif binding not in {"deployment", "latest", "version"}:
        what = f"{node.said} does not say which version of its form it uses."
        yield diagram.problem(node, "form-binding", what, "Choose the binding latest, deployment or version.")
    elif binding == "version":
        yield from _numbered(diagram, node, form, attribute(node.element, "formRefVersion"))
    elif binding == "deployment" and form in facts.forms and not facts.forms[form].uploaded:
        what = f"{node.said} wants the form “{form}” of the same deployment, but it is not among these files."
        yield diagram.problem(node, "form-binding", what, f"Attach {form}.form, or choose the binding latest.")


def _numbered(diagram: Diagram, node: Node, form: str, number: str) -> Iterator[Problem]:
    ask = diagram.facts.known.form_version
    if not re.match(r"^[1-9]\d{0,8}$", number):
        what = f"{node.said} is bound to a version of its form but does not say which."
        yield diagram.problem(node, "form-binding", what, "Give the number of the version.")
    elif ask is not None and ask(form, int(number)) is None:
        what = f"{node.said} is bound to version {number} of the form “{form}”, which is not published."
        yield diagram.problem(
            node, "form-binding", what, "Publish it first, or choose the binding latest or deployment."
        )


def java(diagram: Diagram) -> Iterator[Problem]:
    """No task is done by a Java class, a bean or an expression."""
    for node in diagram.nodes:
        for holder in (node.element, *node.triggers):
            for name in ("class", "delegateExpression", "expression"):
                if attribute(holder, name):
                    what = f"{node.said} is done by a Java {name}, which does not exist here."
                    yield diagram.problem(node, "java", what, "Choose the implementation External and a topic.")


def topics(diagram: Diagram) -> Iterator[Problem]:
    """Every service task names a topic that a handler answers, and nothing else has one, which would be ignored."""
    for node in diagram.nodes:
        if node.kind != "serviceTask" and any(attribute(one, "topic") for one in (node.element, *node.triggers)):
            what = f"{node.said} has a topic, but only service tasks are done by handlers."
            yield diagram.problem(node, "topic-ignored", what, "Draw a service task with the topic, or remove it.")
    for node in diagram.of_kind("serviceTask"):
        kind, topic = attribute(node.element, "type"), attribute(node.element, "topic")
        if kind not in {"", "external"}:
            what = f"{node.said} is of the type “{kind}”, which does not exist here."
            yield diagram.problem(node, "java", what, "Choose the implementation External and a topic.")
        elif not topic:
            if not any(attribute(node.element, name) for name in ("class", "delegateExpression", "expression")):
                what = f"{node.said} does not say what is to be done."
                yield diagram.problem(node, "no-topic", what, "Choose the implementation External and a topic.")
        elif topic not in diagram.facts.known.topics:
            what = f"No handler answers the topic “{topic}”."
            remedy = one_of(topic, "topics", diagram.facts.known.topics)
            yield diagram.problem(node, "unknown-topic", what, remedy)


_DURATION = r"P(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:\d+S)?)?"
_RETRIES = re.compile(rf"^(?:R\d+/{_DURATION}|{_DURATION}(?:\s*,\s*{_DURATION})*)$")


def retries(diagram: Diagram) -> Iterator[Problem]:
    """How often a job is tried again is written as Camunda does."""
    for node in diagram.nodes:
        for element in extensions(node.element, "failedJobRetryTimeCycle"):
            text = text_of(element)
            if text and not _RETRIES.match(text):
                what = f"{node.said}: “{text}” is no list of waits before another try."
                yield diagram.problem(element, "retry-cycle", what, "Write R3/PT10M, or PT1M,PT10M,PT1H.")
