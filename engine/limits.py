"""Limits on one piece of machine work: how long it may run, and how much it may give back.

A handler runs in the transaction of its step, so one that hangs holds an instance (on SQLite: everybody) up. After its
time an exception is raised in it. Where that cannot reach it, because it waits inside a library, the process ends
itself: a transaction cut off is undone whole, and engine.in_hand tells the next process which job it was.
"""

import ctypes
import functools
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

log = structlog.get_logger()

GRACE_SECONDS = 10.0
"""How long after its time a handler may take to let go before its process is ended."""

AGAIN_SECONDS = 0.05
"""How soon it is seen that the exception was lost, and raised again."""

STUCK = 70
"""The exit code of a process that ended itself because of a handler that could not be stopped."""


class TookTooLong(Exception):
    """The handler was stopped because its time was over."""


def end_this_process() -> None:
    """End at once, without cleaning up: what is not committed is undone, and whoever watches starts another."""
    os._exit(STUCK)


last_resort: Callable[[], None] = end_this_process
"""What is done about a handler that cannot be stopped; whoever serves may have the process begin anew instead."""


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TookTooLong in this thread when the block runs longer; end the process when that does not reach it.

    A library that swallows the exception on its way does not make the block one that ended in time. Where Python
    itself lost it, because nothing can be raised out of what it does when it frees memory, it is raised again.
    """
    _listen()
    watched = _Watched(threading.get_ident())
    thread = threading.Thread(target=watched.watch, args=(seconds,), name="time limit", daemon=True)
    thread.start()
    try:
        yield
    finally:
        try:
            watched.let_go()
        except TookTooLong:  # raised just now, at the very end
            watched.let_go()
            raise
    if watched.raised:
        raise TookTooLong


class _Watched:
    """One block that runs in one thread."""

    def __init__(self, thread: int) -> None:
        self._thread = thread
        self._lock = threading.Lock()
        self._over = threading.Event()
        self.raised = False

    def let_go(self) -> None:
        """The block has ended: nothing is raised in its thread any more."""
        with self._lock:
            self._over.set()

    def watch(self, seconds: float) -> None:
        """Wait for the end of the block, and act when it does not come."""
        if self._over.wait(seconds):
            return
        _lost_in.discard(self._thread)
        self._raise()
        end = time.monotonic() + GRACE_SECONDS
        while not self._over.wait(min(AGAIN_SECONDS, GRACE_SECONDS)):
            if time.monotonic() > end:
                log.critical("handler_cannot_be_stopped", seconds=seconds)
                last_resort()
                return
            if self._thread in _lost_in:
                _lost_in.discard(self._thread)
                self._raise()

    def _raise(self) -> None:
        with self._lock:
            if not self._over.is_set():
                self.raised = True
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread), ctypes.py_object(TookTooLong))


_lost_in: set[int] = set()
"""The threads in which the exception was raised where Python could not pass it on."""


@functools.cache
def _listen() -> None:
    """Learn of exceptions that Python cannot pass on; all but ours go on to whoever heard of them before."""
    before = sys.unraisablehook

    def hear(lost: "sys.UnraisableHookArgs") -> None:
        if issubclass(lost.exc_type, TookTooLong):
            _lost_in.add(threading.get_ident())
        else:
            before(lost)

    sys.unraisablehook = hear
