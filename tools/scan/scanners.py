"""The scanners run on one target after the other, and what they say of it as findings of one kind."""

import json
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.scan.installing import path
from tools.scan.served import COOKIE, Signed
from tools.scan.targets import Target

MODULES = (
    "cookieflags,crlf,csp,csrf,exec,file,http_headers,information_disclosure,inconsistent_redirection,methods,"
    "permanentxss,redirect,upload,xss"
)
"""Those of Wapiti that need nothing of the outside world, and look for what could be here: there is no LDAP and no
program that a web server starts, and SQL is sqlmap's.
"""

BATCH = 12
"""Parameters that sqlmap tries in one go; what was stopped is tried again, each by itself."""

AGAIN = 4
"""How many times as long a parameter may take that is tried again by itself."""

_POINT = re.compile(r"^Parameter: (.+)$", re.MULTILINE)
_CUT_SHORT = re.compile(r"Max (?:scan|attack) time was reached[^,\n]*")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a scanner says: which one, of what kind, where, and its own words."""

    scanner: str
    kind: str
    place: str
    words: str


@dataclass(slots=True)
class Done:
    """What came of one target: findings, and the parameters that a scanner did not come to the end of."""

    findings: list[Finding] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)


def wapiti(target: Target, signed: Signed, told: Path, seconds: int) -> Done:
    """Attack the chosen parameters of one request, each way to attack within `seconds` for each of them."""
    asked, report = target.asked, told.with_suffix(".json")
    written = asked.written(signed.token)
    others = sorted({"_token", *(one.name for one in asked.fields)} - set(target.names))
    each = seconds * len(target.names) + 10
    command = [
        str(path("wapiti")), "-u", asked.address if asked.is_post else f"{asked.address}?{written}",
        *(["--data", written] if asked.is_post else []), *(part for one in others for part in ("--skip", one)),
        "--scope", "url", "-d", "0", "-m", MODULES, "-f", "json", "-o", str(report),
        "-C", f"{COOKIE}={signed.cookie}", "--no-bugreport", "--flush-session",
        "--store-session", str(told.with_suffix(".session")), "--store-config", str(told.parent / "config"),
        "--max-parameters", "500", "--max-scan-time", "60", "--max-attack-time", str(each), "-t", "20", "-v", "1",
        "--tasks", "2",
    ]  # fmt: skip
    ended = _run(command, told, each * len(MODULES.split(",")) + 120)
    cut = _CUT_SHORT.findall(told.read_text(errors="replace"))
    done = Done(stopped=[f"{place(target)} ({one})" for one in cut])
    if not ended or not report.exists():
        done.stopped.append(f"{place(target)} (it did not come to its end)")
    else:
        done.findings = list(_told(json.loads(report.read_text())))
    return done


def _told(report: dict[str, dict[str, list[dict[str, object]]]]) -> Iterable[Finding]:
    for part in ("vulnerabilities", "anomalies"):
        for kind, found in report.get(part, {}).items():
            for one in found:
                where = f"{one.get('method')} {one.get('path')} {one.get('parameter') or ''}".strip()
                yield Finding("wapiti", kind, where, str(one.get("info")))


def sqlmap(target: Target, signed: Signed, told: Path, seconds: int) -> Done:
    """Try the chosen parameters of one request, `seconds` for each; what that stops, once more by itself and longer."""
    done = Done()
    for number in range(0, len(target.names), BATCH):
        batch = replace(target, names=target.names[number : number + BATCH])
        if _sqlmap(batch, signed, told.with_suffix(f".{number}.txt"), seconds, done):
            continue
        for one in batch.names:
            alone = replace(target, names=(one,))
            if not _sqlmap(alone, signed, told.with_suffix(f".{number}-{one[-40:]}.txt"), AGAIN * seconds, done):
                done.stopped.append(f"{place(target)} {one}")
    return done


def _sqlmap(target: Target, signed: Signed, told: Path, seconds: int, done: Done) -> bool:
    asked = target.asked
    written = asked.written(signed.token)
    command = [
        str(path("sqlmap")), "-u", asked.address if asked.is_post else f"{asked.address}?{written}",
        *(["--data", written] if asked.is_post else []), "--cookie", f"{COOKIE}={signed.cookie}",
        "-p", ",".join(target.names), "--batch", "--disable-coloring", "--level", "1", "--risk", "1",
        "--technique", "BEUT", "--time-sec", "3", "--timeout", "20", "--retries", "1", "--flush-session",
        "--drop-set-cookie", "--ignore-redirects", "--skip-waf", "--dbms", "SQLite", "--ignore-code", "*",
        "--output-dir", str(told.parent / "sqlmap"),
    ]  # fmt: skip
    ended = _run(command, told, seconds * len(target.names) + 10)
    said = told.read_text(errors="replace")
    done.findings += [
        Finding("sqlmap", "SQL injection", f"{asked.address} {point}", f"see {told}") for point in _POINT.findall(said)
    ]
    return ended


def place(target: Target) -> str:
    """Which request it is, in words."""
    return f"{'POST' if target.asked.is_post else 'GET'} {'/'.join(target.asked.address.split('/')[3:])}"


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
