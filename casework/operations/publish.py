"""Check diagrams, tables and forms, and deploy those that ship with the product."""

import errno
from collections.abc import Callable, Sequence
from pathlib import Path

from casework.office import Office
from casework.operations import progress
from engine import definitions
from engine.errors import Refused
from engine.lint.report import as_text

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = (ROOT / "processes", ROOT / "forms")
SUFFIXES = {".bpmn", ".dmn", ".form"}
MOST_BYTES = 20_000_000
"""What is read of one file: ten times what is taken, so that the report can say how large it is."""


def shipped() -> dict[str, bytes]:
    """Every diagram, table and form of the product, by file name."""
    found = [path for folder in FOLDERS for path in sorted(folder.iterdir())]
    return {path.name: path.read_bytes() for path in found if path.suffix in SUFFIXES}


def deploy_shipped(office: Office, say: Callable[[str], None]) -> int:
    """Deploy what ships with the product; unchanged files are no new version."""
    files = shipped()
    try:
        with progress.bar(len(files)) as step, office.database.transaction() as session:
            deployed = definitions.deploy(session, office.environment, files, "system", office.clock.now(), step)
    except Refused as refused:
        say(as_text(refused.report))
        return 1
    say(f"{len(deployed.new)} definitions deployed, {len(deployed.unchanged)} unchanged.")
    return 0


def check(office: Office, paths: Sequence[str], say: Callable[[str], None]) -> int:
    """Report every problem of these files together; 0 when they could be published, 1 when not."""
    files, unread = _read(paths)
    for problem in unread:
        say(problem)
    if not files:
        say("There is nothing to check.")
        return 1
    # What ships counts as deployed, and a file of the product itself is deployed together with the others of it.
    ours = any(Path(path).resolve().parent in FOLDERS for path in paths)
    report = definitions.check_among(office.environment, files, shipped(), together=ours)
    say(as_text(report))
    return 1 if unread else report.exit_code


def _read(paths: Sequence[str]) -> tuple[dict[str, bytes], list[str]]:
    """The files by name, and what stood in the way of the others."""
    files: dict[str, bytes] = {}
    problems: list[str] = []
    for path in map(Path, dict.fromkeys(paths)):
        try:
            content = _content(path)
        except IsADirectoryError:
            problems.append(f"{path} is a folder: name the files in it.")
        except (OSError, ValueError) as problem:
            problems.append(f"{path} cannot be read: {getattr(problem, 'strerror', None) or problem}.")
        else:
            if path.name in files:
                problems.append(f"{path} has the name of a file before it: check them one after the other.")
            files.setdefault(path.name, content)
    return files, problems


def _content(path: Path) -> bytes:
    """What a file holds. Raises OSError also for what has no end: pipes, devices, files far too large."""
    if path.exists() and not path.is_dir() and not path.is_file():
        raise OSError(errno.EINVAL, "It is a pipe or a device, not a file")
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise OSError(errno.EFBIG, f"It has more than {MOST_BYTES // 1_000_000} MB, and at most 2 MB are taken")
    return content
