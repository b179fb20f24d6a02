"""Camunda's multi-instance attributes as BPMN's own."""

from collections.abc import Callable

from lxml import etree

from engine.spiff.normalise.xml import camunda, q


def normalise(root: etree._Element, feel_text: Callable[[str | None], str]) -> None:
    """Give every multi-instance marker exactly one of a cardinality and a collection, in plain FEEL."""
    for marker in root.iter(q("multiInstanceLoopCharacteristics")):
        collection = marker.get(camunda("collection"))
        reference = marker.find(q("loopDataInputRef"))
        if collection:
            if reference is None:
                reference = etree.SubElement(marker, q("loopDataInputRef"))
            reference.text = collection
        if reference is not None:
            reference.text = feel_text(reference.text)
            cardinality = marker.find(q("loopCardinality"))
            if cardinality is not None:
                marker.remove(cardinality)
        item = marker.get(camunda("elementVariable"))
        if item and marker.find(q("inputDataItem")) is None:
            etree.SubElement(marker, q("inputDataItem"), {"id": item, "name": item})
        for tag in ("loopCardinality", "completionCondition"):
            expression = marker.find(q(tag))
            if expression is not None:
                expression.text = feel_text(expression.text)


def described(activity: etree._Element) -> dict[str, object] | None:
    """What a normalised activity says about being done several times; None when it is done once."""
    marker = activity.find(q("multiInstanceLoopCharacteristics"))
    if marker is None:
        return None
    return {
        "sequential": marker.get("isSequential") == "true",
        "collection": _text(marker, "loopDataInputRef"),
        "cardinality": _text(marker, "loopCardinality"),
        "condition": _text(marker, "completionCondition"),
        "item": _name(marker, "inputDataItem"),
        "results": _text(marker, "loopDataOutputRef"),
        "result": _name(marker, "outputDataItem"),
    }


def _text(marker: etree._Element, tag: str) -> str | None:
    found = marker.findtext(q(tag))
    return found.strip() if found and found.strip() else None


def _name(marker: etree._Element, tag: str) -> str | None:
    found = marker.find(q(tag))
    return None if found is None else found.get("name") or found.get("id")
