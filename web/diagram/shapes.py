"""How each kind of BPMN element looks. Colours are classes, so that no style stands in the page itself."""

from web.diagram import icons, text
from web.diagram.geometry import Box, Element, Shape
from web.diagram.text import number as n

CONTAINERS = frozenset({"participant", "lane", "group"})
ACTIVITIES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
THROWING = frozenset({"endEvent", "intermediateThrowEvent"})
BAND = 30
SHAPE = "bpmn-shape"


def drawn(shape: Shape) -> str:
    """The outline and signs of one shape, with its words."""
    kind = shape.element.kind
    if kind in {"participant", "lane"}:
        return _pool(shape)
    if kind.endswith("Event"):
        return _event(shape)
    if kind.endswith("Gateway"):
        return _gateway(shape)
    if kind in ACTIVITIES and shape.expanded:
        return _expanded(shape)
    other = {"textAnnotation": _annotation, "group": _group, "dataObjectReference": _data, "dataStoreReference": _store}
    return other.get(kind, _task)(shape)


def is_area(shape: Shape) -> bool:
    """Whether other shapes lie on it, so that it must be drawn before them."""
    return shape.element.kind in CONTAINERS or (shape.element.kind in ACTIVITIES and shape.expanded)


def _rectangle(box: Box, names: str, corner: float = 0, inset: float = 0) -> str:
    round_ = f' rx="{n(corner)}"' if corner else ""
    x, y, width, height = (n(v) for v in (box.x + inset, box.y + inset, box.width - 2 * inset, box.height - 2 * inset))
    return f'<rect class="{names}" x="{x}" y="{y}" width="{width}" height="{height}"{round_}/>'


def _pool(shape: Shape) -> str:
    box, title = shape.box, "bpmn-label bpmn-label--title" if shape.element.kind == "participant" else "bpmn-label"
    name = shape.element.name
    if shape.upright:
        band = Box(box.x, box.y, box.width, BAND)
        words = text.centred(name, band.middle, box.width - 10, 2, title)
    elif not shape.expanded and shape.element.kind == "participant" and box.height <= 2 * BAND + 20:
        # A pool with nothing in it: its name stands in the middle.
        return _rectangle(box, "bpmn-frame") + text.centred(name, box.middle, box.width - 10, 3, title)
    else:
        band = Box(box.x, box.y, BAND, box.height)
        words = text.turned(name, *band.middle, box.height - 10, title)
    return _rectangle(box, "bpmn-frame") + _rectangle(band, "bpmn-band") + words


def _event(shape: Shape) -> str:
    element, box = shape.element, shape.box
    x, y = box.middle
    radius = box.width / 2
    names = SHAPE + (" bpmn-end" if element.kind == "endEvent" else "") + ("" if element.interrupts else " bpmn-dashed")
    parts = [f'<circle class="{names}" cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"/>']
    if element.kind in {"boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent"}:
        inner = "bpmn-icon" + ("" if element.interrupts else " bpmn-dashed")
        parts.append(f'<circle class="{inner}" cx="{n(x)}" cy="{n(y)}" r="{n(radius - 3.5)}"/>')
    if element.event in icons.EVENTS:
        parts.append(icons.placed(icons.EVENTS[element.event], x, y, element.kind in THROWING))
    return "".join(parts) + _outside(shape)


def _gateway(shape: Shape) -> str:
    box = shape.box
    x, y = box.middle
    path = f"M{n(x)} {n(box.y)} {n(box.right)} {n(y)} {n(x)} {n(box.bottom)} {n(box.x)} {n(y)}z"
    sign = icons.GATEWAYS.get(shape.element.kind, "")
    return f'<path class="{SHAPE}" d="{path}"/>' + icons.placed(sign, x, y) + _outside(shape)


def _outside(shape: Shape) -> str:
    if not shape.element.name:
        return ""
    if shape.label is not None:
        # The width in the file is that of another font: long words must not be squeezed into it.
        return text.below(shape.element.name, shape.label.middle[0], shape.label.y, max(shape.label.width + 12, 84))
    return text.below(shape.element.name, shape.box.middle[0], shape.box.bottom + 5)


def _task(shape: Shape) -> str:
    element, box = shape.element, shape.box
    names = SHAPE + (" bpmn-call" if element.kind == "callActivity" else "")
    parts = [_rectangle(box, names, 9)]
    if element.kind == "transaction":
        parts.append(_rectangle(box, "bpmn-icon", 6, 3.5))
    if element.kind in icons.TASKS:
        parts.append(icons.placed(icons.TASKS[element.kind], box.x + 14, box.y + 14))
    parts += _markers(shape)
    lowered = 6 if element.kind in icons.TASKS else 0
    middle = (box.middle[0], box.middle[1] + lowered - (5 if _signs(element, shape.expanded) else 0))
    return "".join(parts) + text.centred(element.name, middle, box.width - 10, 5)


def _expanded(shape: Shape) -> str:
    element, box = shape.element, shape.box
    names = SHAPE + (" bpmn-dotted" if element.by_event else "")
    parts = [_rectangle(box, names, 9)]
    if element.kind == "transaction":
        parts.append(_rectangle(box, "bpmn-icon", 6, 3.5))
    parts += _markers(shape)
    # At the left, where no boundary event sits.
    lines = text.wrapped(element.name, box.width - 24, 2)
    return "".join(parts) + text.block(lines, box.x + 12, box.y + 19, "bpmn-label bpmn-label--title", "start")


def _signs(element: Element, expanded: bool) -> list[str]:
    found = [icons.MARKERS[element.loop]] if element.loop else []
    if element.kind == "adHocSubProcess":
        found.append(icons.MARKERS["adhoc"])
    if element.kind in ACTIVITIES and not expanded:
        found.append(icons.MARKERS["collapsed"])
    return found


def _markers(shape: Shape) -> list[str]:
    signs = _signs(shape.element, shape.expanded)
    first = shape.box.middle[0] - (len(signs) - 1) * 9
    return [icons.placed(sign, first + 18 * at, shape.box.bottom - 11) for at, sign in enumerate(signs)]


def _annotation(shape: Shape) -> str:
    box = shape.box
    bracket = f"M{n(box.x + 12)} {n(box.y)}H{n(box.x)}V{n(box.bottom)}H{n(box.x + 12)}"
    lines = text.wrapped(shape.element.name, box.width - 14, max(2, int(box.height / text.LINE)))
    words = text.block(lines, box.x + 8, box.y + 15, "bpmn-label", "start")
    return _rectangle(box, "bpmn-note") + f'<path class="bpmn-icon" d="{bracket}"/>' + words


def _group(shape: Shape) -> str:
    return _rectangle(shape.box, "bpmn-frame bpmn-dashed", 9)


def _data(shape: Shape) -> str:
    box, fold = shape.box, 10
    sheet = f"M{n(box.x)} {n(box.y)}H{n(box.right - fold)}L{n(box.right)} {n(box.y + fold)}V{n(box.bottom)}H{n(box.x)}z"
    corner = f"M{n(box.right - fold)} {n(box.y)}V{n(box.y + fold)}H{n(box.right)}"
    return f'<path class="{SHAPE}" d="{sheet}"/><path class="bpmn-icon" d="{corner}"/>' + _outside(shape)


def _store(shape: Shape) -> str:
    box = shape.box
    x, right, half = box.x, box.right, box.width / 2
    top, foot = box.y + 8, box.bottom - 8
    sides = (
        f"M{n(x)} {n(top)}V{n(foot)}a{n(half)} 8 0 0 0 {n(box.width)} 0V{n(top)}a{n(half)} 8 0 0 0 {n(-box.width)} 0z"
    )
    lid = f"M{n(x)} {n(top)}a{n(half)} 8 0 0 0 {n(box.width)} 0L{n(right)} {n(top)}"
    return f'<path class="{SHAPE}" d="{sides}"/><path class="bpmn-icon" d="{lid}"/>' + _outside(shape)
