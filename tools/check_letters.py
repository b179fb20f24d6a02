"""Renders every letter and variant with invented data and looks whether the documents are what they should be.

    python -m tools.check_letters            also opens each with LibreOffice, where there is one

Exit code 1 on any fault (acceptance checks of domain.md §5).
"""

import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from casework.letters import catalogue, preparing, rendering, templates
from casework.letters.rendering import LetterProblem, Order
from tools import build_letters, letter_samples

SECONDS = 180
_FILE_NAME = re.compile(r"[A-Z]{2,5}-\d\d-\d{3}-[A-Za-z0-9-]+-v\d+\.docx")


def main() -> int:
    """Check all; 1 when anything is wrong."""
    faults = [f"{name} is not what its text makes: run python -m tools.build_letters" for name in build_letters.stale()]
    with tempfile.TemporaryDirectory() as folder:
        made = dict(_rendered(faults))
        for name, content in made.items():
            (Path(folder) / f"{name}.docx").write_bytes(content)
            faults += [f"{name}: {fault}" for fault in faults_of(content)]
        faults += _opened(Path(folder), list(made))
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(made)} documents of {len(catalogue.CODES)} letters checked, {len(faults)} faults.\n")
    return 1 if faults else 0


def _rendered(faults: list[str]) -> Iterator[tuple[str, bytes]]:
    for code, kind in catalogue.KINDS.items():
        for variant, context in letter_samples.samples(code):
            name = preparing.file_name(context)
            if not _FILE_NAME.fullmatch(name):
                faults.append(f"{code}: the file name {name} is not a reference")
            try:
                template = templates.read(code, templates.SHIPPED / f"{code}.docx")
                (document,) = rendering.render_all([Order(code, template, context, kind.required)])
            except LetterProblem as problem:
                faults.append(f"{code} {variant}: {problem}")
                continue
            yield f"{code}-{variant}", document.content


def faults_of(content: bytes) -> list[str]:
    """What is wrong with one document, by its parts."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        words = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))
    document: Any = Document(io.BytesIO(content))
    found = [f"“{mark}” is left in it" for mark in ("{{", "{%", "}}", "%}") if mark in words]
    if not any(paragraph.style.name.startswith("Heading") for paragraph in document.paragraphs):
        found.append("it has no heading in a heading style")
    found += [f"the heading “{each.text}” only looks like one" for each in document.paragraphs if _looks_like(each)]
    found += [
        f"table {number} has no header row" for number, table in enumerate(document.tables, 1) if not _header(table)
    ]
    found += ["it does not say page x of y" for _ in [0] if not {"PAGE", "NUMPAGES"} <= set(_fields(document))]
    if "asciiTheme" in document.styles["Heading 1"].element.xml:
        found.append("its fonts are left to the reader’s theme")
    return found


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


def _opened(folder: Path, names: list[str]) -> list[str]:
    """Which documents LibreOffice cannot open and print."""
    program = shutil.which("soffice")
    if program is None:
        sys.stdout.write("SKIPPED: LibreOffice (soffice) is not here, so NO LETTER WAS OPENED WITH IT.\n")
        return []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    documents = [str(folder / f"{name}.docx") for name in names]
    try:
        subprocess.run([*command, *documents], capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return ["LibreOffice took too long to open the letters"]
    printed = (folder / f"{name}.pdf" for name in names)
    return [f"{path.stem}: LibreOffice cannot open it" for path in printed if not path.exists()]


if __name__ == "__main__":
    sys.exit(main())
