"""Every kind of component: what it accepts, how that is kept, and what it says to what it refuses."""

from datetime import date
from typing import Any

import pytest

from casework.forms import conditions, outline, schema
from tests.casework.forms.paper import FUNCTIONS, TODAY, check, field, form, kept, source, wrong

OPTIONS = [{"value": "red", "label": "Red"}, {"value": "blue", "label": "Blue"}]
DATE, TIME, BOTH = ({"subtype": name} for name in ("date", "time", "datetime"))
GOOD: list[tuple[dict[str, Any], Any, Any]] = [
    (field("textfield"), "  two   words \r\n", "two words"),
    (field("textfield", validate={"validationType": "email"}), "alex@hospital.example", "alex@hospital.example"),
    (field("textfield", validate={"validationType": "phone"}), "01632 960 001", "01632 960 001"),
    (field("textfield", validate={"pattern": "^[A-Z]{2}\\d{4}$"}), "AB1234", "AB1234"),
    (field("textfield"), "a\x00b\u0007c", "abc"),
    (field("textarea"), "one\r\ntwo\rthree\n", "one\ntwo\nthree"),
    (field("textarea", validate={"maxLength": 3}), "a\r\nb", "a\nb"),
    (field("number"), " 1,250 ", 1250),
    (field("number"), "-1,234,567.5", -1234567.5),
    (field("number"), "0.1", 0.1),
    (field("number"), 3, 3),
    (field("number", serializeToString=True), "0.30", "0.30"),
    (field("number", increment="0.05"), "0.15", 0.15),
    (field("number", validate={"min": 0, "max": "=limit"}), "7", 7),
    (field("datetime", **DATE), {"day": "1", "month": "2", "year": "2027"}, "2027-02-01"),
    (field("datetime", **DATE), {"day": "1", "month": "Feb", "year": "2027"}, "2027-02-01"),
    (field("datetime", **DATE), "2027-02-01", "2027-02-01"),
    (field("datetime", **TIME), {"time": "2:30pm"}, "14:30"),
    (field("datetime", **TIME), "midday", "12:00"),
    (field("datetime", **TIME), "9.05 am", "09:05"),
    (field("datetime", timeSerializingFormat="utc_offset", **TIME), "14:30", "14:30+00:00"),
    (field("datetime", **BOTH), {"day": "1", "month": "7", "year": "2027", "time": "9am"}, "2027-07-01T09:00+01:00"),
    (field("datetime", timeSerializingFormat="utc_normalized", **BOTH), "2027-07-01T09:00+01:00", "2027-07-01T08:00Z"),
    (field("datetime", timeSerializingFormat="no_timezone", **BOTH), "2027-07-01T08:00Z", "2027-07-01T09:00"),
    (field("checkbox"), "on", True),
    (field("checkbox"), None, False),
    (field("radio", values=OPTIONS), "red", "red"),
    (field("radio", values=[{"value": 1, "label": "One"}]), "1", 1),
    (field("select", valuesKey="colours"), "green", "green"),
    (field("select", valuesExpression='=["x", "y"]'), "y", "y"),
    (field("checklist", values=OPTIONS), ["red", "red", "blue"], ["red", "blue"]),
    (field("taglist", values=OPTIONS), "red", ["red"]),
    (field("filepicker", accept=".pdf"),
     [{"id": "f", "name": "A.PDF", "size": 1}], [{"id": "f", "name": "A.PDF", "size": 1}]),
    (field("textfield", properties={"control": "file"}),
     [{"id": "f", "name": "a.pdf"}], [{"id": "f", "name": "a.pdf"}]),
]  # fmt: skip
BAD: list[tuple[dict[str, Any], Any, str]] = [
    (field("textfield", validate={"required": True}), "   ", "Enter a"),
    (field("textfield", validate={"minLength": 3}), "ab", "A must be 3 characters or more. You have written 2"),
    (field("textfield", validate={"maxLength": "=1 + 1"}),
     "abc", "A must be 2 characters or fewer. You have written 3"),
    (field("textfield"), "x" * 501, "A must be 500 characters or fewer. You have written 501"),
    (field("textfield"), {"not": "text"}, "A must be text"),
    (field("textfield", validate={"pattern": "^[A-Z]{2}\\d{4}$"}), "AB1234x", "A is not in the right format"),
    (field("textfield", validate={"pattern": "\\d", "patternErrorMessage": "Give a digit"}), "x", "Give a digit"),
    (field("textfield", validate={"validationType": "email"}),
     "a@b", "Enter an email address in the correct format, like name@example.com"),
    (field("textfield", validate={"validationType": "phone"}),
     "ring me", "Enter a phone number, like 01632 960 001 or +44 808 157 0192"),
    (field("textarea", validate={"required": True}), "", "Enter a"),
    (field("number"), "twelve", "A must be a number"),
    (field("number"), "NaN", "A must be a number"),
    (field("number"), "1e9", "A must be a number"),
    (field("number"), True, "A must be a number"),
    (field("number", validate={"min": 0}), "-3", "A must be 0 or more"),
    (field("number", validate={"max": "=limit"}), "11", "A must be 10 or less"),
    (field("number", decimalDigits=0), "1.5", "A must be a whole number"),
    (field("number", decimalDigits=2), "1.555", "A must have 2 decimal places or fewer"),
    (field("number", decimalDigits=1), "1.55", "A must have 1 decimal place or fewer"),
    (field("number"), "1,5", "A must have a point before its decimals, like 1.5, and commas only between thousands"),
    (field("number"), "1,2,34", "A must have a point before its decimals, like 1.5, and commas only between thousands"),
    (field("number", increment="0.05"), "0.12", "A must go up in steps of 0.05"),
    (field("datetime", validate={"required": True}, **DATE), {}, "Enter a"),
    (field("datetime", **DATE), {"day": "1", "month": "", "year": "2027"}, "A must include a month"),
    (field("datetime", **DATE), {"day": "", "month": "", "year": "2027"}, "A must include a day and month"),
    (field("datetime", **DATE), {"day": "31", "month": "2", "year": "2027"}, "A must be a real date"),
    (field("datetime", **DATE), {"day": "1", "month": "13", "year": "2027"}, "A must be a real date"),
    (field("datetime", **DATE),
     {"day": "1", "month": "1", "year": "27"}, "The year of a must have 4 numbers, for example 2027"),
    (field("datetime", disallowPassedDates=True, **DATE), "2027-01-13", "A must be today or in the future"),
    (field("datetime", **TIME), "25:00", "A must have a real time, for example 2:30pm or 14:30"),
    (field("datetime", **TIME), "7", "A must have a real time, for example 2:30pm or 14:30"),
    (field("datetime", timeInterval=15, **TIME), "14:20", "The time of a must be on a step of 15 minutes, like 2pm"),
    (field("datetime", **BOTH),
     {"day": "1", "month": "7", "year": "2027"}, "A must include a time, for example 2:30pm"),
    (field("datetime", **BOTH), {"time": "9am"}, "A must include a date"),
    (field("datetime", **BOTH), "2027-03-28T01:30", "A does not exist: the clocks go forward that night"),
    (field("checkbox", validate={"required": True}), None, "Tick the box: A"),
    (field("checkbox", validate={"required": True}, properties={"error_required": "Say yes"}), "", "Say yes"),
    (field("radio", values=OPTIONS, validate={"required": True}), "", "Select a"),
    (field("radio", values=OPTIONS), "green", "The answer to a is not one that is offered: select again"),
    (field("radio", values=OPTIONS), ["red", "blue"], "Select one answer to a"),
    (field("select", valuesKey="colours"), "red", "The answer to a is not one that is offered: select again"),
    (field("checklist", values=OPTIONS),
     ["red", "green"], "One of the answers to a is no longer offered: select again"),
    (field("checklist", values=OPTIONS, validate={"required": True}), [], "Select a"),
    (field("taglist", values=OPTIONS), [["red"]], ""),
    (field("filepicker", validate={"required": True}), [], "Choose a file for a"),
    (field("filepicker", accept=".pdf"), [{"id": "f", "name": "a.exe"}], "A must be a file of the kind .pdf"),
    (field("filepicker"), [{"id": "f"}, {"id": "g"}], "Choose one file for a"),
]  # fmt: skip
GIVEN = {"limit": 10, "colours": ["green"]}


@pytest.mark.parametrize(("component", "answer", "value"), GOOD)
def test_a_good_answer_is_kept_in_one_way(component: dict[str, Any], answer: Any, value: Any) -> None:
    assert kept(form(component), {"a": answer}, **GIVEN) == {"a": value}


@pytest.mark.parametrize(("component", "answer", "message"), BAD)
def test_a_bad_answer_is_refused_in_plain_words(component: dict[str, Any], answer: Any, message: str) -> None:
    assert wrong(form(component), {"a": answer}, **GIVEN) == ({"a": message} if message else {})


@pytest.mark.parametrize(
    "kind", ["text", "html", "image", "table", "iframe", "documentPreview", "spacer", "separator", "button"]
)
def test_what_is_only_shown_has_no_answer(kind: str) -> None:
    assert kept(form({"type": kind, "id": "x", "label": "X"}), {"x": "posted"}) == {}


def test_the_error_of_a_date_says_which_box_is_wrong_first() -> None:
    made = form(field("datetime", subtype="date"))
    found = check(made, {"a": {"day": "1", "month": "13", "year": "2027"}})
    assert [error.part for error in found.errors] == ["month"]  # type: ignore[union-attr]


def test_groups_with_a_path_and_dotted_keys_nest() -> None:
    made = form(field("group", "home", components=[field("textfield", "road.name")]), field("textfield", "b"))
    assert kept(made, {"home": {"road": {"name": "High Street"}}, "b": "x"}) == {
        "home": {"road": {"name": "High Street"}},
        "b": "x",
    }


def test_an_expression_is_worked_out_here_and_never_read_from_the_post() -> None:
    made = form(field("number", "a"), field("number", "b"), field("expression", "sum", expression="=a + b"))
    assert kept(made, {"a": "1", "b": "2", "sum": "99"}) == {"a": 1, "b": 2, "sum": 3}


def test_what_is_only_shown_keeps_its_preset_value_and_what_is_disabled_is_left_out() -> None:
    made = form(
        field("textfield", "a", readonly=True, defaultValue="=who"),
        field("textfield", "b", disabled=True, defaultValue="x"),
        field("textfield", "c", readonly='=a = "Alex"', defaultValue="kept"),
    )
    assert kept(made, {"a": "forged", "b": "forged", "c": "forged"}, who="Alex") == {"a": "Alex", "c": "kept"}


def test_required_may_depend_on_another_answer() -> None:
    made = form(field("checkbox", "a"), field("textfield", "b", validate={"required": "=a"}))
    assert wrong(made, {"a": "on"}) == {"b": "Enter b"}
    assert wrong(made, {}) == {}


def test_labels_and_messages_fill_in_what_is_known() -> None:
    made = form(field("textfield", "a", label="Name of {{who}}", validate={"required": True}))
    assert wrong(made, {}, who="the child") == {"a": "Enter the name of the child"}


@pytest.mark.parametrize(("kind", "label", "said"), [
    ("radio", "Local authority that notified", "Select the local authority that notified"),
    ("radio", "Why it is withdrawn", "Select why it is withdrawn"),
    ("filepicker", "Copy of the notification", "Choose a file for the copy of the notification"),
])  # fmt: skip
def test_what_is_to_be_chosen_is_asked_for_in_a_sentence(kind: str, label: str, said: str) -> None:
    options = {"values": OPTIONS} if kind == "radio" else {}
    made = form({**field(kind, validate={"required": True}, **options), "label": label})
    assert wrong(made, {}) == {"a": said}


def test_a_hidden_answer_is_dropped_and_not_checked() -> None:
    hidden = {"conditional": {"hide": '=a != "yes"'}}
    made = form(field("textfield", "a"), field("number", "b", validate={"required": True}, **hidden))
    assert kept(made, {"a": "no", "b": "nonsense"}) == {"a": "no"}
    assert wrong(made, {"a": "yes", "b": "nonsense"}) == {"b": "B must be a number"}


def test_a_question_hidden_by_another_hides_those_that_depend_on_it_whatever_the_order() -> None:
    made = form(
        field("textfield", "c", conditional={"hide": '=if b = "yes" then false else true'}),
        field("textfield", "b", conditional={"hide": '=if a = "yes" then false else true'}),
        field("textfield", "a"),
    )
    assert kept(made, {"a": "no", "b": "yes", "c": "stale"}) == {"a": "no"}


def test_conditions_that_chase_each_other_still_come_to_an_end() -> None:
    made = form(
        field("textfield", "a", conditional={"hide": "=b != null"}),
        field("textfield", "b", conditional={"hide": "=a = null"}),
    )
    check(made, {"a": "x", "b": "y"})


def test_the_page_is_told_which_parts_do_not_apply() -> None:
    made = form(field("textfield", "a"), field("textfield", "b", conditional={"hide": "=a = null"}))
    assert conditions.hidden(made, {}, {}, TODAY, FUNCTIONS) == ["/id_b"]
    assert conditions.hidden(made, {"a": "x"}, {}, TODAY, FUNCTIONS) == []


ROWS = field(
    "dynamiclist",
    "children",
    properties={"row_name": "child", "rows_min": "1", "rows_max": "3"},
    components=[
        field("textfield", "name", validate={"required": True}),
        field("number", "age", validate={"max": 17}, conditional={"hide": '=name = "Unborn"'}),
        field(
            "datetime", "born", subtype="date", properties={"rule": "value <= today()", "rule_message": "Not yet born"}
        ),
    ],
)


def test_rows_are_checked_one_by_one_and_errors_say_which() -> None:
    assert wrong(form(ROWS), {"children": [{"name": "A"}, {"age": "18"}, {"born": "2028-01-01", "name": "C"}]}) == {
        "children-1-name": "Enter the name (child 2)",
        "children-1-age": "Age must be 17 or less (child 2)",
    }
    assert wrong(form(ROWS), {"children": [{"name": "A"}, {"born": "2028-01-01", "name": "C"}]}) == {
        "children-1-born": "Not yet born (child 2)"
    }


def test_rows_that_hold_nothing_are_left_out_and_counted_out() -> None:
    assert kept(form(ROWS), {"children": [{"name": " "}, {"name": "B", "age": "3"}]}) == {
        "children": [{"name": "B", "age": 3}]
    }
    assert wrong(form(ROWS), {"children": [{}]}) == {"children": "Add at least one child"}
    assert wrong(form(ROWS), {"children": [{"name": "x"}] * 4}) == {"children": "Give 3 or fewer: children"}


def test_a_form_knows_which_answers_decide_about_its_parts_and_which_do_not() -> None:
    when = {"hide": '=b != "x" or total > 1'}
    made = form(
        field("textfield", "a", conditional=when),
        field("textfield", "b"),
        field("number", "c"),
        field("textfield", "d"),
        {"type": "expression", "id": "e", "key": "total", "expression": "=c + 1"},
    )
    assert conditions.deciding(made) == {"b", "c", "total"}
    assert conditions.deciding(form(field("textfield", "a"))) == frozenset()
    looks_at_all = form(field("textfield", "a", conditional={"hide": "=this.b = null"}), field("textfield", "b"))
    assert conditions.deciding(looks_at_all) == {conditions.ANY}


def test_what_is_hidden_in_a_row_that_holds_nothing_yet_is_hidden() -> None:
    parts = [field("textfield", "x"), field("textfield", "y", conditional={"hide": '=x != "1"'})]
    made = form(field("dynamiclist", "rows", components=parts))
    assert conditions.hidden(made, {"rows": [{}]}, {}, TODAY, FUNCTIONS) == ["rows-0/id_y"]
    assert conditions.hidden(made, {"rows": [{"x": "1"}]}, {}, TODAY, FUNCTIONS) == []


def test_a_condition_in_a_row_looks_at_that_row() -> None:
    rows = [{"name": "Unborn", "age": "99"}, {"name": "B", "age": "4"}]
    assert kept(form(ROWS), {"children": rows}) == {"children": [{"name": "Unborn"}, {"name": "B", "age": 4}]}


def test_rules_over_several_answers_wait_until_each_is_good_by_itself() -> None:
    made = form(
        field("number", "low"),
        field("number", "high"),
        rule="low <= high",
        rule_message="Low must not be above high",
        rule_at="high",
        rule_2="low + high < 10",
        rule_2_message="Too much",
    )
    assert wrong(made, {"low": "3", "high": "x"}) == {"high": "High must be a number"}
    assert wrong(made, {"low": "3", "high": "2"}) == {"high": "Low must not be above high"}
    assert wrong(made, {"low": "5", "high": "6"}) == {"low": "Too much"}
    assert wrong(made, {"low": "5"}) == {}


def test_answers_are_read_as_sections_with_words_for_values() -> None:
    made = form(
        field("group", "", label="First", components=[field("radio", "a", values=OPTIONS), field("datetime", "d")]),
        ROWS,
    )
    read = outline.outline(made, {"a": "red", "d": "2027-02-01", "children": [{"name": "B"}]}, {}, TODAY)
    assert [(section.heading, [(line.label, line.answer) for line in section.lines]) for section in read] == [
        ("First", [("A", "Red"), ("D", "1 February 2027")]),
        ("Child 1", [("Name", "B")]),
    ]


def test_a_fresh_page_starts_with_defaults_known_facts_and_rows() -> None:
    made = form(
        field("textfield", "a", defaultValue="=given.me.name"),
        field("datetime", "b", subtype="date", properties={"prefill": "=today()"}),
        field(
            "dynamiclist",
            "c",
            components=[field("textfield", "who"), field("textfield", "role", defaultValue="member")],
            properties={"prefill": "=for p in people return {who: p}"},
        ),
        field("dynamiclist", "e", defaultRepetitions=2, components=[field("textfield", "x")]),
    )
    given = {"me": {"name": "Alex"}, "people": ["K", "L"]}
    assert schema.defaults(made, given, date(2027, 1, 14)) == {
        "a": "Alex",
        "b": "2027-01-14",
        "c": [{"who": "K", "role": "member"}, {"who": "L", "role": "member"}],
        "e": [{}, {}],
    }


def test_a_form_says_what_it_needs_to_be_given() -> None:
    made = form(
        field("select", "a", valuesKey="agencies"), field("textfield", "b", label="{{reference}} {{given.due}} {{a}}")
    )
    assert made.needs == {"agencies", "reference", "due"}


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        (b"{", "is not JSON"),
        (b"[]", "not a JSON object"),
        (b'{"type":"default","components":[]}', "has no id"),
        (b'{"type":"other","id":"x","components":[]}', "is of type"),
        (source({"type": "signature", "id": "s"}), "has the type “signature”"),
        (source(field("textfield", "a b")), "has the key “a b”"),
        (source(field("textfield"), field("number", id="other")), "two answers under the key “a”"),
        (source(field("textfield"), field("textfield", "a.b")), "two answers under the key “a.b”"),
        (source(field("textfield", "a", id="x"), field("textfield", "b", id="x")), "two components with the id “x”"),
        (source(field("radio")), "has no options"),
        (source(field("radio", values=[*OPTIONS, OPTIONS[0]])), "has the option red more than once"),
        (source(field("textfield", conditional={"hide": "=a ="})), "the condition to hide it that cannot be read"),
        (source(field("textfield", validate={"pattern": "(a"})), "a ( is not closed"),
        (source(field("textfield", validate={"maxLength": "many"})), "has the maximum length 'many'"),
        (source(field("textfield", label="{{a")), "a {{ has no }}"),
        (source(field("textfield", label="{{#if a}}x")), "has no {{/if}}"),
        (source(field("textfield", label="{{/if}}")), "closes nothing"),
        (source(field("textfield", properties={"routing": "a"})), "sends free text to the process"),
        (source(field("textfield", properties={"visibility": "BO XX"})), "has the visibility XX"),
        (source(field("textfield", properties={"rule": "a"})), "a custom property rule without rule_message"),
        (source(visibility="ALL"), "has the visibility ALL"),
    ],
)
def test_a_form_that_cannot_be_used_is_refused_in_plain_words(file: bytes, problem: str) -> None:
    with pytest.raises(schema.FormError) as refused:
        schema.parse(file)
    assert any(problem in each for each in refused.value.problems), refused.value.problems
    assert schema.problems(file) == refused.value.problems


def test_every_problem_of_a_form_is_listed_at_once() -> None:
    assert len(schema.problems(source({"type": "x", "id": "1"}, {"type": "y", "id": "2"}, field("radio")))) == 3


def test_what_works_differently_here_is_told() -> None:
    made = form({"type": "iframe", "id": "f", "label": "Map"}, {"type": "button", "id": "b", "action": "reset"})
    assert [warning.partition(" is ")[2][:5] for warning in made.warnings] == ["shown", "a res"]
