"""The whole normaliser: one pass over a parsed file, in place."""

from lxml import etree

import feel
from engine.errors import EngineError
from engine.spiff.normalise import event_subprocesses, flows, multi_instance, xml
from engine.spiff.normalise.xml import local, q

_DRAWN_ONLY = (
    "dataObject",
    "dataObjectReference",
    "dataStore",
    "dataStoreReference",
    "dataInputAssociation",
    "dataOutputAssociation",
    "ioSpecification",
    "property",
)

_UNSUPPORTED = {
    "complexGateway": "a complex gateway",
    "adHocSubProcess": "an ad-hoc sub-process",
    "linkEventDefinition": "a link event",
    "compensateEventDefinition": "compensation",
    "standardLoopCharacteristics": "a loop marker",
}


class Unsupported(EngineError):
    """The diagram uses something that this engine does not run."""

    def __init__(self, what: str, element_id: str | None, line: int | None) -> None:
        super().__init__(f"{element_id or 'An element'} (line {line}) uses {what}, which this engine does not run.")
        self.element_id, self.line = element_id, line


def normalise(root: etree._Element) -> None:
    """Rewrite a file's tree so that SpiffWorkflow parses it with the meaning the diagram has. Raises Unsupported."""
    _refuse(root)
    for tag in _DRAWN_ONLY:
        for element in list(root.iter(q(tag))):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
    for condition in [*root.iter(q("conditionExpression")), *root.iter(q("condition"))]:
        condition.text = feel_text(condition.text)
    multi_instance.normalise(root, feel_text)
    event_subprocesses.normalise(root)
    flows.normalise(root)


def feel_text(text: str | None) -> str:
    """The FEEL in a place that is always an expression, whether or not it stands in `${…}`."""
    stripped = (text or "").strip()
    return feel.expression_in(stripped) or stripped


def _refuse(root: etree._Element) -> None:
    for tag, what in _UNSUPPORTED.items():
        for element in root.iter(q(tag)):
            owner = element if element.get("id") and not local(element).endswith("Definition") else element.getparent()
            raise Unsupported(what, None if owner is None else owner.get("id"), xml.line(element))
