"""Attack a demonstration of our own with scanners and our own words: `make scan` (docs/scanning.md).

    python -m tools.scan [--people N] [--seconds N] [--without own,wapiti,sqlmap]

Exit code 1 when something was found that nobody has reviewed, or when a scanner could not be had.
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
from pathlib import Path

from tools.scan import crawling, installing, judging, scanners, served
from tools.scan.crawling import Asked
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
    findings = [] if "own" in skipped else _own_words(reports)
    log = reports / "server.log"
    with tempfile.TemporaryDirectory() as folder, served.demonstration(Path(folder), log) as demo:
        findings += _attack(demo, asked, skipped | set(missing))
        findings += _still_sound(demo, reports)
    findings += judging.in_log(log)
    return _say(findings, missing, reports)


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m tools.scan")
    parser.add_argument("--people", type=int, default=99, help="as how many people at most")
    parser.add_argument(
        "--seconds", type=int, default=300, help="for Wapiti as each person; a quarter for each request"
    )
    parser.add_argument("--pages", type=int, default=250, help="to crawl as each person")
    parser.add_argument("--reports", type=Path, default=REPORTS, help="the folder for reports, which is emptied first")
    parser.add_argument("--without", default="", help="own, wapiti or sqlmap, with commas")
    return parser


def _own_words(reports: Path) -> list[Finding]:
    """All our own words into every field, form and endpoint, and all our hostile files."""
    _tell("Our own words and files, all of them everywhere …")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "tests/attacks"]
    done = subprocess.run(  # noqa: S603 - our own command line
        command, cwd=ROOT, env={**os.environ, "ATTACKS": "all"}, capture_output=True, text=True, check=False
    )
    (reports / "own.txt").write_text(done.stdout + done.stderr)
    if done.returncode == 0:
        return []
    return [Finding("own words", "failure", "tests/attacks", f"see {reports / 'own.txt'}")]


def _attack(demo: Served, asked: Namespace, skipped: set[str]) -> list[Finding]:
    findings: list[Finding] = []
    tried: set[tuple[str, ...]] = set()
    for number, (who, person) in enumerate(list(served.everybody(demo).items())[: asked.people]):
        signed = served.signed_in(demo, who, person)
        found = crawling.crawl(demo, signed, asked.pages)
        findings += [Finding("crawl", "failure", one, "the server could not answer") for one in found.failures]
        fresh: list[Asked] = [one for shape, one in found.asked.items() if shape not in tried]
        tried |= {one.shape for one in fresh}
        _tell(f"{who}: {found.pages} pages, {len(found.asked)} requests with parameters, {len(fresh)} new")
        folder = asked.reports.resolve() / f"{number:02d}"
        folder.mkdir()
        if "wapiti" not in skipped:
            findings += scanners.wapiti(demo, signed, folder, asked.seconds)
        if "sqlmap" not in skipped:
            # A session of its own: what was attacked before may have ended the other.
            signed = served.signed_in(demo, who, person)
            points, stopped = scanners.sqlmap(fresh, signed, folder, max(asked.seconds // 4, 20))
            findings += points
            if stopped:
                _tell(f"  *** {stopped} requests were not tried to the end by sqlmap: give more --seconds ***")
    return findings


def _still_sound(demo: Served, reports: Path) -> list[Finding]:
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
    return found


def _say(findings: list[Finding], missing: list[str], reports: Path) -> int:
    left = judging.left(findings, judging.reviewed())
    (reports / "findings.json").write_text(json.dumps([asdict(one) for one in findings], indent=1))
    _tell(f"\n{len(findings)} findings, {len(left)} that nobody has reviewed; reports in {reports}")
    for one in left:
        _tell(f"  {one.scanner}: {one.kind}: {one.place}\n      {one.words[:200]}")
    for one in missing:
        _tell(f"  {one} was not there: nothing was looked for with it")
    return 1 if left or missing else 0


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
