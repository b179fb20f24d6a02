"""Whether what is published already still holds beside new files.

A form, table or process may be published alone, and new cases take it although the diagrams that use it stay as they
are: what a diagram reads must not go.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from engine.lint import expressions, gateways, gather, loops
from engine.lint.diagram import Diagram
from engine.lint.dmn import DecisionFile
from engine.lint.facts import Facts
from engine.lint.form_file import FormFile
from engine.lint.known import Known
from engine.lint.report import ERROR, Problem

_RULES: Final = (expressions.expressions, expressions.decision_inputs, gateways.exhaustive, loops.unbounded)
"""Those that ask what other files give."""


def untouched(earlier: Sequence[Diagram], uploaded: Sequence[Diagram]) -> list[Diagram]:
    """The published diagrams that the new files do not replace."""
    replaced = {process.id for one in uploaded for process in one.processes}
    return [one for one in earlier if not replaced >= {process.id for process in one.processes}]


def broken(
    diagrams: Sequence[Diagram], known: Known, tables: Sequence[DecisionFile], forms: Sequence[FormFile]
) -> Iterator[Problem]:
    """What is wrong in published diagrams now that was not before.

    `diagrams` have the facts with the new files, and get those of the published `tables` and `forms` alone.
    """
    found = [problem for one in diagrams for problem in _errors(one)]
    if not found:
        return
    gather.fill(Facts(known), diagrams, tables, forms, frozenset())
    before = {problem for one in diagrams for problem in _errors(one)}
    for problem in found:
        if problem not in before:
            what = f"With these files the published diagram would not hold any more. {problem.what}"
            remedy = "Keep what it reads, or publish the diagram with them, changed to match."
            yield Problem(
                ERROR, problem.file, problem.line, problem.element_id, problem.element_name, what, remedy, "published"
            )


def _errors(diagram: Diagram) -> list[Problem]:
    return [problem for rule in _RULES for problem in rule(diagram) if problem.severity == ERROR]
