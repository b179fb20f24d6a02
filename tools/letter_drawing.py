"""Draws a Word template from a plain text: real heading styles, tables with header rows, explicit fonts, page x of y.

# ## ###       headings           - text        bullet          ---   new page        **words**  bold
? condition    begin, ?: otherwise, ?. end      @ one in many   begin a loop, @. end
|> one in many :: caption   a table with one row for each; |= caption   a table with the rows written below;
then   | heading ~2 | heading   and   | cell | cell      (~2: twice as wide), |. ends it
"""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

FONT = "Arial"
WIDTH = Cm(16.4)
"""Of the text between the margins."""
WRITTEN = datetime(2026, 11, 24)  # noqa: DTZ001 - Word's own dates have no zone
SIZES = {
    "Normal": 11,
    "No Spacing": 11,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 11,
    "List Bullet": 11,
    "Header": 9,
    "Footer": 9,
}
_BOLD = re.compile(r"\*\*(.+?)\*\*")


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one template: its name and version, and its lines."""

    code: str
    title: str
    version: str
    lines: tuple[str, ...]


def read(code: str, text: str) -> Source:
    """Take the head (title:, version:) off a text."""
    head, _, body = text.partition("\n\n")
    told = dict(line.split(": ", 1) for line in head.splitlines())
    return Source(code, told["title"], told["version"], tuple(line.strip() for line in body.splitlines()))


def draw(source: Source) -> bytes:
    """The template as a .docx that comes out the same whenever it is drawn."""
    document = Document()
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.3)
        section.top_margin, section.bottom_margin = Cm(2.4), Cm(3)
    _styles(document)
    _properties(document, source)
    _edges(document.sections[0], source)
    lines = iter(line for line in source.lines if line)
    for line in lines:
        _line(document, line, lines)
    return _settled(document)


def _line(document: Any, line: str, rest: Iterator[str]) -> None:
    mark, _, words = line.partition(" ")
    if mark in {"#", "##", "###"}:
        _words(document.add_paragraph(style=f"Heading {len(mark)}"), words)
    elif mark == ".":
        _words(document.add_paragraph(style="No Spacing"), words)
    elif mark == "-":
        _words(document.add_paragraph(style="List Bullet"), words)
    elif line == "---":
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif line in _ENDS or mark in {"?", "@"}:
        document.add_paragraph(_ENDS.get(line) or f"{{%p {'if' if mark == '?' else 'for'} {words} %}}")
    elif mark in {"|>", "|="}:
        loop, _, caption = words.rpartition(" :: ")
        _table(document, loop, caption, _cells(rest))
    else:
        _words(document.add_paragraph(), line)


_ENDS = {"?:": "{%p else %}", "?.": "{%p endif %}", "@.": "{%p endfor %}"}


def _cells(rest: Iterator[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in rest:
        if line == "|.":
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    raise ValueError("a table is not ended by |.")


def _table(document: Any, loop: str, caption: str, rows: list[list[str]]) -> None:
    titles, shares = zip(*(_share(cell) for cell in rows[0]), strict=True)
    table = document.add_table(rows=0, cols=len(titles))
    table.style, table.autofit = "Table Grid", False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(WIDTH * share / sum(shares))
    _describe(table, caption)
    _row(table, list(titles), is_header=True)
    if loop:
        _row(table, [f"{{%tr for {loop} %}}"])
    for cells in rows[1:]:
        _row(table, cells)
    if loop:
        _row(table, ["{%tr endfor %}"])
    document.add_paragraph(style="No Spacing")


def _share(cell: str) -> tuple[str, int]:
    """A heading and how wide its column is against the others: `What ~3`."""
    title, _, share = cell.partition(" ~")
    return title, int(share or 1)


def _row(table: Any, cells: list[str], *, is_header: bool = False) -> None:
    row = table.add_row()
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))
    for cell, column in zip(row.cells, table.columns, strict=True):
        cell.width = column.width
    for cell, words in zip(row.cells, cells, strict=False):
        paragraph = cell.paragraphs[0]
        _words(paragraph, f"**{words}**" if is_header else words)


def _describe(table: Any, caption: str) -> None:
    """What the table holds, for those who have it read to them."""
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), caption)
        table._tbl.tblPr.append(element)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "0")


def _words(paragraph: Any, words: str) -> None:
    for number, part in enumerate(_BOLD.split(words)):
        if part:
            paragraph.add_run(part).bold = True if number % 2 else None


def _styles(document: Any) -> None:
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
        if name.startswith("Heading"):
            style.font.color.rgb, style.font.bold = RGBColor(0, 0, 0), True
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(12), Pt(4)
    language = document.styles.element.find(f".//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")


def _properties(document: Any, source: Source) -> None:
    about = document.core_properties
    about.title, about.subject, about.language = f"{source.title} {{{{ doc.ref }}}}", "", "en-GB"
    about.author, about.comments, about.keywords, about.category = "CSPR Workflow", "", "", ""
    about.version, about.last_modified_by, about.revision = source.version, "CSPR Workflow", 1
    about.created = about.modified = about.last_printed = WRITTEN


def _edges(section: Any, source: Source) -> None:
    """Header: marking and reference. Footer: how to handle it, and page x of y."""
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _words(top, "**{{ partnership.marking }}**")
    told = f"{source.title}  ·  {{{{ doc.ref }}}}  ·  version {{{{ doc.version }}}}"
    second = section.header.add_paragraph(told, style="Header")
    second.alignment = WD_ALIGN_PARAGRAPH.CENTER
    bottom = section.footer.paragraphs[0]
    bottom.add_run("{{ partnership.marking }}. For the people it is addressed to only. Do not copy or forward it; ")
    bottom.add_run("if it reached you by mistake, tell {{ office.name }}, {{ office.phone }}.")
    pages = section.footer.add_paragraph("Page ", style="Footer")
    pages.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _field(pages, "PAGE")
    pages.add_run(" of ")
    _field(pages, "NUMPAGES")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _settled(document: Any) -> bytes:
    """The same bytes every time: parts in order, all with one date."""
    drawn, settled = io.BytesIO(), io.BytesIO()
    document.save(drawn)
    with zipfile.ZipFile(drawn) as parts, zipfile.ZipFile(settled, "w", zipfile.ZIP_DEFLATED) as archive:
        names = sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        for name in names:
            archive.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), parts.read(name), zipfile.ZIP_DEFLATED)
    return settled.getvalue()
