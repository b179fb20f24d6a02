"""Draws a Word template from a plain text: real heading styles, tables with header rows, explicit fonts, page x of y.

# ## ###       headings           - text        bullet          ---   new page        **words**  bold
. text         a line without a gap after it    > text          kept on one page with what follows
? condition    begin, ?: otherwise, ?. end      @ one in many   begin a loop, @. end
|> one in many :: caption   a table with one row for each, |>> the same kept on one page; |= caption   a table with the
rows written below, kept on one page;
then   | heading ~2 | heading   and   | cell | cell      (~2: twice as wide), |. ends it
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from tools import letter_tables
from tools.letter_words import write

FONT = "Arial"
WRITTEN = datetime(2026, 11, 24)  # noqa: DTZ001 - Word's own dates have no zone
SIZES = {
    "Normal": 11,
    "No Spacing": 11,
    "Heading 1": 16,
    "Heading 2": 13,
    "Heading 3": 11,
    "List Bullet": 11,
    letter_tables.STYLE: 10,
    "Header": 9,
    "Footer": 9,
}


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
        on_new_page = line == "---"
        _line(document, next(lines) if on_new_page else line, lines)
        if on_new_page:
            document.paragraphs[-1].paragraph_format.page_break_before = True
    _keep_signature(document)
    return _settled(document)


def _keep_signature(document: Any) -> None:
    """Let no signature stand alone on a page: it stays with its greeting and the paragraph before that."""
    paragraphs = document.paragraphs
    greeting = next((at for at, one in enumerate(paragraphs) if one.text.startswith("Yours ")), len(paragraphs))
    for one in paragraphs[greeting - 1 : -1]:
        one.paragraph_format.keep_with_next = True


def _line(document: Any, line: str, rest: Iterator[str]) -> None:
    mark, _, words = line.partition(" ")
    if mark in {"#", "##", "###"}:
        write(document.add_paragraph(style=f"Heading {len(mark)}"), words)
    elif mark == ".":
        write(document.add_paragraph(style="No Spacing"), words)
    elif mark == ">":
        kept = document.add_paragraph()
        kept.paragraph_format.keep_with_next = True
        write(kept, words)
    elif mark == "-":
        write(document.add_paragraph(style="List Bullet"), words)
    elif line in _ENDS or mark in {"?", "@"}:
        document.add_paragraph(_ENDS.get(line) or f"{{%p {'if' if mark == '?' else 'for'} {words} %}}")
    elif mark in {"|>", "|>>", "|="}:
        letter_tables.draw(document, words, rest, is_whole=mark != "|>")
    else:
        write(document.add_paragraph(), line)


_ENDS = {"?:": "{%p else %}", "?.": "{%p endif %}", "@.": "{%p endfor %}"}


def _styles(document: Any) -> None:
    cells = document.styles.add_style(letter_tables.STYLE, WD_STYLE_TYPE.PARAGRAPH)
    cells.base_style = document.styles["No Spacing"]
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
    write(top, "**{{ partnership.marking }}**")
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
