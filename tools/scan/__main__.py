"""Attack a demonstration of our own with scanners and our own words: `make scan` (docs/scanning.md).

    python -m tools.scan [--people N] [--seconds N] [--words N] [--wapiti-each N] [--sqlmap-each N] [--note]
                         [--without own,wapiti,sqlmap]

Exit code 1 when something was found that nobody has reviewed, when something was not tried to its end, or when a
scanner could not be had.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from tools.scan import attacking, installing, judging, results, served
from tools.scan.results import Row
from tools.scan.scanners import Finding
from tools.scan.served import ROOT, Served

REPORTS = installing.CACHE / "reports"


def main(arguments: list[str]) -> int:
    """Everything, one after the other; gives the exit code."""
    asked = _parser().parse_args(arguments)
    # So that what was started is stopped too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    skipped = set(asked.without.split(","))
    reports = asked.reports.resolve()
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    missing = [one for one in installing.install() if one not in skipped]
    for one in missing:
        _tell(f"\n*** {one} CANNOT BE INSTALLED HERE: nothing was looked for with it. ***\n")
    rows = [] if "own" in skipped else [_own_words(reports, asked.words)]
    log = reports / "server.log"
    with tempfile.TemporaryDirectory() as folder, served.demonstration(Path(folder), log) as demo:
        rows += attacking.attack(demo, asked, skipped | set(missing), _tell)
        rows.append(_still_sound(demo, reports))
    rows.append(Row("the server's own log", 1, "log", 1, list(judging.in_log(log))))
    return _say(rows, missing, asked, arguments)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tools.scan")
    parser.add_argument("--people", type=int, default=99, help="as how many people at most")
    parser.add_argument("--pages", type=int, default=600, help="to look at as each person, at most")
    parser.add_argument("--seconds", type=int, default=60, help="for each parameter; what that stops is tried longer")
    parser.add_argument("--words", default="all", help="of our own words in each field: a number, or all")
    for name in attacking.SCANNERS:
        words = "parameters of one kind of field, of what one part of the program reads; 0 for all"
        parser.add_argument(f"--{name}-each", type=int, default=0, help=words)
    parser.add_argument("--note", action="store_true", help="write the result into docs/scanning.md")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="the folder for reports, which is emptied first")
    parser.add_argument("--without", default="", help="own, wapiti or sqlmap, with commas")
    return parser


def _own_words(reports: Path, words: str) -> Row:
    """Our own words into every field, form and endpoint, and all our hostile files."""
    _tell(f"Our own words ({words} in each field) and all our files …")
    told = reports / "own.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", f"--junitxml={told}", "tests/attacks"]
    done = subprocess.run(  # noqa: S603 - our own command line
        command, cwd=ROOT, env={**os.environ, "ATTACKS": words}, capture_output=True, text=True, check=False
    )
    (reports / "own.txt").write_text(done.stdout + done.stderr)
    tried, skipped = results.of_tests(told)
    found = [Finding("own words", "failure", "tests/attacks", f"see {reports / 'own.txt'}")] if done.returncode else []
    if not tried:
        found.append(Finding("own words", "failure", "tests/attacks", "none of them ran"))
    said = f"tests, {words} words in each field" + (f"; {skipped} more cannot run here" if skipped else "")
    return Row("our own words and files", tried - skipped, said, tried - skipped, found)


def _still_sound(demo: Served, reports: Path) -> Row:
    """Whether what is stored still holds after all that."""
    environment = {**os.environ, "MODE": "demo", "DATA_DIR": str(demo.folder / "data")}
    found = []
    for command in ("doctor", "verify-audit"):
        done = subprocess.run(  # noqa: S603 - our own command line
            [sys.executable, "server.py", command],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        (reports / f"{command}.txt").write_text(done.stdout + done.stderr)
        if done.returncode:
            found.append(Finding(command, "failure", "afterwards", f"see {reports / command}.txt"))
    return Row("`doctor`, `verify-audit` afterwards", 2, "commands", 2, found)


def _say(rows: list[Row], missing: list[str], asked: Namespace, arguments: list[str]) -> int:
    reports = asked.reports.resolve()
    findings = [one for row in rows for one in row.findings]
    left = judging.left(findings, judging.reviewed())
    (reports / "findings.json").write_text(json.dumps([asdict(one) for one in findings], indent=1))
    options = " ".join(one for one in arguments if one != "--note")
    text = results.table(
        rows, left, f'make scan SCAN="{options}"' if options else "make scan", datetime.now(UTC).date()
    )
    results.keep(rows, text, reports, in_docs=asked.note)
    _tell(f"\n{text}\n\n{len(findings)} findings, {len(left)} that nobody has reviewed; reports in {reports}")
    for one in left:
        _tell(f"  {one.scanner}: {one.kind}: {one.place}\n      {one.words[:200]}")
    for name in missing:
        _tell(f"  {name} was not there: nothing was looked for with it")
    is_whole = all(row.finished == row.targets for row in rows)
    return 0 if is_whole and not left and not missing else 1


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
