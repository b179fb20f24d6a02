"""A process with a form of every kind of question, whose answers go everywhere, and a timer that may end its task."""

import orjson

from tests.engine.spiff.drawing import diagram, edge, end, extension, start, timer, user

CHOICES = [{"label": "Yes", "value": "yes"}, {"label": "No", "value": "no"}]
ROUTED = {"properties": {"routing": "count"}}
QUESTIONS = (
    {"type": "textfield", "key": "words", "label": "Words", "validate": {"required": True}},
    {"type": "textarea", "key": "more", "label": "More"},
    {"type": "number", "key": "count", "label": "Count", **ROUTED},
    {"type": "checkbox", "key": "ticked", "label": "Ticked"},
    {"type": "radio", "key": "one", "label": "One", "values": CHOICES},
    {"type": "select", "key": "picked", "label": "Picked", "values": CHOICES},
    {"type": "checklist", "key": "some", "label": "Some", "values": CHOICES},
    {"type": "taglist", "key": "tags", "label": "Tags", "values": CHOICES},
    {"type": "datetime", "subtype": "date", "key": "day", "dateLabel": "Day"},
    {"type": "filepicker", "key": "papers", "label": "Papers", "multiple": True},
    {
        "type": "dynamiclist",
        "path": "rows",
        "label": "Rows",
        "components": [{"type": "textfield", "id": "inner", "key": "inner", "label": "Inner"}],
    },
)
KEYS = ("words", "more", "count", "ticked", "one", "picked", "some", "tags", "day", "day-day", "rows-0-inner")
"""What a page posts."""

STARTS = extension(
    '<camunda:properties><camunda:property name="startGroups" value="business_office"/></camunda:properties>'
)
_BOUND = {"camunda_formRef": "hard_form", "camunda_formRefBinding": "latest"}
_OFFICE = {**_BOUND, "camunda_candidateGroups": "business_office"}


def files() -> dict[str, bytes]:
    """The diagram and its form, to be deployed."""
    drawn = diagram(
        start("asked", STARTS, name="Asked", **_BOUND), user("a", **_OFFICE), edge("late", "a", timer("PT1H")),
        user("b", **_OFFICE), end(), end("end_late"), "asked > a > end", "late > b > end_late",
    )  # fmt: skip
    form = {
        "id": "hard_form",
        "type": "default",
        "schemaVersion": 16,
        "properties": {"title": "Hard", "visibility": "BO CH"},
        "components": [{"id": f"c{number}", **one} for number, one in enumerate(QUESTIONS)],
    }
    return {"hard.bpmn": drawn, "hard_form.form": orjson.dumps(form)}
