"""The one way in for XML: no document type, no entities, no network, and a limit on size."""

import codecs
import re
from typing import Final
from xml.parsers import expat

from lxml import etree

MAX_BYTES: Final = 2_000_000
"""Larger than any diagram a person can read; a hundred times the largest of ours."""

_ENCODINGS: Final = frozenset(
    {"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "cp1252"}
)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LAST_LINE: Final = 65_535
"""libxml2 keeps line numbers in sixteen bits."""
_BLANK = re.compile(r"[ \t\r\n\ufeff]*")
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)


class XmlRefused(Exception):
    """This is not XML that we read; says why, what to do, and on which line (0: the file as a whole)."""

    def __init__(self, code: str, what: str, remedy: str, line: int = 0) -> None:
        super().__init__(what)
        self.code, self.what, self.remedy, self.line = code, what, remedy, line


def parse(data: bytes) -> etree._Element:
    """The root element of an XML file from an untrusted hand; raises XmlRefused and nothing else."""
    if len(data) > MAX_BYTES:
        what = f"The file has {len(data):,} bytes; at most {MAX_BYTES:,} are read."
        raise XmlRefused("file-too-large", what, "Split the diagram: call parts of it as processes of their own.")
    text = _decode(data)
    line = _doctype_line(text)
    if line:
        what = "The file declares a document type (DOCTYPE), which can hide content and is never needed here."
        raise XmlRefused("doctype", what, "Remove the <!DOCTYPE …> declaration.", line)
    try:
        content = text.encode()
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError, UnicodeEncodeError) as fault:
        raise _refusal(fault) from None
    _number(root, content)
    return root


def _number(root: etree._Element, content: bytes) -> None:
    """Give every element the line on which its tag begins; lxml has the one on which it ends."""
    lines: list[int] = []
    reader = expat.ParserCreate("utf-8")
    reader.StartElementHandler = lambda _name, _attributes: lines.append(reader.CurrentLineNumber)
    try:
        reader.Parse(content, True)
    except expat.ExpatError:
        # What one parser takes and the other does not keeps the lines it has.
        return
    for element, line in zip(root.iter(), lines, strict=False):
        if line < _LAST_LINE:
            element.sourceline = line  # type: ignore[assignment]


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _refusal(fault: Exception) -> XmlRefused:
    line = getattr(fault, "lineno", None) or 0
    reason = str(fault).partition(", line ")[0].partition(" (<string>")[0] or "it is empty"
    if "Excessive depth" in reason:
        what = "Elements are nested too deeply (more than 250 levels)."
        return XmlRefused("xml-too-deep", what, "Save the file again from the Modeler.", line)
    what = f"The file is not well-formed XML: {reason}."
    return XmlRefused(
        "not-xml", what, "Save the file again from the Modeler; if that fails, send the file to support.", line
    )


def _decode(data: bytes) -> str:
    name = next((found for mark, found in _MARKS if data.startswith(mark)), None)
    if name is None:
        declared = _DECLARED.match(data)
        name = declared.group(1).decode("ascii") if declared else "utf-8"
    remedy = "Save the file as UTF-8."
    try:
        known_name = codecs.lookup(name).name
    except LookupError:
        raise XmlRefused("xml-encoding", f"The encoding “{name}” is not known.", remedy, 1) from None
    if known_name not in _ENCODINGS:
        raise XmlRefused("xml-encoding", f"The encoding “{name}” is not read here.", remedy, 1)
    try:
        return data.decode(known_name)
    except UnicodeDecodeError as fault:
        line = data[: fault.start].count(b"\n") + 1
        raise XmlRefused("xml-encoding", f"The file is not written in {name} as it says.", remedy, line) from None


def _doctype_line(text: str) -> int:
    """The line of a DOCTYPE before the root element, or 0: steps over the declaration, comments and instructions."""
    position = 0
    while True:
        position = _BLANK.match(text, position).end()  # type: ignore[union-attr]  # it matches the empty text
        if text.startswith("<!DOCTYPE", position):
            return text.count("\n", 0, position) + 1
        end = "?>" if text.startswith("<?", position) else "-->" if text.startswith("<!--", position) else ""
        found = text.find(end, position + 2) if end else -1
        if found < 0:
            return 0
        position = found + len(end)
