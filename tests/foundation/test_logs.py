"""Events of the machine are one JSON line each, on the error stream, so that output of commands stays their own."""

import json
from collections.abc import Iterator

import pytest
import structlog

from foundation import logs
from foundation.logs import NoFlood


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def test_an_event_is_one_line_of_json_on_the_error_stream(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(quietly=False)
    structlog.get_logger().info("mail_tried", mail="an id")
    said = capsys.readouterr()
    assert said.out == ""
    line = json.loads(said.err)
    assert (line["event"], line["level"], line["mail"]) == ("mail_tried", "info", "an id")
    assert line["timestamp"].endswith("Z")


def test_a_demo_tells_only_what_went_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(quietly=True)
    structlog.get_logger().info("mail_tried")
    structlog.get_logger().error("page_failed")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["page_failed"]


def test_what_anybody_can_cause_fills_no_log_and_what_is_left_out_is_counted() -> None:
    at = [0.0]
    guard = NoFlood(most=3, seconds=60, now=lambda: at[0])

    def told(name: str, times: int) -> list[object]:
        written: list[object] = []
        for _ in range(times):
            try:
                written.append(guard(None, "warning", {"event": name}).get("left_out"))
            except structlog.DropEvent:
                continue
        return written

    assert told("input_refused", 10) == [None] * 3
    # Another event has its own count, and what is our own mistake is always written.
    assert told("refused", 2) == [None] * 2 and told("page_failed", 50) == [None] * 50
    at[0] = 59.9
    assert told("input_refused", 1) == []
    at[0] = 60.0
    assert told("input_refused", 5) == [8, None, None]
    at[0] = 600.0
    assert told("input_refused", 1) == [2] and told("refused", 1) == [None]
