"""What the ciphers promise: a value opens only unchanged, in its own place and with its own key."""

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation import crypto, master_key
from foundation.key_store import KeyStore

NO_STORE = KeyStore("sqlite://")
PLACE = crypto.place("submission", "answers", 7, "id-1")


@given(st.binary(max_size=5000))
def test_a_sealed_value_opens_again(content: bytes) -> None:
    key = crypto.new_key()
    assert crypto.open_sealed(key, crypto.seal(key, content, PLACE), PLACE) == content


@given(st.integers(min_value=0), st.integers(min_value=0, max_value=7))
def test_a_value_with_any_bit_changed_does_not_open(position: int, bit: int) -> None:
    key = crypto.new_key()
    sealed = bytearray(crypto.seal(key, b"A fact about a child", PLACE))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(crypto.CannotOpen):
        crypto.open_sealed(key, bytes(sealed), PLACE)


def test_a_value_moved_to_another_row_does_not_open() -> None:
    key = crypto.new_key()
    sealed = crypto.seal(key, b"content", PLACE)
    with pytest.raises(crypto.CannotOpen, match="moved to another record"):
        crypto.open_sealed(key, sealed, crypto.place("submission", "answers", 7, "id-2"))


def test_a_value_sealed_with_another_key_says_so() -> None:
    sealed = crypto.seal(crypto.new_key(), b"content", PLACE)
    with pytest.raises(crypto.CannotOpen, match="another key"):
        crypto.open_sealed(crypto.new_key(), sealed, PLACE)


def test_sealing_twice_never_gives_the_same_bytes() -> None:
    key = crypto.new_key()
    assert crypto.seal(key, b"content", PLACE) != crypto.seal(key, b"content", PLACE)


def test_a_key_wrapped_by_an_older_master_key_still_unwraps() -> None:
    older, newer, case_key = crypto.new_key(), crypto.new_key(), crypto.new_key()
    wrapped = crypto.Keyring((older,), b"index", NO_STORE).wrap(case_key, PLACE)
    assert crypto.Keyring((newer, older), b"index", NO_STORE).unwrap(wrapped, PLACE) == case_key


def test_the_blind_index_gives_equal_tokens_for_equal_values_only() -> None:
    keyring = crypto.Keyring((crypto.new_key(),), crypto.new_key(), NO_STORE)
    assert keyring.blind("surname", "testcase") == keyring.blind("surname", "testcase")
    assert keyring.blind("surname", "testcase") != keyring.blind("surname", "testcasé")
    assert keyring.blind("surname", "testcase") != keyring.blind("sound", "testcase")


def test_a_keyring_never_prints_its_keys(tmp_path: Path) -> None:
    master_key.create(tmp_path / "master.key")
    keyring = master_key.keyring(master_key.Source(tmp_path / "master.key"), NO_STORE)
    assert repr(keyring) == "Keyring()"


def test_a_new_master_key_file_is_for_its_owner_only_and_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    master_key.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_bytes()
    master_key.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "mode", "complaint"),
    [
        ("master " + "0" * 64 + "\nindex " + "0" * 64, 0o644, "chmod 600"),
        ("master 123\n", 0o600, "line 1"),
        ("master " + "0" * 64, 0o600, "not random"),
        ("master " + "0123456789abcdef" * 4, 0o600, "exactly one 'index' line"),
    ],
)
def test_a_bad_master_key_file_is_refused_in_plain_words(
    tmp_path: Path, content: str, mode: int, complaint: str
) -> None:
    path = tmp_path / "master.key"
    path.write_text(content)
    path.chmod(mode)
    with pytest.raises(crypto.MasterKeyProblem, match=complaint):
        master_key.read(master_key.Source(path))


def test_a_missing_master_key_file_is_never_made_silently(tmp_path: Path) -> None:
    with pytest.raises(crypto.MasterKeyProblem, match="cannot be read"):
        master_key.keyring(master_key.Source(tmp_path / "master.key"), NO_STORE)
    assert not (tmp_path / "master.key").exists()


def printing(text: str, *, code: int = 0, error: str = "") -> tuple[str, ...]:
    """A command that prints a text."""
    return sys.executable, "-c", f"import sys; print({text!r}); print({error!r}, file=sys.stderr); sys.exit({code})"


def test_the_master_key_comes_from_a_command_or_the_environment_as_from_a_file(tmp_path: Path) -> None:
    text, nowhere = master_key.fresh(), tmp_path / "none"
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found = master_key.read(master_key.Source(nowhere, command=printing(text)))
    assert found == master_key.read(master_key.Source(nowhere, text=";".join(lines)))
    assert found == master_key.read(master_key.Source(nowhere, text=text))
    assert found.masters[0].hex() not in repr(found) + repr(master_key.Source(nowhere, text=text))
    assert not nowhere.exists()


@pytest.mark.parametrize(
    ("command", "complaint"),
    [
        (printing("master 12", error="the secret itself"), "MASTER_KEY_COMMAND, line 1, is neither"),
        (printing(master_key.fresh(), code=3, error="the secret itself"), "ended with code 3"),
        (("/no/such/program",), "cannot be run (No such file or directory)"),
        ((sys.executable, "-c", "import time; time.sleep(60)"), "took longer than 0.2 seconds"),
        ((sys.executable, "-c", "import sys; sys.stdout.buffer.write(bytes([255, 254]))"), "is no text"),
    ],
)
def test_a_command_that_fails_is_told_without_a_word_of_what_it_said(
    command: tuple[str, ...], complaint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    monkeypatch.setattr(master_key, "TIME_LIMIT", 5 if "sleep" not in command[-1] else 0.2)
    with pytest.raises(crypto.MasterKeyProblem) as told:
        master_key.read(master_key.Source(tmp_path / "none", command=command))
    assert complaint in str(told.value)
    assert "secret" not in str(told.value) + "".join(capfd.readouterr())


def test_a_command_is_never_given_to_a_shell(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    with pytest.raises(crypto.MasterKeyProblem):
        master_key.read(
            master_key.Source(tmp_path / "none", command=("echo", f"$(touch {trap})", ";", "touch", str(trap)))
        )
    assert not trap.exists()
