"""Words of a finished document: read by paragraph, and changed without touching how the rest of it looks.

Loaded by the process that renders letters, which has nothing of ours but this file and `child.py`.
"""

import copy
from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t"}
_OPEN = tuple(qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo", "commentReference"))
_NOT_WORDS = tuple(qn(f"w:{name}") for name in ("drawing", "pict", "object", "fldSimple", "fldChar"))


def every(part: Any) -> Iterator[Any]:
    """The paragraphs of a part in the order of reading, those in tables too."""
    yield from part.iter(qn("w:p"))


def text_of(paragraph: Any) -> str:
    """What a paragraph says; a line break is a new line."""
    return "".join(text for _, text in _atoms(paragraph))


def paragraphs(body: Any) -> list[dict[str, Any]]:
    """Each paragraph with what it is: a heading, part of a table, something that is not words, or plain."""
    return [{"text": text_of(each), "is": _kind(each)} for each in every(body)]


def left_open(document: Any) -> list[str]:
    """What a reader would find behind the words: changes not decided yet and comments, by their names in the file."""
    found = {each.tag.rpartition("}")[2] for each in document.element.body.iter(*_OPEN)}
    return sorted(found)


def put(body: Any, change: dict[str, Any]) -> bool:
    """Put new paragraphs where the old ones stand, at the place nearest to where they stood; False when nowhere."""
    old, new = change["old"], change["new"]
    found = list(every(body))
    texts = [text_of(each) for each in found]
    places = [at for at in range(len(texts) - len(old) + 1) if texts[at : at + len(old)] == old]
    if not old or not places:
        return False
    at = min(places, key=lambda place: abs(place - change["at"]))
    mine = found[at : at + len(old)]
    while len(mine) < len(new):
        another = copy.deepcopy(mine[-1])
        mine[-1].addnext(another)
        mine.append(another)
    for paragraph, text in zip(mine, new, strict=False):
        _say(paragraph, text)
    for paragraph in mine[len(new) :]:
        _remove(paragraph)
    return True


def replace(part: Any, was: str, becomes: str) -> None:
    """Put other words in the place of these wherever they stand."""
    for paragraph in every(part):
        text = text_of(paragraph)
        if was in text:
            _say(paragraph, text.replace(was, becomes))


def _kind(paragraph: Any) -> str:
    if next(paragraph.iter(*_NOT_WORDS), None) is not None:
        return "other"
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    name = style.get(qn("w:val")) if style is not None else ""
    if name.startswith(("Heading", "Title")):
        return "heading"
    return "table" if next(paragraph.iterancestors(qn("w:tc")), None) is not None else "plain"


def _atoms(paragraph: Any) -> list[tuple[Any, str]]:
    """The elements that hold words, each with its words."""
    found = []
    for each in paragraph.iter(qn("w:t"), *_BREAKS):
        if each.tag != qn("w:t") and next(each.iterancestors(qn("w:pPr")), None) is not None:
            continue  # a tab stop of the paragraph's properties says nothing
        found.append((each, (each.text or "") if each.tag == qn("w:t") else _BREAKS[each.tag]))
    return found


def _say(paragraph: Any, text: str) -> None:
    """Change only what is otherwise, so that the rest keeps how it looks."""
    if not any(element.tag == qn("w:t") for element, _ in _atoms(paragraph)):
        run = OxmlElement("w:r")
        run.append(OxmlElement("w:t"))
        paragraph.append(run)
    was = text_of(paragraph)
    start = _common(was, text)
    end = _common(was[start:][::-1], text[start:][::-1])
    _splice(_atoms(paragraph), start, len(was) - end, text[start : len(text) - end])
    if text_of(paragraph) != text:  # the change begins between two breaks, where there are no words to put it into
        _splice(_atoms(paragraph), 0, len(text_of(paragraph)), text)


def _splice(atoms: list[tuple[Any, str]], start: int, stop: int, new: str) -> None:
    """Take the characters from `start` to `stop` out, and put the new ones into the first words they touch."""
    position, left = 0, [new]
    ends = [position := position + len(text) for _, text in atoms]
    last = max(number for number, (element, _) in enumerate(atoms) if element.tag == qn("w:t"))
    for number, ((element, text), end) in enumerate(zip(atoms, ends, strict=True)):
        here = end - len(text)
        if element.tag != qn("w:t"):
            if start <= here < stop:
                element.getparent().remove(element)
            continue
        put = left.pop() if left and (end >= start or number == last) else ""
        _write(element, text[: max(0, start - here)] + put + text[max(0, stop - here) :])


def _write(element: Any, text: str) -> None:
    """Words into one element; further lines follow it with breaks before them."""
    first, *more = text.split("\n")
    element.text = first
    element.set(qn("xml:space"), "preserve")
    for line in more:
        for name, words in (("w:br", None), ("w:t", line)):
            following = OxmlElement(name)
            if words is not None:
                following.text = words
                following.set(qn("xml:space"), "preserve")
            element.addnext(following)
            element = following


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _remove(paragraph: Any) -> None:
    """Take a paragraph out; one that its cell or section needs stays, empty."""
    parent = paragraph.getparent()
    is_needed = parent.tag == qn("w:tc") and len(parent.findall(qn("w:p"))) == 1
    if is_needed or paragraph.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        _say(paragraph, "")
    else:
        parent.remove(paragraph)
