"""Each rule refuses its smallest bad example, at the right element and line, and lets the corrected one through."""

import pytest

from tests.engine.lint.drawing import (
    MESSAGE,
    chain,
    choice,
    diagram,
    flow,
    parameters,
    problems,
    service,
    user,
)

HERE = "<!--here-->"
"""Stands on the line at which the problem is expected, and is no part of the diagram."""


def mail(**values: str) -> str:
    """A service task that sends a mail."""
    return service(topic="mail.send", inner=parameters(**{"mail": "reminder", "to": "crg_chair", **values}))


def timer(kind: str, text: str, node: str = "") -> str:
    """An intermediate timer event, with its time on a line of its own."""
    head = node or '<bpmn:intermediateCatchEvent id="wait" name="Wait">'
    tag = head.split()[0].removeprefix("<bpmn:")
    return (
        f"{head}<bpmn:timerEventDefinition>\n"
        f'<bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>{HERE}\n'
        f"</bpmn:timerEventDefinition></bpmn:{tag}>"
    )


def boundary(definition: str, attributes: str = "", host: str = "ask") -> str:
    """A boundary event on the user task, leading to an end of its own."""
    return (
        f'<bpmn:boundaryEvent id="edge" attachedToRef="{host}" {attributes}>{definition}</bpmn:boundaryEvent>{HERE}\n'
        f'<bpmn:endEvent id="over" />{flow("edge", "over")}'
    )


def event(tag: str, definition: str, name: str = "event") -> str:
    """An event with this definition."""
    return f'<bpmn:{tag} id="{name}">{definition}</bpmn:{tag}>{HERE}'


def ending(definition: str) -> str:
    """A process that ends in this way."""
    return chain(user()).replace(
        '<bpmn:endEvent id="end" />', f'<bpmn:endEvent id="end">{definition}</bpmn:endEvent>{HERE}'
    )


def starting(definition: str) -> str:
    """A process that starts in this way."""
    return chain(user()).replace(
        '<bpmn:startEvent id="start" />', f'<bpmn:startEvent id="start">{definition}</bpmn:startEvent>{HERE}'
    )


def loop(kind: str) -> str:
    """A circle back to a node of this kind."""
    middle = {
        "service": service("again"),
        "user": user("again"),
        "timer": timer("timeDuration", "PT1H", '<bpmn:intermediateCatchEvent id="again">').replace(HERE, ""),
    }[kind]
    body = choice().replace(flow("q", "no", "", "no"), flow("q", "again", "", "no") + flow("again", "q"))
    body = body.replace('<bpmn:endEvent id="no" />', middle + HERE).replace('default="f_q_no"', 'default="f_q_again"')
    return body.replace(flow("ask", "q"), flow("ask", "q"))


def parallel(back: str, before: str = '<bpmn:exclusiveGateway id="merge" />') -> str:
    """Two branches, a join, a question after it, and a way back to the node given."""
    nodes = [
        '<bpmn:startEvent id="start" />',
        '<bpmn:parallelGateway id="split" />',
        user("left"),
        user("right"),
        '<bpmn:parallelGateway id="join" />',
        user("ask"),
        '<bpmn:exclusiveGateway id="q" name="Again?" default="f_q_end" />',
        before,
        '<bpmn:endEvent id="end" />',
    ]
    flows = [
        *([flow("start", "merge"), flow("merge", "split")] if before else [flow("start", "split")]),
        flow("split", "left"),
        flow("split", "right"),
        flow("left", "join"),
        flow("right", "join"),
        flow("join", "ask"),
        flow("ask", "q"),
        flow("q", "end", "", "no"),
        flow("q", back, '${decision = "yes"}', "yes") + HERE,
    ]
    return "\n".join([*nodes, *flows])


LOOP = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="partners" camunda:elementVariable="one" />'
CALL = '<bpmn:callActivity id="call" name="Meet" calledElement="{}">{}</bpmn:callActivity>'
MAPPED = '<bpmn:extensionElements><camunda:{} {} /></bpmn:extensionElements>'
MESSAGE_EVENT = '<bpmn:messageEventDefinition messageRef="m_reply" />'
TIMER_EVENT = '<bpmn:timerEventDefinition><bpmn:timeDate>${deadline("reply_due")}</bpmn:timeDate></bpmn:timerEventDefinition>'

# code, element blamed, the bad example, the corrected one
CASES: list[tuple[str, str, str, str]] = [
    ("duplicate-id", "ask", chain(user(), more=user() + HERE), chain(user())),
    ("no-id", "case", chain(user(), more='<bpmn:task name="x" />' + HERE), chain(user())),
    ("dangling-flow", "f_ask_gone", chain(user(), more=flow("ask", "gone") + HERE), chain(user())),
    (
        "dangling-boundary",
        "edge",
        chain(user(), more=boundary(TIMER_EVENT, host="gone")),
        chain(user(), more=boundary(TIMER_EVENT)),
    ),
    ("dangling-default", "q", choice(default="gone", second="${amount > 1}").replace('default="gone"', HERE + 'default="gone"').replace(HERE, ""), choice()),
    ("no-start", "inside", chain(f'<bpmn:subProcess id="inside" name="Inside">{HERE}<bpmn:endEvent id="e2" /></bpmn:subProcess>'), chain(f'<bpmn:subProcess id="inside"><bpmn:startEvent id="s2" /><bpmn:endEvent id="e2" />{flow("s2", "e2")}</bpmn:subProcess>')),
    ("several-starts", "s2", chain(user(), more=f'<bpmn:startEvent id="s2" />{HERE}' + flow("s2", "end")), chain(user(), more=f'<bpmn:startEvent id="s2">{MESSAGE_EVENT}</bpmn:startEvent>' + flow("s2", "end"))),
    ("unreachable", "lost", chain(user(), more=user("lost") + HERE + flow("lost", "end")), chain(user(), user("lost"))),
    ("dead-end", "last", chain(user(), more=user("last") + HERE + flow("start", "last")), chain(user(), more=user("last") + flow("start", "last") + flow("last", "end"))),
    ("no-way-to-end", "a", chain(user(), more=user("a") + HERE + "\n" + user("b") + flow("ask", "a") + flow("a", "b") + flow("b", "a")), chain(user(), user("a"), user("b"))),
    ("complex-gateway", "g", chain(user(), '<bpmn:complexGateway id="g" />' + HERE, more=flow("g", "ask")), chain(user())),
    ("ad-hoc", "any", chain(f'<bpmn:adHocSubProcess id="any">{HERE}{user()}</bpmn:adHocSubProcess>'), chain(user())),
    ("transaction", "tx", chain(f'<bpmn:transaction id="tx">{HERE}<bpmn:startEvent id="s2" /><bpmn:endEvent id="e2" />{flow("s2", "e2")}</bpmn:transaction>'), chain(user())),
    ("data-store", "store", chain(user(), more='<bpmn:dataStoreReference id="store" />' + HERE), chain(user(), more='<bpmn:dataObjectReference id="paper" dataObjectRef="x" />')),
    ("compensation", "undo", chain(user(), more=user("undo", 'isForCompensation="true"') + HERE), chain(user())),
    ("compensation", "event", chain(user(), event("intermediateThrowEvent", "<bpmn:compensateEventDefinition />")), chain(user())),
    ("compensation", "end", ending("<bpmn:compensateEventDefinition />"), ending("<bpmn:terminateEventDefinition />")),
    ("compensation", "edge", chain(user(), more=boundary("<bpmn:compensateEventDefinition />")), chain(user())),
    ("link", "event", chain(user(), more=event("intermediateThrowEvent", '<bpmn:linkEventDefinition name="a" />').replace(HERE, HERE + "\n") + flow("ask", "event")), chain(user(), event("intermediateThrowEvent", ""))),
    ("conditional", "event", chain(event("intermediateCatchEvent", "<bpmn:conditionalEventDefinition><bpmn:condition>${true}</bpmn:condition></bpmn:conditionalEventDefinition>")), chain(event("intermediateCatchEvent", MESSAGE_EVENT))),
    ("conditional", "start", starting("<bpmn:conditionalEventDefinition><bpmn:condition>${true}</bpmn:condition></bpmn:conditionalEventDefinition>"), starting(MESSAGE_EVENT)),
    ("cancel", "edge", chain(user(), more=boundary("<bpmn:cancelEventDefinition />")), chain(user())),
    ("signal-end", "end", ending('<bpmn:signalEventDefinition />'), ending(MESSAGE_EVENT)),
    ("timer-start", "start", starting(TIMER_EVENT), starting("")),
    ("signal-start", "start", starting("<bpmn:signalEventDefinition />"), starting("")),
    ("no-trigger", "event", chain(event("intermediateCatchEvent", "")), chain(event("intermediateCatchEvent", TIMER_EVENT))),
    ("several-triggers", "event", chain(event("intermediateCatchEvent", MESSAGE_EVENT + TIMER_EVENT)), chain(event("intermediateCatchEvent", MESSAGE_EVENT))),
    ("error-not-interrupting", "edge", chain(user(), more=boundary("<bpmn:errorEventDefinition />", 'cancelActivity="false"')), chain(user(), more=boundary("<bpmn:errorEventDefinition />"))),
    ("standard-loop", "ask", chain(user(inner=f"\n<bpmn:standardLoopCharacteristics />{HERE}\n")), chain(user())),
    ("multi-instance", "ask", chain(service("list", "partners.list"), user(inner=f"\n<bpmn:multiInstanceLoopCharacteristics />{HERE}\n")), chain(service("list", "partners.list"), user(inner=LOOP))),
    ("instantiate", "get", chain('<bpmn:receiveTask id="get" messageRef="m_reply" instantiate="true" />' + HERE), chain('<bpmn:receiveTask id="get" messageRef="m_reply" />')),
    ("quantity", "ask", chain(user(attributes='startQuantity="2"') + HERE), chain(user())),
    ("tenant", "call", chain('<bpmn:callActivity id="call" calledElement="meeting" camunda:calledElementTenantId="x" />' + HERE), chain(CALL.format("meeting", ""))),
    ("global-task", "g", chain(user()), chain(user())),
    ("listener", "ask", chain(user(inner=f'<bpmn:extensionElements>\n<camunda:taskListener class="a.B" event="create" />{HERE}\n</bpmn:extensionElements>')), chain(user())),
    ("connector", "work", chain(service(inner=f"<bpmn:extensionElements>\n<camunda:connector><camunda:connectorId>x</camunda:connectorId></camunda:connector>{HERE}\n</bpmn:extensionElements>")), chain(service())),
    ("error-mapping", "work", chain(service(inner=f'<bpmn:extensionElements>\n<camunda:errorEventDefinition id="x" errorRef="e" expression="${{true}}" />{HERE}\n</bpmn:extensionElements>')), chain(service())),
    ("script", "s", chain('<bpmn:scriptTask id="s" scriptFormat="groovy"><bpmn:script>x = 1</bpmn:script></bpmn:scriptTask>' + HERE), chain('<bpmn:scriptTask id="s" scriptFormat="feel" camunda:resultVariable="x"><bpmn:script>1 + 2</bpmn:script></bpmn:scriptTask>')),
    ("script", "work", chain(mail(to=f'\n<camunda:script scriptFormat="groovy">1</camunda:script>{HERE}\n')), chain(mail())),
    ("no-condition", "f_q_no", choice(default="").replace(flow("q", "no", "", "no"), flow("q", "no", "", "no") + HERE), choice()),
    ("no-default", "q", choice(default="", second="${amount &gt; 3}").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"), choice(default="", second='${decision = "no"}')),
    ("condition-ignored", "f_split_b", chain(user(), '<bpmn:parallelGateway id="split" />', more=flow("split", "b", '${decision = "yes"}') + HERE + user("b") + flow("b", "end")), chain(user(), '<bpmn:parallelGateway id="split" />', more=flow("split", "b") + user("b") + flow("b", "end"))),
    ("condition-on-default", "f_q_no", choice(second='${decision = "no"}').replace(flow("q", "no", '${decision = "no"}', "no"), HERE + flow("q", "no", '${decision = "no"}', "no")), choice()),
    ("event-gateway", "f_g_b", chain('<bpmn:eventBasedGateway id="g" />', event("intermediateCatchEvent", MESSAGE_EVENT).replace(HERE, ""), more=flow("g", "b") + HERE + user("b") + flow("b", "end")), chain('<bpmn:eventBasedGateway id="g" />', event("intermediateCatchEvent", MESSAGE_EVENT), more=flow("g", "b") + event("intermediateCatchEvent", TIMER_EVENT, "b") + flow("b", "end"))),
    ("no-question", "q", choice(name=f'name="Decision"').replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"), choice()),
    ("no-answer", "q", choice().replace(' name="no"', "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"), choice()),
    ("idle-gateway", "g", chain(user(), '<bpmn:exclusiveGateway id="g" />' + HERE), chain(user())),
    ("runaway-loop", "q", loop("service").replace(HERE, "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"), loop("user")),
    ("runaway-loop", "q", loop("service").replace(HERE, "").replace("<bpmn:exclusiveGateway", f"{HERE}<bpmn:exclusiveGateway"), loop("timer")),
    ("flow-into-branch", "f_q_left", parallel("left", ""), parallel("merge")),
    ("nobody", "ask", chain(user(attributes="nobody") + HERE), chain(user(attributes='camunda:assignee="${assignee}"', inner="")).replace("${assignee}", "mara")),
    ("unknown-role", "ask", chain(user(attributes='camunda:candidateGroups="business_ofice"') + HERE), chain(user(attributes='camunda:candidateGroups="${&quot;agency_lead@&quot; + decision}"'))),
    ("unknown-role", "ask", chain(user(attributes='camunda:candidateGroups="${&quot;agency_boss@&quot; + decision}"') + HERE), chain(user())),
    ("no-form", "ask", chain(user(attributes="noForm") + HERE), chain(user())),
    ("no-such-form", "ask", chain(user(attributes='camunda:formRef="f_aks" camunda:formRefBinding="latest"') + HERE), chain(user())),
    ("form-binding", "ask", chain(user(attributes='camunda:formRef="f_ask"') + HERE), chain(user(attributes='camunda:formRef="f_ask" camunda:formRefBinding="version" camunda:formRefVersion="1"'))),
    ("old-form", "ask", chain(user(attributes='camunda:formKey="embedded:app:x.html"') + HERE), chain(user())),
    ("computed-form", "ask", chain(user(attributes='camunda:formRef="${amount}" camunda:formRefBinding="latest"') + HERE), chain(user())),
    ("java", "work", chain('<bpmn:serviceTask id="work" camunda:class="a.B" />' + HERE), chain(service())),
    ("java", "work", chain('<bpmn:serviceTask id="work" camunda:delegateExpression="${bean}" />' + HERE), chain(service())),
    ("java", "work", chain('<bpmn:serviceTask id="work" camunda:expression="${bean.go()}" />' + HERE), chain(service())),
    ("no-topic", "work", chain('<bpmn:serviceTask id="work" />' + HERE), chain(service())),
    ("unknown-topic", "work", chain(service(topic="requests.cuont") + HERE), chain(service())),
    ("retry-cycle", "work", chain(service(inner=f"<bpmn:extensionElements>\n<camunda:failedJobRetryTimeCycle>often</camunda:failedJobRetryTimeCycle>{HERE}\n</bpmn:extensionElements>")), chain(service(inner="<bpmn:extensionElements><camunda:failedJobRetryTimeCycle>PT1M,PT10M</camunda:failedJobRetryTimeCycle></bpmn:extensionElements>"))),
    ("missing-parameter", "work", chain(service(topic="mail.send", inner=parameters(mail="reminder")) + "").replace("<bpmn:serviceTask", f"{HERE}<bpmn:serviceTask"), chain(mail())),
    ("unknown-parameter", "work", chain(mail(subject="Hello" + HERE)), chain(mail())),
    ("wrong-type", "work", chain(mail(copies="three" + HERE)), chain(mail(copies="3"))),
    ("wrong-type", "work", chain(mail(urgent="yes" + HERE)), chain(mail(urgent="${2 &gt; 1}"))),
    ("wrong-type", "work", chain(mail(day="14/01/2027" + HERE)), chain(mail(day="2027-01-14"))),
    ("wrong-type", "work", chain(mail(people="all of them" + HERE)), chain(service("list", "partners.list"), mail(people="${partners}"))),
    ("wrong-value", "work", chain(mail(kind="parcel" + HERE)), chain(mail(kind="letter"))),
    ("parameter-name", "work", chain(service(topic="mail.send", inner=parameters(mail="a", to="b").replace("</camunda:inputOutput>", f'<camunda:inputParameter name="to">c</camunda:inputParameter>{HERE}</camunda:inputOutput>'))), chain(mail())),
    ("no-message", "event", chain(event("intermediateCatchEvent", '<bpmn:messageEventDefinition messageRef="gone" />')), chain(event("intermediateCatchEvent", MESSAGE_EVENT))),
    ("no-message", "get", chain('<bpmn:receiveTask id="get" />' + HERE), chain('<bpmn:receiveTask id="get" messageRef="m_reply" />')),
    ("no-error", "end", ending("<bpmn:errorEventDefinition />"), chain(user())),
    ("no-call", "call", chain(CALL.format("", "") + HERE), chain(user())),
    ("computed-call", "call", chain(CALL.format("${decision}", "") + HERE), chain(user())),
    ("no-such-process", "call", chain(CALL.format("metting", "") + HERE), chain(user())),
    ("calls-itself", "call", chain(CALL.format("case", "") + HERE), chain(user())),
    ("no-decision", "rule", chain('<bpmn:businessRuleTask id="rule" />' + HERE), chain(user())),
    ("computed-decision", "rule", chain('<bpmn:businessRuleTask id="rule" camunda:decisionRef="${decision}" />' + HERE), chain(user())),
    ("no-such-decision", "rule", chain('<bpmn:businessRuleTask id="rule" camunda:decisionRef="quorm" />' + HERE), chain(user())),
    ("timer", "wait", chain(timer("timeDuration", "two days")), chain(timer("timeDuration", "P2D"))),
    ("timer", "wait", chain(timer("timeDate", "2027-02-30T09:00:00Z")), chain(timer("timeDate", "2027-02-28T09:00:00Z"))),
    ("timer", "wait", chain(timer("timeDate", "").replace(HERE, "").replace("<bpmn:intermediate", f"{HERE}<bpmn:intermediate")), chain(timer("timeDate", "2027-07-14T09:00:00+01:00"))),
    ("timer", "edge", chain(user(), more=boundary("<bpmn:timerEventDefinition />")), chain(user(), more=boundary(TIMER_EVENT))),
    ("naive-time", "wait", chain(timer("timeDate", "2027-07-14T09:00:00")), chain(timer("timeDate", "2027-07-14T09:00:00Z"))),
    ("naive-time", "wait", chain(timer("timeDate", "2027-07-14")), chain(timer("timeCycle", "R3/2027-07-14T09:00:00Z/P7D"))),
    ("cron", "wait", chain(timer("timeCycle", "0 0 9 * * ?")), chain(timer("timeCycle", "R3/P7D"))),
    ("timer-reads-variable", "wait", chain(user(), timer("timeDate", "${amount}")), chain(timer("timeDate", '${deadline("reply_due")}'))),
    ("unknown-clock", "wait", chain(timer("timeDate", '${deadline("reply_deu")}')), chain(timer("timeDate", '${deadline("reply_due")}'))),
    ("clock-not-named", "wait", chain(timer("timeDate", "${deadline(setting(1))}")), chain(timer("timeDate", '${deadline("reply_due")}'))),
    (
        "reminder-to-person",
        "edge",
        chain(user(), more=boundary(TIMER_EVENT, 'cancelActivity="false"').replace(flow("edge", "over"), flow("edge", "nudge") + user("nudge") + flow("nudge", "over"))),
        chain(user(), more=boundary(TIMER_EVENT, 'cancelActivity="false"').replace(flow("edge", "over"), flow("edge", "nudge") + service("nudge") + flow("nudge", "over"))),
    ),
    ("feel", "f_q_yes", choice("${decision = }" + HERE), choice()),
    ("feel", "ask", chain(user(attributes='camunda:assignee="${1 +}"') + HERE), chain(user())),
    ("feel", "work", chain(mail(to="${(}" + HERE)), chain(mail(to='${"crg_chair"}'))),
    ("unknown-function", "f_q_yes", choice("${shout(decision)}" + HERE), choice("${string length(decision) &gt; 2}")),
    ("juel", "f_q_yes", choice("${execution.getVariable(1)}" + HERE), choice()),
    ("juel", "f_q_yes", choice("${decision == 'yes'}" + HERE), choice('${decision == "yes" &amp;&amp; amount &gt; 2}')),
    ("juel", "f_q_yes", choice("${empty decision}" + HERE), choice("${decision = null}")),
    ("juel", "f_q_yes", choice("${decision eq 3}" + HERE), choice()),
    ("juel", "f_q_yes", choice("${decision = 1 ? true : false}" + HERE), choice("${if decision = 1 then true else false}")),
    ("bean-call", "f_q_yes", choice("${checker.isFine(decision)}" + HERE), choice()),
    ("python", "f_q_yes", choice("${decision == True}" + HERE), choice("${decision = true}")),
    ("python", "f_q_yes", choice("${decision is None}" + HERE), choice("${decision = null}")),
    ("mixed-text", "work", chain(mail(to="to ${decision}" + HERE)), chain(user(), mail(to='${"to " + decision}'))),
    ("undeclared-variable", "f_q_yes", choice('${decison = "yes"}' + HERE), choice()),
    ("undeclared-variable", "ask", chain(user(inner=LOOP.replace("<bpmn", f"\n{HERE}<bpmn"))), chain(service("list", "partners.list"), user(inner=LOOP))),
    ("undeclared-variable", "work", chain(mail(to="${partner}" + HERE)), chain(service("list", "partners.list"), mail(to="${partner_signoff}"))),
    ("empty-condition", "f_q_yes", choice(" " + HERE), choice()),
    ("mapping", "call", chain(CALL.format("meeting", "\n" + MAPPED.format("in", 'target="x"') + HERE + "\n")), chain(user())),
]


def line_of_mark(xml: bytes) -> int:
    """The line on which the mark stands."""
    return xml[: xml.index(HERE.encode())].count(b"\n") + 1


def bad_file(code: str, body: str) -> bytes:
    """The bad example as a file."""
    if code == "global-task":
        return diagram(body, before=f'{MESSAGE}<bpmn:globalUserTask id="g" />{HERE}')
    return diagram(body)


@pytest.mark.parametrize(("code", "element", "bad", "good"), CASES, ids=[f"{i}-{one[0]}" for i, one in enumerate(CASES)])
def test_a_rule_refuses_its_bad_example_and_lets_the_good_one_through(
    code: str, element: str, bad: str, good: str
) -> None:
    meeting = diagram(chain(user()), process='id="meeting" isExecutable="true"')
    xml = bad_file(code, bad)

    found = problems(xml, meeting__bpmn=meeting) if code != "no-such-process" else problems(xml)

    assert [(one.code, one.element_id) for one in found] == [(code, element)]
    assert found[0].what and found[0].remedy.endswith(".")
    if HERE in bad:
        assert found[0].line == line_of_mark(xml)
    assert [one.code for one in problems(good, meeting__bpmn=meeting)] == []
