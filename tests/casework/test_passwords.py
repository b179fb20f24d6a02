"""What a new password may not be, and what is kept of codes that stand in for one."""

import hashlib
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import partnerships, people
from cases.partnerships import Agency
from casework.office import Office
from casework.signing_in import breached, codes, commonest, passwords, words
from engine.work import Environment
from foundation import config
from foundation.clock import SettableClock
from foundation.database import Database
from tests.cases.conftest import KEYRING
from tools.common_passwords import made_of

GOOD = "lantern gravel ninety orchid"


def hashed(password: str) -> str:
    return hashlib.sha1(password.encode()).hexdigest().upper()


@pytest.fixture
def office(database: Database, clock: SettableClock, tmp_path: Path) -> Office:
    return Office(config.read({"DATA_DIR": str(tmp_path)}), database, clock, KEYRING, Environment())


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Writes a list of lost passwords: `listed(passwords, end_of_line)`."""
    path = tmp_path_factory.mktemp("lists") / "lost"

    def written(lost: set[str], end: str = "\n", count: Callable[[int], str] = lambda number: f":{number}") -> Path:
        lines = (hashed(one) + count(number) + end for number, one in enumerate(sorted(lost, key=hashed)))
        path.write_bytes("".join(lines).encode())
        return path

    return written


@given(
    lost=st.sets(st.text("aZ09 é€", max_size=8), max_size=40),
    other=st.text("aZ09 é€", max_size=8),
    end=st.sampled_from(["\n", "\r\n"]),
    counted=st.booleans(),
)
def test_a_password_that_others_have_lost_is_refused_wherever_it_stands_in_the_list(
    listed: Callable[..., Path], lost: set[str], other: str, end: str, counted: bool
) -> None:
    path = listed(lost, end, (lambda number: f":{7**number}") if counted else lambda _: "")
    assert all(breached.is_known(one, path) for one in lost)
    assert breached.is_known(other, path) == (other in lost)
    # A last line without an end is one like the others.
    path.write_bytes(path.read_bytes().rstrip())
    assert all(breached.is_known(one, path) for one in lost)


def test_the_commonest_passwords_of_a_possible_length_are_refused_however_they_are_written(office: Office) -> None:
    kept = commonest.LIST.read_bytes()
    hashes = [kept[at : at + commonest.BYTES] for at in range(0, len(kept), commonest.BYTES)]
    assert len(hashes) > 40_000 and hashes == sorted(set(hashes)) and len(kept) % commonest.BYTES == 0
    for word in ("1qaz2wsx3edc", "Mailcreated5240", "QWERTYQWERTY", "fussballverruckte", "gfhjkmgfhjkm"):
        for written in (word, word.swapcase()):
            assert "Many people use this one" in passwords.fault_of(office, written, ()), written
        assert not commonest.is_known(f"{word}, and more")
    lines = ["short", "a" * 129, "A common one", "a common one"]
    assert made_of(lines) == commonest.short_hash("a common one")


def test_a_password_of_names_of_people_organisations_or_the_product_is_too_easy(office: Office) -> None:
    with office.database.transaction() as session:
        home = partnerships.add(session, "Leicester Safeguarding Children Partnership", "LEI")
        session.add(agency := Agency(id="police", name="Leicestershire Police", category="police"))
        session.flush()
        partnerships.serve(session, agency.id, home.id)
        ola = people.add(session, "Ola Testcase", "o.kim@cspr.example")
    with office.database.reading() as session:
        about = words.about(session, ola.id)
    for easy in (
        "Ola Testcase 1984", "kim@cspr.example1", "Leicestershire Police 1", "leicestershirepolice", "police.Leicester",
        "cspr-workflow-2026", "SAFEGUARDING review", "safeguarding children partnership 1",
    ):  # fmt: skip
        assert "too easy" in passwords.fault_of(office, easy, about), easy
    assert passwords.fault_of(office, GOOD, about) == ""
    assert passwords.fault_of(office, f"police {GOOD}", about) == "", "a known word among others does no harm"


def test_whoever_chooses_a_lost_password_is_told_why_it_will_not_do(
    listed: Callable[..., Path], office: Office, tmp_path: Path
) -> None:
    assert passwords.fault_of(office, GOOD, ()) == ""
    path = listed({GOOD, "another"})
    settings = config.read({"DATA_DIR": str(tmp_path), "BREACHED_PASSWORDS": str(path)})
    asked = replace(office, config=settings)
    assert "lists of stolen passwords" in passwords.fault_of(asked, GOOD, ())
    assert passwords.fault_of(asked, "gravel orchid lantern ninety", ()) == ""
    path.unlink()  # by whoever runs the computer, while the program runs
    assert "the file named by BREACHED_PASSWORDS" in passwords.fault_of(asked, "gravel orchid lantern ninety", ())


def test_a_list_that_is_none_is_refused_at_the_start(tmp_path: Path) -> None:
    plain = tmp_path / "passwords.txt"
    plain.write_text("letmein\n")
    for path, what in ((plain, "no list of SHA-1"), (tmp_path / "away", "cannot be read")):
        with pytest.raises(config.ConfigurationError, match=what):
            config.read({"DATA_DIR": str(tmp_path), "BREACHED_PASSWORDS": str(path)})


def test_a_recovery_code_cannot_be_guessed_from_what_is_kept_of_it() -> None:
    made = codes.recovery()
    assert len(set(made)) == codes.HOW_MANY
    for code in made:
        signs = codes.plain(code)
        # From 112 bits on, a hash that is quick to make tells nobody anything (OWASP ASVS 6.5.2).
        assert set(signs) <= set(codes.ALPHABET) and len(signs) * math.log2(len(codes.ALPHABET)) >= 112
