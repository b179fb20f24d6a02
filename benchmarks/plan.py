"""What one run measures, how often, and on which databases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from benchmarks import completing, expressions, forms, searching
from benchmarks.completing import Results
from benchmarks.databases import Databases
from benchmarks.moves import Moves
from benchmarks.positions import Engines, Position

HISTORIES = (70, 900)
"""How many finished tasks an instance has behind it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How often things are measured (goes), how large the large tables are, and what is left out."""

    memory_goes: int
    command_goes: int
    page_goes: int
    deploy_goes: int
    feel_seconds: float
    tasks: tuple[int, int] = (100, 10_000)
    timers: tuple[int, int] = (1_000, 1_000_000)
    timers_on: tuple[str, ...] = ("sqlite", "postgresql")
    histories_in_database: tuple[int, ...] = HISTORIES
    whole_scenario: bool = True
    enough_after: float | None = None
    """Seconds after which only what is promised is still measured, for a machine that is busy with other things."""


PLANS = {
    "full": Plan(60, 40, 100, 15, 3.0),
    "quick": Plan(
        15, 12, 30, 5, 1.0, timers_on=("sqlite",), histories_in_database=HISTORIES[:1], whole_scenario=False,
        enough_after=25.0,
    ),
    "smoke": Plan(
        5, 3, 12, 2, 0.1, (100, 2_000), (1_000, 50_000), ("sqlite",), HISTORIES[:1], whole_scenario=False
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is measured: what the progress bar says, how, and whether it is among the promised ones."""

    says: str
    measure: Callable[[], Results]
    is_promised: bool = True


@dataclass(slots=True)
class Bench:
    """One run: its plan, its databases, both engines and where they are brought to."""

    plan: Plan
    made: Databases
    engines: Engines
    places: dict[int, Position]


def parts(bench: Bench) -> Iterator[Part]:
    """Everything that is measured, in order, with what the progress bar says; then what may be left out."""
    plan = bench.plan
    yield Part("FEEL", partial(_feel, plan))
    yield Part("Walking both engines to the same place", partial(_walk, bench))
    yield Part("Completing in memory", lambda: completing.in_memory(bench.engines, bench.places, plan.memory_goes))
    for kind in bench.made.kinds:
        for history in plan.histories_in_database:
            yield Part(f"Completing on {kind} after {history} tasks", partial(_command, bench, kind, history))
    for kind in bench.made.kinds:
        is_first = kind == bench.made.kinds[0]
        if kind in plan.timers_on:
            yield Part(f"Due timers on {kind}", partial(_due, bench, kind), is_promised=is_first)
        yield Part(f"Task list on {kind}", partial(_worklist, bench, kind), is_promised=is_first)
    yield Part("Forms", lambda: forms.measured(whole=plan.whole_scenario), is_promised=False)


def summed(results: Results) -> Results:
    """The results with one number for both databases where the worse one counts."""
    for key in ("statements_per_completion", "commits_per_completion", "worklist_ratio", "due_search_ratio"):
        prefix = key.removesuffix("_per_completion")
        results[key] = max(value for name, value in results.items() if name.startswith(f"{prefix}_on_"))
    return results


def _feel(plan: Plan) -> Results:
    seconds = plan.feel_seconds
    return {"feel_per_second": expressions.per_second(seconds), "feel_compile_us": expressions.compiling(30)}


def _walk(bench: Bench) -> Results:
    bench.places.update({history: bench.engines.position(history) for history in HISTORIES})
    return {f"finished_tasks_{history}": place.finished for history, place in bench.places.items()}


def _command(bench: Bench, kind: str, history: int) -> Results:
    place, usual = bench.places[history], history == HISTORIES[0]
    # A long history is long in the making: every one of its tasks is completed by a real command.
    goes = bench.plan.command_goes if usual else bench.plan.command_goes // 4
    moves = Moves(bench.made.empty(kind), bench.engines, place, goes + 1)
    # Before anything moves: each instance is where stock's is.
    results = completing.room(moves, place) if usual and kind == "sqlite" else {}
    results |= completing.in_database(moves, goes, kind if usual else f"{kind}_{history}")
    if usual:
        results |= completing.counts(moves, kind)
    if usual and kind == "sqlite":
        results |= {"deploy_ms": completing.deploying(moves.database, bench.plan.deploy_goes)}
    return results


def _worklist(bench: Bench, kind: str) -> Results:
    few, many = searching.task_lists(bench.made, kind, bench.plan.tasks, bench.plan.page_goes)
    return {f"worklist_ratio_on_{kind}": many / few, f"worklist_ms_{kind}": many, "open_tasks": bench.plan.tasks[1]}


def _due(bench: Bench, kind: str) -> Results:
    few, many = searching.due_timers(bench.made, kind, bench.plan.timers, bench.plan.page_goes)
    ratio = {f"due_search_ratio_on_{kind}": many / few, f"due_search_ms_{kind}": many}
    return ratio | {"waiting_timers": bench.plan.timers[1]}
