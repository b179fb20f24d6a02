"""Findings set against those that somebody has reviewed, and what the server itself said while it was attacked."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.scan.scanners import Finding

REVIEWED = Path(__file__).with_name("reviewed.toml")
_FAILED = re.compile(r"page_failed|call_failed|Traceback \(most recent|\[CRITICAL\]|WORKER TIMEOUT|database_away")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A finding that is none: patterns for its scanner, kind and place, and why."""

    scanner: str
    kind: str
    place: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Whether it is about this finding."""
        return bool(
            self.scanner == finding.scanner
            and re.match(self.kind, finding.kind)
            and re.match(self.place, finding.place)
        )


def reviewed(path: Path = REVIEWED) -> list[Reviewed]:
    """The list; raises ValueError for an entry without a reason."""
    entries = [Reviewed(**entry) for entry in tomllib.loads(path.read_text("utf-8")).get("finding", [])]
    if without := [one.kind for one in entries if len(one.reason) < 20]:
        raise ValueError(f"{path.name} has no reason for {', '.join(without)}")
    return entries


def left(findings: Iterable[Finding], known: list[Reviewed]) -> list[Finding]:
    """The findings that nobody has reviewed."""
    return [one for one in findings if not any(each.covers(one) for each in known)]


def in_log(log: Path) -> Iterator[Finding]:
    """What the server could not answer: each is a mistake of ours."""
    for line in log.read_text(errors="replace").splitlines():
        if _FAILED.search(line):
            place = re.search(r"endpoint=(\S+)", line)
            yield Finding("server log", "failure", place[1] if place else "somewhere", line[:300])
