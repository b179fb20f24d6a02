"""A small process with everything that a kill can hit: forms, e-mails, timers of a second, and people in between."""

import orjson

from tests.engine.spiff.drawing import catch, diagram, end, extension, inputs, job, start, timer, user

FORM = {
    "id": "pulse_form",
    "type": "default",
    "schemaVersion": 16,
    "properties": {"title": "Words", "visibility": "BO CH"},
    "components": [
        {"type": "textfield", "id": "words", "key": "words", "label": "Words", "validate": {"required": True}}
    ],
}
TASKS, MAIL_STEPS = ("first", "second"), ("told", "told_again")
STARTS = extension(
    '<camunda:properties><camunda:property name="startGroups" value="business_office"/></camunda:properties>'
)
_BOUND = {"camunda_formRef": "pulse_form", "camunda_formRefBinding": "latest"}
_OFFICE = {**_BOUND, "camunda_candidateGroups": "business_office"}


def files() -> dict[str, bytes]:
    """The diagram and its form, to be deployed."""
    tells = inputs(mail="acknowledgement", to="business_office")
    drawn = diagram(
        start("asked", STARTS, name="Asked", **_BOUND), job("told", "mail.send", tells), catch("pause", timer("PT1S")),
        user("first", **_OFFICE), job("told_again", "mail.send", tells), catch("another_pause", timer("PT1S")),
        user("second", **_OFFICE), end(), "asked > told > pause > first > told_again > another_pause > second > end",
    )  # fmt: skip
    return {"pulse.bpmn": drawn, "pulse_form.form": orjson.dumps(FORM)}
