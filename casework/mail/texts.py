"""What e-mails say: one text per kind in letters/mail, with holes for a few facts only: `HOLES`.

The head of a text names what it is about (`what`), the clock whose date goes into the subject (`due`, optional) and
the page the link leads to (`page`). Nothing else can be put in, so no e-mail can carry a name or a fact of a case.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "letters" / "mail"

HOLES = frozenset({"reference", "agency", "due", "link", "office", "phone", "group"})
PAGES: Mapping[str, str] = {
    "work": "/",
    "case": "/cases/{reference}",
    "clocks": "/cases/{reference}/clocks",
    "documents": "/cases/{reference}/documents",
    "emergencies": "/emergency-access",
}
"""Where a link may lead."""

_HOLE = re.compile(r"\{(\w+)\}")
_HEAD = re.compile(r"(what|due|page): *(.+)")


class BadText(Exception):
    """The text of an e-mail is missing or says something it must not; the words name the file and the remedy."""


@dataclass(frozen=True, slots=True)
class MailText:
    """One kind of e-mail. `due` is the name of a clock, or empty."""

    kind: str
    what: str
    due: str
    page: str
    body: str


def kinds() -> tuple[str, ...]:
    """Every kind of e-mail there is a text for."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))


@cache
def text_of(kind: str) -> MailText:
    """The text of one kind; raises BadText."""
    path = FOLDER / f"{kind}.txt"
    if not re.fullmatch(r"\w+", kind) or not path.is_file():
        raise BadText(
            f"there is no e-mail text letters/mail/{kind}.txt: write one, or name one of {', '.join(kinds())}"
        )
    return parse(kind, path.read_text("utf-8"))


def parse(kind: str, source: str) -> MailText:
    """Read a text with its head; raises BadText for an unknown heading, hole or page."""
    head, _, body = source.partition("\n\n")
    found: dict[str, str] = {"due": "", "page": "work"}
    for line in head.splitlines():
        match = _HEAD.fullmatch(line.strip())
        if match is None:
            raise BadText(f"letters/mail/{kind}.txt begins with “{line}”: write what:, due: or page: and an empty line")
        found[match[1]] = match[2].strip()
    unknown = set(_HOLE.findall(found.get("what", "") + body)) - HOLES
    if unknown:
        raise BadText(f"letters/mail/{kind}.txt asks for {', '.join(sorted(unknown))}: use only {', '.join(HOLES)}")
    if "what" not in found or not body.strip() or found["page"] not in PAGES:
        raise BadText(f"letters/mail/{kind}.txt needs what:, a page: of {', '.join(PAGES)}, and words")
    return MailText(kind, found["what"], found["due"], found["page"], body.strip() + "\n")


def subject(text: MailText, reference: str, due: str) -> str:
    """`LEI-27-003 – Reply to the request – due 21 January 2027`; without a date the last part is left out."""
    return " – ".join([reference, text.what, *([f"due {due}"] if due else [])])


def fill(body: str, values: Mapping[str, str]) -> str:
    """The body with its holes filled; a paragraph that needs a value which is not there is left out."""
    kept = [part for part in body.split("\n\n") if all(values.get(hole) for hole in _HOLE.findall(part))]
    return _HOLE.sub(lambda hole: values[hole[1]], "\n\n".join(kept))
