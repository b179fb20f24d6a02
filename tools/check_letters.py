"""Renders every letter and variant with invented data and looks whether the documents are what they should be.

    python -m tools.check_letters            also opens each with LibreOffice, where there is one

Exit code 1 on any fault (acceptance checks of domain.md §5).
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path

from casework.letters import catalogue, preparing, rendering, templates
from casework.letters import faults as letter_faults
from casework.letters import samples as letter_samples
from casework.letters.rendering import LetterProblem, Order
from tools import build_letters

SECONDS = 400
_FILE_NAME = re.compile(r"[A-Z]{2,5}-\d\d-\d{3}-[A-Za-z0-9-]+-v\d+\.docx")


def main() -> int:
    """Check all; 1 when anything is wrong."""
    faults = [f"{name} is not what its text makes: run python -m tools.build_letters" for name in build_letters.stale()]
    documents, found = checked(templates.SHIPPED)
    faults += found + unopened(documents)
    for fault in faults:
        sys.stdout.write(f"{fault}\n")
    sys.stdout.write(f"{len(documents)} documents of {len(catalogue.CODES)} letters checked, {len(faults)} faults.\n")
    return 1 if faults else 0


def checked(folder: Path, codes: Collection[str] = catalogue.CODES) -> tuple[dict[str, bytes], list[str]]:
    """The documents that the templates of a folder make of the samples, by name, and what is wrong with them."""
    documents: dict[str, bytes] = {}
    faults: list[str] = []
    for code in codes:
        for variant, context in letter_samples.samples(code):
            name = f"{code}-{variant}"
            if not _FILE_NAME.fullmatch(preparing.file_name(context)):
                faults.append(f"{name}: the file name {preparing.file_name(context)} is not a reference")
            try:
                template = templates.read(code, folder / f"{code}.docx")
                (document,) = rendering.render_all([Order(code, template, context, catalogue.KINDS[code].required)])
            except LetterProblem as problem:
                faults.append(f"{name}: {problem}")
                continue
            documents[name] = document.content
            faults += [f"{name}: {fault}" for fault in letter_faults.faults_of(code, document.content, context)]
    return documents, faults


def unopened(documents: dict[str, bytes]) -> list[str]:
    """Which documents LibreOffice cannot open and print."""
    program = shutil.which("soffice")
    if program is None:
        sys.stdout.write("SKIPPED: LibreOffice (soffice) is not here, so NO LETTER WAS OPENED WITH IT.\n")
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{document}.docx" for document in documents]
        for path, content in zip(paths, documents.values(), strict=True):
            path.write_bytes(content)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, "--headless", profile, "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder)]
        try:
            subprocess.run(  # noqa: S603 - our own arguments only
                [*command, *map(str, paths)], capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return ["LibreOffice took too long to open the letters"]
        return [f"{path.stem}: LibreOffice cannot open it" for path in paths if not path.with_suffix(".pdf").exists()]


if __name__ == "__main__":
    sys.exit(main())
