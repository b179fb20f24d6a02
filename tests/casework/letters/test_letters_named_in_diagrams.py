"""Whatever a diagram asks to be sent is there: each e-mail, each letter; and whatever is there, a diagram may name."""

import re
from pathlib import Path

from casework.letters import catalogue
from casework.mail import texts

DIAGRAMS = "".join(path.read_text("utf-8") for path in Path(__file__).parents[3].glob("processes/*.bpmn"))


def named(parameter: str) -> set[str]:
    return set(re.findall(rf'inputParameter name="(?:\w+_)?{parameter}">([^<$]+)<', DIAGRAMS))


def test_every_e_mail_that_a_diagram_names_has_a_text() -> None:
    assert named("mail") <= set(texts.kinds())


def test_every_letter_that_a_diagram_names_is_in_the_catalogue() -> None:
    assert named("letter") <= set(catalogue.CODES)


def test_every_e_mail_text_is_sent_by_a_diagram_or_a_use_case() -> None:
    root = Path(__file__).parents[3]
    code = "".join(path.read_text() for name in ("handlers", "casework") for path in (root / name).rglob("*.py"))
    assert {kind for kind in texts.kinds() if kind not in named("mail") and f'"{kind}"' not in code} == set()
