"""Words marked to be left out of a record: between double brackets in a text box, kept as places in the text.

A person marks in the text itself and changes nothing else of it; what is left out is then truly not in the copy, since
the copy is made anew from what remains.
"""

import re
from collections.abc import Iterable

OPEN, CLOSE = "[[", "]]"
GONE = "[left out]"
"""What stands in a copy in the place of what was left out, however long that was."""

Place = tuple[int, int]
"""Where a marked part begins, and where it ends."""

AROUND = 30
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Unlike(ValueError):
    """What came back is not the text with marks in it; the words say where and what to do."""


def plain(text: str) -> str:
    """A text as it is marked: one kind of line end, nothing that cannot be written, and no brackets of its own."""
    lines = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return lines.replace(OPEN, "[ [").replace(CLOSE, "] ]").strip("\n")


def marked(text: str, places: Iterable[Place]) -> str:
    """The text with its marks, for the text box."""
    found, at = [], 0
    for start, end in places:
        found += [text[at:start], OPEN, text[start:end], CLOSE]
        at = end
    return "".join([*found, text[at:]])


def left(text: str, places: Iterable[Place]) -> str:
    """What remains of the text."""
    found, at = [], 0
    for start, end in places:
        found += [text[at:start], GONE]
        at = end
    return "".join([*found, text[at:]])


def read(sent: str, text: str) -> list[Place]:
    """The places that somebody marked. Raises Unlike."""
    found: list[Place] = []
    rest, start, at = [], -1, 0
    for part in re.split(r"(\[\[|\]\])", sent.replace("\r\n", "\n").replace("\r", "\n").strip("\n")):
        if part == OPEN and start < 0:
            start = at
        elif part == CLOSE and start >= 0:
            found.append((start, at))
            start = -1
        elif part in (OPEN, CLOSE):
            near = text[max(0, at - AROUND) : at].strip() or text[:AROUND]
            raise Unlike(f"Each {OPEN} needs its {CLOSE}, and none may stand within another. Look after “{near}”")
        else:
            rest.append(part)
            at += len(part)
    if start >= 0:
        raise Unlike(f"Close what begins with {OPEN} at “{text[start : start + AROUND]}” with {CLOSE}")
    _must_be(text, "".join(rest))
    return joined(found)


def everywhere(text: str, words: Iterable[str]) -> list[Place]:
    """Every place at which one of these stands as a whole word, however it is written large or small."""
    found: list[Place] = []
    for each in words:
        pattern = r"\s+".join(re.escape(part) for part in each.split())
        if pattern:
            found += [one.span() for one in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]
    return joined(found)


def joined(places: Iterable[Place]) -> list[Place]:
    """The places in order, those that touch or overlap made one, empty ones left out."""
    found: list[Place] = []
    for start, end in sorted(place for place in places if place[0] < place[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _must_be(text: str, sent: str) -> None:
    if sent == text:
        return
    at = next((place for place, (one, other) in enumerate(zip(sent, text, strict=False)) if one != other),
              min(len(sent), len(text)))  # fmt: skip
    near = text[max(0, at - AROUND) : at + AROUND].strip().replace("\n", " ")
    raise Unlike(f"Only marks may be put in; the text itself was changed near “{near}”. It stands below as it is")
