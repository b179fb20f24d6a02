"""Word and Excel documents: which of the two it is, and that opening it runs nothing and fetches nothing."""

import re
from collections.abc import Mapping

from lxml import etree

from cases.contents import archives
from cases.contents.archives import Budget
from cases.contents.refused import FileRefused

PARTS: Mapping[str, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
"""The part by which a document of each ending is known."""

_TYPES = "[Content_Types].xml"
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"us-ascii", b"ascii"})
_MACROS = ("vbaproject.bin", "vbadata.xml", "/macrosheets/", "/dialogsheets/", "/activex/")
_ASKED = re.compile(r"<\w+:instrText[^>]*>([^<]*)<", re.ASCII)
_COMMAND = re.compile(r"\bDDE(?:AUTO)?\b|\bINCLUDE(?:TEXT|PICTURE)\s+\"?(?:[a-z]+:|\\\\)", re.IGNORECASE)
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


def kinds(content: bytes) -> frozenset[str]:
    """The endings that a packed file may have; raises FileRefused for one that does more than be read."""
    return _looked_through(content, Budget(), 1)


def _looked_through(content: bytes, budget: Budget, depth: int) -> frozenset[str]:
    members = archives.opened(content, budget, depth).members
    found = frozenset(ending for ending, part in PARTS.items() if part in members and _TYPES in members)
    for name, member in members.items():
        if name.lower().endswith((".xml", ".rels")):
            _must_be_plain_xml(member)
    _must_run_nothing(members)
    if fetched := outside(members):
        raise FileRefused(
            f"The document fetches something from elsewhere when it is opened ({fetched[0]}). Put pictures into it "
            "and detach its template, or send a PDF."
        )
    for member in members.values():
        if member.startswith(b"PK\x03\x04") and not _looked_through(member, budget, depth + 1):
            raise FileRefused(
                "The document has another packed file or object inside it. Take it out and send it by itself, "
                "or send a PDF."
            )
    return found


def _must_be_plain_xml(part: bytes) -> None:
    """No document type, in whatever encoding: without the NULs UTF-16 reads like ASCII. Others than Unicode hide it."""
    declared = _DECLARED.match(part)
    if b"<!DOCTYPE" in part.replace(b"\0", b"") or b"<!ENTITY" in part.replace(b"\0", b""):
        raise FileRefused("The document declares a document type, as none from an office does. Send a PDF.")
    if declared and declared.group(1).lower() not in _ENCODINGS:
        raise FileRefused("The document is not written in UTF-8. Save it again, or send a PDF.")


def _must_run_nothing(members: Mapping[str, bytes]) -> None:
    names = " ".join(f"/{name.lower()}" for name in members)
    if any(mark in names for mark in _MACROS) or b"macroEnabled" in members.get(_TYPES, b""):
        raise FileRefused("The document holds macros. Save it without macros, or send a PDF.")
    for name, part in members.items():
        if name.endswith(".xml") and b"instrText" in part:
            asked = "".join(_ASKED.findall(part.decode("utf-8", "replace")))
            if _COMMAND.search(asked):
                raise FileRefused(
                    "The document has a field that starts a program or fetches a file. Replace the field by its text, "
                    "or send a PDF."
                )


def outside(members: Mapping[str, bytes]) -> list[str]:
    """The kinds of what opening a document would fetch; links that a reader may follow are no such thing."""
    found = []
    for name, part in members.items():
        if not name.lower().endswith(".rels"):
            continue
        for relation in _relations(part):
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            if relation.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
                found.append(kind if re.fullmatch(r"[A-Za-z]{1,40}", kind) else "a part of its own")
    return found


def _relations(part: bytes) -> list[etree._Element]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return list(etree.fromstring(part, parser).iter(_RELATION))
    except (etree.XMLSyntaxError, ValueError):
        raise FileRefused("The document is damaged. Save it again, or send a PDF.") from None
