"""The results as a table for people: what was measured, in which unit, and the budget where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One result: its key, what it says, how to write it, and its budget, at least or at most."""

    key: str
    says: str
    shape: str = "{:.1f}"
    at_least: float | None = None
    at_most: float | None = None

    def budget(self) -> str:
        """The budget in words."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return "" if self.at_most is None else f"≤ {self.at_most:g}"

    def kept(self, value: float) -> bool:
        """Whether the budget, if any, is kept."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


LINES = (
    Line("cpu_ratio_70", "complete a user task in memory, 70 finished tasks: stock ÷ ours", "{:.1f} ×", at_least=7),
    Line("cpu_ratio_900", "the same with 900 finished tasks", "{:.1f} ×", at_least=10),
    Line("stock_cpu_ms_70", "stock, 70 finished tasks", "{:.2f} ms"),
    Line("our_cpu_ms_70", "ours, 70 finished tasks", "{:.2f} ms"),
    Line("stock_cpu_ms_900", "stock, 900 finished tasks", "{:.2f} ms"),
    Line("our_cpu_ms_900", "ours, 900 finished tasks", "{:.2f} ms"),
    Line("us_per_finished_task", "what each finished task adds to ours", "{:.2f} µs", at_most=5),
    Line("bytes_ratio", "bytes stored per instance, our history included: stock ÷ ours", "{:.1f} ×", at_least=5),
    Line("state_bytes_ratio", "bytes of the state alone: stock ÷ ours", "{:.0f} ×"),
    Line("wall_ratio_sqlite", "whole command on SQLite, with worklist, history and audit: stock ÷ ours", "{:.2f} ×"),
    Line("wall_ratio_postgresql", "the same on PostgreSQL", "{:.2f} ×"),
    Line("our_wall_ms_sqlite", "ours on SQLite", "{:.1f} ms"),
    Line("our_wall_ms_postgresql", "ours on PostgreSQL", "{:.1f} ms"),
    Line("statements_per_completion", "statements for completing a user task", "{:.0f}", at_most=15),
    Line("commits_per_completion", "commits for completing a user task", "{:.0f}", at_least=1, at_most=1),
    Line("worklist_ratio", "a page of the task list, 10,000 ÷ 100 open tasks", "{:.2f} ×", at_most=1.5),
    Line("due_search_ratio", "finding due timers, 1,000,000 ÷ 1,000 waiting", "{:.2f} ×", at_most=1.5),
    Line("deploy_ms", "check, compile and store a diagram of 45 nodes and its form", "{:.0f} ms", at_most=5_000),
    Line("feel_per_second", "FEEL expressions worked out per second", "{:,.0f}"),
    Line("feel_compile_us", "reading one FEEL expression", "{:.0f} µs"),
)


def table(results: Mapping[str, float]) -> str:
    """The results as a Markdown table, in the order above; a budget that is missed says so."""
    rows = ["| measured | result | budget |", "|---|---|---|"]
    for line in LINES:
        if line.key in results:
            value = results[line.key]
            missed = "" if line.kept(value) else " **missed**"
            rows.append(f"| {line.says} | {line.shape.format(value)} | {line.budget()}{missed} |")
    return "\n".join(rows)
