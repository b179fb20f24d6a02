"""Senders who take their time: a thread serves one request, so whoever sends a byte now and then would keep it.

A request's head must come within seconds, and its body at least as fast as a slow line carries it; else the connection
is closed. Where a proxy stands in front that waits for whole requests, nothing of this is ever met.
"""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

HEAD_SECONDS = 15.0
BODY_SECONDS = 30.0
"""How long any body may take, however small it is."""

SLOWEST = 20_000
"""Bytes in a second: a poor mobile connection."""

_here = threading.local()

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Gunicorn's worker with threads, which hangs up on those who do not come to an end."""

    def handle(self, conn: Any) -> Any:
        """Serve one request of a connection."""
        _wait_for(conn.sock, HEAD_SECONDS)
        try:
            return super().handle(conn)
        finally:
            _arrived()


class Patience:
    """Around the application: begins when the head of a request is there, and ends when its body is."""

    def __init__(self, inner: Application) -> None:
        self._inner = inner

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Serve one request."""
        _arrived()
        connection = environ.get("gunicorn.socket")
        size = _size(environ)
        if connection is None or not size:
            return self._inner(environ, start_response)
        _wait_for(connection, BODY_SECONDS + size / SLOWEST)
        environ["wsgi.input"] = _Body(environ["wsgi.input"], size)
        return self._inner(environ, start_response)


class _Body:
    """A body that tells when all of it has been read, or its end."""

    def __init__(self, inner: Any, left: float) -> None:
        self._inner, self._left = inner, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def read(self, size: int | None = -1) -> bytes:
        """Some of the body, or all of it."""
        return self._counted(self._inner.read() if size is None or size < 0 else self._inner.read(size), size)

    def readline(self, size: int | None = -1) -> bytes:
        """A line of the body."""
        return self._counted(self._inner.readline() if size is None or size < 0 else self._inner.readline(size), size)

    def _counted(self, found: bytes, asked: int | None) -> bytes:
        self._left -= len(found)
        if self._left <= 0 or (not found and asked != 0):
            _arrived()
        return found


def _size(environ: dict[str, Any]) -> float:
    """Bytes of a body as it is declared; without an end where it is not."""
    if environ.get("HTTP_TRANSFER_ENCODING"):
        return 16_000_000.0
    declared = str(environ.get("CONTENT_LENGTH") or "0")
    return float(declared) if declared.isascii() and declared.isdigit() else 0.0


def _wait_for(connection: socket.socket, seconds: float) -> None:
    _arrived()

    def hang_up() -> None:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)

    _here.timer = threading.Timer(seconds, hang_up)
    _here.timer.daemon = True
    _here.timer.start()


def _arrived() -> None:
    timer = getattr(_here, "timer", None)
    if timer is not None:
        timer.cancel()
        _here.timer = None
