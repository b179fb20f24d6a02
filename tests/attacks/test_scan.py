"""What scanners say counts, unless somebody has looked at it and has written down why it is nothing."""

import threading
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests

from tools.scan import counting, crawling, judging, results
from tools.scan.results import Row
from tools.scan.scanners import Finding
from tools.scan.targets import Choosing


def test_a_finding_counts_until_it_is_reviewed_and_every_review_has_a_reason(tmp_path: Path) -> None:
    assert judging.reviewed() == [one for one in judging.reviewed() if len(one.reason) > 20]
    own = tmp_path / "reviewed.toml"
    entry = '[[finding]]\nscanner = "wapiti"\nkind = "Secure Flag"\nplace = "GET /$"\nreason = "{}"\n'
    own.write_text(entry.format("It is served without encryption to the scanners only."))
    known = judging.reviewed(own)
    looked_at = Finding("wapiti", "Secure Flag cookie", "GET /", "…")
    others = [
        Finding("wapiti", "Secure Flag cookie", "GET /cases", "…"),
        Finding("sqlmap", "Secure Flag cookie", "GET /", "…"),
        Finding("wapiti", "SQL Injection", "GET /", "…"),
    ]
    assert judging.left([looked_at, *others], known) == others
    own.write_text(entry.format("no"))
    with pytest.raises(ValueError, match="no reason for Secure Flag"):
        judging.reviewed(own)


def test_what_the_server_could_not_answer_is_a_finding(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text(
        "[info] Listening\n2026 [error] page_failed endpoint=cases.show error=KeyError\n[CRITICAL] TIMEOUT\n"
        "[warning] job_failed attempts=1\n"
    )
    assert [one.place for one in judging.in_log(log)] == ["cases.show", "somewhere"]


def asked(address: str, *names: str, is_post: bool = True, kind: str = "text") -> crawling.Asked:
    return crawling.Asked(f"http://x{address}", tuple(crawling.Field(one, "1", kind) for one in names), is_post)


def test_requests_that_differ_only_in_what_they_are_about_are_one() -> None:
    one = asked("/cases/LEI-26-001/timeline", "page", is_post=False)
    other = asked("/cases/LLR-27-004/timeline", "page", is_post=False)
    assert one.shape == other.shape != asked("/cases/LEI-26-001/dates", "page", is_post=False).shape
    begun, told = asked("/start/intake/referral_received", "a"), asked("/cases/LEI-26-001/tell/hold.hold_asked", "a")
    assert len({begun.shape, told.shape, asked("/start/intake/notification_received", "a").shape}) == 3
    assert urlencoded(one) == "page=1", "an address has no token"
    assert urlencoded(begun) == "_token=mine&a=1", "a form is sent with the token of the session that sends it"


def urlencoded(one: crawling.Asked) -> str:
    return one.written("mine")


def test_each_parameter_is_a_target_once_and_what_is_left_out_of_a_kind_is_counted() -> None:
    seen = [
        asked("/people/a-1/leave", "sure"),
        asked("/start/intake/referral_received", "a", "b"),
        asked("/start/intake/referral_received", "b", "c"),
        asked("/cases/LEI-26-001/tell/hold.hold_asked", "a"),
    ]
    for most, tried in ((0, 5), (1, 2), (2, 3)):
        choosing = Choosing(most)
        assert choosing.add("Chair", "an id", seen) == len(choosing.chosen.targets)
        assert choosing.add("Another", "their id", seen) == 0
        chosen = choosing.done()
        assert (chosen.tried, chosen.parameters) == (tried, 5)
        assert chosen.targets[-1].names == ("sure",), "what ends somebody's way in comes last"


def test_what_is_counted_between_a_scanner_and_the_server_is_what_was_answered() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with counting.counting(server.server_address[1]) as counted:
            counted.now = "somebody"
            answers = [requests.post(f"{counted.address}/{path}?q=1", data="text", timeout=10) for path in _ANSWERS]
        server.shutdown()
    assert [(one.status_code, one.text) for one in answers] == [(status, "got text") for status in _ANSWERS.values()]
    counts = counted.by["somebody"]
    assert (counts.requests, counts.turned_away, counts.errors) == (3, 1, 1)
    assert counts.failed == {"POST /broken"} and 0 < counts.slowest < 10
    row = Row("somebody", 3, "things", 3, [Finding("somebody", "kind", "place", "words")], counts)
    text = results.table([row], row.findings, "make scan", date(2027, 1, 14))
    assert "| somebody | 3 things | 3 | 3 | 1 | 1, 1 |" in text and text.startswith("2027-01-14, version `")


def test_tests_of_our_own_that_did_not_run_are_not_counted_as_tried(tmp_path: Path) -> None:
    told = tmp_path / "own.xml"
    assert results.of_tests(told) == (0, 0)
    told.write_text('<testsuites><testsuite tests="7" skipped="2" failures="0"/></testsuites>')
    assert results.of_tests(told) == (7, 2)


_ANSWERS = {"fine": 200, "forbidden": 403, "broken": 500}


class _Server(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(_ANSWERS[self.path.strip("/").partition("?")[0]])
        self.end_headers()
        self.wfile.write(b"got " + body)

    def log_message(self, format: str, *args: object) -> None:
        pass
