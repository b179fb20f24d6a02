"""The command line: what it says, what it leaves behind, and the code that a script goes by."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

import server
from casework.operations import publish
from foundation.database import Database

ROOT = Path(__file__).parent.parent
COMMANDS = [
    "demo", "all", "web", "worker", "migrate", "deploy", "doctor", "verify-audit", "setup", "token", "link", "check",
    "handlers", "working-days", "rehearse", "backup", "check-backup", "restore", "restore-keys", "release-outbox",
    "rotate-keys", "new-master-key",
]  # fmt: skip
FIRST_PEOPLE = [
    "setup", "--partnership", "Leicester Partnership", "--code", "lei",
    "--admin-name", "Ada Testcase", "--admin-email", "ada@cspr.example",
]  # fmt: skip
TASKS = "".join(f'<bpmn:task id="t{number}"/>' for number in range(5_000))
MODEL = 'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;</a>'
BAD_FILES: dict[str, tuple[bytes, str]] = {
    "junk.bpmn": (bytes(range(256)) * 40, "xml-encoding"),
    "empty.bpmn": (b"", "not-xml"),
    "bomb.bpmn": (BOMB.encode(), "doctype"),
    "doctype.dmn": (b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "doctype"),
    "huge.bpmn": (f'<bpmn:definitions {MODEL}><bpmn:process id="p">{TASKS}</bpmn:process></bpmn:definitions>'.encode(),
                  "5,000"),
    "page.html": (b"<html></html>", "unknown-file"),
    "list.form": (b"[1, 2", "JSON"),
    "table.bpmn": (b"<definitions/>", "not-bpmn"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """What a command sets up of the log must not reach the tests after it."""
    before = structlog.get_config()
    yield
    structlog.configure(**before)


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with no setting but where data would go: a folder that is not there yet."""
    for name in ("MODE", "DATABASE_URL", "PORT", "BASE_URL", "MASTER_KEY_FILE", "SESSION_KEY_FILE", "SMTP_HOST"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, as somebody at a terminal starts it."""
    command = [sys.executable, str(ROOT / "server.py"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        server.main([command, "--help"])
    assert ended.value.code == 0
    assert len(capsys.readouterr().out.splitlines()) >= 5


def test_the_list_of_commands_is_the_one_that_is_tested(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        server.main(["--help"])
    listed = [
        line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ") and line[4] != " "
    ]
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_in_words_and_with_code_1(
    alone: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    content, phrase = BAD_FILES[name]
    (alone / name).write_bytes(content)
    assert server.main(["check", name]) == 1
    said = capsys.readouterr().out
    assert phrase in said and "To do: " in said and "it cannot be published" in said
    assert "check-failed" not in said and "Traceback" not in said


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("nowhere.bpmn", "nowhere.bpmn cannot be read: No such file or directory."),
        (".", "is a folder: name the files in it."),
        ("a\0b.bpmn", "cannot be read: embedded null byte."),
    ],
)
def test_what_cannot_be_read_is_said_and_refused(
    alone: Path, capsys: pytest.CaptureFixture[str], path: str, words: str
) -> None:
    assert server.main(["check", path]) == 1
    said = capsys.readouterr().out
    assert words in said and "There is nothing to check." in said


def test_what_has_no_end_is_refused_without_reading_it(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(alone / "pipe.bpmn")
    (alone / "zero.form").symlink_to("/dev/zero")
    with (alone / "large.bpmn").open("wb") as sparse:
        sparse.truncate(50_000_000_000)
    assert server.main(["check", "pipe.bpmn", "zero.form", "large.bpmn"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "pipe.bpmn cannot be read: It is a pipe or a device, not a file.",
        "zero.form cannot be read: It is a pipe or a device, not a file.",
        "large.bpmn cannot be read: It has more than 20 MB, and at most 2 MB are taken.",
        "There is nothing to check.",
    ]


@pytest.mark.slow
def test_one_file_that_cannot_be_read_spoils_a_check_that_finds_nothing_else(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.main(["check", str(ROOT / "processes" / "quorum.dmn"), "nowhere.bpmn"]) == 1
    assert "nowhere.bpmn cannot be read" in capsys.readouterr().out


@pytest.mark.slow
def test_two_files_of_one_name_are_not_checked_as_one(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (alone / "quorum.dmn").write_bytes(b"<broken")
    assert server.main(["check", str(ROOT / "processes" / "quorum.dmn"), "quorum.dmn"]) == 1
    assert "quorum.dmn has the name of a file before it" in capsys.readouterr().out


@pytest.mark.slow
def test_the_products_own_files_can_be_published_one_alone_or_many_together(
    alone: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    processes, forms = (sorted(folder.iterdir()) for folder in publish.FOLDERS)
    for asked in [*([path] for path in processes[::8]), forms]:
        assert server.main(["check", *map(str, asked)]) == 0, capsys.readouterr().out


@pytest.mark.slow
def test_looking_leaves_neither_folder_nor_key_behind(alone: Path) -> None:
    for name, (content, _) in BAD_FILES.items():
        (alone / name).write_bytes(content)
    checked = process("check", *BAD_FILES, folder=alone)
    assert (checked.returncode, checked.stderr) == (1, "")
    assert process("handlers", "--templates", "topics.json", folder=alone).returncode == 0
    assert process("working-days", "2026-12-10", "+15", folder=alone).stdout == "2027-01-05\n"
    assert {path.name for path in alone.iterdir()} == {*BAD_FILES, "topics.json"}
    assert len(json.loads((alone / "topics.json").read_text())) > 20


def test_topics_are_listed_with_what_they_take_and_give(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["handlers"]) == 0
    said = capsys.readouterr().out
    assert "mail.send  " in said and "    takes mail: string" in said and "    gives " in said


def test_templates_that_cannot_be_written_are_said(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["handlers", "--templates", "nowhere/topics.json"]) == 1
    assert capsys.readouterr().out == "nowhere/topics.json cannot be written: No such file or directory.\n"


@pytest.mark.slow
def test_whoever_stops_reading_gets_no_traceback(alone: Path) -> None:
    command = f"{sys.executable} {ROOT / 'server.py'} working-days 2026-12-10 +2000 --explain | head -1"
    read = subprocess.run(command, shell=True, cwd=alone, capture_output=True, text=True, check=True)
    assert (read.stdout, read.stderr) == ("Thursday 10 December 2026  day 0\n", "")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [("+15", "2027-01-05"), ("15", "2027-01-05"), ("-7", "2026-12-01"), ("+6m", "2027-06-10"), ("-6m", "2026-06-10")],
)
def test_working_days_answers_with_a_date(capsys: pytest.CaptureFixture[str], asked: str, answer: str) -> None:
    assert server.main(["working-days", "2026-12-10", asked]) == 0
    assert capsys.readouterr().out == f"{answer}\n"


def test_working_days_explains_every_day_counted_and_skipped(capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["working-days", "2026-12-23", "+2", "--explain"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Wednesday 23 December 2026  day 0",
        "Thursday 24 December 2026  day 1",
        "Friday 25 December 2026  not counted: Christmas Day",
        "Saturday 26 December 2026  not counted: Saturday",
        "Sunday 27 December 2026  not counted: Sunday",
        "Monday 28 December 2026  not counted: Boxing Day (observed)",
        "Tuesday 29 December 2026  day 2",
        "2026-12-29",
    ]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["working-days", "tomorrow", "15"], "“tomorrow” is not a date: write year, month and day"),
        (["working-days", "2026-02-30", "15"], "“2026-02-30” is not a date"),
        (["working-days", "2026-12-10", "soon"], "“soon” is not a number of working days such as +15"),
        (["working-days", "2026-12-10", "+99999"], "“+99999” is not a number of working days"),
        ([*FIRST_PEOPLE[:-1], "nobody"], "“nobody” is not an e-mail address"),
        ([*FIRST_PEOPLE[:3], "--code", "L 1", *FIRST_PEOPLE[5:]], "“L 1” is not two to eight letters"),
        ([*FIRST_PEOPLE[:1], "--partnership", " ", *FIRST_PEOPLE[3:]], "a name is needed"),
        (["publish"], "invalid choice: 'publish'"),
        ([], "COMMAND"),
    ],
)
def test_what_cannot_be_understood_is_said_in_plain_words_with_code_2(
    alone: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        server.main(arguments)
    assert ended.value.code == 2
    assert words in capsys.readouterr().err
    assert list(alone.iterdir()) == []


def test_a_count_beyond_the_calendar_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["working-days", "2099-12-10", "+999m"]) == 2
    assert capsys.readouterr().out == "+999m from 2099-12-10 is beyond the years 1990 to 2100\n"


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"MODE": "test"}, "MODE is neither demo nor production"),
        ({"PORT": "http"}, "PORT is 'http', which is not a port number"),
        ({"DATABASE_URL": "mysql://a:hidden@b/c"}, "DATABASE_URL is neither sqlite:///FILE nor postgresql://"),
        (
            {"DATABASE_URL": "postgresql://a:hidden@b:port/c"},
            "DATABASE_URL is neither sqlite:///FILE nor postgresql://",
        ),
        (
            {"DATABASE_URL": "postgresql://a:well-hidden-words@127.0.0.1:1/c"},
            "The database cannot be used: connection failed",
        ),
        ({"DATABASE_URL": "sqlite:////dev/null/c"}, "cannot be used: "),
        ({"DATA_DIR": "/dev/null/data"}, "/dev/null/data cannot be used: "),
        ({"MODE": "demo", "DATABASE_URL": "sqlite:////tmp/mine"}, "demo mode uses only its own database"),
    ],
)
def test_settings_that_cannot_be_are_said_with_code_2_and_without_passwords(
    alone: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    settings: dict[str, str],
    words: str,
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert server.main(["doctor"]) == 2
    said = capsys.readouterr().out
    assert words in said and "hidden" not in said


def test_the_demo_keeps_out_of_a_real_database(alone: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert server.main(["demo"]) == 2
    assert capsys.readouterr().out == "The demo runs with MODE=demo only, in a database of its own.\n"
    assert list(alone.iterdir()) == []


@pytest.mark.slow
def test_an_empty_database_is_set_up_once_and_what_ships_is_deployed_once(
    alone: Path, bare: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", bare.url)

    def said(*arguments: str) -> tuple[int, str]:
        return server.main(list(arguments)), capsys.readouterr().out

    missing = "The database has not the present schema: run server.py migrate, or setup when it is empty.\n"
    assert said("doctor") == (2, missing)
    assert said("deploy") == (2, missing)
    ships = len(publish.shipped())
    code, words = said(*FIRST_PEOPLE)
    begins = (
        "Leicester Partnership (LEI) and its first administrator are there.\n"
        f"{ships} definitions deployed, 0 unchanged.\n"
        "Open this address to set the account up. It is shown this once, works once and holds for 7 days:\n"
        "http://127.0.0.1:8000/link/"
    )
    assert (code, words[: len(begins)]) == (0, begins)
    # Whoever is locked out gets another link; the one before does not hold any more.
    code, other = said("link", "--email", "ADA@cspr.example")
    assert code == 0 and other.splitlines()[-1] != words.splitlines()[-1]
    assert said("link", "--email", "nobody@cspr.example")[0] == 1
    again = "There are people in this database already: an administrator adds further ones.\n"
    assert said(*FIRST_PEOPLE) == (1, again)
    assert said("deploy") == (0, f"0 definitions deployed, {ships} unchanged.\n")
    assert said("migrate") == (0, "The database has the present schema.\n")
    assert said("doctor") == (0, "Everything holds.\n")
    code, words = said("verify-audit")
    assert code == 0 and words.endswith("everything holds.\n")
    key = alone / "data" / "master.key"
    assert key.stat().st_mode & 0o777 == 0o600
    key.rename(alone / "kept.key")
    code, words = said("doctor")
    assert code == 2 and "master.key cannot be read" in words and not key.exists()
