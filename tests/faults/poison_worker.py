"""A worker with a poisonous handler: sleeps for ever inside a library, or kills its own process; run by the tests."""

import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from engine import carriers, limits, worker
from engine.work import Environment, Handler, Work
from foundation.clock import SettableClock
from foundation.database import Database


def send(work: Work) -> dict[str, Any]:
    """Poison for the case that says which, harmless for every other."""
    if work.variables.get("poison") == "sleeps":
        # No exception reaches a thread that waits inside a library.
        time.sleep(600)
    if work.variables.get("poison") == "dies":
        os.kill(os.getpid(), signal.SIGKILL)
    return {}


ENVIRONMENT = Environment(handlers={"send": Handler("send", "Send", send)}, groups=frozenset({"business_office"}))


def work(url: str, folder: str, hour: int) -> None:
    """Work in that hour from now until nothing is due any more, what was put off included."""
    carriers.HANDLER_SECONDS, limits.GRACE_SECONDS = 0.2, 0.2
    clock = SettableClock(datetime.now(UTC) + timedelta(hours=hour))
    mine = worker.Worker(Database(url), ENVIRONMENT, clock, Path(folder))
    worker.run_due(mine)
    clock.move(timedelta(minutes=10))
    worker.run_until_idle(mine)


def main(url: str, folder: str) -> None:
    """Start one worker after the other, as whoever watches over them would, and print how each ended."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    for hour in range(4):
        child = os.fork()
        if child == 0:
            work(url, folder, hour)
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
