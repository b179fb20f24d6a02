"""Key files are judged when the product begins and by doctor: no other user may read them, no person made them up."""

from dataclasses import replace
from pathlib import Path

import pytest

from casework.operations import key_files
from foundation import backup_files, config, master_key, signed_files
from foundation.config import ConfigurationError
from tests.web.world import World
from web import serving, session_key


def test_key_files_that_others_may_read_or_somebody_made_up_are_named(tmp_path: Path) -> None:
    found = config.read({"DATA_DIR": str(tmp_path)})
    assert not list(key_files.faults(found)), "what is not there is made when it is needed"
    session_key(found.session_key_file)
    signed_files.signer(found.anchor_key)
    backup_files.key(found.backup_key, make=True)
    paths = (found.session_key_file, found.anchor_key, found.backup_key)
    assert not list(key_files.faults(found))
    for path in paths:
        path.chmod(0o640)
    assert [f"run chmod 600 {path}" in said for path, said in zip(paths, key_files.faults(found), strict=True)] == [
        True
    ] * 3
    for path in paths:
        path.chmod(0o600)
    made_up = "5e" * 32
    found.session_key_file.write_bytes(b"secret" * 10)
    found.anchor_key.write_text(f"sign {made_up}\n")
    found.backup_key.write_text(f"backup {made_up}\n")
    said = list(key_files.faults(found))
    assert len(said) == 3 and all(
        "random" in each and str(path) in each for path, each in zip(paths, said, strict=True)
    )
    assert made_up not in " ".join(said)


def test_programs_that_begin_at_one_moment_have_the_same_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = config.read({"DATA_DIR": str(tmp_path)})
    # Each looks before any of them writes.
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    for _ in range(2):
        master_key.create(found.master_key_file)
    assert session_key(found.session_key_file) == session_key(found.session_key_file)
    first, second = (signed_files.signer(found.anchor_key) for _ in range(2))
    assert first.private.private_bytes_raw() == second.private.private_bytes_raw()
    assert backup_files.key(found.backup_key, make=True) == backup_files.key(found.backup_key, make=True)


def test_the_product_does_not_begin_with_a_key_file_that_others_may_read(still_world: World, tmp_path: Path) -> None:
    own = replace(still_world.office.config, anchor_key_file=tmp_path / "anchor.key")
    signed_files.signer(own.anchor_key)
    own.anchor_key.chmod(0o644)
    with pytest.raises(ConfigurationError, match="run chmod 600"):
        serving.serve(replace(still_world.office, config=own), web=False, worker=True)
