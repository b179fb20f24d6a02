"""Tables of a letter: a shaded header row repeated on every page, rows that stay whole, columns of their own widths."""

from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from tools.letter_words import write

WIDTH = Cm(16.4)
"""Of the text between the margins."""
STYLE = "Table Text"
"""The paragraph style of what stands in cells."""

_PADDING = {"top": 40, "left": 100, "bottom": 40, "right": 100}
"""Of a cell, in twentieths of a point."""
_SHADE = "E7EBEF"
"""Behind the headings: light enough to read and to print."""
_ORDER = (
    "tblStyle", "tblpPr", "tblOverlap", "bidiVisual", "tblStyleRowBandSize", "tblStyleColBandSize", "tblW", "jc",
    "tblCellSpacing", "tblInd", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
    "tblDescription",
)  # fmt: skip
"""The order in which Word wants the properties of a table; it refuses others."""


def draw(document: Any, words: str, rest: Iterator[str], is_whole: bool) -> None:
    """A table from `loop :: caption` and the lines that follow, up to `|.`; without a loop its rows are as written.

    `is_whole` keeps it on one page, as far as it fits on one.
    """
    loop, _, caption = words.rpartition(" :: ")
    rows = _cells(rest)
    titles, shares = zip(*(_share(cell) for cell in rows[0]), strict=True)
    table = document.add_table(rows=0, cols=len(titles))
    table.style, table.autofit = "Table Grid", False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(WIDTH * share / sum(shares))
    _describe(table, caption)
    _look(table)
    _row(table, list(titles), is_header=True)
    if loop:
        _row(table, [f"{{%tr for {loop} %}}"])
    for cells in rows[1:]:
        _row(table, cells)
    if loop:
        _row(table, ["{%tr endfor %}"])
    for row in table.rows if is_whole else table.rows[:1]:
        for cell in row.cells:
            # A heading row alone at the foot of a page tells nobody anything, so it keeps with the next in any table.
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    document.add_paragraph(style="No Spacing")


def _cells(rest: Iterator[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for line in rest:
        if line == "|.":
            return rows
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    raise ValueError("a table is not ended by |.")


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
        paragraph.style = STYLE
        write(paragraph, f"**{words}**" if is_header else words)
        if is_header:
            cell._tc.get_or_add_tcPr().append(_element("w:shd", val="clear", color="auto", fill=_SHADE))


def _describe(table: Any, caption: str) -> None:
    """What the table holds, for those who have it read to them."""
    for tag in ("w:tblCaption", "w:tblDescription"):
        _put(table, _element(tag, val=caption))
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    if look is not None:
        look.set(qn("w:firstRow"), "1")
        look.set(qn("w:firstColumn"), "0")


def _look(table: Any) -> None:
    """Borders in line with the text around the table, and room in its cells."""
    # Word counts the indent from the text of the first cell, not from its border.
    _put(table, _element("w:tblInd", w=str(_PADDING["left"]), type="dxa"))
    margins = OxmlElement("w:tblCellMar")
    for side, size in _PADDING.items():
        margins.append(_element(f"w:{side}", w=str(size), type="dxa"))
    _put(table, margins)


def _put(table: Any, element: Any) -> None:
    """Add a property of the table where Word looks for it."""
    properties = table._tbl.tblPr
    names = [each.tag.rpartition("}")[2] for each in properties]
    place = _ORDER.index(element.tag.rpartition("}")[2])
    before = sum(_ORDER.index(name) < place for name in names)
    properties.insert(before, element)


def _element(tag: str, **attributes: str) -> Any:
    """An element with attributes of Word's own namespace."""
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    return element
