"""Fetches the editors of diagrams, tables and forms from npm into .cache, for the tests that open our files in them.

    python -m tools.editors

Only these versions, and only with these hashes. Nothing of them is shipped or committed, and nothing else needs them:
without npm the tests say what they could not look at.
"""

import base64
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "editors"
PATIENCE = 120
"""Seconds that one package may take."""


@dataclass(frozen=True, slots=True)
class Editor:
    """A package at one version, what npm says its archive hashes to, and the files of it that a page loads."""

    package: str
    version: str
    integrity: str
    files: tuple[str, ...]

    @property
    def folder(self) -> Path:
        """Where its files are kept."""
        return CACHE / f"{self.package.rpartition('/')[2]}-{self.version}"


DIAGRAMS = Editor(
    "camunda-bpmn-js",
    "5.35.0",
    "sha512-hT7GB/2vKA4++7oo7E8ZjWgyhFNHnlwP7r61DzrtO4wwYYoeEkulcKNzQKgrVbFIO7/tnV3Wd8cWRPblYu138Q==",
    ("dist/camunda-platform-modeler.production.min.js",),
)
TABLES = Editor(
    "dmn-js",
    "17.10.2",
    "sha512-AIONwKnrDoIIfVwv7iLmNNLKcF6bcKf1fkoB9euEyhaOTbi6p/InCoVQWitVqCrBXqw3aCpNCuql71xj79penQ==",
    ("dist/dmn-modeler.production.min.js",),
)
FORMS = Editor(
    "@bpmn-io/form-js",
    "1.23.0",
    "sha512-C5IQiejaeBv5rhhpr9DuyCaPcV8iRAhu0kXxA4RoLgp0l4dwOaqLWm1T8Blw99morRlIGadQoQZaVUE9C/pN3w==",
    ("dist/form-editor.umd.js", "dist/form-viewer.umd.js"),
)
EDITORS = (DIAGRAMS, TABLES, FORMS)


class NotFetched(Exception):
    """A package could not be had, or is not the one we know; the message says which and why."""


def main() -> int:
    """Fetch what is not there yet; 0 when all editors are there, 1 when one is not, saying why."""
    try:
        for editor in EDITORS:
            if not all((editor.folder / file).exists() for file in editor.files):
                keep(editor, unpacked(editor, packed(editor)))
    except NotFetched as problem:
        sys.stderr.write(f"NOT FETCHED: {problem} The tests that open our files in the editors will be skipped.\n")
        return 1
    sys.stdout.write(f"{len(EDITORS)} editors are in {CACHE}.\n")
    return 0


def packed(editor: Editor) -> bytes:
    """The archive of a package as npm gives it; raises NotFetched when there is none to be had."""
    npm = shutil.which("npm")
    if npm is None:
        raise NotFetched("there is no npm on this machine.")
    with tempfile.TemporaryDirectory() as folder:
        name = f"{editor.package}@{editor.version}"
        command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder, name]
        try:
            subprocess.run(command, check=True, timeout=PATIENCE, cwd=folder, capture_output=True)  # noqa: S603
        except (OSError, subprocess.SubprocessError) as problem:
            raise NotFetched(f"npm did not give {name} ({problem}).") from problem
        found = list(Path(folder).glob("*.tgz"))
        if len(found) != 1:
            raise NotFetched(f"npm gave {len(found)} archives for {name}.")
        return found[0].read_bytes()


def unpacked(editor: Editor, archive: bytes) -> Mapping[str, bytes]:
    """The files of an archive that a page loads, by name; raises NotFetched when it is not the one we know."""
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(archive).digest()).decode()
    if integrity != editor.integrity:
        raise NotFetched(f"{editor.package} {editor.version} is not what it was: its hash is {integrity}.")
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        members = {file: tar.extractfile(f"package/{file}") for file in editor.files}
        return {file: member.read() for file, member in members.items() if member is not None}


def keep(editor: Editor, files: Mapping[str, bytes]) -> None:
    """Put files where the tests look; a file is there whole or not at all."""
    for name, content in files.items():
        target = editor.folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(content)
        part.replace(target)


if __name__ == "__main__":
    sys.exit(main())
