"""ClamAV for tests: a real one with a signature of our own where it is installed, else a server that speaks as it does.

Its signature is the one harmless file that every scanner takes for a virus.
"""

import hashlib
import shutil
import socket
import socketserver
import struct
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foundation import clamd
from tests.attacks.hostile_files import EICAR

CLAMD = shutil.which("clamd") or "/usr/sbin/clamd"


@contextmanager
def real(folder: Path) -> Iterator[str]:
    """A real ClamAV over a socket in a folder."""
    signatures = folder / "signatures"
    signatures.mkdir()
    digest = hashlib.sha256(EICAR.encode()).hexdigest()
    (signatures / "ours.hsb").write_text(f"{digest}:{len(EICAR)}:Eicar-Test-Signature:73\n")
    where, settings = folder / "clamd.socket", folder / "clamd.conf"
    settings.write_text(
        f"LocalSocket {where}\nDatabaseDirectory {signatures}\nForeground yes\nStreamMaxLength 1M\nUser root\n"
    )
    with subprocess.Popen(
        [CLAMD, "-c", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            ends = time.monotonic() + 30
            while not clamd.is_there(str(where)):
                assert process.poll() is None and time.monotonic() < ends, "clamd does not start"
                time.sleep(0.05)
            yield str(where)
        finally:
            process.terminate()


class _Speaks(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self._until_nul()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
        elif command == b"zINSTREAM":
            content = b""
            while (size := struct.unpack(">I", self.rfile.read(4))[0]) > 0:
                content += self.rfile.read(size)
                if len(content) > 1_048_576:
                    self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            found = hashlib.sha256(content).digest() == hashlib.sha256(EICAR.encode()).digest()
            self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")

    def _until_nul(self) -> bytes:
        found = b""
        while (one := self.rfile.read(1)) not in (b"", b"\0"):
            found += one
        return found


@contextmanager
def spoken() -> Iterator[str]:
    """A server of the tests that speaks ClamAV's protocol, over TCP."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Speaks) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@contextmanager
def silent() -> Iterator[str]:
    """A socket that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"127.0.0.1:{server.getsockname()[1]}"
