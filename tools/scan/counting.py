"""What stands between a scanner and the demonstration, and counts: requests, answers of each kind, the slowest."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LONGEST = 60.0
"""Seconds after which an answer is given up."""

_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "server", "date"})
_TURNED_AWAY = frozenset({401, 403, 421, 429})


@dataclass(slots=True)
class Counts:
    """What one scanner asked: how often, what was answered, the slowest answer in seconds, and to what."""

    requests: int = 0
    slowest: float = 0.0
    slowest_path: str = ""
    statuses: dict[int, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)

    @property
    def turned_away(self) -> int:
        """Answers given before anybody looked at what was sent: not signed in, not our form, too often."""
        return sum(self.statuses.get(one, 0) for one in _TURNED_AWAY)

    @property
    def errors(self) -> int:
        """Answers that say that the server failed, or none at all (counted as 599)."""
        return sum(number for status, number in self.statuses.items() if status >= 500)


class Counting(ThreadingHTTPServer):
    """Passes everything on to a port of this computer; `now` names whose requests they are."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Passing)
        self.port, self.now, self.lock = port, "", threading.Lock()
        self.by: dict[str, Counts] = {}

    @property
    def address(self) -> str:
        """Where scanners send to."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def note(self, request: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self.lock:
            counts = self.by.setdefault(self.now, Counts())
            counts.requests += 1
            counts.statuses[status] = counts.statuses.get(status, 0) + 1
            if seconds > counts.slowest:
                counts.slowest, counts.slowest_path = seconds, request
            if status >= 500:
                counts.failed.add(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A scanner that hangs up is none of our business."""


class _Passing(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Counting

    def _pass_on(self) -> None:
        began, length = time.monotonic(), self.headers.get("Content-Length", "0")
        body = self.rfile.read(int(length)) if length.isdigit() else b""
        status, headers, content = self._asked(body)
        self.server.note(f"{self.command} {self.path.partition('?')[0]}", status, time.monotonic() - began)
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in {*_HOP, "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _asked(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=LONGEST)
        try:
            connection.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                if name.lower() not in _HOP:
                    connection.putheader(name, value)
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, HTTPException, ValueError):
            return 599, [], b""
        finally:
            connection.close()

    do_GET = do_POST = do_HEAD = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = do_TRACE = _pass_on

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the reports say it."""


@contextmanager
def counting(port: int) -> Iterator[Counting]:
    """Count until the block ends."""
    with Counting(port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
