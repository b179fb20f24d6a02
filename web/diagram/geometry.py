"""What a BPMN file says about its own picture: shapes, flows and labels with their places."""

from collections.abc import Iterator
from dataclasses import dataclass
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
    """Everything on the first page of a file."""

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
    plane = root.find(f".//{DI}BPMNPlane")
    if plane is None or not len(plane):
        raise NoPicture("The file has no diagram of its own.")
    shapes = [_shape(node, known) for node in plane.findall(f"{DI}BPMNShape")]
    edges = [_edge(node, known) for node in plane.findall(f"{DI}BPMNEdge")]
    return Drawing(tuple(s for s in shapes if s is not None), tuple(e for e in edges if e is not None))


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
