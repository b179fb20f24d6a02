"""Whether ids, names and the like fit where they are kept: a case would stop at the step whose name is too long."""

from collections.abc import Iterator
from typing import Final

from engine.lint.diagram import Diagram
from engine.lint.dmn import DecisionFile
from engine.lint.form_file import FormFile
from engine.lint.known import Known
from engine.lint.names import BPMN, CAMUNDA, FLOW_NODES, local, words
from engine.lint.report import Problem

MOST: Final = 255
"""Characters of an id, a name, a role or the name of a file."""

_KEPT: Final = FLOW_NODES | {"process", "message", "signal", "error", "escalation"}
_ATTRIBUTES: Final = ("id", "name", "errorCode", "escalationCode", f"{CAMUNDA}topic", f"{CAMUNDA}formRef")
_SHORTEN: Final = f"Shorten it to {MOST} characters; longer words belong into the documentation."


def diagrams(diagram: Diagram) -> Iterator[Problem]:
    """Those of steps, processes, messages, errors and topics."""
    for element in diagram.root.iter(f"{BPMN}*"):
        for name in _ATTRIBUTES if local(element) in _KEPT else ():
            length = len(element.get(name, ""))
            if length > MOST:
                what = f"The {name.rpartition('}')[2]} of this {words(local(element))} has {length} characters."
                yield diagram.problem(element, "too-long", what, _SHORTEN)


def tables(file: DecisionFile, known: Known) -> Iterator[Problem]:
    """Those of decisions."""
    for one in file.decisions:
        for name in ("id", "name"):
            if len(one.element.get(name, "")) > MOST:
                what = f"The {name} of this decision has {len(one.element.get(name, ''))} characters."
                yield file.problem(one.element, "too-long", what, _SHORTEN)


def forms(form: FormFile, known: Known) -> Iterator[Problem]:
    """Those of the form itself."""
    for name, text in (("id", form.id), ("title", form.root.inner("properties").text("title"))):
        if len(text) > MOST:
            what = f"The {name} of this form has {len(text)} characters."
            yield form.problem(form.root, "too-long", what, _SHORTEN)
