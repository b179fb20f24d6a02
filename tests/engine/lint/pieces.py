"""Pieces of diagrams that the tests of several rules share, and the one way in which a rule is tested."""

from engine.lint.report import Problem
from tests.engine.lint.drawing import (
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
"""Stands on the line at which a problem is expected, and is no part of the diagram."""

Case = tuple[str, str, str, str]
"""The code of a rule, the element it blames, its smallest bad example, and the corrected one."""

MEETING = diagram(chain(user()), process='id="meeting" isExecutable="true"')


def refused(case: Case, before: str = "") -> Problem:
    """The one problem of the bad example, at the right element and line; the corrected one has none."""
    code, element, bad, good = case
    xml = diagram(bad, before) if before else diagram(bad)
    found = problems(xml, meeting__bpmn=MEETING)
    assert [(one.code, one.element_id) for one in found] == [(code, element)]
    assert (
        (found[0].what[0].isupper() or found[0].what[0] == "“")
        and found[0].what.endswith((".", "?"))
        and found[0].remedy.endswith((".", "?"))
    )
    if HERE in bad:
        assert found[0].line == xml[: xml.index(HERE.encode())].count(b"\n") + 1
    assert [one.code for one in problems(good, meeting__bpmn=MEETING)] == []
    return found[0]


def nested(tag: str) -> str:
    """A start and an end inside a sub-process of this kind."""
    inside = '<bpmn:startEvent id="s2" /><bpmn:endEvent id="e2" />' + flow("s2", "e2")
    return f'<bpmn:{tag} id="inside" name="Inside">{HERE}{inside}</bpmn:{tag}>'


def extended(extension: str) -> str:
    """An extension of an element, on a line of its own."""
    return f"<bpmn:extensionElements>\n{extension}{HERE}\n</bpmn:extensionElements>"


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
MAPPED = "<bpmn:extensionElements><camunda:{} {} /></bpmn:extensionElements>"
MESSAGE_EVENT = '<bpmn:messageEventDefinition messageRef="m_reply" />'
TIMER_EVENT = (
    '<bpmn:timerEventDefinition><bpmn:timeDate>${deadline("reply_due")}</bpmn:timeDate></bpmn:timerEventDefinition>'
)
