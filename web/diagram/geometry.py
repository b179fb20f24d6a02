"""What a BPMN file says about its own picture: shapes, flows and labels with their places."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
LOOPS = {
    "standardLoopCharacteristics": "loop",
    "multiInstanceLoopCharacteristics": "parallel",
}


WITH_PAGES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
BETWEEN = 60.0
AROUND = 40.0
"""Room between two pages, and around what stands on a page."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in the coordinates of the file."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """The centre."""
        return self.x + self.width / 2, self.y + self.height / 2

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True)
class Element:
    """What a drawn thing is: its BPMN kind, its name, and the facts that change how it looks."""

    id: str
    kind: str
    name: str
    event: str = ""
    """The event definition: timer, message, error, and so on."""
    interrupts: bool = True
    loop: str = ""
    """loop, parallel or sequential."""
    by_event: bool = False
    source: str = ""
    target: str = ""
    conditional: bool = False
    default: bool = False
    calls: str = ""
    """The process that a call activity runs."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An element with its place; `label` is where the file puts the words, if it says so."""

    element: Element
    box: Box
    label: Box | None
    expanded: bool
    upright: bool
    """Whether a pool or lane has its title on top instead of turned at the left."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow with the points it passes."""

    element: Element
    points: tuple[tuple[float, float], ...]
    label: Box | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything on the pages of a file, the first on top.

    The Modeler gives each closed sub-process a page of its own: what is inside would be nowhere to be seen otherwise.
    """

    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


class NoPicture(Exception):
    """The file has no diagram of its own; only the text twin can be shown."""


@lru_cache(maxsize=100)
def read(bpmn: bytes) -> Drawing:
    """The shapes and flows of a file; raises NoPicture when it holds none."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(bpmn, parser)
    known = {element.id: element for element in elements(root)}
    drawing = _below_each_other([_page(plane, known) for plane in root.iter(f"{DI}BPMNPlane") if len(plane)])
    if not drawing.shapes:
        raise NoPicture("The file has no diagram of its own.")
    return drawing


def _page(plane: etree._Element, known: dict[str, Element]) -> tuple[Element | None, Drawing]:
    shapes = [_shape(node, known) for node in plane.findall(f"{DI}BPMNShape")]
    edges = [_edge(node, known) for node in plane.findall(f"{DI}BPMNEdge")]
    whole = known.get(plane.get("bpmnElement", ""))
    inside = whole if whole is not None and whole.kind in WITH_PAGES else None
    return inside, Drawing(tuple(s for s in shapes if s is not None), tuple(e for e in edges if e is not None))


def elements(root: etree._Element) -> Iterator[Element]:
    """Every named thing in the model, in the order of the file."""
    defaults = {node.get("default") for node in root.iter() if node.get("default")}
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.startswith(BPMN) and node.get("id"):
            yield _element(node, defaults)


def _element(node: etree._Element, defaults: set[str | None]) -> Element:
    name = node.get("name") or node.findtext(f"{BPMN}text") or ""
    return Element(
        id=node.get("id", ""),
        kind=_local(node),
        name=" ".join(name.split()),
        event=_event(node),
        interrupts="false" not in (node.get("cancelActivity"), node.get("isInterrupting")),
        loop=_loop(node),
        by_event=node.get("triggeredByEvent") == "true",
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        conditional=node.find(f"{BPMN}conditionExpression") is not None,
        default=node.get("id") in defaults,
        calls=node.get("calledElement", ""),
    )


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2]


def _event(node: etree._Element) -> str:
    kinds = [
        _local(child) for child in node if isinstance(child.tag, str) and _local(child).endswith("EventDefinition")
    ]
    if len(kinds) > 1:
        return "parallelMultiple" if node.get("parallelMultiple") == "true" else "multiple"
    return kinds[0].removesuffix("EventDefinition") if kinds else ""


def _loop(node: etree._Element) -> str:
    for tag, kind in LOOPS.items():
        found = node.find(f"{BPMN}{tag}")
        if found is not None:
            return "sequential" if found.get("isSequential") == "true" else kind
    return ""


def _box(node: etree._Element | None) -> Box | None:
    bounds = None if node is None else node.find(f"{DC}Bounds")
    if bounds is None:
        return None
    x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
    return Box(x, y, width, height)


def _shape(node: etree._Element, known: dict[str, Element]) -> Shape | None:
    element, box = known.get(node.get("bpmnElement", "")), _box(node)
    if element is None or box is None:
        return None
    return Shape(
        element=element,
        box=box,
        label=_box(node.find(f"{DI}BPMNLabel")),
        expanded=node.get("isExpanded") == "true",
        upright=node.get("isHorizontal") == "false",
    )


def _edge(node: etree._Element, known: dict[str, Element]) -> Edge | None:
    element = known.get(node.get("bpmnElement", ""))
    points = tuple((float(point.get("x", "0")), float(point.get("y", "0"))) for point in node.findall(WAYPOINT))
    if element is None or len(points) < 2:
        return None
    return Edge(element, points, _box(node.find(f"{DI}BPMNLabel")))


def _below_each_other(pages: list[tuple[Element | None, Drawing]]) -> Drawing:
    """One drawing of all pages; with each comes the sub-process it shows the inside of, None for the diagram itself."""
    shapes: list[Shape] = []
    edges: list[Edge] = []
    for whole, page in pages:
        if not page.shapes:
            continue
        around = _around(page)
        right, down = 0.0, 0.0
        if shapes:
            right = min(shape.box.x for shape in shapes) - around.x
            down = max(shape.box.bottom for shape in shapes) + BETWEEN - around.y
        if whole is not None:
            shapes.append(_moved(Shape(whole, around, None, expanded=True, upright=False), right, down))
        shapes += [_moved(shape, right, down) for shape in page.shapes]
        edges += [_moved_edge(edge, right, down) for edge in page.edges]
    return Drawing(tuple(shapes), tuple(edges))


def _around(page: Drawing) -> Box:
    xs = [x for shape in page.shapes for x in (shape.box.x, shape.box.right)]
    ys = [y for shape in page.shapes for y in (shape.box.y, shape.box.bottom)]
    xs += [x for edge in page.edges for x, _ in edge.points]
    ys += [y for edge in page.edges for _, y in edge.points]
    left, top = min(xs) - AROUND, min(ys) - AROUND
    return Box(left, top, max(xs) + AROUND - left, max(ys) + AROUND - top)


def _place(box: Box | None, right: float, down: float) -> Box | None:
    return None if box is None else replace(box, x=box.x + right, y=box.y + down)


def _moved(shape: Shape, right: float, down: float) -> Shape:
    there = replace(shape.box, x=shape.box.x + right, y=shape.box.y + down)
    return replace(shape, box=there, label=_place(shape.label, right, down))


def _moved_edge(edge: Edge, right: float, down: float) -> Edge:
    points = tuple((x + right, y + down) for x, y in edge.points)
    return replace(edge, points=points, label=_place(edge.label, right, down))
