"""Keys of cases lie apart from the cases: never after them, never lost on the way there, never mixed up."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from cases import actions, keys, partnerships, records
from cases.actions import Action, Plan
from cases.records import Case
from casework import schema
from casework.office import Office
from casework.operations import moving_keys
from engine.work import Environment
from foundation import config, crypto, master_key
from foundation.clock import SystemClock
from foundation.crypto import Keyring
from foundation.database import Database, Session, bucket_of, new_id
from foundation.key_store import KeyStore, WrappedKey

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_whenever_a_process_is_killed_every_case_that_is_there_has_its_key(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        partnership = partnerships.add(session, "Leicester", "LEI").id
    master_key.create(tmp_path / "master.key")
    store = KeyStore(f"sqlite:///{tmp_path}/keys.sqlite")
    keyring = master_key.keyring(master_key.Source(tmp_path / "master.key"), store)
    command = [sys.executable, str(Path(__file__).with_name("opens_cases.py"))]
    arguments = [database.url, store.database.url, str(tmp_path / "master.key"), partnership]
    for number, pause in ((2, 0.001), (3, 0.004), (2, 0.007)):
        with subprocess.Popen(
            [*command, *arguments], env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            for _ in range(number):
                assert process.stdout.readline() == b"opened\n"
            time.sleep(pause)
            process.kill()
    with database.reading() as looking:
        texts = [actions.text_of(looking, keyring, each) for each in looking.scalars(select(Action))]
        assert len(texts) == len(looking.scalars(select(Case.id)).all()) > 5
    assert {*texts} == {"an invented action"}
    assert len({key.case_id for key in store.every()}) - len(texts) in range(4), "one key more for each kill at most"


def test_a_case_whose_opening_was_undone_is_opened_again_with_the_same_key(
    session: Session, keyring: Keyring, now: datetime
) -> None:
    opening = records.Opening(new_id(), "lei", profile="LLR-WT2023", settings_version=1)
    with pytest.raises(ZeroDivisionError), session.begin_nested():
        records.open_case(session, keyring, opening, now)
        raise ZeroDivisionError
    kept = keyring.store.of_case(opening.case_id)
    assert {row.part for row in kept} == {*keys.PARTS}
    records.open_case(session, keyring, opening, now)
    assert keyring.store.of_case(opening.case_id) == kept
    action = actions.add(session, keyring, opening.case_id, Plan("safety", "an invented action"), None, now)
    assert actions.text_of(session, keyring, action) == "an invented action"


def test_nobody_goes_on_with_the_keys_of_another_installation_or_none(
    session: Session, keyring: Keyring, open_case: Callable[..., str], tmp_path: Path
) -> None:
    open_case()
    keys.check(session, keyring.store)
    for other in (KeyStore(f"sqlite:///{tmp_path}/none.sqlite"), KeyStore(f"sqlite:///{tmp_path}/other.sqlite")):
        with pytest.raises(keys.AnotherKeyStore, match="Set KEYS_URL"):
            keys.check(session, other)
        other.begin()


def test_a_value_sealed_before_a_case_had_a_newer_key_still_opens(
    session: Session, keyring: Keyring, case_id: str, now: datetime
) -> None:
    cipher = keys.cipher(session, keyring, case_id)
    before = cipher.seal("written before", "action", "text", "1")
    newer = keyring.wrap(crypto.new_key(), keys.place(case_id))
    keyring.store.put([WrappedKey(case_id, 20, newer, now)])
    other = keys.CaseKeys(keyring, case_id, may_make=False)
    other.look()
    after = keys.Cipher(cipher.bucket, other).seal("written after", "action", "text", "1")
    assert before[1:5] != after[1:5]
    assert [cipher.open(each, "action", "text", "1") for each in (before, after)] == [
        "written before",
        "written after",
    ], "also for whoever had looked for the keys before"
    keyring.store.destroy(case_id, [1])
    del session.info["case keys"]
    with pytest.raises(crypto.CannotOpen):
        keys.cipher(session, keyring, case_id).open(before, "action", "text", "1")


def test_a_destroyed_key_is_nowhere_in_the_stores_files(tmp_path: Path, now: datetime) -> None:
    store = KeyStore(f"sqlite:///{tmp_path}/keys.sqlite")
    marks = {name: name.encode() * 20 for name in ("one", "other")}
    store.put([WrappedKey(name, 1, mark, now) for name, mark in marks.items()])
    store.destroy("one")
    raw = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (marks["one"] in raw, marks["other"] in raw) == (False, True)


def test_keys_of_an_earlier_version_move_into_the_store_however_often_that_is_broken_off(
    bare: Database, tmp_path: Path, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.migrate(bare, "0010")
    store = KeyStore(f"sqlite:///{tmp_path}/keys.sqlite")
    keyring = Keyring((crypto.new_key(),), crypto.new_key(), store)
    secrets = {case_id: crypto.new_key() for case_id in (new_id(), new_id())}
    with bare.transaction() as session:
        for case_id, secret in secrets.items():
            wrapped = keyring.wrap(secret, keys.place(case_id))
            row = {"bucket": bucket_of(case_id), "case_id": case_id, "wrapped": wrapped, "made_at": now}
            places = ", ".join(f":{name}" for name in row)
            session.execute(text(f"INSERT INTO case_key ({', '.join(row)}) VALUES ({places})"), row)
    with pytest.raises(RuntimeError, match="2 keys of cases are still in the database"):
        schema.migrate(bare)
    office = Office(config.read({"DATA_DIR": str(tmp_path)}), bare, SystemClock(), keyring, Environment())
    with monkeypatch.context() as patch, pytest.raises(ZeroDivisionError):
        patch.setattr(moving_keys, "delete", lambda _table: 1 / 0)
        moving_keys.migrate(office)
    assert (moving_keys.migrate(office), moving_keys.migrate(office)) == (2, 0)
    assert "case_key" not in inspect(bare.engine).get_table_names()
    with bare.reading() as session:
        assert {case_id: keys.of_case(session, keyring, case_id).every() for case_id in secrets} == {
            case_id: [secret] for case_id, secret in secrets.items()
        }
        with pytest.raises(keys.AnotherKeyStore):
            keys.check(session, KeyStore(f"sqlite:///{tmp_path}/another.sqlite"))


def test_a_store_keeps_wraps_anew_and_destroys_on_either_kind_of_database(bare: Database, now: datetime) -> None:
    store = KeyStore(bare.url)
    assert (store.id(), store.of_case("one"), store.every()) == (None, [], [])
    store.destroy("one")
    one, newer, other = (
        WrappedKey("one", 1, b"a", now),
        WrappedKey("one", 2, b"b", now, "letters"),
        WrappedKey("other", 1, b"c", now),
    )
    store.put([one, other])
    store.put([WrappedKey("one", 1, b"never", now), newer])
    assert (store.of_case("one"), store.every()) == ([newer, one], [one, newer, other])
    again = KeyStore(bare.url)
    assert store.begin("another") == store.id() == again.id()
    again.close()
    assert store.rewrap(other, b"d") and not store.rewrap(other, b"e"), "somebody else was quicker"
    with store.locked() as keys:
        assert [key.wrapped for key in keys] == [b"a", b"b", b"d"]
    store.destroy("one", [1])
    assert store.of_case("one") == [newer]
    store.destroy("one")
    assert [key.case_id for key in store.every()] == ["other"]
    store.close()


def test_a_store_of_an_earlier_version_is_brought_up_to_date_and_its_cases_get_further_keys(
    bare: Database, now: datetime
) -> None:
    with bare.transaction() as session:
        for line in (
            "CREATE TABLE key_store (id VARCHAR PRIMARY KEY)",
            "INSERT INTO key_store VALUES ('store')",
            "CREATE TABLE case_key (case_id VARCHAR, number INTEGER, wrapped BYTEA, made_at TIMESTAMP, "
            "PRIMARY KEY (case_id, number))",
        ):
            session.execute(text(line))
    keyring = Keyring((crypto.new_key(),), crypto.new_key(), KeyStore(bare.url))
    case_id, key = new_id(), crypto.new_key()
    keyring.store.put([WrappedKey(case_id, 1, keyring.wrap(key, keys.place(case_id)), now)])
    found = keys.CaseKeys(keyring, case_id, may_make=False)
    found.look()
    assert found.every() == [key] == [found.sealing(keys.LETTERS)], "whoever only looks makes none"
    found.may_make = True
    letters = found.sealing(keys.LETTERS)
    assert found.every() == [letters, key] and found.sealing(keys.CASE) == key
    keyring.store.close()
