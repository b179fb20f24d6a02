"""What is wrong with one finished letter: the acceptance checks that can be read off the document itself."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from docx import Document
from docx.oxml.ns import qn

EVERYWHERE = ("doc.ref", "doc.date", "case.ref", "partnership.name", "partnership.marking", "office.address")
"""Of what is merged in, what every document must say, in its body, header or footer."""

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "D02": (
        "What has happened",
        "Why we are writing to you",
        "Whom to search for",
        "What we ask of you",
        "Sharing what you know",
        "The law",
        "If somebody is not safe now",
        "Who to ask",
        "People to search for",
    ),
    "D03": ("Is the child or family known to you?", "What you know", "Safety", "Sharing", "Approval"),
    "D04": (
        "Section 1: what is known",
        "Who is who",
        "The incident",
        "How the case reached us",
        "Agencies asked",
        "What is not yet known",
        "Section 2: the meeting",
        "Section 3: the decision",
        "Signature",
    ),
    "D05": (
        "The decision",
        "The child and the family",
        "What happened",
        "What agencies knew and did",
        "Analysis of practice",
        "Immediate safety action and learning",
        "Criteria",
        "What happens next",
        "How the family is told",
    ),
    "D06": ("Enclosed", "Your reply"),
    "D06-answer": ("Your reply",),
    "D14-a": ("If a child may be in danger now", "What happens next", "Who to ask"),
    "D14-b": ("Who to ask",),
    "D14-c": ("What we ask of you", "Your inspectorate", "Who to ask"),
    "D14-d": ("What we ask of you", "Who to ask"),
    "D14-e": ("What we will need from you", "Your inspectorate", "Who to ask"),
    "D14-f": ("What we will need from you", "Your inspectorate", "Who to ask"),
    "D14-g": ("Who to ask",),
    "D14-h": ("What we ask of you", "Who to ask"),
    "D19-a": ("The request", "What is outstanding", "What we ask of you", "The law", "Who to ask"),
    "D19-b": ("The request", "What is outstanding", "The power to require it", "What we ask of you", "Who to ask"),
    "D01": ("You and your agency", "What happened", "For the office only"),
    "D14-m": ("What is right", "What we ask of you", "Who to ask"),
    "D14-i": ("What this means for you", "If a child may be in danger now", "Who to ask"),
    "D14-n": ("What happens next", "What this means for you", "If a child may be in danger now", "Who to ask"),
    "D14-k": ("What this means for you", "Who to ask"),
    "D14-j": ("What we ask of you", "Who to ask"),
    "D21-agenda": ("Who is invited", "Items"),
    "D21-minutes": (
        "1. Conflicts of interest and confidentiality",
        "2. Attendance and quorum",
        "3. Facts of the case",
        "4. Immediate action and learning",
        "5. Decision",
    ),
}
"""The headings that each letter must have whatever the case is (domain.md §5)."""

AFTER_THE_MEETING = frozenset({"Section 2: the meeting", "Section 3: the decision", "Signature"})

_LEFT = ("{{", "{%", "}}", "%}")
_NEVER: Mapping[str, re.Pattern[str]] = {
    "a date that is not written out": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
    "an id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-", re.IGNORECASE),
    "a value of the program’s": re.compile(r"\b(True|False|Undefined|dict_items)\b|datetime\."),
}
"""What no reader should meet, by what it is."""


def faults_of(code: str, content: bytes, merged: Mapping[str, Any]) -> list[str]:
    """Everything wrong with a document of this code into which `merged` went, in words; empty when it is good."""
    try:
        document: Any = Document(io.BytesIO(content))
    except Exception as problem:  # whatever python-docx meets in a damaged file, the file is what is wrong
        return [f"it cannot be opened: {type(problem).__name__}"]
    words = _words(content)
    found = [f"“{mark}” is left in it" for mark in _LEFT if mark in words]
    found += [f"it shows {what}: {match[0]}" for what, pattern in _NEVER.items() if (match := pattern.search(words))]
    found += [f"{name} is not in it" for name in EVERYWHERE if _value(merged, name) not in words]
    found += list(_headings(_due(code, merged), document))
    found += [
        f"table {number} has no header row" for number, table in enumerate(document.tables, 1) if not _header(table)
    ]
    if not set(_fields(document)) >= {"PAGE", "NUMPAGES"}:
        found.append("it does not say page x of y")
    if "asciiTheme" in document.styles["Heading 1"].element.xml:
        found.append("its fonts are left to the reader’s theme")
    return found


def _words(content: bytes) -> str:
    """All text of body, header and footer, each paragraph as one: a mark may be spread over several runs."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    paragraphs = (part for whole in parts for part in whole.split("</w:p>"))
    texts = ("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)) for paragraph in paragraphs)
    plain = "\n".join(texts)
    for sign, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        plain = plain.replace(sign, character)
    return plain


def _value(merged: Mapping[str, Any], name: str) -> str:
    value: Any = merged
    for part in name.split("."):
        value = value[part]
    return str(value)


def _due(code: str, merged: Mapping[str, Any]) -> tuple[str, ...]:
    """The sections a letter must have by now: those about the meeting only once it was held."""
    if merged.get("meeting"):
        return SECTIONS[code]
    return tuple(name for name in SECTIONS[code] if name not in AFTER_THE_MEETING)


def _headings(due: tuple[str, ...], document: Any) -> Iterator[str]:
    """Headings that are missing, that only look like headings, or that have nothing under them."""
    body = [element for element in document.element.body if element.tag.endswith(("}p", "}tbl"))]
    kinds = [(_level(document, element), _text(element)) for element in body]
    have = {text for level, text in kinds if level}
    yield from (f"the section “{name}” is missing" for name in due if name not in have)
    if not have:
        yield "it has no heading in a heading style"
    for (level, text), (following, _) in zip(kinds, [*kinds[1:], (1, "")], strict=True):
        if level and following and following <= level:
            yield f"there is nothing under “{text}”"
    yield from (f"the heading “{each.text}” only looks like one" for each in document.paragraphs if _looks_like(each))


def _level(document: Any, element: Any) -> int:
    """1 to 3 for a heading, 0 for anything else that says something."""
    style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    match = re.fullmatch(r"Heading(\d)", style.get(qn("w:val"))) if style is not None else None
    return int(match[1]) if match else 0


def _text(element: Any) -> str:
    return "".join(each.text or "" for each in element.iter(qn("w:t")))


def _looks_like(paragraph: Any) -> bool:
    """Large letters without a heading style."""
    sizes = [run.font.size.pt for run in paragraph.runs if run.font.size]
    return bool(sizes) and max(sizes) > 12 and not paragraph.style.name.startswith("Heading")


def _header(table: Any) -> bool:
    properties = table.rows[0]._tr.trPr
    return properties is not None and properties.find(qn("w:tblHeader")) is not None


def _fields(document: Any) -> list[str]:
    footer = document.sections[0].footer._element
    return [each.get(qn("w:instr")) for each in footer.iter(qn("w:fldSimple"))]
