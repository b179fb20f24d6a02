"""What the development tools fetch is what was looked at once, or nothing."""

from pathlib import Path

import pytest

from tools import editors


def test_an_archive_with_another_hash_is_not_taken() -> None:
    with pytest.raises(editors.NotFetched, match=r"dmn-js 17\.10\.2 is not what it was"):
        editors.unpacked(editors.TABLES, b"something else")


def test_without_npm_it_says_what_will_not_be_tested(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(editors, "CACHE", tmp_path)
    assert editors.main() == 1
    assert capsys.readouterr().err == (
        "NOT FETCHED: there is no npm on this machine. The tests that open our files in the editors will be skipped.\n"
    )
