"""What the engine cannot run is refused."""

import pytest

from tests.engine.lint.drawing import MESSAGE, chain, diagram, flow, problems, service, user
from tests.engine.lint.pieces import (
    CALL,
    HERE,
    LOOP,
    MESSAGE_EVENT,
    TIMER_EVENT,
    Case,
    boundary,
    ending,
    event,
    extended,
    mail,
    nested,
    refused,
    starting,
)

LISTENER = '<camunda:taskListener class="a.B" event="create" />'
CONNECTOR = "<camunda:connector><camunda:connectorId>x</camunda:connectorId></camunda:connector>"
MAPPING = '<camunda:errorEventDefinition id="x" errorRef="e" expression="${true}" />'


def script(language: str) -> str:
    """A script task."""
    head = f'<bpmn:scriptTask id="s" scriptFormat="{language}" camunda:resultVariable="x">'
    return f"{head}<bpmn:script>1 + 2</bpmn:script></bpmn:scriptTask>"


ON_ERROR = (
    '<bpmn:subProcess id="aside" triggeredByEvent="true"><bpmn:startEvent id="begun"{}><bpmn:errorEventDefinition />'
    f'</bpmn:startEvent>{HERE}<bpmn:endEvent id="done" />{flow("begun", "done")}</bpmn:subProcess>'
)
CASES: list[Case] = [
    (
        "complex-gateway",
        "g",
        chain(user(), '<bpmn:complexGateway id="g" />' + HERE, more=flow("g", "ask")),
        chain(user()),
    ),
    ("ad-hoc", "any", chain(f'<bpmn:adHocSubProcess id="any">{HERE}{user()}</bpmn:adHocSubProcess>'), chain(user())),
    (
        "transaction",
        "inside",
        chain(nested("transaction")),
        chain(user()),
    ),
    (
        "data-store",
        "store",
        chain(user(), more='<bpmn:dataStoreReference id="store" />' + HERE),
        chain(user(), more='<bpmn:dataObjectReference id="paper" dataObjectRef="x" />'),
    ),
    ("compensation", "undo", chain(user(), more=user("undo", 'isForCompensation="true"') + HERE), chain(user())),
    (
        "compensation",
        "event",
        chain(user(), event("intermediateThrowEvent", "<bpmn:compensateEventDefinition />")),
        chain(user()),
    ),
    ("compensation", "end", ending("<bpmn:compensateEventDefinition />"), ending("<bpmn:terminateEventDefinition />")),
    ("compensation", "edge", chain(user(), more=boundary("<bpmn:compensateEventDefinition />")), chain(user())),
    (
        "link",
        "event",
        chain(
            user(),
            more=event("intermediateThrowEvent", '<bpmn:linkEventDefinition name="a" />').replace(HERE, HERE + "\n")
            + flow("ask", "event"),
        ),
        chain(user(), event("intermediateThrowEvent", "")),
    ),
    (
        "conditional",
        "event",
        chain(
            event(
                "intermediateCatchEvent",
                "<bpmn:conditionalEventDefinition><bpmn:condition>${true}</bpmn:condition></bpmn:conditionalEventDefinition>",
            )
        ),
        chain(event("intermediateCatchEvent", MESSAGE_EVENT)),
    ),
    (
        "conditional",
        "start",
        starting(
            "<bpmn:conditionalEventDefinition><bpmn:condition>${true}</bpmn:condition></bpmn:conditionalEventDefinition>"
        ),
        starting(MESSAGE_EVENT),
    ),
    ("cancel", "edge", chain(user(), more=boundary("<bpmn:cancelEventDefinition />")), chain(user())),
    ("signal-end", "end", ending("<bpmn:signalEventDefinition />"), ending(MESSAGE_EVENT)),
    ("timer-start", "start", starting(TIMER_EVENT), starting("")),
    ("signal-start", "start", starting("<bpmn:signalEventDefinition />"), starting("")),
    (
        "no-trigger",
        "event",
        chain(event("intermediateCatchEvent", "")),
        chain(event("intermediateCatchEvent", TIMER_EVENT)),
    ),
    (
        "several-triggers",
        "event",
        chain(event("intermediateCatchEvent", MESSAGE_EVENT + TIMER_EVENT)),
        chain(event("intermediateCatchEvent", MESSAGE_EVENT)),
    ),
    (
        "error-not-interrupting",
        "edge",
        chain(service(), more=boundary("<bpmn:errorEventDefinition />", 'cancelActivity="false"', "work")),
        chain(service(), more=boundary("<bpmn:errorEventDefinition />", host="work")),
    ),
    (
        "error-not-interrupting",
        "begun",
        chain(user(), more=ON_ERROR.format(' isInterrupting="false"')),
        chain(user(), more=ON_ERROR.format("")),
    ),
    ("standard-loop", "ask", chain(user(inner=f"\n<bpmn:standardLoopCharacteristics />{HERE}\n")), chain(user())),
    (
        "multi-instance",
        "ask",
        chain(service("list", "partners.list"), user(inner=f"\n<bpmn:multiInstanceLoopCharacteristics />{HERE}\n")),
        chain(service("list", "partners.list"), user(inner=LOOP)),
    ),
    (
        "instantiate",
        "get",
        chain('<bpmn:receiveTask id="get" messageRef="m_reply" instantiate="true" />' + HERE),
        chain('<bpmn:receiveTask id="get" messageRef="m_reply" />'),
    ),
    ("quantity", "ask", chain(user(attributes='startQuantity="2"') + HERE), chain(user())),
    (
        "tenant",
        "call",
        chain('<bpmn:callActivity id="call" calledElement="meeting" camunda:calledElementTenantId="x" />' + HERE),
        chain(CALL.format("meeting", "")),
    ),
    ("listener", "ask", chain(user(inner=extended(LISTENER))), chain(user())),
    ("connector", "work", chain(service(inner=extended(CONNECTOR))), chain(service())),
    ("error-mapping", "work", chain(service(inner=extended(MAPPING))), chain(service())),
    ("script", "s", chain(script("groovy") + HERE), chain(script("feel"))),
    ("script", "s", chain(script("feel").replace("camunda:resultVariable", "camunda:other") + HERE), chain(user())),
    (
        "script",
        "work",
        chain(mail(to=f'\n<camunda:script scriptFormat="groovy">1</camunda:script>{HERE}\n')),
        chain(mail()),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)


def test_global_tasks_are_refused() -> None:
    xml = diagram(chain(user()), before=MESSAGE + '\n<bpmn:globalUserTask id="g" />')

    assert [(one.code, one.element_id, one.line) for one in problems(xml)] == [("global-task", "g", 9)]


def test_an_event_sub_process_on_a_message_is_fine() -> None:
    inside = f'<bpmn:startEvent id="s2">{MESSAGE_EVENT}</bpmn:startEvent><bpmn:endEvent id="e2" />{flow("s2", "e2")}'
    body = chain(user(), more=f'<bpmn:subProcess id="on_reply" triggeredByEvent="true">{inside}</bpmn:subProcess>')

    assert problems(body) == []


def test_an_event_sub_process_needs_one_trigger_and_no_flows() -> None:
    inside = f'<bpmn:startEvent id="s2" /><bpmn:endEvent id="e2" />{flow("s2", "e2")}'
    sub_process = f'<bpmn:subProcess id="on_reply" triggeredByEvent="true">{inside}</bpmn:subProcess>'

    found = problems(chain(user(), more=sub_process + flow("ask", "on_reply")))

    assert sorted((one.code, one.element_id) for one in found) == [
        ("event-sub-process", "on_reply"),
        ("no-trigger", "s2"),
    ]


def test_a_camunda_8_diagram_is_refused_politely() -> None:
    xml = diagram(chain(user())).replace(b'"Camunda Platform"', b'"Camunda Cloud"')

    assert [one.code for one in problems(xml)] == ["camunda-8"]


def test_links_of_one_name_are_refused_once_and_do_not_make_the_rest_unreachable() -> None:
    link = '<bpmn:linkEventDefinition name="a" />'
    body = chain(user(), more=event("intermediateThrowEvent", link, "out") + flow("ask", "out"))
    body += event("intermediateCatchEvent", link, "into") + user("after") + flow("into", "after") + flow("after", "end")

    assert [(one.code, one.element_id) for one in problems(body)] == [("link", "out"), ("link", "into")]
