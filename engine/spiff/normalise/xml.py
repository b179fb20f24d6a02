"""Reading BPMN files safely, and the names of things in them."""

from lxml import etree

from engine.errors import EngineError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
OURS = "urn:cspr-workflow:normalised"

MAX_BYTES = 2_000_000
MAX_ELEMENTS = 5_000

CONTAINERS = ("process", "subProcess", "transaction")
GATEWAYS = ("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway")
ACTIVITIES = (
    "task",
    "userTask",
    "manualTask",
    "serviceTask",
    "sendTask",
    "receiveTask",
    "scriptTask",
    "businessRuleTask",
    "subProcess",
    "transaction",
    "callActivity",
)
EVENTS = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
NODES = (*GATEWAYS, *ACTIVITIES, *EVENTS)


class Unreadable(EngineError):
    """The file is no BPMN diagram that can be read safely; `line` is where, when known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def parse(bpmn: bytes) -> etree._Element:
    """The root of a BPMN file. Raises Unreadable for anything but well-formed, bounded XML without a DOCTYPE."""
    if len(bpmn) > MAX_BYTES:
        raise Unreadable(
            f"The file is larger than {MAX_BYTES // 1_000_000} MB. Split the process into called processes."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(bpmn, parser)
    except etree.XMLSyntaxError as problem:
        raise Unreadable(f"The file is not well-formed XML: {problem.msg}", problem.lineno) from None
    except ValueError as problem:
        raise Unreadable(f"The file is not well-formed XML: {problem}") from None
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise Unreadable("The file has a DOCTYPE, which diagrams never need. Remove it.", 1)
    if root.tag != q("definitions"):
        raise Unreadable("The file is not a BPMN 2.0 diagram: its outermost element is not bpmn:definitions.")
    count = sum(1 for _ in root.iter(f"{{{BPMN}}}*"))
    if count > MAX_ELEMENTS:
        raise Unreadable(f"The diagram has {count} BPMN elements; at most {MAX_ELEMENTS} are accepted. Split it.")
    return root


def q(tag: str) -> str:
    """A BPMN tag or attribute with its namespace."""
    return f"{{{BPMN}}}{tag}"


def camunda(tag: str) -> str:
    """A Camunda tag or attribute with its namespace."""
    return f"{{{CAMUNDA}}}{tag}"


def local(element: etree._Element) -> str:
    """The name of a tag without its namespace."""
    return etree.QName(element).localname


def containers(root: etree._Element) -> list[etree._Element]:
    """Every process and embedded sub-process, innermost first."""
    found = list(root.iter(*(q(tag) for tag in CONTAINERS)))
    return found[::-1]


def flows_from(container: etree._Element) -> dict[str, list[etree._Element]]:
    """The sequence flows drawn directly in a container, by the id of their source, in the file's order."""
    found: dict[str, list[etree._Element]] = {}
    for flow in container.findall(q("sequenceFlow")):
        found.setdefault(flow.get("sourceRef", ""), []).append(flow)
    return found


def draw(container: etree._Element, tag: str, identifier: str, **attributes: str) -> etree._Element:
    """Add a shape that no person drew, marked as such."""
    return etree.SubElement(container, q(tag), {"id": identifier, f"{{{OURS}}}synthetic": "true", **attributes})


def connect(container: etree._Element, source: str, target: str) -> etree._Element:
    """Add a sequence flow that no person drew."""
    return draw(container, "sequenceFlow", f"{source}__to__{target}", sourceRef=source, targetRef=target)


def line(element: etree._Element) -> int | None:
    """The line of the file that an element begins on; None for one that was drawn by us."""
    found = element.sourceline
    return found if isinstance(found, int) else None
