"""The Modeler's menu of topics is made from the handlers themselves."""

import json

from engine import templates
from engine.lint.check import check
from engine.work import Field, Handler, Variables, Work
from tests.engine.lint.drawing import ASK, KNOWN, chain, diagram


def nothing(work: Work) -> Variables:
    """A handler that does nothing."""
    return {}


HANDLERS = {
    "mail.send": Handler(
        topic="mail.send",
        title="Send a mail",
        run=nothing,
        parameters=(
            Field("mail", "string", "Mail"),
            Field("to", "string", "Receivers"),
            Field("copies", "number", "Copies", required=False),
            Field("kind", "string", "Kind", required=False, choices=("letter", "card")),
        ),
        paragraph="4.4.1",
    ),
    "requests.count": Handler(
        topic="requests.count",
        title="Count open requests",
        run=nothing,
        outputs=(Field("open_requests", "number", "Open requests"),),
    ),
}


def test_there_is_one_template_for_each_topic_in_the_order_of_titles() -> None:
    assert [(one["name"], one["id"]) for one in templates.all_of(HANDLERS)] == [
        ("Count open requests", "cspr.topic.requests.count"),
        ("Send a mail", "cspr.topic.mail.send"),
    ]


def test_choosing_a_template_makes_an_external_task_with_its_topic() -> None:
    mail = templates.all_of(HANDLERS)[1]

    assert mail["elementType"] == {"value": "bpmn:ServiceTask"}
    assert [(one["type"], one["binding"]["name"], one.get("value")) for one in mail["properties"]] == [
        ("Hidden", "camunda:type", "external"),
        ("Hidden", "camunda:topic", "mail.send"),
        ("String", "mail", None),
        ("String", "to", None),
        ("String", "copies", None),
        ("Dropdown", "kind", None),
    ]
    assert [one["constraints"]["notEmpty"] for one in mail["properties"][2:]] == [True, True, False, False]
    assert mail["properties"][5]["choices"] == [
        {"name": "letter", "value": "letter"},
        {"name": "card", "value": "card"},
    ]


def test_what_a_topic_gives_is_told_in_its_description() -> None:
    count, mail = templates.all_of(HANDLERS)

    assert count["description"] == "Gives open_requests."
    assert mail["description"] == "4.4.1"


def test_the_version_grows_with_the_parameters() -> None:
    count, mail = templates.all_of(HANDLERS)

    assert (count["version"], mail["version"]) == (1, 7)


def test_the_file_is_the_same_for_the_same_table() -> None:
    data = templates.as_file(HANDLERS)

    assert data == templates.as_file(dict(reversed(HANDLERS.items())))
    assert json.loads(data) == templates.all_of(HANDLERS)


def test_a_task_as_the_modeler_makes_it_from_a_template_passes_the_checks() -> None:
    mail = templates.all_of(HANDLERS)[1]
    attributes = " ".join(
        f'{one["binding"]["name"]}="{one["value"]}"' for one in mail["properties"] if one["type"] == "Hidden"
    )
    given = {"mail": "reminder", "to": "crg_chair", "copies": "", "kind": "card"}
    inputs = "".join(
        f'<camunda:inputParameter name="{name}">{value}</camunda:inputParameter>' for name, value in given.items()
    )
    inner = f"<bpmn:extensionElements><camunda:inputOutput>{inputs}</camunda:inputOutput></bpmn:extensionElements>"
    task = f'<bpmn:serviceTask id="work" {attributes}>{inner}</bpmn:serviceTask>'

    assert check({"case.bpmn": diagram(chain(task)), "f_ask.form": ASK}, KNOWN).problems == ()
