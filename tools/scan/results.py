"""What a run came to, as a table with a date: told at its end, and kept in docs/scanning.md when asked for."""

import json
import subprocess
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from lxml import etree

from tools.scan.counting import Counts
from tools.scan.scanners import Finding
from tools.scan.served import ROOT

PAGE = ROOT / "docs" / "scanning.md"
BEGINS, ENDS = "<!-- the last run, written by make scan -->", "<!-- end of the last run -->"


@dataclass(frozen=True, slots=True)
class Row:
    """What one tool did: how many targets of what, how many to their end, what it found, what was answered."""

    tool: str
    targets: int
    of: str
    finished: int
    findings: list[Finding]
    counts: Counts | None = field(default=None)


def of_tests(told: Path) -> tuple[int, int]:
    """How many tests there were by what pytest wrote of them, and how many of these could not run here."""
    if not told.exists():
        return 0, 0
    suites = etree.parse(told).xpath("//testsuite")
    tests, skipped = (sum(int(one.get(name, "0")) for one in suites) for name in ("tests", "skipped"))
    return tests, skipped


def table(rows: list[Row], left: list[Finding], command: str, today: date) -> str:
    """The table in Markdown. `left` are the findings that nobody has reviewed, `command` what was run."""
    lines = [
        f"{today.isoformat()}, version `{_version()}`: `{command}`",
        "",
        "| tool | targets | tried to their end | requests | turned away | findings, of which new | slowest answer "
        "| server errors |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        counts, new = row.counts, sum(one in left for one in row.findings)
        asked = (
            f"{counts.requests} | {counts.turned_away} | {len(row.findings)}, {new} | "
            f"{counts.slowest:.1f} s, {counts.slowest_path} | {counts.errors}"
            if counts
            else f"– | – | {len(row.findings)}, {new} | – | –"
        )
        lines.append(f"| {row.tool} | {row.targets} {row.of} | {row.finished} | {asked} |")
    return "\n".join(lines)


def keep(rows: list[Row], text: str, reports: Path, *, in_docs: bool) -> None:
    """Write it into the reports, and into the page of the documentation when asked for."""
    (reports / "result.md").write_text(text + "\n")
    (reports / "result.json").write_text(json.dumps([asdict(one) for one in rows], indent=1, default=sorted))
    if in_docs:
        before, _, rest = PAGE.read_text("utf-8").partition(BEGINS)
        after = rest.partition(ENDS)[2]
        PAGE.write_text(f"{before}{BEGINS}\n{text}\n{ENDS}{after}", "utf-8")


def _version() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    return done.stdout.strip() or "unknown"
