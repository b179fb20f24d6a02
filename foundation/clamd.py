"""ClamAV asked over its socket whether bytes are a known virus: one connection for one file, nothing on disk."""

import contextlib
import socket
import struct
import time

PIECE = 65_536
SECONDS = 30.0
"""How long one file may take in all, so that nobody waits for a scanner that hangs."""

_LONGEST_ANSWER = 4_096


class ScannerAway(Exception):
    """The scanner does not answer, or not in a way that we understand; the text says what happened, for the log."""


def virus_in(address: str, content: bytes, seconds: float = SECONDS) -> str:
    """The name of the virus in these bytes, or empty. `address` is a socket file or host:port. Raises ScannerAway."""
    pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)]
    told = b"".join([b"zINSTREAM\0", *(struct.pack(">I", len(one)) + one for one in pieces), struct.pack(">I", 0)])
    answer = _asked(address, told, seconds)
    if answer.endswith(" FOUND"):
        return answer.removeprefix("stream:").removesuffix("FOUND").strip() or "a virus"
    if answer != "stream: OK":
        raise ScannerAway(f"it answers {answer[:80]!r}")
    return ""


def is_there(address: str, seconds: float = 5.0) -> bool:
    """Whether the scanner answers at all."""
    try:
        return _asked(address, b"zPING\0", seconds) == "PONG"
    except ScannerAway:
        return False


def _asked(address: str, told: bytes, seconds: float) -> str:
    ends = time.monotonic() + seconds
    try:
        with _connected(address, seconds) as connection:
            # A scanner may say that it has had enough, and hang up, while it is still being sent to.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(told)
            answer = b""
            while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
                connection.settimeout(max(ends - time.monotonic(), 0.01))
                piece = connection.recv(_LONGEST_ANSWER)
                if not piece:
                    break
                answer += piece
    except (OSError, ValueError) as problem:
        raise ScannerAway(type(problem).__name__) from None
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _connected(address: str, seconds: float) -> socket.socket:
    host, colon, port = address.rpartition(":")
    if address.startswith("/") or not colon:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(seconds)
        try:
            connection.connect(address)
        except BaseException:
            connection.close()
            raise
        return connection
    return socket.create_connection((host.strip("[]"), int(port)), seconds)
