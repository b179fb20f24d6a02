"""A posted page becomes answers: names into rows, date parts, ticks, files, and the buttons that change rows."""

import io
from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import FileStorage, MultiDict

from cases.file_types import FileRefused
from casework.forms import scope, starting, tree
from tests.casework.forms import paper
from web.forms import posted
from web.forms.posted import Action

FORM = paper.form(
    paper.field("textfield", "a"),
    paper.field("datetime", "d", subtype="datetime"),
    paper.field("checkbox", "t"),
    paper.field("checklist", "m", values=[{"value": "x", "label": "X"}, {"value": "y", "label": "Y"}]),
    paper.field("filepicker", "f", multiple=True),
    paper.field("group", "home", components=[paper.field("textfield", "street")]),
    paper.field(
        "dynamiclist",
        "rows",
        defaultRepetitions=1,
        components=[
            paper.field("textfield", "name", defaultValue="new"),
            paper.field("dynamiclist", "inner", defaultRepetitions=0, components=[paper.field("checkbox", "c")]),
        ],
    ),
)


def read(*pairs: tuple[str, str]) -> dict[str, Any]:
    return posted.read(FORM, MultiDict(pairs)).answers


def test_names_become_answers_in_the_shape_of_the_form() -> None:
    found = read(
        ("a", "text"),
        ("d-day", "1"),
        ("d-month", "2"),
        ("d-year", "2027"),
        ("d-time", "9am"),
        ("m", "x"),
        ("m", "y"),
        ("home-street", "High Street"),
        ("rows-0-name", "A"),
        ("rows-1-_row", "1"),
        ("rows-1-inner-0-c", "true"),
        ("unknown", "ignored"),
    )
    assert found == {
        "a": "text",
        "d": {"day": "1", "month": "2", "year": "2027", "time": "9am"},
        "m": ["x", "y"],
        "f": [],
        "home": {"street": "High Street"},
        "rows": [{"name": "A", "inner": []}, {"inner": [{"c": "true"}]}],
    }


def test_a_huge_row_number_makes_no_more_rows_than_there_may_be() -> None:
    assert len(read(("rows-999-name", "x"))["rows"]) == 200
    assert read(("rows-99999999-name", "x"))["rows"] == []


def test_the_button_says_what_to_do_and_nonsense_means_submit() -> None:
    def pressed(name: str) -> Action:
        return posted.action(MultiDict({"_action": name}))

    assert pressed("add:rows-0-inner") == Action("add", "rows-0-inner")
    assert pressed("remove:rows:2") == Action("remove", "rows", 2)
    assert pressed("save") == Action("save")
    assert pressed("drop table") == pressed("remove:rows:99999") == posted.action(MultiDict()) == Action("submit")


def test_a_row_is_added_with_its_defaults_and_gets_the_focus() -> None:
    given = scope.given({}, paper.TODAY, {})
    answers = read(("rows-0-name", "A"))
    assert posted.with_rows_changed(FORM, answers, Action("add", "rows"), given) == "rows-1"
    assert answers["rows"] == [{"name": "A", "inner": []}, {"name": "new", "inner": []}]
    assert posted.with_rows_changed(FORM, answers, Action("add", "rows-1-inner"), given) == "rows-1-inner-0"
    assert answers["rows"][1]["inner"] == [{}]


def test_a_row_is_taken_away_and_the_others_stay() -> None:
    given = scope.given({}, paper.TODAY, {})
    answers = read(("rows-0-name", "A"), ("rows-1-name", "B"))
    assert posted.with_rows_changed(FORM, answers, Action("remove", "rows", 0), given) == "rows-add"
    assert answers["rows"] == [{"name": "B", "inner": []}]
    assert posted.with_rows_changed(FORM, answers, Action("remove", "rows", 7), given) == ""
    assert posted.with_rows_changed(FORM, answers, Action("add", "nowhere"), given) == ""


def test_a_file_survives_a_failed_post_until_it_is_dropped() -> None:
    known: dict[str, Mapping[str, Any]] = {"f1": {"id": "f1", "name": "one.pdf"}, "f2": {"id": "f2", "name": "two.pdf"}}

    def stage(upload: FileStorage) -> Mapping[str, Any]:
        if upload.filename == "bad.exe":
            raise FileRefused("A file ending in .exe is not taken.")
        return {"id": "f3", "name": upload.filename}

    files = posted.Files(stage, known.get)
    uploads = MultiDict([("f", FileStorage(io.BytesIO(b"x"), name)) for name in ("new.pdf", "bad.exe", "")])
    post = MultiDict([("f-staged", "f1"), ("f-staged", "f2"), ("f-staged", "not mine"), ("f-drop", "f2")])
    found = posted.read(FORM, post, uploads, files)
    assert [file["id"] for file in found.answers["f"]] == ["f1", "f3"]
    assert [(error.path, error.message) for error in found.errors] == [("f", "A file ending in .exe is not taken.")]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.from_regex(r"\A(a|d|d-day|m|rows-\d{1,4}-(name|inner-\d-c|_row)|home-street|_action)\Z")
            | st.text(max_size=12),
            st.text(max_size=12),
        ),
        max_size=15,
    )
)
def test_any_post_can_be_read_and_checked(pairs: list[tuple[str, str]]) -> None:
    post = MultiDict(pairs)
    found = posted.read(FORM, post)
    posted.with_rows_changed(FORM, found.answers, posted.action(post), scope.given({}, paper.TODAY, {}))
    paper.check(FORM, found.answers)


def test_a_new_row_of_every_list_of_the_product_can_be_made() -> None:
    given = scope.given(paper.GIVEN, paper.TODAY, paper.FUNCTIONS)
    for form_id in paper.IDS:
        for part in tree.every(paper.ours(form_id).components):
            if part.kind == "dynamiclist":
                assert isinstance(starting.row(part, given), dict)
