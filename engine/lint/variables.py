"""Which variables exist where: what forms, handlers, messages, decisions, callers and the start of a process give."""

import re
from collections.abc import Iterator

from engine.lint import facts, located
from engine.lint.diagram import Diagram, Node, Scope
from engine.lint.facts import Choices, Variables
from engine.lint.form_file import FormFile
from engine.lint.names import BPMN, CAMUNDA, attribute, extensions, properties, text_of
from engine.lint.sites import Site

_SEPARATORS = re.compile(r"[\s,;]+")

_WRITTEN = ("resultVariable", "errorCodeVariable", "errorMessageVariable", "escalationCodeVariable")

OF_REPETITION = ("loopCounter", "nrOfInstances", "nrOfActiveInstances", "nrOfCompletedInstances")


def visible(diagram: Diagram, site: Site) -> Variables | None:
    """The variables an expression may read; None when something that gives variables is not at hand."""
    own = diagram.facts.processes.get(site.scope.process.id)
    if own is None or not own.complete:
        return None
    found = dict(own.variables)
    node = site.node
    after = site.element.tag == f"{BPMN}conditionExpression"
    if node is not None and not after:
        facts.add(found, _local(node))
    for scope in site.scope.around:
        if scope.owner is not None:
            facts.add(found, _local(scope.owner))
    if node is not None and node.kind == "callActivity" and site.element.tag == f"{CAMUNDA}out":
        called = diagram.facts.processes.get(node.element.get("calledElement", ""))
        if called is None or not called.complete:
            return None
        facts.add(found, called.variables)
    return found


def choices(diagram: Diagram, node: Node, name: str) -> Choices:
    """The values a variable may have at a node; None when they are not listed anywhere."""
    own = diagram.facts.processes.get(node.scope.process.id)
    return None if own is None or not own.complete else own.variables.get(name)


def _local(node: Node) -> Iterator[str]:
    """What only this activity and what lies inside it sees: its input parameters and the item of its repetition."""
    for group in extensions(node.element, "inputOutput"):
        for one in group.findall(f"{CAMUNDA}inputParameter"):
            yield one.get("name", "")
    for marker in node.element.findall(f"{BPMN}multiInstanceLoopCharacteristics"):
        yield from OF_REPETITION
        yield attribute(marker, "elementVariable")
        for item in marker.iterchildren(f"{BPMN}inputDataItem", f"{BPMN}outputDataItem"):
            yield str(item.get("name") or item.get("id", ""))


def given(diagram: Diagram, process: Scope) -> tuple[Variables, bool]:
    """All variables of a process, and whether everything that gives some was at hand."""
    found: Variables = {}
    complete = True
    facts.add(found, diagram.facts.known.variables)
    facts.add(found, diagram.facts.passed.get(process.id, {}))
    facts.add(found, _listed(process))
    for node in process.members:
        facts.add(found, _mapped(node))
        more = _from_node(diagram, node)
        complete = complete and more is not None
        facts.add(found, more or {})
    return found, complete


def _listed(process: Scope) -> Iterator[str]:
    """What the process says it is started with: the property `variables` of it, or of a start event, also inside."""
    starts = (node.element for node in process.members if node.kind == "startEvent")
    for element in (process.element, *starts):
        yield from filter(None, _SEPARATORS.split(properties(element).get("variables", "")))


def _mapped(node: Node) -> Iterator[str]:
    """Output parameters, out mappings, results and codes of errors: names that the node itself writes."""
    for holder in (node.element, *node.triggers):
        for group in extensions(holder, "inputOutput"):
            yield from (one.get("name", "") for one in group.findall(f"{CAMUNDA}outputParameter"))
        written = (attribute(holder, name) for name in _WRITTEN)
        yield from filter(None, written)
    if node.kind == "callActivity":
        yield from filter(None, (one.get("target", "") for one in extensions(node.element, "out")))
    for marker in node.element.findall(f"{BPMN}multiInstanceLoopCharacteristics"):
        yield from filter(None, [text_of(marker.find(f"{BPMN}loopDataOutputRef"))])


def _from_form(diagram: Diagram, node: Node, form: str) -> Variables | None:
    offered, ask = diagram.facts.forms, diagram.facts.known.form_version
    number = attribute(node.element, "formRefVersion")
    if attribute(node.element, "formRefBinding") != "version" or not number.isdecimal():
        return dict(offered[form].variables) if form in offered else None
    source = None if ask is None else ask(form, int(number))
    return None if source is None else dict(FormFile(form, located.parse(source)).variables)


def _from_node(diagram: Diagram, node: Node) -> Variables | None:
    """What comes in through a node: answers, outputs, payload, outcome, a called process's variables."""
    known, offered = diagram.facts.known, diagram.facts
    form, decision = attribute(node.element, "formRef"), attribute(node.element, "decisionRef")
    if form:
        return _from_form(diagram, node, form)
    if node.kind in {"serviceTask", "businessRuleTask"} and attribute(node.element, "topic"):
        info = known.topics.get(attribute(node.element, "topic"))
        return None if info is None else {one.name: frozenset(one.choices) or None for one in info.outputs}
    if decision and attribute(node.element, "resultVariable"):
        # What it gives is kept under that name alone.
        return {}
    if decision:
        return dict(offered.decisions[decision].outputs) if decision in offered.decisions else None
    if node.trigger == "message" or node.kind == "receiveTask":
        return _from_message(diagram, node)
    if node.kind == "callActivity" and any(one.get("variables") == "all" for one in extensions(node.element, "out")):
        called = offered.processes.get(node.element.get("calledElement", ""))
        return None if called is None or not called.complete else dict(called.variables)
    return {}


def _from_message(diagram: Diagram, node: Node) -> Variables | None:
    """What a message brings, from whoever throws it and from the form with which people send it."""
    found = dict(diagram.facts.messages.get(message_name(diagram, node), {}))
    form = properties(node.element).get("form")
    if form and form not in diagram.facts.forms:
        return None
    facts.add(found, diagram.facts.forms[form].variables if form else {})
    return found


def message_name(diagram: Diagram, node: Node) -> str:
    """The name of the message that a node throws or waits for."""
    holder = node.triggers[0] if node.triggers else node.element
    reference = holder.get("messageRef", "")
    for message in diagram.root.iterchildren(f"{BPMN}message"):
        if message.get("id") == reference:
            return message.get("name", "")
    return ""
