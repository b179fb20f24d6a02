"""Decision tables: hit policies, columns, and cells that compile."""

import pytest

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN, chain, choice, diagram, rule, table, user

OUTPUT = b'<output id="o" name="outcome" typeRef="string" />'
CELL = b"<outputEntry><text>2</text></outputEntry>"
ASKS = '<bpmn:businessRuleTask id="rule" camunda:decisionRef="size" camunda:decisionRefBinding="latest" />'


def found(data: bytes) -> list[tuple[str, str]]:
    """Codes and elements of the problems of a table."""
    return [(one.code, one.element_id) for one in check({"size.dmn": data}, KNOWN).problems]


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "FIRST", "RULE ORDER", "COLLECT"])
def test_the_supported_hit_policies_are_accepted(policy: str) -> None:
    assert found(table(policy=policy)) == []


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_other_hit_policies_are_refused(policy: str) -> None:
    assert found(table(policy=policy)) == [("hit-policy", "t")]


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("feel", table(rule("&lt; ", '"few"'))),
        ("feel", table(rule("1", '"few'))),
        ("juel", table(rule("1", "'few'"))),
        ("feel", table(reads="amount +")),
        ("empty-cell", table(reads="")),
        ("unknown-function", table(reads="shout(amount)")),
        ("no-output", table(rule("1", "2")).replace(OUTPUT, b"").replace(CELL, b"")),
        ("rule-cells", table(rule("1", "2")).replace(CELL, CELL + CELL)),
        ("output-name", table(rule("1", "2")).replace(OUTPUT, OUTPUT + OUTPUT).replace(CELL, CELL + CELL)),
        ("script", table().replace(b'id="ie"', b'expressionLanguage="groovy"')),
        ("no-table", table().replace(b"decisionTable", b"context")),
        ("no-decisions", table().replace(b"decision ", b"thing ").replace(b"</decision>", b"</thing>")),
        ("not-dmn", table().replace(b"https://www.omg.org", b"https://example.org")),
        ("no-id", table().replace(b'<decision id="size" ', b"<decision ")),
    ],
)  # fmt: skip
def test_a_bad_table_is_refused(code: str, data: bytes) -> None:
    assert [one for one, _ in found(data)] == [code]


def test_a_problem_in_a_cell_is_on_its_line() -> None:
    data = table(rule("1", '"few"') + rule("&lt;", '"many"'))
    report = check({"size.dmn": data}, KNOWN)

    assert data.decode().splitlines()[report.problems[0].line - 1].startswith("<rule id='r'><inputEntry><text>&lt;")


def test_what_a_table_gives_may_be_asked_by_the_next_gateway() -> None:
    body = choice('${outcome = "few"}').replace('<bpmn:exclusiveGateway id="q"', f'{ASKS}<bpmn:exclusiveGateway id="q"')
    body = body.replace('sourceRef="ask" targetRef="q"', 'sourceRef="ask" targetRef="rule"')
    body += '<bpmn:sequenceFlow id="f_rule_q" sourceRef="rule" targetRef="q" />'

    assert check({"case.bpmn": diagram(body), "f_ask.form": ASK, "size.dmn": table()}, KNOWN).problems == ()


def test_what_a_table_gives_is_known_by_its_own_name_only_without_a_result_variable() -> None:
    body = choice('${outcome = "few"}').replace('<bpmn:exclusiveGateway id="q"', f'{ASKS}<bpmn:exclusiveGateway id="q"')
    body = body.replace('sourceRef="ask" targetRef="q"', 'sourceRef="ask" targetRef="rule"')
    body += '<bpmn:sequenceFlow id="f_rule_q" sourceRef="rule" targetRef="q" />'
    kept = body.replace("<bpmn:businessRuleTask", '<bpmn:businessRuleTask camunda:resultVariable="rated"')
    files = {"f_ask.form": ASK, "size.dmn": table()}

    found = check({"case.bpmn": diagram(kept), **files}, KNOWN).problems
    assert [(one.code, one.element_id) for one in found] == [("undeclared-variable", "f_q_yes")]
    asked = kept.replace("${outcome", "${rated.outcome")
    assert check({"case.bpmn": diagram(asked), **files}, KNOWN).problems == ()


def test_what_a_table_reads_must_be_there() -> None:
    files = {"case.bpmn": diagram(chain(user(), ASKS)), "f_ask.form": ASK, "size.dmn": table(reads="amuont")}

    problems = check(files, KNOWN).problems

    assert [(one.code, one.element_id) for one in problems] == [("undeclared-variable", "rule")]
    assert "Did you mean “amount”?" in problems[0].remedy


RISK = (
    b'<decision id="risk" name="Risk"><decisionTable id="t2">'
    b'<input id="i2"><inputExpression id="ie2"><text>amount</text></inputExpression></input>'
    b'<output id="o2" name="risk" />'
    b'<rule id="r2"><inputEntry><text>&gt; 3</text></inputEntry><outputEntry><text>"high"</text></outputEntry></rule>'
    b'</decisionTable></decision><decision id="size"'
)
ARROW = b'<informationRequirement><requiredDecision href="#risk" /></informationRequirement><decisionTable'


def required(data: bytes, arrow: bytes = ARROW) -> bytes:
    """The table with another that it asks first."""
    return data.replace(b'<decision id="size"', RISK).replace(b'<decisionTable id="t"', arrow + b' id="t"')


def test_a_table_may_read_what_the_table_before_it_gives() -> None:
    data = required(table(rule('"high"', '"many"'), reads="risk"))
    files = {"case.bpmn": diagram(chain(user(), ASKS)), "f_ask.form": ASK, "size.dmn": data}

    assert check(files, KNOWN).problems == ()
    files["size.dmn"] = data.replace(b"<text>amount</text>", b"<text>amuont</text>")
    assert [one.code for one in check(files, KNOWN).problems] == ["undeclared-variable"]


def test_a_word_without_quotes_in_a_cell_is_told() -> None:
    files = {"case.bpmn": diagram(chain(user(), ASKS)), "f_ask.form": ASK, "size.dmn": table(rule("few", '"many"'))}

    assert [(one.code, "“few”" in one.what) for one in check(files, KNOWN).problems] == [("undeclared-variable", True)]


def test_a_table_that_asks_itself_or_one_that_is_not_there_is_refused() -> None:
    for arrow in (ARROW.replace(b"#risk", b"#gone"), ARROW.replace(b"#risk", b"#size")):
        assert found(required(table(), arrow)) == [("requirement", "size")]
