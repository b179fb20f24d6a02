"""What expressions give: every part of the language once, as a table."""

from datetime import UTC, date, datetime

import pytest

import feel

CONTEXT = {
    "a": 1,
    "b": 2.5,
    "word": "yes",
    "none": None,
    "truth": True,
    "agencies": ["police", "health", "council"],
    "children": [{"name": "Robin", "age": 2}, {"name": "Sam", "age": 5}],
    "reply": {"known": "yes", "count": 4, "date of birth": "2025-03-01"},
    "agency count": 4,
    "due": "2027-01-14",
    "day": date(2027, 1, 14),
}
FUNCTIONS = {
    "now": lambda: datetime(2027, 7, 1, 23, 30, tzinfo=UTC),
    "deadline": lambda name: f"{name} is due",
    "working_days_after": lambda day, n: day.replace(day=day.day + int(n)),
}


def value(text: str) -> object:
    return feel.plain(feel.compile(text, FUNCTIONS).evaluate(CONTEXT, FUNCTIONS))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # numbers are decimal
        ("0.1 + 0.2 = 0.3", True),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3", 8),
        ("-a + 3", 2),
        ("7 / 2", 3.5),
        ("1 / 0", None),
        ("b * 2", 5),
        # text
        ('"a" + "b"', "ab"),
        (r'"\u00e9\"\n"', 'é"\n'),
        ('"a" + 1', None),
        # three-valued logic
        ("true and none", None),
        ("false and none", False),
        ("true or none", True),
        ("none or false", None),
        ('not("x")', None),
        ('missing = "yes"', False),
        ("missing = null", True),
        ("missing > 3", None),
        ('1 = "1"', None),
        # what other languages write
        ('word == "yes" && !(a == 2) || false', True),
        ("!truth", False),
        ("a != 2", True),
        # comparisons
        ("a in [1..5]", True),
        ("a in (1..5]", False),
        ("a in ]1..5]", False),
        ("b in (1, [2..3])", True),
        ("a in < 2", True),
        ("a in (> 5, <= 1)", True),
        ("b between 2 and 3", True),
        ('"police" in agencies', True),
        ('word in ("yes", "no")', True),
        ("day in [date(due)..date(due)]", True),
        # if
        ('if truth then "y" else "n"', "y"),
        ('if none then "y" else "n"', "n"),
        ("if a = 1 then if b > 2 then 1 else 2 else 3", 1),
        # parts, filters, places
        ("reply.known", "yes"),
        ("reply.date of birth", "2025-03-01"),
        ("agency count + 1", 5),
        ("children.age", [2, 5]),
        ("children[1].name", "Robin"),
        ("children[-1].name", "Sam"),
        ("children[7]", None),
        ("children[age > 2].name", ["Sam"]),
        ("children[item.age > 2][1].name", "Sam"),
        ("agencies[item != word]", ["police", "health", "council"]),
        ("none.part", None),
        # loops
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1, 2], j in [10, 20] return i + j", [11, 21, 12, 22]),
        ("for i in 1..4 return if i < 3 then 1 else partial[-1] + partial[-2]", [1, 1, 2, 3]),
        ('some x in agencies satisfies x = "police"', True),
        ("every c in children satisfies c.age > 2", False),
        ("every c in [] satisfies false", True),
        # contexts and functions
        ("{a: 2, b: a + 1}.b", 3),
        ("{first part: 2, sum: first part + 1}", {"first part": 2, "sum": 3}),
        ("(function(x, y) x * y)(3, 4)", 12),
        ("{double: function(x) x * 2, r: double(4)}.r", 8),
        ('substring(string: "police", start position: 3)', "lice"),
        ('deadline("reply")', "reply is due"),
        ("working_days_after(day, 2)", "2027-01-16"),
        # kinds
        ("a instance of number", True),
        ("agencies instance of list<string>", True),
        ("none instance of string", False),
        ("day instance of date", True),
        # dates and durations
        ('date("2027-01-31") + duration("P1M")', "2027-02-28"),
        ('date(due) - date("2027-01-01")', "P13D"),
        ("date(due).weekday", 4),
        ('due > date("2027-01-01")', None),
        ('date(due) > date("2027-01-01")', True),
        ('@"2027-01-14T10:15:00@Europe/London".time offset', "PT0S"),
        ('date and time("2027-03-27T12:00:00@Europe/London") + @"P1D"', "2027-03-28T13:00:00+01:00"),
        ('@"10:15:00" + @"PT1H"', "11:15:00"),
        ('@"P1Y2M" + @"P10M"', "P2Y"),
        ('duration("PT36H")', "P1DT12H"),
        ("now().hour", 23),
        ("today()", "2027-07-02"),
        ('date("2027-02-30")', None),
        # comments
        ("1 // one\n + /* two */ 2", 3),
    ],
)
def test_an_expression_gives(text: str, expected: object):
    assert value(text) == expected
    assert type(value(text)) is type(expected)


@pytest.mark.parametrize(
    ("tests", "passing", "failing"),
    [
        ("-", [1, None, "x"], []),
        ("", [1, None], []),
        ("< 5", [4, 4.5], [5, None, "x"]),
        ("[1..5)", [1, 4], [5, 0]),
        ('"a", "b"', ["a", "b"], ["c", None]),
        ('not("a", "b")', ["c"], ["a", "b"]),
        ("not(< 5)", [5], [4]),
        ("null", [None], [0, ""]),
        ("true", [True], [False, None]),
        ("> a, 0", [2, 0], [1]),
        ("? > 3 and ? < 6", [4], [3, 6]),
        ('starts with(?, "p")', ["police"], ["health"]),
        ("agencies", ["police"], ["other"]),
        ("a = 1", [7], []),
        ("a = 2", [], [7]),
        ("not(true) or true", [True], [False]),
    ],
)
def test_unary_tests(tests: str, passing: list[object], failing: list[object]):
    compiled = feel.compile_tests(tests)
    assert all(compiled.matches(value, CONTEXT) for value in passing)
    assert not any(compiled.matches(value, CONTEXT) for value in failing)


def test_an_expression_tells_what_it_reads_and_calls():
    expression = feel.compile("count(children[age > limit]) > least and (for c in x return c) != y.part", ["deadline"])
    assert expression.names == {"children", "least", "x", "y"}
    assert expression.calls == {"count"}
    assert feel.compile('deadline("a")', ["deadline"]).calls == {"deadline"}
    assert feel.compile_tests("< limit").names == {"limit"}


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("${a = 1}", "a = 1"),
        ("#{ a }", "a"),
        ("= a + 1", "a + 1"),
        ('${ {a: "}"}.a }', '{a: "}"}.a'),
        ("plain", None),
        ("", None),
        ("PT3D", None),
        ("business_office", None),
    ],
)
def test_an_expression_is_found_in_its_wrapping(text: str, inside: str | None):
    assert feel.expression_in(text) == inside


def test_the_same_text_is_compiled_once():
    assert feel.compile("a + 1") is feel.compile("a + 1")


def test_variables_are_not_changed():
    variables = {"list": [3, 1, 2]}
    feel.compile("sort(append(list, 0))").evaluate(variables)
    assert variables == {"list": [3, 1, 2]}
