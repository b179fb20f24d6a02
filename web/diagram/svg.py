"""Puts a picture together: areas, flows, shapes, then the counts of tokens on top."""

from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape
from itertools import pairwise
from math import hypot

from markupsafe import Markup

from web.diagram import marks as states
from web.diagram import shapes, text
from web.diagram.geometry import Drawing, Edge, Shape
from web.diagram.marks import Mark
from web.diagram.text import number as n

MARGIN = 24
DASHED = frozenset({"messageFlow", "association", "dataInputAssociation", "dataOutputAssociation"})
Link = Callable[[str], str]


def draw(
    drawing: Drawing,
    title: str,
    marks: Sequence[Mark] = (),
    link: Link | None = None,
    chosen: str = "",
    passed: Collection[str] | None = None,
) -> Markup:
    """The picture as one svg element; `link` gives the address behind each step, `chosen` is the step being read.

    `passed` are the flows that tokens took; when nobody has noted them, those that the marks leave no doubt about.
    """
    shown = states.by_element(marks)
    if passed is None:
        passed = states.taken(drawing, marks)
    areas = sorted((s for s in drawing.shapes if shapes.is_area(s)), key=lambda s: -s.box.width * s.box.height)
    others = [shape for shape in drawing.shapes if not shapes.is_area(shape)]
    body = [_shape(shape, shown, link, chosen) for shape in areas]
    body += [_edge(edge, edge.element.id in passed) for edge in drawing.edges]
    # Boundary events sit on the edge of a task, so they come after it.
    others.sort(key=lambda shape: shape.element.kind == "boundaryEvent")
    body += [_shape(shape, shown, link, chosen) for shape in others]
    body += [_edge_label(edge) for edge in drawing.edges]
    body += [_badge(shape, shown[shape.element.id]) for shape in [*areas, *others] if shape.element.id in shown]
    return Markup(_frame(drawing, title, link is not None) + "".join(body) + "</svg>")  # noqa: S704 - escaped in text.py


def _frame(drawing: Drawing, title: str, links: bool) -> str:
    xs = [v for s in drawing.shapes for v in (s.box.x, s.box.right)]
    ys = [v for s in drawing.shapes for v in (s.box.y, s.box.bottom)]
    for label in [s.label for s in drawing.shapes if s.label] + [e.label for e in drawing.edges if e.label]:
        xs += [label.x, label.right]
        ys += [label.y, label.bottom]
    for edge in drawing.edges:
        xs += [x for x, _ in edge.points]
        ys += [y for _, y in edge.points]
    left, top = min(xs, default=0) - MARGIN, min(ys, default=0) - MARGIN
    width, height = max(xs, default=0) + MARGIN - left, max(ys, default=0) + MARGIN + text.LINE - top
    # A picture with links in it is a group: as one image, its links could not be reached.
    role = "group" if links else "img"
    return (
        f'<svg class="bpmn" xmlns="http://www.w3.org/2000/svg" role="{role}" aria-label="{escape(title, quote=True)}" '
        f'viewBox="{n(left)} {n(top)} {n(width)} {n(height)}" width="{n(width)}" height="{n(height)}">'
    )


def _shape(shape: Shape, shown: Mapping[str, Mark], link: Link | None, chosen: str) -> str:
    element = shape.element
    mark = shown.get(element.id)
    names = [f"bpmn-{mark.state}"] if mark else []
    names += ["bpmn-container"] if shapes.is_area(shape) else []
    names += ["bpmn-chosen"] if element.id == chosen else []
    drawn = shapes.drawn(shape)
    body = f'<g class="{" ".join(names)}">{drawn}</g>' if names else f"<g>{drawn}</g>"
    if link is None or element.kind not in states.KINDS or shapes.is_area(shape):
        return body
    state = states.WORDS[mark.state].lower() if mark else "not reached"
    words = f"{element.name or states.KINDS[element.kind]}: {state}"
    return f'<a href="{escape(link(element.id), quote=True)}" aria-label="{escape(words, quote=True)}">{body}</a>'


def _edge(edge: Edge, passed: bool) -> str:
    kind = edge.element.kind
    line = "M" + " ".join(f"{n(x)} {n(y)}" for x, y in edge.points)
    names = "bpmn-flow" + (" bpmn-dashed" if kind == "messageFlow" else " bpmn-dotted" if kind in DASHED else "")
    parts = [f'<path class="{names}" d="{line}"/>']
    if kind in {"sequenceFlow", "messageFlow"} or kind.startswith("data"):
        parts.append(_head(edge.points, "bpmn-head bpmn-open" if kind == "messageFlow" else "bpmn-head"))
    if kind == "messageFlow":
        x, y = edge.points[0]
        parts.append(f'<circle class="bpmn-head bpmn-open" cx="{n(x)}" cy="{n(y)}" r="4"/>')
    if edge.element.default:
        parts.append(_slash(edge.points))
    return f'<g class="bpmn-done">{"".join(parts)}</g>' if passed else f"<g>{''.join(parts)}</g>"


def _direction(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    length = hypot(end[0] - start[0], end[1] - start[1]) or 1
    return (end[0] - start[0]) / length, (end[1] - start[1]) / length


def _head(points: Sequence[tuple[float, float]], names: str) -> str:
    end = points[-1]
    # Two points may coincide at the end; the head follows the last real stretch.
    start = next((point for point in reversed(points[:-1]) if point != end), points[0])
    dx, dy = _direction(start, end)
    left = (end[0] - 10 * dx - 4.5 * dy, end[1] - 10 * dy + 4.5 * dx)
    right = (end[0] - 10 * dx + 4.5 * dy, end[1] - 10 * dy - 4.5 * dx)
    corners = " ".join(f"{n(x)},{n(y)}" for x, y in (end, left, right))
    return f'<polygon class="{names}" points="{corners}"/>'


def _slash(points: Sequence[tuple[float, float]]) -> str:
    dx, dy = _direction(points[0], points[1])
    x, y = points[0][0] + 12 * dx, points[0][1] + 12 * dy
    ax, ay = 5 * (dx - dy), 5 * (dy + dx)
    return f'<path class="bpmn-flow" d="M{n(x - ax)} {n(y - ay)}L{n(x + ax)} {n(y + ay)}"/>'


def _edge_label(edge: Edge) -> str:
    if not edge.element.name:
        return ""
    if edge.label is not None:
        room = max(edge.label.width + 12, 60)
        return text.below(edge.element.name, edge.label.middle[0], edge.label.y, room)
    x, y = _halfway(edge.points)
    return text.below(edge.element.name, x, y - text.LINE - 4, 120)


def _halfway(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    lengths = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    left = sum(lengths) / 2
    for (a, b), length in zip(pairwise(points), lengths, strict=True):
        if left <= length:
            share = left / length if length else 0
            return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share
        left -= length
    return points[-1]


def _badge(shape: Shape, mark: Mark) -> str:
    if mark.state in {states.DONE, states.WAITS} and mark.count < 2:
        return ""
    digits = str(mark.count)
    width = max(20.0, text.width(digits) + 12)
    x, y = shape.box.right - width / 2 - 2, shape.box.y - 8
    names = "bpmn-badge" + ("" if mark.state == states.LIVE else f" bpmn-badge--{mark.state}")
    return (
        f'<g aria-hidden="true"><rect class="{names}" x="{n(x)}" y="{n(y)}" width="{n(width)}" height="18" rx="9"/>'
        f'<text class="bpmn-badge-text" x="{n(x + width / 2)}" y="{n(y + 13)}">{digits}</text></g>'
    )
