"""python -m benchmarks [--json] [--quick]: measure everything in one run; results to stdout, progress to stderr."""

import argparse
import json
import os
import platform
import sqlite3
import sys
import time

from rich.console import Console
from rich.progress import Progress

from benchmarks import report
from benchmarks.completing import Results
from benchmarks.databases import databases
from benchmarks.plan import PLANS, Bench, Plan, parts, summed
from benchmarks.positions import Engines


def measured(plan: Plan, progress: Progress) -> Results:
    """Carry out a plan."""
    results: Results = {}
    began = time.monotonic()
    with databases() as made:
        bench = Bench(plan, made, Engines(), {})
        todo = list(parts(bench))
        bar = progress.add_task("", total=len(todo))
        for part in todo:
            progress.update(bar, description=part.says)
            is_late = plan.enough_after is not None and time.monotonic() - began > plan.enough_after
            if is_late and not part.is_promised:
                progress.console.print(f"Left out, since this machine is busy: {part.says}")
            else:
                results |= part.measure()
            progress.advance(bar)
    return summed(results)


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--json", action="store_true", help="print one JSON object instead of a Markdown table")
    sizes = options.add_mutually_exclusive_group()
    for size, text in {
        "quick": "fewer goes: ends within 50 seconds, and wavers more",
        "smoke": "only to see that everything can be measured: smaller tables, and few goes",
    }.items():
        sizes.add_argument(f"--{size}", dest="size", action="store_const", const=size, help=text)
    asked = options.parse_args()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        results = measured(PLANS[asked.size or "full"], progress)
    if asked.json:
        rounded = {key: round(value, 3) for key, value in sorted(results.items())}
        print(json.dumps(rounded | {"machine": _machine()}, indent=2))
    else:
        print(f"{report.table(results)}\n\n{_machine()}")
    return 0


def _machine() -> str:
    """What it was measured on."""
    cores = len(os.sched_getaffinity(0))
    return f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}, {cores} cores"


if __name__ == "__main__":
    sys.exit(main())
