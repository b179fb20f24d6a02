"""The whole run: everybody's pages looked at, the list of targets made, each scanner set on each target."""

from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from tools.scan import counting, crawling, scanners, served
from tools.scan.counting import Counting, Counts
from tools.scan.crawling import Asked
from tools.scan.results import Row
from tools.scan.scanners import Done, Finding
from tools.scan.served import CannotSignIn, Served, Signed
from tools.scan.targets import Choosing, Chosen, Target

Scanner = Callable[[Target, Signed, Path, int], Done]
Say = Callable[[str], None]

SCANNERS: Mapping[str, Scanner] = {"sqlmap": scanners.sqlmap, "wapiti": scanners.wapiti}
_SELF = "signing in"


@dataclass(frozen=True, slots=True)
class Run:
    """What one run goes by: the demonstration (behind what counts), what was asked for, and where to tell of it."""

    demo: Served
    counted: Counting
    asked: Namespace
    reports: Path
    say: Say


def attack(demo: Served, asked: Namespace, skipped: set[str], say: Say) -> Iterator[Row]:
    """Do it all; gives a row for the crawl and for each scanner."""
    port = int(demo.address.rpartition(":")[2])
    with counting.counting(port) as counted:
        run = Run(replace(demo, address=counted.address), counted, asked, asked.reports.resolve(), say)
        people = dict(list(served.everybody(run.demo).items())[: asked.people])
        counted.now = "crawl"
        seen, failures = _crawled(run, people)
        looked = [Finding("crawl", "failure", one, "the server could not answer") for one in failures]
        yield Row("our own crawl", len(people), "people", len(people), looked, counted.by.get("crawl", Counts()))
        for name, scanner in SCANNERS.items():
            if name not in skipped:
                chosen = _chosen(people, seen, getattr(asked, f"{name}_each"))
                say(f"{name}: {len(chosen.targets)} requests, {chosen.tried} of {chosen.parameters} parameters")
                yield _each(run, name, scanner, chosen)


def _crawled(run: Run, people: Mapping[str, str]) -> tuple[dict[str, list[Asked]], list[str]]:
    seen: dict[str, list[Asked]] = {}
    failures: list[str] = []
    for who, person in people.items():
        found = crawling.crawl(run.demo, served.signed_in(run.demo, who, person), run.asked.pages)
        seen[who] = list(found.asked.values())
        failures += found.failures
        run.say(f"{who}: {found.pages} pages, {len(found.asked)} requests with parameters")
    return seen, failures


def _chosen(people: Mapping[str, str], seen: Mapping[str, list[Asked]], most: int) -> Chosen:
    choosing = Choosing(most)
    for who, person in people.items():
        choosing.add(who, person, seen[who])
    return choosing.done()


def _each(run: Run, name: str, scanner: Scanner, chosen: Chosen) -> Row:
    done, folder = Done(), run.reports / name
    folder.mkdir()
    for number, target in enumerate(chosen.targets):
        run.counted.now = _SELF
        served.forget_attempts(run.demo)
        try:
            # A session of its own: what was attacked before may have ended the other.
            signed = served.signed_in(run.demo, target.who, target.person)
        except CannotSignIn as away:
            done.stopped.append(f"{scanners.place(target)} ({away})")
            continue
        run.counted.now = name
        found = scanner(target, signed, folder / f"{number:03d}.txt", run.asked.seconds)
        run.say(f"  {name} {number + 1}/{len(chosen.targets)} {scanners.place(target)} {len(target.names)}")
        done.findings += found.findings
        done.stopped += found.stopped
    run.counted.now = _SELF
    for one in done.stopped:
        run.say(f"  *** not tried to the end by {name}: {one} ***")
    said = f"parameters of {chosen.parameters}"
    counts = run.counted.by.get(name, Counts())
    return Row(name, chosen.tried, said, chosen.tried - len(done.stopped), done.findings, counts)
