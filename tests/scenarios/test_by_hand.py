"""Where the diagrams hand over to people is written down, and asks for a reason."""

from casework.forms import schema
from tools import by_hand


def test_the_page_lists_every_task_by_which_a_diagram_hands_over_to_people() -> None:
    assert by_hand.PAGE.read_text("utf-8") == by_hand.page()


def test_every_such_task_says_by_hand_and_what_is_to_be_done() -> None:
    for one in by_hand.exits():
        assert one.name.startswith("Continue by hand: "), one
        assert one.what.endswith("."), one


def test_the_form_asks_for_the_reason_and_goes_no_further_without() -> None:
    form = schema.parse((by_hand.ROOT / "forms" / "by_hand.form").read_bytes())
    required = {part.key[0] for part in form.components if part.asks and part.rules.required is True}
    assert {"reason", "done_outside", "done_on", "done_by", "result"} <= required
