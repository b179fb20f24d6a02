"""What the machine writes down about itself: one JSON line for each event, to the error stream, never about people."""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, MutableMapping
from threading import Lock
from typing import Any

import structlog

BY_ANYBODY = frozenset({"refused", "input_refused", "sign_in_refused", "provider_refused", "logout_refused"})
"""Events that whoever sends requests can cause as often as they like."""

MOST = 120
"""How many lines of each of these a process writes in a minute."""


class NoFlood:
    """Lets no stranger fill the log: what is left out of a minute is counted on the next line of the same event."""

    def __init__(self, most: int = MOST, seconds: float = 60, now: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._now = most, seconds, now
        self._lock, self._minute = Lock(), -1
        self._written: Counter[str] = Counter()
        self._left: Counter[str] = Counter()

    def __call__(self, _logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Let an event pass, or raise DropEvent."""
        name = event["event"]
        if name not in BY_ANYBODY:
            return event
        with self._lock:
            minute = int(self._now() // self._seconds)
            if minute != self._minute:
                self._minute = minute
                self._written.clear()
            if self._written[name] >= self._most:
                self._left[name] += 1
                raise structlog.DropEvent
            self._written[name] += 1
            left = self._left.pop(name, 0)
        return {**event, "left_out": left} if left else event


def configure(*, quietly: bool) -> None:
    """Set up logging for this process; `quietly` leaves out what goes well, for somebody who looks at a demo."""
    structlog.configure(
        processors=[
            NoFlood(),
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING if quietly else logging.INFO),
        # Looked up for each event: whoever runs a command may have put another stream in its place since.
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
