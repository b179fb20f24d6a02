"""Writes docs/data-map.md: what is kept of whom, from the code itself.

    python -m tools.data_map            writes the page
    python -m tools.data_map --check    exit code 1 when it is not what the code says

Classes of columns are said beside the tables (foundation/data_classes.py), those of answers in the form files, what
e-mails carry in their texts, what letters carry in their catalogue, what is logged in the calls themselves.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cases import erasing
from cases.settings import keeping
from casework import schema
from casework.forms import schema as forms
from casework.forms import tree
from casework.forms.components import Component
from casework.letters import catalogue
from casework.mail import texts
from foundation import data_classes
from foundation.data_classes import DataClass
from foundation.database import Base
from tools import data_places

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "data-map.md"

ANSWERS = {
    "identity": "who somebody is: kept apart from the form, under the case's key, read by office and chair",
    "file": "a file: sealed in pieces, looked through before it is kept",
    "routing": "a choice, tick, number or date that the process goes by: also in its variables, in plain",
    "reference": "a choice of a person, agency or case: sealed with the form, an id",
    "content": "words or choices about the case: sealed with the form",
}
"""The privacy classes of answers, and what is done with each."""

HEAD = """# Data map

Made by `python -m tools.data_map` from the code; a test fails when it is not what the code says. What is *sealed* is
encrypted (AES-256-GCM) with a key of the case, which is wrapped by the master key
([decision 20](decisions/0020-words-are-sealed-and-stay-in-submissions.md)). Who may read what is one rule
([22](decisions/0022-access-is-one-condition-in-sql.md)); what is opened of anything sealed is in the read log. Periods
of keeping are settings of each partnership ([keeping and deleting records](retention.md)). What this means for
people's rights is in the [impact assessment](dpia.md), what protects it in [security](security.md).
"""


class NoClass(Exception):
    """A column, or an answer of a form, of which nobody has said what it is; the words name it."""


def page() -> str:
    """The whole page."""
    parts = [HEAD, *_tables(), *_answers(), *_mails(), *_letters(), *data_places.lines(ROOT)]
    return "\n".join(parts).rstrip() + "\n"


def mapped() -> list[Any]:
    """The class of every table, by name."""
    schema.metadata()
    return sorted((each.class_ for each in Base.registry.mappers), key=lambda one: str(one.__tablename__))


def columns(table: Any) -> dict[str, DataClass]:
    """The class of each column of a table. Raises NoClass."""
    found = dict(data_classes.classes(table.data_map, table.__table__))
    if open_ones := [name for name, each in found.items() if each is None]:
        raise NoClass(f"{table.__tablename__}: say in data_map what {', '.join(open_ones)} is")
    return {name: each for name, each in found.items() if each is not None}


def answers() -> Iterator[tuple[str, str, str, str, str]]:
    """Every answer of every form: form, key, class, who may read it, and what becomes of it. Raises NoClass."""
    for path in sorted((ROOT / "forms").glob("*.form")):
        form = forms.parse(path.read_bytes())
        for each in tree.every(form.components):
            if each.asks:
                codes = each.properties.get("visibility") or form.visibility
                yield (
                    form.id,
                    ".".join(each.key),
                    answer_class(each, form.id),
                    codes,
                    each.properties.get("routing", ""),
                )


def answer_class(component: Component, form_id: str) -> str:
    """How close to a person an answer is. Raises NoClass."""
    if component.properties.get("identity"):
        return "identity"
    if component.kind == "filepicker" or component.properties.get("control") == "file":
        return "file"
    if component.properties.get("routing"):
        return "routing"
    if component.choices is not None:
        return "reference" if component.choices.given else "content"
    if component.kind in {"textfield", "textarea", "number", "datetime", "checkbox"}:
        return "content"
    raise NoClass(f"{form_id}: an answer of the kind {component.kind} has no class yet")


def _tables() -> Iterator[str]:
    yield "## Tables\n"
    yield "A column that is not named in the third to sixth place is technical: a number, a time, a state, a code.\n"
    yield "| table | what, *who may read it*, how long | of people | sealed or secret | words in plain | references |"
    yield "|---|---|---|---|---|---|"
    for table in mapped():
        found, data = columns(table), table.data_map
        by = {one: [f"`{name}`" for name, each in found.items() if each is one] for one in DataClass}
        cells = [
            " ".join(by[DataClass.IDENTITY]),
            " ".join(by[DataClass.SEALED] + by[DataClass.SECRET]),
            " ".join(by[DataClass.WORDS]),
            " ".join(by[DataClass.REFERENCE]),
        ]
        yield f"| `{table.__tablename__}` | {data.about}. *{data.readers}*. {kept(table)} | {' | '.join(cells)} |"
    counted = Counter(each for table in mapped() for each in columns(table).values())
    total = ", ".join(f"{counted[one]} {one.value}" for one in DataClass)
    yield f"\n{len(mapped())} tables: {total}.\n"


def kept(table: Any) -> str:
    """How long the rows of a table are kept: as it says itself, or by the record class of its case. Raises NoClass."""
    said: str = table.data_map.kept
    if said:
        return said
    if table in erasing.SKELETON:
        return "Stays when its case is deleted, without what anybody wrote"
    own = next((code for code, tables in erasing.OWN.items() if table in tables), "")
    if own:
        return f"Record class: {keeping.CLASSES[own]}"
    if table in erasing.SHARED:
        return "Record class: the case file; agencies' replies, advice and declarations their own"
    if table in erasing.REST:
        return f"Record class: {keeping.CLASSES[keeping.CASE]}"
    raise NoClass(f"{table.__tablename__}: say in data_map how long its rows are kept")


def _answers() -> Iterator[str]:
    yield "## Answers of forms\n"
    yield "| class | means |\n|---|---|"
    yield from (f"| {name} | {words} |" for name, words in ANSWERS.items())
    yield "\n| form | may be read by | identity | file | routing | reference | content |\n|---|---|---|---|---|---|---|"
    found: dict[str, dict[str, list[str]]] = {}
    codes: dict[str, set[str]] = {}
    for form, key, name, readers, _ in answers():
        found.setdefault(form, {one: [] for one in ANSWERS})[name].append(f"`{key}`")
        codes.setdefault(form, set()).add(readers)
    for form, each in found.items():
        readers = "; ".join(sorted(codes[form])) or "–"
        yield f"| `{form}` | {readers} | {' | '.join(' '.join(one) for one in each.values())} |"
    yield f"\n{sum(1 for _ in answers())} answers in {len(found)} forms.\n"


def _mails() -> Iterator[str]:
    yield "## E-mails\n"
    yield "An e-mail about a case can hold these facts and no other: " + ", ".join(sorted(texts.HOLES)) + ".\n"
    yield "| kind | subject after the reference | leads to |\n|---|---|---|"
    for kind in texts.kinds():
        text = texts.text_of(kind)
        yield f"| `{kind}` | {text.what} | {text.page} |"
    yield ""


def _letters() -> Iterator[str]:
    yield "## Letters\n"
    yield "Sealed like every file. Named is what a letter cannot be made without; it may hold words of the case.\n"
    yield "| letter | title | may be read, once released, by | cannot be without |\n|---|---|---|---|"
    for code in catalogue.CODES:
        kind = catalogue.KINDS[code]
        yield f"| {code} | {kind.title} | {kind.visibility} | {', '.join(sorted(set(kind.required)))} |"
    yield ""


def main() -> int:
    """Write the page, or say whether it is what the code says."""
    wanted = page()
    if "--check" in sys.argv:
        is_so = PAGE.is_file() and PAGE.read_text("utf-8") == wanted
        sys.stdout.write("" if is_so else "docs/data-map.md is not what the code says: run python -m tools.data_map\n")
        return 0 if is_so else 1
    PAGE.write_text(wanted, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
