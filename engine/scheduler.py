"""The heartbeat: ticks in memory only. Deadlines live in our own tables; a lost tick loses nothing."""

from collections.abc import Callable, Mapping

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

log = structlog.get_logger()


def start(ticks: Mapping[str, tuple[Callable[[], object], float]]) -> Callable[[], None]:
    """Call each function every so many seconds, one at a time for each; gives the function that stops it all."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        executors={"default": ThreadPoolExecutor(len(ticks))},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )
    for name, (act, seconds) in ticks.items():
        scheduler.add_job(_guarded(name, act), "interval", seconds=seconds, id=name, name=name)
    scheduler.start()

    def stop() -> None:
        scheduler.shutdown()

    return stop


def _guarded(name: str, act: Callable[[], object]) -> Callable[[], None]:
    def tick() -> None:
        try:
            act()
        except Exception as problem:  # a tick that ends in trouble comes again; the database keeps what is due
            log.error("tick_failed", tick=name, problem=type(problem).__name__)

    return tick
