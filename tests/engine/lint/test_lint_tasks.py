"""Every task is somebody’s, with a form, or some handler’s, with its parameters."""

from dataclasses import replace

import pytest

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN, chain, diagram, parameters, problems, service, user
from tests.engine.lint.pieces import HERE, Case, extended, mail, refused


def retried(text: str) -> str:
    """A service task that is tried again in this way."""
    element = f"<camunda:failedJobRetryTimeCycle>{text}</camunda:failedJobRetryTimeCycle>"
    return service(inner=extended(element))


TELL = (
    '<bpmn:intermediateThrowEvent id="tell"><bpmn:messageEventDefinition messageRef="m_reply" {} />'
    "</bpmn:intermediateThrowEvent>"
)
CASES: list[Case] = [
    (
        "priority",
        "ask",
        chain(user(attributes='camunda:priority="high"') + HERE),
        chain(user(attributes='camunda:priority="80"')),
    ),
    (
        "nobody",
        "ask",
        chain(user(attributes="nobody") + HERE),
        chain(service(topic="partners.list"), user(attributes='camunda:assignee="${partner_signoff}"')),
    ),
    (
        "unknown-role",
        "ask",
        chain(user(attributes='camunda:candidateGroups="business_ofice"') + HERE),
        chain(user(attributes='camunda:candidateGroups="${&quot;agency_lead@&quot; + decision}"')),
    ),
    (
        "unknown-role",
        "ask",
        chain(user(attributes='camunda:candidateGroups="${&quot;agency_boss@&quot; + decision}"') + HERE),
        chain(user()),
    ),
    ("no-form", "ask", chain(user(attributes="noForm") + HERE), chain(user())),
    (
        "no-such-form",
        "ask",
        chain(user(attributes='camunda:formRef="f_aks" camunda:formRefBinding="latest"') + HERE),
        chain(user()),
    ),
    (
        "form-binding",
        "ask",
        chain(user(attributes='camunda:formRef="f_ask"') + HERE),
        chain(user(attributes='camunda:formRef="f_ask" camunda:formRefBinding="version" camunda:formRefVersion="1"')),
    ),
    ("old-form", "ask", chain(user(attributes='camunda:formKey="embedded:app:x.html"') + HERE), chain(user())),
    (
        "computed-form",
        "ask",
        chain(user(attributes='camunda:formRef="${amount}" camunda:formRefBinding="latest"') + HERE),
        chain(user()),
    ),
    ("java", "work", chain('<bpmn:serviceTask id="work" camunda:class="a.B" />' + HERE), chain(service())),
    (
        "java",
        "work",
        chain('<bpmn:serviceTask id="work" camunda:delegateExpression="${bean}" />' + HERE),
        chain(service()),
    ),
    (
        "java",
        "work",
        chain('<bpmn:serviceTask id="work" camunda:expression="${bean.go()}" />' + HERE),
        chain(service()),
    ),
    ("no-topic", "work", chain('<bpmn:serviceTask id="work" />' + HERE), chain(service())),
    (
        "topic-ignored",
        "tell",
        chain(TELL.format('camunda:type="external" camunda:topic="mail.send"') + HERE),
        chain(TELL.format("")),
    ),
    (
        "topic-ignored",
        "tell",
        chain(f'<bpmn:sendTask id="tell" messageRef="m_reply" camunda:topic="mail.send" />{HERE}'),
        chain('<bpmn:sendTask id="tell" messageRef="m_reply" />'),
    ),
    ("unknown-topic", "work", chain(service(topic="requests.cuont") + HERE), chain(service())),
    (
        "retry-cycle",
        "work",
        chain(retried("often")),
        chain(retried("PT1M,PT10M"), retried("R3/PT10M").replace('"work"', '"more"')),
    ),
    (
        "missing-parameter",
        "work",
        chain(service(topic="mail.send", inner=parameters(mail="reminder")) + "").replace(
            "<bpmn:serviceTask", f"{HERE}<bpmn:serviceTask"
        ),
        chain(mail()),
    ),
    ("unknown-parameter", "work", chain(mail(subject="Hello" + HERE)), chain(mail())),
    ("wrong-type", "work", chain(mail(copies="three" + HERE)), chain(mail(copies="3"))),
    ("wrong-type", "work", chain(mail(urgent="yes" + HERE)), chain(mail(urgent="${2 &gt; 1}"))),
    ("wrong-type", "work", chain(mail(day="14/01/2027" + HERE)), chain(mail(day="2027-01-14"))),
    (
        "wrong-type",
        "work",
        chain(mail(people="all of them" + HERE)),
        chain(service("list", "partners.list"), mail(people="${partners}")),
    ),
    ("wrong-value", "work", chain(mail(kind="parcel" + HERE)), chain(mail(kind="letter"))),
    (
        "parameter-name",
        "work",
        chain(
            service(
                topic="mail.send",
                inner=parameters(mail="a", to="b").replace(
                    "</camunda:inputOutput>",
                    f'<camunda:inputParameter name="to">c</camunda:inputParameter>{HERE}</camunda:inputOutput>',
                ),
            )
        ),
        chain(mail()),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_the_bad_example_is_refused_and_the_corrected_one_is_not(case: Case) -> None:
    refused(case)


def in_lane(label: str, attributes: str = "nobody") -> str:
    """A user task in a lane of this name."""
    lane = f'<bpmn:lane id="lane_1" name="{label}"><bpmn:flowNodeRef>ask</bpmn:flowNodeRef></bpmn:lane>'
    return f'<bpmn:laneSet id="lanes">{lane}</bpmn:laneSet>\n{chain(user(attributes=attributes))}'


def test_a_lane_that_stands_for_a_role_gives_its_tasks_to_that_role() -> None:
    assert problems(in_lane("Business Office")) == []


def test_a_lane_that_stands_for_no_role_is_blamed_once() -> None:
    body = in_lane("Busines Office").replace("</bpmn:lane>", "<bpmn:flowNodeRef>more</bpmn:flowNodeRef></bpmn:lane>")
    body = body.replace(chain(user(attributes="nobody")), chain(user(attributes="nobody"), user("more", "nobody")))

    found = problems(body)

    assert [(one.code, one.element_id) for one in found] == [("unknown-role", "lane_1")]
    assert "Did you mean “business_office”?" in found[0].remedy


def test_a_task_offered_to_another_role_than_its_lane_is_refused() -> None:
    found = problems(in_lane("Business Office", 'camunda:candidateGroups="crg_chair"'))

    assert [(one.code, one.element_id) for one in found] == [("lane-mismatch", "ask")]


def test_a_task_may_be_offered_to_its_lane_and_to_others() -> None:
    assert problems(in_lane("Business Office", 'camunda:candidateGroups="business_office, crg_chair"')) == []


def test_candidates_may_be_scoped_to_one_agency() -> None:
    groups = "business_office,${&quot;agency_lead@&quot; + string(amount)}"

    assert problems(chain(user(attributes=f'camunda:candidateGroups="{groups}"'))) == []


def test_a_form_bound_to_the_deployment_must_be_in_it() -> None:
    files = {"f_ask.form": ASK}
    body = chain(user(attributes='camunda:formRef="f_ask" camunda:formRefBinding="deployment"'))
    alone = replace(KNOWN, forms=frozenset({"f_ask"}), deployed=files)

    assert problems(body) == []
    assert [one.code for one in check({"case.bpmn": diagram(body)}, alone).problems] == ["form-binding"]


def test_a_form_bound_to_a_version_that_is_not_published_is_refused() -> None:
    body = chain(user(attributes='camunda:formRef="f_ask" camunda:formRefBinding="version" camunda:formRefVersion="2"'))
    first = replace(KNOWN, form_version=lambda form, number: ASK if (form, number) == ("f_ask", 1) else None)

    found = check({"case.bpmn": diagram(body), "f_ask.form": ASK}, first).problems
    assert [(one.code, one.element_id) for one in found] == [("form-binding", "ask")]
    assert "version 2 of the form “f_ask”" in found[0].what
    assert check({"case.bpmn": diagram(body.replace('"2"', '"1"')), "f_ask.form": ASK}, first).problems == ()
