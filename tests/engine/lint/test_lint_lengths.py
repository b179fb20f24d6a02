"""What is longer than the place where it is kept is refused before a case comes to it."""

from engine.lint.check import check
from tests.engine.lint.drawing import ASK, KNOWN, MESSAGE, chain, diagram, form, table, user

FITS, LONG = "n" * 255, "n" * 256


def found(**files: bytes) -> list[str]:
    """What is told of these files, `__` for the dot in their names."""
    report = check({name.replace("__", "."): data for name, data in files.items()}, KNOWN)
    return [one.what for one in report.problems if one.code == "too-long"]


def test_ids_and_names_that_do_not_fit_are_refused() -> None:
    for name, told in ((FITS, []), (LONG, ["The name of this user task has 256 characters."])):
        drawn = diagram(chain(user()).replace('name="Ask"', f'name="{name}"'))
        assert found(case__bpmn=drawn, f_ask__form=ASK) == told
    assert found(case__bpmn=diagram(chain(user(LONG))), f_ask__form=ASK) == [
        "The id of this user task has 256 characters."
    ]
    message = diagram(chain(user()), MESSAGE.replace('name="reply"', f'name="{LONG}"'))
    assert found(case__bpmn=message, f_ask__form=ASK) == ["The name of this message has 256 characters."]
    assert found(size__dmn=table().replace(b'name="Size"', f'name="{LONG}"'.encode())) == [
        "The name of this decision has 256 characters."
    ]
    assert found(f__form=form(properties={"title": LONG})) == ["The title of this form has 256 characters."]
    assert found(**{f"{LONG}.dmn": table()}) == ["The name of this file has more than 255 characters."]
