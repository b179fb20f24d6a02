"""The scanners run on what a person sees, and what they say of it as findings of one kind."""

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.scan.crawling import Asked
from tools.scan.installing import path
from tools.scan.served import COOKIE, Served, Signed

MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,http_headers,information_disclosure,inconsistent_redirection,ldap,methods,"
    "permanentxss,redirect,shellshock,sql,timesql,upload,xss"
)
"""Those of Wapiti that need nothing of the outside world."""

_POINT = re.compile(r"^Parameter: (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scanner says: which one, of what kind, where, and its own words."""

    scanner: str
    kind: str
    place: str
    words: str


def wapiti(served: Served, signed: Signed, folder: Path, seconds: int) -> list[Finding]:
    """Crawl and attack as somebody; `seconds` for the crawl, and an eighth of it for each way to attack."""
    report, each = folder / "wapiti.json", max(seconds // 8, 10)
    command = [
        str(path("wapiti")), "-u", f"{served.address}/", "--scope", "folder", "-m", MODULES, "-f", "json",
        "-o", str(report), "-C", f"{COOKIE}={signed.cookie}", "--no-bugreport",
        "--flush-session", "--store-session", str(folder / "session"), "--store-config", str(folder / "config"),
        "-x", f"{served.address}/sign-out", "-x", f"{served.address}/demo", "-x", f"{served.address}/static/*",
        "-d", "4", "--max-links-per-page", "30", "--max-files-per-dir", "15", "--max-parameters", "60",
        "--max-scan-time", str(seconds), "--max-attack-time", str(each), "-t", "10", "-v", "0",
        "--tasks", "4",
    ]  # fmt: skip
    _run(command, folder / "wapiti.txt", seconds + 2 * each * len(MODULES.split(",")) + 300)
    if not report.exists():
        return [Finding("wapiti", "did not finish", signed.who, f"see {folder / 'wapiti.txt'}")]
    return [*_told(json.loads(report.read_text()))]


def _told(report: dict[str, dict[str, list[dict[str, object]]]]) -> Iterable[Finding]:
    for part in ("vulnerabilities", "anomalies"):
        for kind, found in report.get(part, {}).items():
            for one in found:
                place = f"{one.get('method')} {one.get('path')} {one.get('parameter') or ''}".strip()
                yield Finding("wapiti", kind, place, str(one.get("info")))


def sqlmap(asked: Iterable[Asked], signed: Signed, folder: Path, seconds: int) -> tuple[list[Finding], int]:
    """Try every parameter of these requests, `seconds` for each; and how many requests were not tried to the end."""
    found, stopped = [], 0
    for number, one in enumerate(asked):
        command = [
            str(path("sqlmap")), "-u", one.address, *(["--data", one.data] if one.data else []),
            "--cookie", f"{COOKIE}={signed.cookie}", "--skip", "_token,_key", "--param-exclude", "^(_token|_key)$",
            "--batch", "--disable-coloring", "--level", "1", "--risk", "1", "--technique", "BEUT", "--time-sec", "3",
            "--threads", "2", "--timeout", "15", "--retries", "1", "--flush-session", "--drop-set-cookie",
            "--dbms", "SQLite", "--ignore-code", "*", "--output-dir", str(folder / "sqlmap"),
        ]  # fmt: skip
        told = folder / f"sqlmap-{number}.txt"
        stopped += not _run(command, told, seconds)
        for point in _POINT.findall(told.read_text(errors="replace")):
            found.append(Finding("sqlmap", "SQL injection", f"{one.address} {point}", f"see {told}"))
    return found, stopped


def _run(command: list[str], told: Path, seconds: int) -> bool:
    """Run a scanner; whether it came to its end."""
    with told.open("wb") as output:
        try:
            subprocess.run(  # noqa: S603 - our own command line, with addresses of our own server
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, timeout=seconds, check=False
            )
        except subprocess.TimeoutExpired:
            output.write(b"\n(stopped: its time was over)\n")
            return False
    return True
