"""Collects what all files of a deployment, and those deployed before, offer each other."""

from collections.abc import Iterable

from engine.lint import facts, loops, variables
from engine.lint.diagram import Diagram, Node, Scope
from engine.lint.dmn import DecisionFile
from engine.lint.facts import DecisionFacts, Facts, FormFacts, ProcessFacts, Variables
from engine.lint.form_file import FormFile
from engine.lint.names import CAMUNDA, extensions


def fill(
    found: Facts,
    diagrams: Iterable[Diagram],
    tables: Iterable[DecisionFile],
    forms: Iterable[FormFile],
    uploaded: frozenset[str],
) -> None:
    """Fill in what there is. `diagrams` and the others hold the files being published after those deployed before."""
    for form in forms:
        found.forms[form.id] = FormFacts(form.file in uploaded, form.variables)
    for table in tables:
        for decision in table.decisions:
            found.decisions[decision.id] = DecisionFacts(decision.inputs, decision.outputs)
    drawn = {process.id: (diagram, process) for diagram in diagrams for process in diagram.processes}
    for diagram, _ in drawn.values():
        diagram.facts = found
    for name, payload in found.known.messages.items():
        facts.add(found.messages.setdefault(name, {}), payload)
    for diagram, process in drawn.values():
        for node in process.members:
            _thrown(diagram, node, found)
    _processes(found, drawn)


def _thrown(diagram: Diagram, node: Node, found: Facts) -> None:
    throws = node.kind == "sendTask" or (
        node.kind in {"intermediateThrowEvent", "endEvent"} and node.trigger == "message"
    )
    if throws:
        payload = found.messages.setdefault(variables.message_name(diagram, node), {})
        for group in extensions(node.element, "inputOutput"):
            facts.add(payload, (one.get("name", "") for one in group.findall(f"{CAMUNDA}inputParameter")))


def _processes(found: Facts, drawn: dict[str, tuple[Diagram, Scope]]) -> None:
    """Twice round for each process at most: what a call hands over depends on what both sides have."""
    for _ in range(len(drawn) + 1):
        before = {name: (one.waits, dict(one.variables), one.complete) for name, one in found.processes.items()}
        for name, (diagram, process) in drawn.items():
            own, complete = variables.given(diagram, process)
            waiting = any(loops.waits(diagram, node) for node in process.nodes)
            calls = frozenset(node.element.get("calledElement", "") for node in process.members)
            found.processes[name] = ProcessFacts(waiting, own, complete, calls - {""})
            _pass_on(found, process, own)
        if before == {name: (one.waits, dict(one.variables), one.complete) for name, one in found.processes.items()}:
            return


def _pass_on(found: Facts, process: Scope, own: Variables) -> None:
    for node in process.members:
        if node.kind != "callActivity":
            continue
        passed = found.passed.setdefault(node.element.get("calledElement", ""), {})
        for one in extensions(node.element, "in"):
            if one.get("variables") == "all":
                facts.add(passed, own)
            elif one.get("target"):
                facts.add(passed, [one.get("target", "")])
