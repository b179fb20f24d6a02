"""Forms: what can be shown, answered and kept, and nothing personal on its way to the process."""

from dataclasses import replace
from typing import Any

import pytest

from engine.lint.check import check
from tests.engine.lint.drawing import KNOWN, field, form, options

TEXT = {"type": "text", "id": "T", "text": "# Hello"}


def checked(**rules: object) -> dict[str, Any]:
    """A text field with these limits."""
    return field("textfield", "a", validate=rules)


def hidden(when: str) -> dict[str, Any]:
    """A text field that is hidden on a condition."""
    return field("textfield", "a", conditional={"hide": when})


def routed(kind: str, **properties: str) -> dict[str, Any]:
    """A field that is sent to the process."""
    more = {"values": options("x")} if kind == "radio" else {}
    return field(kind, "a", properties={"routing": "a", **properties}, **more)


GOOD = field("radio", "good", values=options("a", "b"))


def found(*components: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes and fields of the problems of a form."""
    report = check({"x.form": form(*components, name="x")}, KNOWN)
    return [(one.code, one.element_id) for one in report.problems]


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("unknown-component", field("slider", "a"), field("number", "a")),
        ("field-key", field("textfield", "a b"), field("textfield", "a.b")),
        ("field-key", {"type": "textfield", "id": "Field_", "label": "A"}, TEXT),
        ("no-label", {"type": "textfield", "id": "Field_a", "key": "a"}, field("textfield", "a")),
        ("frame", {"type": "iframe", "id": "F", "url": "x"}, {"type": "separator", "id": "S"}),
        ("no-options", field("radio", "a"), field("radio", "a", valuesKey="agencies")),
        ("no-options", field("select", "a", values=[]), field("select", "a", valuesExpression="=agencies")),
        ("duplicate-option", field("radio", "a", values=options("x", "x")), GOOD),
        ("pattern", checked(pattern="(["), checked(pattern="^x$")),
        ("pattern", checked(pattern="(a+)+$"), checked(pattern="a+$")),
        ("limits", checked(min=3, max=2), checked(min=3, max=3)),
        ("limits", checked(minLength=9, maxLength=2), GOOD),
        ("feel", hidden("=good ="), hidden('=good = "a"')),
        ("juel", hidden("=good = 'a'"), GOOD),
        ("unknown-function", field("expression", "a", expression="=shout(good)"), TEXT),
        ("routing-name", routed("radio", routing="Two words"), GOOD),
        ("routing-personal", routed("textfield"), routed("number")),
        ("routing-personal", routed("filepicker"), GOOD),
        ("routing-personal", routed("datetime", identity="date_of_birth"), GOOD),
    ],
)  # fmt: skip
def test_the_bad_field_is_refused_and_the_corrected_one_is_not(
    code: str, bad: dict[str, Any], good: dict[str, Any]
) -> None:
    assert found(bad) == [(code, bad["id"])]
    assert found(good) == []


def test_a_key_is_used_once_in_a_form_but_again_in_each_group_with_a_path() -> None:
    twice = field("textfield", "a") | {"id": "other"}
    group = {"type": "group", "id": "G", "path": "child", "label": "Child", "components": [twice]}

    assert found(field("textfield", "a"), twice) == [("duplicate-key", "other")]
    assert found(field("textfield", "a"), {**group, "path": ""}) == [("duplicate-key", "other")]
    assert found(field("textfield", "a"), group) == []


def test_an_id_is_used_once() -> None:
    assert found(field("textfield", "a"), field("textfield", "b") | {"id": "Field_a"}) == [("duplicate-id", "Field_a")]


def test_nothing_in_a_repeated_group_goes_to_the_process() -> None:
    inner = field("number", "age", properties={"routing": "age"})

    assert found(
        {"type": "dynamiclist", "id": "L", "path": "children", "label": "Children", "components": [inner]}
    ) == [("routing-personal", "Field_age")]


def test_two_fields_send_one_variable_only_when_each_is_shown_on_a_condition() -> None:
    one = field("radio", "a", values=options("x"), properties={"routing": "way"})
    other = field("radio", "b", values=options("y"), properties={"routing": "way"})
    condition = {"conditional": {"hide": '=good = "a"'}}

    assert found(one, other) == [("duplicate-routing", "Field_b")]
    assert found(one | condition, other | condition) == []


def test_a_problem_is_on_the_line_on_which_its_field_begins() -> None:
    data = form(field("textfield", "a"), field("slider", "b"), name="x")
    report = check({"x.form": data}, KNOWN)

    line = report.problems[0].line
    assert data.decode().splitlines()[line - 1].strip() == "{"
    assert data.decode().splitlines()[line].strip() == '"type": "slider",'


def test_an_entry_written_twice_is_told() -> None:
    data = form(field("textfield", "a"), name="x").replace(b'"key": "a"', b'"key": "b", "key": "a"')

    assert [one.code for one in check({"x.form": data}, KNOWN).problems] == ["repeated-entry"]


def test_what_must_hold_for_several_answers_together_is_feel() -> None:
    sentence = field("number", "a") | {"properties": {"rule": "a >", "rule_message": "Give more > less"}}

    assert found(sentence) == [("feel", "Field_a")]
    assert found(field("number", "a") | {"properties": {"rule_2": "a > 1", "prefill": "=1 + 1"}}) == []
    assert found(field("number", "a") | {"properties": {"prefill": "=1 +"}}) == [("feel", "Field_a")]
    whole = form(field("number", "a"), name="x", properties={"rule": "a >"})
    assert [one.code for one in check({"x.form": whole}, KNOWN).problems] == ["feel"]


def test_those_who_show_forms_have_the_last_word() -> None:
    known = replace(KNOWN, read_form=lambda data: [f"the form has {len(data)} bytes."])

    report = check({"x.form": form(field("number", "a"), name="x")}, known)

    assert [one.code for one in report.problems] == ["form"]
    assert report.problems[0].what.startswith("The form has ")
    other = check({"x.form": form(field("slider", "a"), name="x")}, known)
    assert [one.code for one in other.problems] == ["unknown-component"]
