"""Whatever is posted, checking ends, raises nothing, and gives back what people wrote as they wrote it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.forms import schema, validate
from tests.casework.forms import paper

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.binary(max_size=5),
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(st.text(max_size=8), inside, max_size=4),
    max_leaves=12,
)
EVERY = paper.form(
    paper.field("textfield", "text", validate={"validationType": "email", "minLength": 2}),
    paper.field("textarea", "long"),
    paper.field("number", "number", increment="0.1", validate={"min": "=number - 1"}),
    paper.field("datetime", "day", subtype="date", disallowPassedDates=True),
    paper.field("datetime", "time", subtype="time"),
    paper.field("datetime", "moment", subtype="datetime", timeInterval=5),
    paper.field("checkbox", "tick"),
    paper.field("radio", "one", values=[{"value": 1, "label": "1"}, {"value": "b", "label": "B"}]),
    paper.field("select", "given", valuesKey="given"),
    paper.field("checklist", "some", valuesExpression="=text"),
    paper.field("filepicker", "file", accept=".pdf"),
    paper.field("expression", "sum", expression="=number + count(rows) + string length(text)"),
    paper.field(
        "dynamiclist",
        "rows",
        conditional={"hide": "=number > 10"},
        components=[
            paper.field("textfield", "inner", validate={"pattern": "^(a+)+$"}),
            paper.field("dynamiclist", "deeper", components=[paper.field("datetime", "when", subtype="datetime")]),
        ],
        properties={"rule": "count(value) < 3", "rule_message": "Too many", "rows_max": "=number"},
    ),
    rule="text != long and day < today() and moment > now()",
    rule_message="{{text}} {{#loop rows}}{{this.inner}}{{/loop}}",
)
KEYS = ["text", "long", "number", "day", "time", "moment", "tick", "one", "given", "some", "file", "rows"]
NAUGHTY = [
    "undefined", "null", "NULL", "true", "-1", "0x7f", "1/0", "${jndi:ldap://x}", "{{7*7}}", "{% raw %}", "=1+1",
    "<script>alert(1)</script>", "'; DROP TABLE cases; --", "\\", "../../etc/passwd", "%00", "Ω≈ç√∫", "田中さん", "نَصّ",
    "\u202eright to left", "👩‍👩‍👧 🏳️‍🌈", "e\u0301", "ﷺ", "\u200bzero width\u200b", "Zalgo Ṱ̺̺o͞", "&amp;",
    "`id`", "O'Brien-Ñandú",
]  # fmt: skip


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(KEYS), ANYTHING, max_size=12) | ANYTHING)
def test_checking_never_raises_and_what_it_keeps_is_json(answers: Any) -> None:
    found = paper.check(EVERY, answers, given=["x", {"value": 2, "label": None}])
    if isinstance(found, validate.Valid):
        json.dumps(found.answers)


@pytest.mark.parametrize("text", NAUGHTY)
@pytest.mark.parametrize("kind", ["textfield", "textarea"])
def test_what_people_write_is_kept_as_they_wrote_it(kind: str, text: str) -> None:
    assert paper.kept(paper.form(paper.field(kind)), {"a": text}) == {"a": text}


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_message_repeats_what_was_written_and_evaluates_none_of_it(text: str) -> None:
    made = paper.form(paper.field("textfield"), rule="false", rule_message="You wrote {{a}}.")
    assert paper.wrong(made, {"a": text}) == {"a": f"You wrote {text}."}


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200) | ANYTHING.map(lambda value: json.dumps(value, default=str).encode()))
def test_reading_a_form_gives_problems_and_never_anything_else(source: bytes) -> None:
    schema.problems(source)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.dictionaries(st.sampled_from(["type", "id", "key", "label", "validate", "values", "components"]), ANYTHING)
    )
)
def test_reading_components_of_any_shape_gives_problems_only(components: list[dict[str, Any]]) -> None:
    raw = {"type": "default", "id": "x", "components": components}
    schema.problems(json.dumps(raw, default=str).encode())


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(["yes", "no", ""]), st.text(max_size=10), st.text(max_size=10))
def test_a_hidden_answer_never_changes_what_is_kept(known: str, first: str, second: str) -> None:
    made = paper.form(
        paper.field("textfield", "known"),
        paper.field("textarea", "detail", conditional={"hide": '=if known = "yes" then false else true'}),
    )
    one = paper.check(made, {"known": known, "detail": first})
    other = paper.check(made, {"known": known, "detail": second})
    if known != "yes":
        assert one == other


def test_a_post_with_thousands_of_rows_is_cut_short() -> None:
    made = paper.form(paper.field("dynamiclist", "rows", components=[paper.field("textfield", "x")]))
    assert (
        "rows" in paper.wrong(made, {"rows": [{"x": "1"}] * 5000})
        or len(paper.kept(made, {"rows": [{"x": "1"}] * 5000})["rows"]) <= 200
    )
