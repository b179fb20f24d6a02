"""Whoever sends a byte now and then keeps no thread: the server hangs up, and goes on serving everybody else."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
THREADS = 2


@pytest.fixture
def port() -> Iterator[int]:
    """Where a server with two threads listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        found = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.attacks.slow_served", str(found)]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}) as server:
        try:
            ends = time.monotonic() + 30
            while not _answers(found):
                assert server.poll() is None and time.monotonic() < ends
                time.sleep(0.05)
            yield found
        finally:
            server.terminate()


def _answers(port: int, body: bytes = b"words") -> str:
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as connection:
            head = f"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            return b"".join(iter(lambda: connection.recv(4096), b"")).rpartition(b"\r\n")[2].decode()
    except OSError:
        return ""


@pytest.mark.slow
def test_slow_heads_and_slow_bodies_hold_nobody_up(port: int) -> None:
    assert _answers(port, b"x" * 200_000) == "200000"
    for begun in (b"POST / HTTP/1.1\r\nHost: x\r\nX-", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n"):
        held = [socket.create_connection(("127.0.0.1", port)) for _ in range(THREADS)]
        for connection in held:
            connection.sendall(begun)
        ends = time.monotonic() + 60
        while time.monotonic() < ends and any(_still_taken(each) for each in held):
            time.sleep(0.1)
        for connection in held:
            assert not _still_taken(connection), begun
            connection.close()
        assert _answers(port) == "5"


def _still_taken(connection: socket.socket) -> bool:
    """Whether another byte is still taken."""
    try:
        connection.sendall(b"a")
        connection.setblocking(False)
        return connection.recv(4096) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        connection.setblocking(True)
