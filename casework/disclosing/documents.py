"""Word documents as plain text, to be looked through and marked; and plain text as a new Word document.

A copy that goes out is made anew from its text, so that nothing of what was left out, and nothing that a document holds
beside its words (authors, earlier versions, comments), is in it.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN = frozenset({"text/plain", "text/csv"})
_STORIES = ("document", "header", "footer", "footnotes", "endnotes", "comments")
_PART = re.compile(rf"word/({'|'.join(_STORIES)})\d*\.xml")
_HEADING = "# "


def text_of(content: bytes, media_type: str) -> str | None:
    """The words of a file; None for a kind whose words cannot be told from the file alone."""
    if media_type in PLAIN:
        return content.decode("utf-8", "replace")
    return "\n".join(_paragraphs(content)) if media_type == DOCX else None


def _paragraphs(content: bytes) -> Iterator[str]:
    """Every paragraph, of headers, footnotes and comments too, the document itself first."""
    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    with zipfile.ZipFile(BytesIO(content)) as packed:
        parts = sorted((found[1] != "document", name) for name in packed.namelist() if (found := _PART.fullmatch(name)))
        for _, name in parts:
            for node in etree.fromstring(packed.read(name), reader).iter(f"{{{WORD}}}p"):
                yield _words(node)


def _words(paragraph: etree._Element) -> str:
    """What one paragraph says, what was deleted with its changes tracked too; not the paragraphs within it."""
    found = []
    for node in paragraph.iter():
        kind = etree.QName(node).localname if isinstance(node.tag, str) else ""
        if kind in ("t", "delText", "tab", "br") and next(node.iterancestors(f"{{{WORD}}}p")) is paragraph:
            found.append({"tab": "\t", "br": "\n"}.get(kind) or node.text or "")
    return "".join(found)


def made(title: str, text: str, by: str) -> bytes:
    """A Word document of these lines under a title; lines that begin with “# ” are headings."""
    from docx import Document

    paper = Document()
    paper.core_properties.author = paper.core_properties.last_modified_by = by
    paper.core_properties.title = title
    paper.core_properties.comments = ""
    paper.add_heading(title, 1)
    for line in text.split("\n"):
        if line.startswith(_HEADING):
            paper.add_heading(line.removeprefix(_HEADING), 2)
        else:
            paper.add_paragraph(line)
    written = BytesIO()
    paper.save(written)
    return written.getvalue()
