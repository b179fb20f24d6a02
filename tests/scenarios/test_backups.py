"""A backup brings everything back but what was deleted since, on either kind of database, whatever is killed."""

import base64
import shutil
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from sqlalchemy import func, select

import handlers
from cases import api_tokens, drafts, dropped_mail, erasing, files, restores, submissions, token_keys
from cases.correspondence import outbox
from cases.correspondence.outbox import MailState
from cases.deletions import EVERYTHING, Deletion
from cases.dropped_mail import Span
from cases.files import CaseFile
from cases.identity_tokens import IdentityToken
from cases.keys import place
from cases.people import Person
from cases.records import Case
from cases.sealed import COLUMNS, Sealed
from cases.signing_in import account_mail, links, sessions
from cases.signing_in.links import Purpose
from cases.signing_in.sessions import Way
from cases.submissions import Submission
from casework import forgetting, key_copies
from casework import office as offices
from casework.mail import delivery
from casework.office import Office
from casework.operations import (
    anchoring,
    backing_up,
    backups,
    command_line,
    examining,
    outbox_after_restore,
    restoring,
    rows,
)
from casework.rehearsal.stage import config, spare_the_disk
from engine import worker
from foundation import backup_files, canonical, crypto
from foundation.clock import SettableClock
from foundation.config_keys import KeySettings
from foundation.crypto import CannotOpen
from tests import postgresql
from tests.scenarios.killing import killed_within
from tests.scenarios.stage import Stage

KEY_FILES = ("master.key", "anchor.key", "backup.key")


def at(folder: Path, office: Office, url: str | None = None, anchors: Path | None = None) -> Office:
    """An office in another place, with the key files of an older one and its copy of the keys."""
    folder.mkdir(exist_ok=True)
    for name in KEY_FILES:
        if (office.config.data_dir / name).exists() and folder != office.config.data_dir:
            shutil.copy(office.config.data_dir / name, folder / name)
    keys = KeySettings(copy_dir=office.config.keys.copy_dir or folder.parent / "copy of keys")
    there = replace(config(folder, url), keys=keys, anchor_dir=anchors)
    made = offices.open_office(there, handlers.table, SettableClock(office.clock.now()))
    spare_the_disk(made.database)
    return made


@pytest.fixture
def office(chapter: Callable[[str], Stage], tmp_path: Path) -> Office:
    """A case with replies, letters and e-mails that wait, with a copy of its keys elsewhere and anchors on a store."""
    on = chapter("papers")
    made = at(on.office.config.data_dir, on.office, anchors=tmp_path / "anchors")
    letter = outbox.Envelope(
        on.play.case_id, "a test", "reminder", "someone@cspr.example", "LEI", "Invented words.", "cspr.example"
    )
    with made.database.transaction() as session:
        outbox.put(session, made.keys, letter, made.clock.now())
        person_id = session.scalars(select(Person.id)).first() or ""
        links.make(session, person_id, Purpose.NEW_PASSWORD, person_id, made.clock.now())
        sessions.begin(session, person_id, Way.PASSWORD, "Firefox", made.clock.now())
        api_tokens.make(session, person_id, "Modeler", timedelta(days=30), made.clock.now())
        words = account_mail.Words("someone@cspr.example", "Invented", "https://cspr.example/link")
        account_mail.put(session, made.keys, person_id, "invitation", words, made.clock.now())
    anchoring.anchor(made, made.clock.now())
    return made


def case_of(office: Office) -> str:
    with office.database.reading() as session:
        return session.scalars(select(Case.id)).one()


def backed_up(office: Office, folder: Path) -> str:
    said: list[str] = []
    code = backing_up.back_up(office, Namespace(folder=str(folder), keys_elsewhere=False), said.append)
    return f"{code} " + "\n".join(said)


def restored(office: Office, folder: Path) -> str:
    said: list[str] = []
    code = restoring.restore(office, Namespace(folder=str(folder)), said.append)
    return f"{code} " + "\n".join(said)


def contents(office: Office) -> dict[str, Counter[bytes]]:
    """Every row of every table that a backup keeps, but for what tells of the restore itself."""
    told = {"restore", "audit_entry", "audit_head", "account_mail", *backups.LEFT_OUT}
    with office.database.reading() as session:
        connection = session.connection()
        return {
            table.name: Counter(
                canonical.write(row)
                for portion in rows.given(connection, table)
                for row in canonical.read(portion)  # type: ignore[union-attr]
            )
            for table in rows.tables(connection)
            if table.name not in told
        }


def verified(office: Office) -> str:
    said: list[str] = []
    anchoring.verify(office, said.append)
    return "\n".join(said)


@pytest.mark.slow
@pytest.mark.postgresql
def test_everything_comes_back_on_either_kind_of_database_and_nothing_goes_out_by_itself(
    office: Office, tmp_path: Path, postgresql_server: postgresql.Server
) -> None:
    assert backed_up(office, tmp_path / "backups").startswith("0 ")
    before = contents(office)
    assert before["file_piece"] and before["mail"] and before["deletion"] == Counter()
    with psycopg.connect(postgresql_server.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE restored")
    moved = at(tmp_path / "moved", office, postgresql_server.url("restored"), tmp_path / "anchors")
    back = at(tmp_path / "back", office)
    for place_, folder in ((moved, tmp_path / "backups"), (back, tmp_path / "backups again")):
        said = restored(place_, folder)
        assert said.startswith("0 The backup of "), said
        assert said.endswith("Everything holds.")
        assert contents(place_) == before
        with place_.database.reading() as session:
            for submission in session.scalars(select(Submission)):
                submissions.read(session, place_.keys, submission)
            there = {table.name: table for table in rows.tables(session.connection())}
            for name in (*backups.LEFT_OUT, "account_mail"):
                assert session.execute(select(there[name])).first() is None, "no link or session goes on"
            waiting = sum(number for _, number in restores.waiting(session))
            assert waiting and restores.holding(session)
        assert delivery.deliver_due(place_) == 0
        assert "a backup of " in verified(place_)
        assert verified(place_).endswith("everything holds.")
        assert anchoring.anchor(place_, place_.clock.now().replace(year=2060))
        assert verified(place_).endswith("everything holds.")
        assert "the database is not empty, and nothing is ever overwritten" in restored(place_, folder)
        if place_ is moved:
            assert backed_up(moved, tmp_path / "backups again").startswith("0 ")
        with place_.database.transaction() as session:
            dropped_mail.drop(session, Span(), "went_out", waiting, "an administrator", place_.clock.now())
        assert held_ones(place_) == []
        place_.close()
    moved.database.engine.dispose()


def held_ones(office: Office) -> list[tuple[str, int]]:
    """How many e-mails of which kind could be dropped."""
    with office.database.reading() as session:
        return dropped_mail.kinds(session, Span())


@pytest.mark.slow
def test_e_mails_go_again_when_somebody_has_looked(office: Office, tmp_path: Path) -> None:
    backed_up(office, tmp_path / "backups")
    there = at(tmp_path / "there", office)
    restored(there, tmp_path / "backups")

    def released(*how: str, code: int = 0) -> str:
        said: list[str] = []
        asked = command_line.read(["release-outbox", *how])
        assert outbox_after_restore.release(there, asked, said.append) == code
        return "\n".join(said)

    assert "These wait" in released()
    with there.database.reading() as session:
        before = dict(restores.waiting(session))
    clock = there.clock
    assert isinstance(clock, SettableClock)
    clock.move(timedelta(days=30))
    worker.run_due(there.worker)
    with there.database.reading() as session:
        assert sum(dict(restores.waiting(session)).values()) > sum(before.values()), "timers write e-mails"
    assert delivery.deliver_due(there) == 0, "and none of them goes out unseen"
    assert "Each waits on the page" in released("--one-by-one")
    with there.database.reading() as session:
        held = [state for state, number in outbox.counts(session).items() if number]
        assert MailState.HELD in held and MailState.READY not in held
    assert released() == "Nothing is held back."
    number, reason = sum(number for _, number in held_ones(there)), ("--drop", "not_known")
    assert number and "was ordered then" in released(*reason, "--until", "2020-01-01")
    assert released(*reason).endswith(f"--confirm {number}.")
    assert f"{number} e-mails" in released(*reason, "--confirm", str(number + 1), code=1)
    assert "not a date" in released(*reason, "--from", "soon", code=2)
    assert "say --drop" in released("--until", "2020-01-01", code=2)
    assert "tell in another way" in released(*reason, "--from", "2020-01-01T09:00", "--confirm", str(number))
    assert not held_ones(there)
    assert delivery.deliver_due(there) == 0
    other = at(tmp_path / "other", office)
    restored(other, tmp_path / "backups")
    there = other
    assert released("--send").endswith("They go out now.")
    assert delivery.deliver_due(other) > 0


def deletion(office: Office, *classes: str) -> Deletion:
    return Deletion(case_of(office), classes or (EVERYTHING,), "person-1", "person-2", "retention", office.clock.now())


def opened_keys(office: Office, case_id: str) -> dict[str, bytes]:
    """The keys of a case, by the part of it that each opens."""
    rows_ = office.keys.store.of_case(case_id)
    return {row.part: office.keys.unwrap(row.wrapped, place(case_id, row.part)) for row in rows_}


def sealed_values(folder: Path, office: Office, case_id: str) -> list[tuple[bytes, bytes]]:
    """What a backup holds of a case, opened by whoever has the keys of the backups: each value with its place."""
    found = backups.newest(folder)
    manifest = backups.read(found, office.config)
    key = backups.check(found, manifest, office.config)
    values = []
    for one in manifest.files:
        for portion in backup_files.read(found, one.name, key, manifest.id):
            for row in canonical.read(portion) if one.table else []:  # type: ignore[union-attr]
                named = dict(zip(one.columns, row, strict=True))  # type: ignore[arg-type]
                if named.get("case_id") == case_id:
                    for each in (*COLUMNS, Sealed(IdentityToken, "token")):
                        value = named.get(each.column) if each.name == one.table else None
                        if value is not None:
                            within = each.within(SimpleNamespace(**named))
                            bound = crypto.place(one.table, each.column, named["bucket"], within)
                            values.append((base64.b64decode(value["b"]), bound))
    return values


@pytest.mark.slow
def test_of_a_case_deleted_after_a_backup_nothing_can_be_read_by_any_means_at_hand(
    office: Office, tmp_path: Path
) -> None:
    case_id, folder = case_of(office), tmp_path / "backups"
    kept, secrets = office.keys.store.of_case(case_id), opened_keys(office, case_id).values()
    by_id = {crypto.key_id(secret): secret for secret in secrets}
    backed_up(office, folder)
    at_hand = sealed_values(folder, office, case_id)
    assert len(at_hand) > 10
    with office.database.reading() as session:
        tokens = list(session.scalars(select(IdentityToken.token)))
    assert tokens
    for sealed, bound in at_hand:
        assert crypto.open_sealed(by_id[sealed[1:5]], sealed, bound), "the case's own keys would open it"
    copy = office.config.keys.copy_dir
    assert copy and all(one.wrapped.hex() in (copy / key_copies.NAME).read_text() for one in kept)
    forgetting.forget(office, deletion(office))
    office.close()
    # The disk is lost; the backups, the anchors' store, the key files and the copy of the keys are there.
    there = at(tmp_path / "there", office, anchors=tmp_path / "anchors")
    assert restored(there, folder).startswith("0 ")
    with there.database.reading() as session:
        assert case_of(there) == case_id
        for column in COLUMNS:
            stored = session.scalars(select(getattr(column.table, column.column)).where(*column.of_case(case_id)))
            assert not [each for each in stored if each]
        assert examining.faults(session, there) == [] or not there.keys.store.of_case(case_id)
    # No file anywhere has the key, plain or wrapped, in any writing; nor has what the sealed files hold.
    opened = [sealed for sealed, _ in sealed_values(folder, there, case_id)]
    everything = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    for writing in (lambda raw: raw, lambda raw: raw.hex().encode(), base64.b64encode):
        for each in (*(one.wrapped for one in kept), *secrets, *tokens):
            assert not [raw for raw in [*everything, *opened] if writing(each) in raw]
    assert [key for key in there.keys.store.every() if not token_keys.partnership_of(key)] == []
    for sealed, bound in at_hand:
        with pytest.raises(CannotOpen):
            crypto.open_sealed(there.keys.masters[0], sealed, bound)
    # Not even a copy of the key store from before, brought back later, is left alone.
    there.keys.store.put(kept)
    restoring.settle(there)
    assert there.keys.store.of_case(case_id) == []
    assert verified(there).endswith("everything holds.")


@pytest.mark.slow
def test_of_a_class_deleted_after_a_backup_nothing_can_be_read_and_all_else_can(office: Office, tmp_path: Path) -> None:
    case_id, folder = case_of(office), tmp_path / "backups"
    draft, unsent = drafts.Place(case_id, "a reply", "person-1"), files.Upload(case_id, "note.txt", b"Invented.", "BO")
    with office.database.transaction() as session:
        begun = drafts.Draft({"words": "begun"}, "1", office.clock.now(), "replies")
        drafts.save(session, office.keys, draft, begun)
        files.stage(session, office.keys, replace(unsent, part="replies"), office.clock.now())
    before, kept = opened_keys(office, case_id), office.keys.store.of_case(case_id)
    backed_up(office, folder)
    at_hand = sealed_values(folder, office, case_id)
    forgetting.forget(office, deletion(office, "identity", "replies"))
    office.close()
    there = at(tmp_path / "there", office, anchors=tmp_path / "anchors")
    assert restored(there, folder).endswith("Everything holds.")
    left = opened_keys(there, case_id)
    assert left == {part: key for part, key in before.items() if part not in ("identity", "replies")}
    places: dict[bool, Counter[bytes]] = {True: Counter(), False: Counter()}
    for sealed, bound in at_hand:
        opening = [key for key in left.values() if crypto.key_id(key) == sealed[1:5]]
        places[bool(opening)][bound.partition(b"|")[0]] += 1
        for key in opening:
            assert crypto.open_sealed(key, sealed, bound)
    gone, open_ = places[False], places[True]
    assert {*gone} == {b"identity", b"identity_token", b"submission", b"draft", b"file", b"file_piece"}
    assert open_.keys() >= {b"submission", b"file", b"letter", b"mail"} and b"identity" not in open_
    with there.database.reading() as session:
        replies = select(func.count()).where(Submission.form_id.startswith("f06_"))
        assert not {"identity", "replies"} & erasing.counts(session, case_id).keys()
        assert (session.scalar(replies), drafts.load(session, there.keys, draft)) == (0, None)
        for file in session.scalars(select(CaseFile)):
            assert file.part != "replies" and files.read(session, there.keys, file)
    # Nor does a copy of the key store from before, brought back later, open anything.
    there.keys.store.put(kept)
    assert "identity" in opened_keys(there, case_id)
    restoring.settle(there)
    assert opened_keys(there, case_id) == left
    assert verified(there).endswith("everything holds.")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_a_backup_and_a_restore_that_are_killed_leave_nothing_half_done(
    office: Office, tmp_path: Path, kind: str, request: pytest.FixtureRequest
) -> None:
    folder, url = tmp_path / "backups", None
    if kind == "postgresql":
        server: postgresql.Server = request.getfixturevalue("postgresql_server")
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE killed_restore")
        url = server.url("killed_restore")
    office.close()
    killed_within(lambda: backed_up(office, folder), backup_files, "write", 5)
    with pytest.raises(backups.BadBackup, match="holds no whole backup"):
        backups.newest(folder)
    assert backed_up(office, folder).startswith("0 ")
    assert [each.name for each in folder.iterdir() if "unfinished" in each.name] == []
    before = contents(office)
    there = at(tmp_path / "there", office, url, tmp_path / "anchors")
    there.close()
    killed_within(lambda: restored(there, folder), rows, "taken", 7)
    assert sum(contents(there)["case_file"].values()) == 0
    there.close()
    killed_within(lambda: restored(there, folder), forgetting, "finish", 0)
    assert contents(there) == before
    there.close()
    killed_within(lambda: restored(there, folder), anchoring, "say_restored", 0)
    said = restored(there, folder)
    assert said.startswith("0 ")
    assert contents(there) == before
    assert verified(there).endswith("everything holds.")
    there.close()


def test_a_backup_that_was_changed_or_is_not_whole_is_refused_before_anything_is_written(
    office: Office, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    backed_up(office, folder)
    made = backups.newest(folder)
    there = at(tmp_path / "there", office)

    def checked() -> str:
        said: list[str] = []
        code = backups.say_whether_whole(there.config, Namespace(folder=str(folder)), said.append)
        return f"{code} {said[-1]}"

    assert checked().startswith(f"0 {made} is whole")
    piece, manifest = made / "003.sealed", made / backups.MANIFEST
    for path, change, words in (
        (piece, lambda raw: raw[:-1], "is not the file that was written"),
        (manifest, lambda raw: raw.replace(b'"format":1', b'"format":2'), "is not what was signed"),
        (there.config.backup_key, lambda _raw: b"backup " + crypto.new_key().hex().encode(), "is not the key"),
        (there.config.anchor_key, None, "is not there"),
    ):
        kept = path.read_bytes()
        if change:
            path.write_bytes(change(kept))
        else:
            path.unlink()
        assert words in checked() and words in restored(there, folder)
        path.write_bytes(kept)
        path.chmod(0o600)
    assert not there.config.key_store.removeprefix("sqlite:///") or contents(there) == {}
    shutil.rmtree(office.config.keys.copy_dir or tmp_path)
    assert "The copy of the keys is not in" in restored(there, folder)
    assert contents(there) == {}


def test_without_a_place_for_the_keys_no_backup_is_made(office: Office, tmp_path: Path) -> None:
    alone = replace(office, config=replace(office.config, keys=KeySettings()))
    assert backed_up(alone, tmp_path / "backups").startswith("2 Without the keys of the cases")
    assert not (tmp_path / "backups").exists()
