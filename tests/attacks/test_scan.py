"""What scanners say counts, unless somebody has looked at it and has written down why it is nothing."""

from pathlib import Path

import pytest

from tools.scan import crawling, judging
from tools.scan.scanners import Finding


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


def test_requests_that_differ_only_in_what_they_are_about_are_one() -> None:
    one = crawling.Asked("http://x/cases/LEI-26-001?page=2")
    other = crawling.Asked("http://x/cases/LLR-27-004?page=11")
    assert one.shape == other.shape != crawling.Asked("http://x/cases/LEI-26-001", "page=2").shape
