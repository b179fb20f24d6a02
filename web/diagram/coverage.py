"""Diagrams with the flows that rehearsals took, as a folder of pictures and a page that lists what was not taken."""

from collections.abc import Collection, Mapping
from html import escape
from pathlib import Path

from web.diagram import geometry, svg
from web.diagram.marks import DONE, Mark

STYLE = """
body{font:16px/1.5 sans-serif;margin:2em;max-width:100em}
.bpmn{display:block;max-width:none;background:#fff}
.bpmn rect,.bpmn circle,.bpmn polygon,.bpmn path{fill:#fff;stroke:#505a5f;stroke-width:1.5}
.bpmn .bpmn-flow{fill:none}
.bpmn .bpmn-head{fill:#505a5f}
.bpmn .bpmn-open{fill:#fff}
.bpmn .bpmn-dashed{stroke-dasharray:8 6}
.bpmn .bpmn-dotted{stroke-dasharray:2 4}
.bpmn .bpmn-container>*{fill:none}
.bpmn text{font:12px sans-serif;fill:#0b0c0c}
.bpmn .bpmn-done>path,.bpmn .bpmn-done>polygon,.bpmn .bpmn-done>rect,.bpmn .bpmn-done>circle{stroke:#00703c}
.bpmn .bpmn-done .bpmn-head{fill:#00703c}
.bpmn .bpmn-done>.bpmn-flow{stroke-width:3}
figure{overflow-x:auto;margin:0 0 2em;border:1px solid #b1b4b6}
td,th{text-align:left;padding:.25em 1em .25em 0;vertical-align:top}
"""
"""So that the page looks right by itself, opened from a folder."""


def write(
    folder: Path,
    diagrams: Mapping[str, bytes],
    taken: Mapping[str, Collection[str]],
    left: Mapping[str, list[tuple[str, str, str]]],
) -> Path:
    """Write one picture for each diagram and `index.html`; gives the page.

    `taken` has the ids of flows and steps that were passed, `left` for each diagram what was not: id, words, reason.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for name, source in diagrams.items():
        picture = _picture(name, source, taken[name])
        style = f"<style>{STYLE}</style></svg>"
        (folder / f"{name}.svg").write_text(f"{picture.removesuffix('</svg>')}{style}", "utf-8")
        parts.append(_part(name, picture, left[name]))
    page = folder / "index.html"
    head = f'<meta charset="utf-8"><title>Flows taken by scenarios</title><style>{STYLE}</style>'
    body = f"<h1>Flows taken by scenarios</h1>{''.join(parts)}"
    page.write_text(f'<!doctype html><html lang="en"><head>{head}</head><body>{body}</body></html>', "utf-8")
    return page


def _picture(name: str, source: bytes, taken: Collection[str]) -> str:
    drawing = geometry.read(source)
    marks = [Mark(shape.element.id, DONE) for shape in drawing.shapes if shape.element.id in taken]
    return str(svg.draw(drawing, name, marks, passed=set(taken)))


def _part(name: str, picture: str, left: list[tuple[str, str, str]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(id)}</td><td>{escape(words)}</td><td>{escape(reason)}</td></tr>" for id, words, reason in left
    )
    table = f"<table><tr><th>Flow</th><th>From, to</th><th>Why no scenario takes it</th></tr>{rows}</table>"
    return f"<h2>{escape(name)}</h2><figure>{picture}</figure>{table if left else '<p>Every flow is taken.</p>'}"
