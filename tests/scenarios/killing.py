"""Something done in a process of its own that is killed at a named point."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from sqlite3 import Connection

from casework.office import Office


class Killed(BaseException):
    """The process is gone: nothing that tidies up after an error stops it."""


def dies_after(number: int, original: Callable[..., object]) -> Callable[..., object]:
    """A function that stands in for another and kills at its call, so many calls in, within this process."""
    calls = iter(range(number))

    def dying(*given: object, **named: object) -> object:
        if next(calls, None) is None:
            raise Killed
        return original(*given, **named)

    return dying


def killed_within(act: Callable[[], object], where: object, name: str, after: int = 0) -> None:
    """Do something in a process of its own that is killed at the call of a function, so many calls in."""

    def prepare() -> None:
        calls, original = iter(range(after)), getattr(where, name)

        def counting(*given: object, **named: object) -> object:
            if next(calls, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return original(*given, **named)

        setattr(where, name, counting)

    _killed(act, prepare)


def killed_after(act: Callable[[], object], where: object, name: str) -> None:
    """The same, killed as soon as the function has done all it does."""

    def prepare() -> None:
        original = getattr(where, name)

        def last(*given: object, **named: object) -> object:
            original(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)
            return None

        setattr(where, name, last)

    _killed(act, prepare)


def killed_in_vacuum(act: Callable[[], object], office: Office, where: object, name: str, *, halfway: bool) -> None:
    """The same, killed while SQLite writes the file anew, or when it has and the log still holds the old pages."""

    def prepare() -> None:
        original = getattr(where, name)

        def within(*given: object, **named: object) -> object:
            borrowed = office.database.engine.raw_connection()
            _kill_in_vacuum(borrowed.driver_connection, halfway=halfway)
            borrowed.close()
            return original(*given, **named)

        setattr(where, name, within)

    _killed(act, prepare)


def _kill_in_vacuum(connection: object, *, halfway: bool) -> None:
    assert isinstance(connection, Connection)
    steps = iter(range(50))

    def said(statement: str) -> None:
        if halfway and statement == "VACUUM":
            # Some way into it, counted in the steps of SQLite's own machine, so that no clock decides.
            connection.set_progress_handler(lambda: next(steps, None) is None and _kill(), 20)
        if not halfway and "wal_checkpoint" in statement:
            _kill()

    connection.set_trace_callback(said)


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _killed(act: Callable[[], object], prepare: Callable[[], None]) -> None:
    child = os.fork()
    if child == 0:
        try:
            prepare()
            act()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL, "it came to an end before it was killed"
