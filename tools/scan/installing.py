"""The scanners, in an environment of their own: what they need must not stand beside what the product needs."""

import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "scan"
NEEDS = Path(__file__).with_name("requirements.txt")
SCANNERS = ("wapiti", "sqlmap")


def install() -> list[str]:
    """Install what is missing; gives the scanners that cannot be had here."""
    home, mark = CACHE / "venv", CACHE / "installed"
    if not mark.exists() or mark.read_text() != NEEDS.read_text():
        CACHE.mkdir(parents=True, exist_ok=True)
        make = [sys.executable, "-m", "venv", str(home)]
        pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        pinned = [*pip, "--require-hashes", "-r", str(NEEDS)]
        done = subprocess.run(make, check=False).returncode == 0  # noqa: S603 - our own command line
        done = done and subprocess.run(pinned, check=False).returncode == 0  # noqa: S603 - our own command line
        if done:
            mark.write_text(NEEDS.read_text())
    return [one for one in SCANNERS if not path(one).exists()]


def path(scanner: str) -> Path:
    """The program of a scanner."""
    return CACHE / "venv" / "bin" / scanner
