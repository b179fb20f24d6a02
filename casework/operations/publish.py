"""Check diagrams, tables and forms, and deploy those that ship with the product."""

from collections.abc import Callable, Iterable
from pathlib import Path

from casework.office import Office
from engine import definitions
from engine.errors import Refused
from engine.lint.report import as_text

ROOT = Path(__file__).parent.parent.parent
SUFFIXES = {".bpmn", ".dmn", ".form"}


def shipped() -> dict[str, bytes]:
    """Every diagram, table and form of the product, by file name."""
    found = [*sorted((ROOT / "processes").iterdir()), *sorted((ROOT / "forms").iterdir())]
    return {path.name: path.read_bytes() for path in found if path.suffix in SUFFIXES}


def deploy_shipped(office: Office, say: Callable[[str], None]) -> int:
    """Deploy what ships with the product; unchanged files are no new version."""
    try:
        with office.database.transaction() as session:
            deployed = definitions.deploy(session, office.environment, shipped(), "system", office.clock.now())
    except Refused as refused:
        say(as_text(refused.report))
        return 1
    say(f"{len(deployed.new)} definitions deployed, {len(deployed.unchanged)} unchanged.")
    return 0


def check(office: Office, paths: Iterable[str], say: Callable[[str], None]) -> int:
    """Report every problem of these files together; 0 when they could be published, 1 when not."""
    files: dict[str, bytes] = {}
    code = 0
    for path in map(Path, paths):
        try:
            files[path.name] = path.read_bytes()
        except OSError as problem:
            say(f"{path}: cannot be read ({problem.strerror}).")
            code = 1
    # What ships with the product counts as deployed, so that one changed file can be checked alone.
    report = definitions.check_among(office.environment, files, shipped())
    say(as_text(report))
    return code or (0 if report.publishable else 1)
