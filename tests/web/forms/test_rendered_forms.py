"""Forms as HTML: every box labelled, every error linked, nothing inline, nothing that people write taken as markup."""

import re
from typing import Any

import pytest
from lxml import html
from werkzeug.datastructures import MultiDict

from casework.forms import outline, schema, validate
from casework.forms.checks import FieldError
from casework.forms.components import Form
from tests.casework.forms import paper
from web.forms import markdown, posted, render

SUMMARY = "//*[contains(@class, 'govuk-error-summary')]//a"
STATES = ["fresh", "complete", "empty and refused"]


def shown(made: Form, answers: dict[str, Any], errors: list[FieldError] | None = None, **given: Any) -> Any:
    fields = render.render_fields(made, answers, errors or [], given, today=paper.TODAY, functions=paper.FUNCTIONS)
    summary = render.render_errors(made, answers, errors or [])
    return html.fromstring(
        f'<main id="main-content">{summary}<form>{fields}{render.render_buttons(made)}</form></main>'
    )


def page(form_id: str, state: str) -> Any:
    made = paper.ours(form_id)
    if state == "complete":
        return shown(made, paper.kept(made, paper.complete(form_id), **paper.GIVEN), **paper.GIVEN)
    answers = schema.defaults(made, paper.GIVEN, paper.TODAY, paper.FUNCTIONS) if state == "fresh" else {}
    found = paper.check(made, answers, **paper.GIVEN) if state != "fresh" else None
    errors = found.errors if isinstance(found, validate.Invalid) else []
    return shown(made, answers, errors, **paper.GIVEN)


@pytest.mark.parametrize("form_id", paper.IDS)
def test_the_page_holds_together_fresh_complete_and_refused(form_id: str) -> None:
    for state in STATES:
        _holds_together(page(form_id, state), state)


def _holds_together(tree: Any, state: str) -> None:
    ids = [each.get("id") for each in tree.iter() if each.get("id")]
    assert len(ids) == len(set(ids)), (state, {each for each in ids if ids.count(each) > 1})
    for link in tree.xpath(SUMMARY):
        assert link.get("href")[1:] in ids, state
    labelled = {label.get("for") for label in tree.iter("label")}
    for box in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        assert box.get("id") in labelled, (state, box.get("name"))
    for each in tree.xpath("//*[@aria-describedby]"):
        assert set(each.get("aria-describedby").split()) <= set(ids), state
    assert not tree.xpath("//@style | //script | //style | //@onclick | //@onchange"), state
    assert "None" not in {*tree.xpath("//@value"), *tree.xpath("//textarea/text()")}, state


@pytest.mark.parametrize("form_id", paper.IDS)
def test_what_the_page_shows_is_what_it_posts_back(form_id: str) -> None:
    made = paper.ours(form_id)
    good = paper.kept(made, paper.complete(form_id), **paper.GIVEN)
    post: list[tuple[str, str]] = []
    for box in page(form_id, "complete").xpath("//input[@name] | //select[@name] | //textarea[@name]"):
        if box.tag == "textarea":
            post.append((box.get("name"), box.text or ""))
        elif box.tag == "select":
            post.append((box.get("name"), (box.xpath("string(option[@selected]/@value)"))))
        elif box.get("type") not in {"radio", "checkbox"} or box.get("checked") is not None:
            post.append((box.get("name"), box.get("value") or ""))
    staged = {"f1": {"id": "f1", "name": "copy.pdf", "size": 3}}
    files = posted.Files(lambda upload: {}, staged.get)
    again = posted.read(made, MultiDict(post), None, files)
    assert paper.kept(made, again.answers, **paper.GIVEN) == good


def test_an_error_of_a_date_leads_to_the_box_that_is_wrong() -> None:
    made = paper.form(
        paper.field("datetime", "born", subtype="date"), paper.field("radio", "r", values=[{"value": "x"}])
    )
    answers = {"born": {"day": "1", "month": "13", "year": "2027"}, "r": "y"}
    found = paper.check(made, answers)
    assert isinstance(found, validate.Invalid)
    tree = shown(made, answers, found.errors)
    assert [link.get("href") for link in tree.xpath(SUMMARY)] == ["#born-month", "#r"]
    assert [box.get("id") for box in tree.xpath("//*[contains(@class, 'govuk-input--error')]")] == ["born-month"]
    assert tree.get_element_by_id("born-day").get("value") == "1"


def test_an_error_about_rows_leads_to_the_first_row_or_to_the_button_that_adds_one() -> None:
    rows = paper.field("dynamiclist", "rows", components=[paper.field("textfield", "x")], properties={"rows_min": "1"})
    error = FieldError("rows", "Add at least one row")
    assert render.anchor(paper.form(rows), {}, error) == "rows-add"
    assert render.anchor(paper.form(rows), {"rows": [{}]}, error) == "rows-0"
    assert render.anchor(paper.form(rows), {}, FieldError("", "Nothing in particular")) == "main-content"


def test_questions_with_a_condition_say_in_words_when_they_apply() -> None:
    tree = page("f01_referral", "fresh")
    for part in tree.xpath("//*[@data-field]"):
        assert part.xpath("./p[@class='app-conditional__when']"), part.get("data-field")


def test_the_page_comes_with_what_does_not_apply_marked_so_that_it_need_not_ask_first() -> None:
    made = paper.ours("request_check")
    fresh = shown(made, {}, **paper.GIVEN)
    assert fresh.xpath("//*[@data-hidden]//textarea/@name") == ["clarify_question"]
    asked = shown(made, {"enough": "clarify"}, **paper.GIVEN)
    assert not asked.xpath("//*[@data-hidden]") and asked.xpath("//*[@data-field]")


def test_a_question_in_the_words_of_its_section_is_seen_once_and_heard_twice() -> None:
    asks = paper.field("radio", "w", label="Who?", values=[{"value": "x", "label": "X"}], validate={"required": True})
    tree = shown(paper.form({"type": "group", "id": "g", "label": "Who?", "components": [asks]}), {})
    assert [each.text_content().strip() for each in tree.iter("legend")] == ["Who?", "Who?"]
    assert len(tree.xpath("//legend[contains(@class, 'govuk-visually-hidden')]")) == 1


def test_a_date_says_how_it_is_written_unless_the_form_has_words_of_its_own() -> None:
    dates = [paper.field("datetime", "a", subtype="date"), paper.field("datetime", "b", subtype="datetime")]
    own = paper.field("datetime", "c", subtype="date", description="The day it began.")
    hints = shown(paper.form(*dates, own), {}).xpath("//*[contains(@class, 'govuk-hint')]/text()")
    assert [hint.strip() for hint in hints] == [
        "For example, 27 3 2027",
        "For example, 27 3 2027, 2:30pm",
        "The day it began.",
    ]


def test_nothing_people_write_or_forms_fill_in_is_taken_as_markup() -> None:
    evil = "<img src=x onerror=alert(1)>\"'**bold** [x](https://evil.example)"
    made = paper.form(
        paper.field("textfield", "a", label="{{evil}}", description="{{evil}}"),
        paper.field("textarea", "b"),
        {"type": "text", "id": "t", "text": "Known: {{evil}} and **{{a}}**"},
        {"type": "html", "id": "h", "content": "<p onclick='x()'>{{evil}}</p><script>bad()</script><style>p{}</style>"},
        {"type": "table", "id": "tb", "label": "T", "dataSource": "=rows", "columns": [{"label": "K", "key": "k"}]},
        {"type": "iframe", "id": "i", "url": "javascript:alert(1)", "label": "x"},
        {"type": "image", "id": "im", "source": "https://evil.example/x.png"},
        {"type": "image", "id": "im2", "source": "/static/x.png", "alt": "{{evil}}"},
    )
    tree = shown(made, {"a": evil, "b": f"\n{evil}"}, [FieldError("a", evil)], evil=evil, rows=[{"k": evil}])
    assert [image.get("src") for image in tree.iter("img")] == ["/static/x.png"]
    assert not tree.xpath("//@onerror | //@onclick | //script | //style")
    assert not tree.xpath("//form//a")
    assert [strong.text for strong in tree.iter("strong")] == [evil]
    assert tree.get_element_by_id("a").get("value") == evil


def test_documents_and_frames_become_links_to_safe_addresses() -> None:
    made = paper.form(
        {"type": "documentPreview", "id": "d", "title": "Papers", "dataSource": "=documents"},
        {"type": "iframe", "id": "i", "label": "Map", "url": "https://maps.example/x"},
    )
    documents = [
        {"endpoint": "/files/1", "metadata": {"fileName": "One.pdf"}},
        {"endpoint": "javascript:alert(1)", "metadata": {"fileName": "Two.pdf"}},
        "nothing",
    ]
    tree = shown(made, {}, documents=documents)
    assert [(link.get("href"), link.text) for link in tree.xpath("//form//a")] == [
        ("/files/1", "One.pdf"),
        ("https://maps.example/x", "Map"),
    ]


def test_a_table_reads_its_rows_and_columns_with_or_without_the_sign_of_an_expression() -> None:
    for source in ("=rows", "rows"):
        table = {"type": "table", "id": "t", "label": "T", "dataSource": source, "columnsExpression": "columns"}
        tree = shown(paper.form(table), {}, rows=[{"k": "seen"}, 3], columns=[{"key": "k", "label": "K"}])
        assert [cell.text_content() for cell in tree.xpath("//th")] == ["K", "seen"]
    assert shown(paper.form(paper.field("checkbox", "c", defaultValue={})), {"c": {}}).xpath("//input")
    odd = {"type": "table", "id": "t", "label": "T", "dataSource": 5, "columns": "nothing"}
    assert not shown(paper.form(odd), {}).xpath("//tbody//th")
    (link,) = (shown(paper.form({"type": "iframe", "id": "i", "url": url}), {}) for url in ["/\\evil.example"])
    assert not link.xpath("//form//a")


def test_what_cannot_be_changed_is_shown_in_words_without_a_box() -> None:
    made = paper.form(
        paper.field("radio", "a", values=[{"value": "x", "label": "Ten"}], readonly=True, defaultValue="x")
    )
    tree = shown(made, {})
    assert "Ten" in tree.text_content()
    assert not tree.xpath("//form//input")


def test_files_added_before_are_listed_and_can_be_taken_away() -> None:
    made = paper.form(paper.field("filepicker", "f"))
    tree = shown(made, {"f": [{"id": "f1", "name": "<b>.pdf"}]})
    assert tree.xpath("//input[@name='f-staged']")[0].get("value") == "f1"
    assert tree.xpath("//input[@name='f-drop']")[0].get("value") == "f1"
    assert "Remove <b>.pdf" in tree.text_content()


def test_answers_to_read_have_a_link_back_to_each_field() -> None:
    made = paper.ours("f02_notification")
    good = paper.kept(made, paper.complete("f02_notification"), **paper.GIVEN)
    sections = outline.outline(made, good, paper.GIVEN, paper.TODAY)
    tree: Any = html.fromstring(f"<div>{render.render_outline(sections, change=lambda path: f'/tasks/1#{path}')}</div>")
    assert {link.get("href").partition("#")[0] for link in tree.iter("a")} == {"/tasks/1"}
    assert "Serious incident" in tree.text_content() or "A serious incident" in tree.text_content()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# Title", '<h2 class="govuk-heading-m">Title</h2>'),
        ("one\ntwo", '<p class="govuk-body">one<br>two</p>'),
        ("- a\n- b", '<ul class="govuk-list govuk-list--bullet"><li>a</li><li>b</li></ul>'),
        ("1. a", '<ol class="govuk-list govuk-list--number"><li>a</li></ol>'),
        ("**b** *i* _j_", '<p class="govuk-body"><strong>b</strong> <em>i</em> <em>j</em></p>'),
        ("[x](https://a.example/?b=1&c=2)", '<p class="govuk-body"><a class="govuk-link" href="https://a.example/?b=1&amp;c=2">x</a></p>'),
        ("[x](javascript:alert(1))", '<p class="govuk-body">[x](javascript:alert(1))</p>'),
        ("[x](//evil.example)", '<p class="govuk-body">[x](//evil.example)</p>'),
        ("snake_case_word", '<p class="govuk-body">snake_case_word</p>'),
        ("---", '<hr class="govuk-section-break govuk-section-break--visible govuk-section-break--m">'),
        ("<b>&", '<p class="govuk-body">&lt;b&gt;&amp;</p>'),
    ],
)  # fmt: skip
def test_a_little_markdown_becomes_html(source: str, expected: str) -> None:
    assert str(markdown.rendered(source)) == expected


def test_a_quoted_value_means_nothing_in_markdown() -> None:
    text = "# a *b* _c_ [d](/e) 1. <x> \\ `f`"
    assert (
        re.sub("<[^>]+>", "", str(markdown.rendered(markdown.quoted(text)))).replace("&lt;", "<").replace("&gt;", ">")
        == text
    )
