"""The results as a table for people: stock beside ours, the ratio, and the budget where there is one."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what was measured, templates for stock, ours and the ratio, and the key that has a budget."""

    says: str
    stock: str = ""
    ours: str = ""
    ratio: str = ""
    key: str = ""
    at_least: float | None = None
    at_most: float | None = None

    def written(self, results: Mapping[str, float]) -> str:
        """The row; a budget that is missed says so."""
        cells = [template.format_map(results) for template in (self.says, self.stock, self.ours, self.ratio)]
        return f"| {' | '.join([*cells, self._budget(results)])} |"

    def _budget(self, results: Mapping[str, float]) -> str:
        if not self.key:
            return ""
        is_kept = self.kept(results[self.key])
        words = f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"
        return words if is_kept else f"{words} **missed**"

    def kept(self, value: float) -> bool:
        """Whether the budget, if any, is kept."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


def _whole(on: str, says: str) -> Line:
    stock, ours = f"{{stock_wall_ms_{on}:.1f}} ms", f"{{our_wall_ms_{on}:.1f}} ms"
    return Line(f"the whole command on {says}, on the clock", stock, ours, f"{{wall_ratio_{on}:.2f}} ×")


LINES = (
    Line(
        "load, complete a user task, run, save; {finished_tasks_70:.0f} tasks finished before; processor time",
        "{stock_cpu_ms_70:.2f} ms", "{our_cpu_ms_70:.2f} ms", "{cpu_ratio_70:.1f} ×", "cpu_ratio_70", at_least=7,
    ),
    Line(
        "the same, {finished_tasks_900:.0f} tasks finished before",
        "{stock_cpu_ms_900:.2f} ms", "{our_cpu_ms_900:.2f} ms", "{cpu_ratio_900:.1f} ×", "cpu_ratio_900", at_least=10,
    ),
    Line(
        "what each finished task adds to that",
        "{stock_us_per_finished_task:.1f} µs", "{us_per_finished_task:.1f} µs", "", "us_per_finished_task", at_most=5,
    ),
    _whole("sqlite", "SQLite (ours with worklist, timers, history, audit)"),
    _whole("postgresql", "PostgreSQL"),
    _whole("sqlite_900", "SQLite, {finished_tasks_900:.0f} tasks finished before"),
    _whole("postgresql_900", "PostgreSQL, {finished_tasks_900:.0f} tasks finished before"),
    Line(
        "bytes of an instance with its history",
        "{stock_bytes:,.0f}", "{our_bytes:,.0f}", "{bytes_ratio:.1f} ×", "bytes_ratio", at_least=5,
    ),
    Line(
        "bytes with worklist, timers and audit too, which stock has not",
        "{stock_bytes:,.0f}", "{our_bytes_whole:,.0f}", "{bytes_ratio_whole:.1f} ×",
    ),
    Line(
        "statements to complete a user task", "", "{statements_per_completion:.0f}", "",
        "statements_per_completion", at_most=15,
    ),
    Line(
        "commits to complete a user task", "", "{commits_per_completion:.0f}", "",
        "commits_per_completion", at_most=1,
    ),
    Line(
        "the task page with {open_tasks:,.0f} open tasks; against 100",
        "", "{worklist_ms_sqlite:.1f} ms", "{worklist_ratio:.2f} ×", "worklist_ratio", at_most=1.5,
    ),
    Line(
        "finding 20 due timers among {waiting_timers:,.0f}; against 1,000",
        "", "{due_search_ms_sqlite:.1f} ms", "{due_search_ratio:.2f} ×", "due_search_ratio", at_most=1.5,
    ),
    Line(
        "a form of scenario 1 kept, with case file and next tasks: statements (median)",
        "", "{statements_per_form:.0f}",
    ),
    Line("the same with the machine work that follows: processor time (median)", "", "{form_cpu_ms:.0f} ms"),
    Line("check, compile and store a diagram of 45 nodes with its form", "", "{deploy_ms:.0f} ms"),
    Line("FEEL expressions evaluated per second", "", "{feel_per_second:,.0f}"),
)  # fmt: skip


def table(results: Mapping[str, float]) -> str:
    """The results as a Markdown table, in the order above, without what was not measured."""
    rows = ["| measured | stock | ours | ratio | budget |", "|---|--:|--:|--:|--:|"]
    for line in LINES:
        try:
            rows.append(line.written(results))
        except KeyError:
            continue
    return "\n".join(rows)
