"""Events of the machine are one JSON line each, on the error stream, so that output of commands stays their own."""

import json
from collections.abc import Iterator

import pytest
import structlog

from foundation import logs


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
