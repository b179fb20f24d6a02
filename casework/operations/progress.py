"""A bar for work that takes seconds, shown where somebody watches a terminal and nowhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

Step = Callable[[str], None]


def unseen(_name: str) -> None:
    """A step that nobody watches."""


@contextmanager
def bar(total: int) -> Iterator[Step]:
    """Gives what to call with the name of each of the `total` steps when it begins."""
    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total)
        begun = 0

        def step(name: str) -> None:
            nonlocal begun
            progress.update(task, completed=begun, description=name)
            begun += 1

        yield step
        progress.update(task, completed=total)
