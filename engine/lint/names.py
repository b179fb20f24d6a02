"""The names of the dialect: XML namespaces, and how shapes are called in a sentence."""

import difflib
import re
from collections.abc import Iterable
from typing import Final

from lxml import etree

BPMN: Final = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DIAGRAM: Final = "{http://www.omg.org/spec/BPMN/20100524/DI}"
CAMUNDA: Final = "{http://camunda.org/schema/1.0/bpmn}"
MODELER: Final = "{http://camunda.org/schema/modeler/1.0}"
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
XSI: Final = "{http://www.w3.org/2001/XMLSchema-instance}"

TASKS: Final = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "receiveTask", "scriptTask", "businessRuleTask"}
)
SUB_PROCESSES: Final = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES: Final = TASKS | SUB_PROCESSES | {"callActivity"}
GATEWAYS: Final = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"}
)
CATCHING: Final = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent"})
THROWING: Final = frozenset({"intermediateThrowEvent", "endEvent"})
FLOW_NODES: Final = ACTIVITIES | GATEWAYS | CATCHING | THROWING

_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def local(element: etree._Element) -> str:
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def line_of(element: etree._Element) -> int:
    """The line of the file on which an element begins."""
    # The stubs of lxml do not say what this is.
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def words(kind: str) -> str:
    """`intermediateCatchEvent` as people say it: intermediate catch event."""
    return _HUMP.sub(" ", kind).lower()


def attribute(element: etree._Element, name: str) -> str:
    """A `camunda:` attribute, without blanks around it; empty when absent."""
    return str(element.get(CAMUNDA + name) or "").strip()


def text_of(element: etree._Element | None) -> str:
    """The text inside an element, without blanks around it."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


def extensions(element: etree._Element, name: str) -> list[etree._Element]:
    """The `camunda:` elements of a name in an element's own extensions, not in those of what it contains."""
    return element.findall(f"{BPMN}extensionElements/{CAMUNDA}{name}")


def properties(element: etree._Element) -> dict[str, str]:
    """The extension properties of an element."""
    return {
        one.get("name", ""): one.get("value", "")
        for group in extensions(element, "properties")
        for one in group.findall(f"{CAMUNDA}property")
    }


def one_of(name: str, kind: str, options: Iterable[str]) -> str:
    """What to write instead of a name that does not exist: the nearest one, or all there are."""
    known = sorted(options)
    listed = ", ".join(known) or "none so far"
    return nearest(name, known).rstrip() or f"The {kind} are: {listed}."


def nearest(name: str, options: Iterable[str]) -> str:
    """A hint at what was probably meant, as a sentence to go before others; empty when nothing is near."""
    found = difflib.get_close_matches(name, list(options), n=1)
    return f"Did you mean “{found[0]}”? " if found else ""
