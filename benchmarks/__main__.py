"""python -m benchmarks [--json] [--quick]: measure everything in one run; results to stdout, progress to stderr."""

import argparse
import json
import platform
import sqlite3
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from rich.console import Console
from rich.progress import Progress

from benchmarks import completing, expressions, report, searching
from benchmarks.databases import Databases, databases
from benchmarks.positions import Engines, Position
from benchmarks.stopwatch import in_turn

Results = dict[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """How often things are measured, and on which databases large tables are searched."""

    memory_goes: int
    command_goes: int
    page_goes: int
    deploy_goes: int
    feel_seconds: float
    search_on: tuple[str, ...]


FULL = Plan(60, 40, 40, 15, 3.0, ("sqlite", "postgresql"))
QUICK = Plan(15, 12, 12, 5, 1.0, ("sqlite",))
TASKS, TIMERS = (100, 10_000), (1_000, 1_000_000)


@dataclass(slots=True)
class Bench:
    """One run: its plan, its databases, both engines and where they are brought to."""

    plan: Plan
    made: Databases
    engines: Engines
    places: dict[int, Position]


def parts(bench: Bench) -> Iterator[tuple[str, Callable[[], Results]]]:
    """Everything that is measured, in order, with what the progress bar says."""
    yield "FEEL", partial(_feel, bench.plan)
    yield "Walking both engines to the same place", partial(_walk, bench)
    yield "Completing in memory", partial(_memory, bench)
    for kind in bench.made.kinds:
        yield f"Completing on {kind}", partial(_command, bench, kind)
        if kind in bench.plan.search_on:
            yield f"Task list on {kind}", partial(_worklist, bench, kind)
            yield f"Due timers on {kind}", partial(_due, bench, kind)


def _feel(plan: Plan) -> Results:
    seconds = plan.feel_seconds
    return {"feel_per_second": expressions.per_second(seconds), "feel_compile_us": expressions.compiling(30)}


def _walk(bench: Bench) -> Results:
    bench.places.update({history: bench.engines.position(history) for history in (70, 900)})
    return {"finished_tasks_70": bench.places[70].finished, "finished_tasks_900": bench.places[900].finished}


def _memory(bench: Bench) -> Results:
    results: Results = {}
    ours = {}
    for history, place in bench.places.items():
        theirs, ours[history] = completing.in_memory(bench.engines, place, bench.plan.memory_goes)
        results[f"cpu_ratio_{history}"] = theirs.cpu / ours[history].cpu
        results[f"stock_cpu_ms_{history}"] = theirs.cpu * 1000
        results[f"our_cpu_ms_{history}"] = ours[history].cpu * 1000
    more = bench.places[900].finished - bench.places[70].finished
    return results | {"us_per_finished_task": max(0.0, ours[900].cpu - ours[70].cpu) / more * 1_000_000}


def _command(bench: Bench, kind: str) -> Results:
    place, goes = bench.places[70], bench.plan.command_goes
    moves = completing.Moves(bench.made.empty(kind), bench.engines, place, goes + 1)
    state, whole = moves.bytes_stored()
    with completing.counted(moves.database) as found:
        moves.ours(goes + 1)
    theirs, ours = in_turn(goes, moves.stock, moves.ours)
    results = {
        f"wall_ratio_{kind}": theirs.wall / ours.wall,
        f"our_wall_ms_{kind}": ours.wall * 1000,
        f"our_command_cpu_ms_{kind}": ours.cpu * 1000,
        f"stock_wall_ms_{kind}": theirs.wall * 1000,
        f"statements_{kind}": found["statements"],
        f"commits_{kind}": found["commits"],
    }
    if kind == "sqlite":
        stock_bytes = len(place.stock_state.encode())
        results |= {"bytes_ratio": stock_bytes / whole, "state_bytes_ratio": stock_bytes / state}
        results |= {"deploy_ms": completing.deploying(moves.database, bench.plan.deploy_goes)}
    return results


def _worklist(bench: Bench, kind: str) -> Results:
    few, many = searching.task_lists(bench.made, kind, TASKS, bench.plan.page_goes)
    return {f"worklist_ratio_{kind}": many / few, f"worklist_ms_{kind}": many}


def _due(bench: Bench, kind: str) -> Results:
    few, many = searching.due_timers(bench.made, kind, TIMERS, bench.plan.page_goes)
    return {f"due_search_ratio_{kind}": many / few, f"due_search_ms_{kind}": many}


def summed(results: Results) -> Results:
    """The results with one number for both databases where the worse one counts."""
    for key in ("statements_per_completion", "commits_per_completion", "worklist_ratio", "due_search_ratio"):
        prefix = key.removesuffix("_per_completion")
        results[key] = max(value for name, value in results.items() if name.startswith(f"{prefix}_"))
    return results


def measured(plan: Plan, progress: Progress) -> Results:
    """Carry out a plan."""
    results: Results = {}
    with databases() as made:
        bench = Bench(plan, made, Engines(), {})
        todo = list(parts(bench))
        bar = progress.add_task("", total=len(todo))
        for says, measure in todo:
            progress.update(bar, description=says)
            results |= measure()
            progress.advance(bar)
    return summed(results)


def main() -> int:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    options.add_argument("--quick", action="store_true", help="fewer goes: ends within 50 seconds, and wavers more")
    asked = options.parse_args()
    with Progress(console=Console(stderr=True), transient=True) as progress:
        results = measured(QUICK if asked.quick else FULL, progress)
    if asked.json:
        rounded = {key: round(value, 3) for key, value in sorted(results.items())}
        print(json.dumps(rounded | {"machine": _machine()}, indent=2))
    else:
        print(f"{report.table(results)}\n\n{_machine()}")
    return 0


def _machine() -> str:
    return f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {platform.machine()}"


if __name__ == "__main__":
    sys.exit(main())
