"""Writes docs/by-hand.md: where the diagrams hand over to people, because the process that follows is not there yet.

`python -m tools.by_hand` writes the page; a test fails when it no longer says what the diagrams say.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.lint import diagram
from engine.lint.diagram import Diagram, Node
from engine.lint.names import BPMN, attribute, properties
from engine.lint.xml_gate import parse

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "by-hand.md"
FORM = "by_hand"

HEAD = """# Where people go on by hand

Some processes of the guidance are not in the system yet. Where a diagram comes to one, it gives the Business Office a
task “Continue by hand: …”. Its form asks what was done outside, when, by whom, the result, and the reason it was done
by hand, so that the case file is complete. Until that form is sent the task stays open: nothing is lost and nothing is
closed by itself. A process that is added later takes the place of the task in the diagram.

This page is written from the diagrams by `python -m tools.by_hand`; a test keeps it true.

| task | when | stands for | what is to be done |
|---|---|---|---|
"""

PROCESSES = {
    "P1-200": "the answer to the Panel (P1-200)",
    "P1-210": "reconsideration of the decision (P1-210)",
    "P1-220": "a national review (P1-220)",
    "P2": "P2, agency-referral path",
    "P5": "P5, local Child Safeguarding Practice Review",
    "P8": "P8, embedding learning",
    "P9": "P9, alternative learning review",
    "P10": "P10, no further action and closure",
}
"""What a task stands for, by the property `ref` of the task."""


@dataclass(frozen=True, slots=True)
class Exit:
    """One task by which a diagram hands over to people."""

    process: str
    id: str
    name: str
    when: str
    instead: str
    what: str


def exits() -> list[Exit]:
    """Every such task of the shipped diagrams, in the order of the files."""
    return [exit for path in sorted((ROOT / "processes").glob("*.bpmn")) for exit in _exits(path)]


def page() -> str:
    """The page as it should be."""
    rows = [
        f"| {one.name.removeprefix('Continue by hand: ')} (`{one.process}`, `{one.id}`) | {one.when} | {one.instead} "
        f"| {one.what} |"
        for one in exits()
    ]
    return HEAD + "\n".join(rows) + "\n"


def _exits(path: Path) -> Iterator[Exit]:
    found: Diagram = diagram.read(path.name, parse(path.read_bytes()))
    for node in found.of_kind("userTask"):
        if attribute(node.element, "formRef") == FORM:
            instead = PROCESSES[properties(node.element)["ref"]]
            what = " ".join((node.element.findtext(f"{BPMN}documentation") or "").split())
            name = found.processes[0].element.get("id", "")
            yield Exit(name, node.id, node.name, _when(found, node), instead, what)


def _when(found: Diagram, node: Node) -> str:
    """The last question answered or event met on the way there, in the words of the diagram."""
    waiting, seen = [node], {node.id}
    said: list[str] = []
    while waiting:
        here = waiting.pop(0)
        for flow in here.incoming:
            before = found.by_id[flow.source]
            if flow.name and before.name:
                events = [one.source for one in before.incoming if found.by_id[one.source].kind == "boundaryEvent"]
                event = f"event “{found.by_id[events[0]].name}”, then " if events else ""
                said.append(f"{event}“{before.name}” {flow.name}")
            elif before.kind == "boundaryEvent":
                said.append(f"event “{before.name}”")
            elif before.kind == "subProcess":
                said.append(f"after “{before.name}”")
            elif before.id not in seen:
                seen.add(before.id)
                waiting.append(before)
    return "; ".join(dict.fromkeys(said))


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
