"""The report reads well, counts right, and decides whether the files may be published."""

from engine.lint.check import check
from engine.lint.report import as_text
from tests.engine.lint.drawing import ASK, KNOWN, chain, choice, diagram, user


def test_clean_files_are_publishable() -> None:
    report = check({"case.bpmn": diagram(chain(user())), "f_ask.form": ASK}, KNOWN)

    assert report.publishable
    assert report.exit_code == 0
    assert as_text(report) == "No problems found: it can be published.\n"


def test_warnings_do_not_stand_in_the_way() -> None:
    report = check({"case.bpmn": diagram(choice(name='name="Decision"')), "f_ask.form": ASK}, KNOWN)

    assert report.publishable
    assert len(report.warnings) == 1
    assert as_text(report).endswith("0 errors and 1 warning: it can be published.\n")


def test_an_error_is_told_with_file_line_element_and_remedy() -> None:
    report = check({"case.bpmn": diagram(chain(user(attributes="noForm"))), "f_ask.form": ASK}, KNOWN)

    assert not report.publishable
    assert report.exit_code == 1
    assert as_text(report) == (
        "1. error no-form in case.bpmn, line 11, “Ask” ask\n"
        "   The user task “Ask” has no form.\n"
        "   To do: Choose Camunda Forms and give the form reference.\n\n"
        "1 error and 0 warnings: it cannot be published.\n"
    )


def test_nothing_to_publish_is_a_problem() -> None:
    assert [one.code for one in check({}, KNOWN).problems] == ["no-files"]


def test_a_tenant_is_refused_because_definitions_are_shared() -> None:
    report = check({"case.bpmn": diagram(chain(user())), "f_ask.form": ASK}, KNOWN, tenant="county")

    assert [one.code for one in report.problems] == ["tenant"]
    assert "shared by all partnerships" in report.problems[0].what


def test_files_of_another_kind_are_refused() -> None:
    report = check({"notes.txt": b"hello", "case.bpmn20.xml": diagram(chain(user()))}, KNOWN)

    assert [(one.file, one.code) for one in report.problems] == [
        ("case.bpmn20.xml", "unknown-file"),
        ("notes.txt", "unknown-file"),
    ]


def test_two_files_with_one_process_are_refused() -> None:
    files = {"a.bpmn": diagram(chain(user())), "b.bpmn": diagram(chain(user())), "f_ask.form": ASK}

    assert [(one.file, one.code) for one in check(files, KNOWN).problems] == [("b.bpmn", "duplicate-process")]
