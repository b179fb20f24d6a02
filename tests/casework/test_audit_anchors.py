"""That whoever can write into the database cannot change what the audit says without its anchors telling."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import delete, select, text, update

from casework.office import Office
from casework.operations import anchoring
from engine.work import Environment
from foundation import audit, audit_anchors, canonical, signed_files
from foundation.audit import AuditEntry, AuditHead
from foundation.clock import SystemClock
from foundation.config import Config
from foundation.crypto import Keyring, MasterKeyProblem, new_key
from foundation.database import Database, Session
from foundation.key_store import KeyStore

CASE = audit.stream_of("case", "01900000-0000-7000-8000-000000000000")
OTHER = audit.stream_of("case", "01900000-0000-7000-8000-000000000001")
START = datetime(2026, 1, 14, 9, tzinfo=UTC)


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    """An office with nothing but a database of each kind and a folder."""
    config = Config(tmp_path, database.url, 0, False, "", None, 0, "", tmp_path, tmp_path)
    return Office(
        config, database, SystemClock(), Keyring((new_key(),), new_key(), KeyStore("sqlite://")), Environment()
    )


def record(office: Office, stream: audit.Stream, number: int) -> None:
    with office.database.transaction() as session:
        for _ in range(number):
            audit.append(session, stream, "person-1", "release", "letter-1", {"version": 1}, START)


def three_hours(office: Office) -> None:
    """Three anchors: four entries in one stream before the first, two more and another stream before the second."""
    with time_machine.travel(START, tick=False) as moment:
        for stream, entries in ((CASE, 4), (OTHER, 3), (CASE, 2)):
            record(office, stream, entries)
            moment.shift(timedelta(minutes=61))
            assert anchoring.anchor_when_due(office)


def told(office: Office) -> str:
    said: list[str] = []
    code = anchoring.verify(office, said.append)
    assert code == (0 if said[-1].endswith("everything holds.") else 1)
    return "\n".join(said)


def written_anew(session: Session, stream: audit.Stream, entries: list[AuditEntry]) -> None:
    """What somebody does who knows how the chain is made: a stream in which every hash and the head are right."""
    rows = [
        {name: getattr(one, name) for name in ("at", "recorded_at", "actor", "action", "subject", "detail")}
        for one in entries
    ]
    where = (AuditEntry.bucket == stream.bucket, AuditEntry.stream == stream.name)
    session.execute(delete(AuditEntry).where(*where))
    session.execute(delete(AuditHead).where(AuditHead.bucket == stream.bucket, AuditHead.stream == stream.name))
    session.expunge_all()
    for row in rows:
        with time_machine.travel(row["recorded_at"], tick=False):
            audit.append(
                session, stream, row["actor"], row["action"], row["subject"], canonical.read(row["detail"]), row["at"]
            )


def of(session: Session) -> list[AuditEntry]:
    found = audit.entries(session, CASE)
    session.expunge_all()
    return found


def changed(session: Session) -> None:
    entries = of(session)
    entries[2].actor = "person-9"
    written_anew(session, CASE, entries)


def removed(session: Session) -> None:
    entries = of(session)
    written_anew(session, CASE, entries[:2] + entries[3:])


def put_in(session: Session) -> None:
    entries = of(session)
    written_anew(session, CASE, [*entries[:2], entries[0], *entries[2:]])


def put_at_the_end(session: Session) -> None:
    entries = of(session)
    written_anew(session, CASE, [*entries, entries[0]])


def put_in_a_stream_of_its_own(session: Session) -> None:
    written_anew(session, audit.stream_of("case", "never-was"), of(session)[:1])


def reordered(session: Session) -> None:
    entries = of(session)
    entries[1].subject = "letter-2"
    written_anew(session, CASE, [entries[1], entries[0], *entries[2:]])


def cut_off(session: Session) -> None:
    written_anew(session, CASE, of(session)[:3])


def emptied(session: Session) -> None:
    written_anew(session, CASE, [])


def moved_to_another_case(session: Session) -> None:
    entries = of(session)
    written_anew(session, OTHER, entries)


@pytest.mark.parametrize(
    "tampering",
    [
        changed, removed, put_in, put_at_the_end, put_in_a_stream_of_its_own, reordered, cut_off, emptied,
        moved_to_another_case,
    ],
)  # fmt: skip
def test_a_stream_written_anew_with_every_hash_right_is_found_by_its_anchors(
    office: Office, tampering: Callable[[Session], None]
) -> None:
    three_hours(office)
    assert told(office).startswith("12 entries in 3 streams, 3 anchors in ")
    with office.database.transaction() as session:
        tampering(session)
    with office.database.reading() as session:
        assert audit.verify(session) == [], "the chains alone hold"
        assert anchoring.faults(session, office)
    assert told(office).endswith("faults.")


def test_an_entry_that_cannot_even_be_read_is_told_as_changed(office: Office) -> None:
    three_hours(office)
    with office.database.transaction() as session:
        session.execute(update(AuditEntry).where(AuditEntry.number == 2).values(detail=b"not JSON"))
    assert "entry 2: the entry is not what was written" in told(office)


def test_two_entries_that_change_places_are_found(office: Office) -> None:
    three_hours(office)
    with office.database.transaction() as session:
        for old, new in ((1, 99), (2, 1), (99, 2)):
            where = {"old": old, "new": new, "stream": CASE.name}
            session.execute(
                text("UPDATE audit_entry SET number = :new WHERE number = :old AND stream = :stream"), where
            )
    assert f"{CASE.name}, entry 1: the entry is not what was written" in told(office)


def test_an_anchor_that_is_taken_away_changed_or_forged_is_found(office: Office, tmp_path: Path) -> None:
    three_hours(office)
    folder, keys = office.config.anchors, signed_files.signer(office.config.anchor_key)
    for number in (1, 2, 3):
        path = signed_files.place(folder, number)
        kept = path.read_bytes()
        path.unlink()
        assert f"anchors:all, entry {number}: the anchor is not in its folder" in told(office)
        content = json.loads(kept)
        content["heads"][0][2] -= 1
        path.write_bytes(canonical.write(content) + b"\n")
        assert f"anchors:all, entry {number}: the anchor is not what was signed" in told(office)
        path.write_bytes(b"[]")
        assert f"anchors:all, entry {number}: the anchor cannot be read" in told(office)
        path.unlink()
        strange = signed_files.signer(tmp_path / "a strangers key")
        anchor = audit_anchors.Anchor(number, START, content["before"], ())
        audit_anchors.write(folder, strange, anchor)
        assert f"anchors:all, entry {number}: the anchor is not what was signed" in told(office)
        path.unlink()
        # Signed by us, but another one than was written then.
        audit_anchors.write(folder, keys, anchor)
        assert f"anchors:all, entry {number}: the anchor is not the one that was written" in told(office)
        path.write_bytes(kept)
    assert told(office).endswith("everything holds.")


def test_a_database_from_an_older_backup_is_told_by_the_anchors_that_came_after_it(office: Office) -> None:
    three_hours(office)
    with office.database.transaction() as session:
        older = [one for one in audit.entries(session, anchoring.ANCHORS) if one.number < 3]
        session.expunge_all()
        written_anew(session, anchoring.ANCHORS, older)
        written_anew(session, CASE, of(session)[:4])
    said = told(office)
    assert "anchors:all, entry 3: the anchor has no entry in the database" in said
    assert f"{CASE.name}, entry 4: the end was cut off: when it was anchored, the stream had 6 entries" in said


def test_an_anchor_is_written_each_hour_in_which_something_was_recorded(office: Office) -> None:
    three_hours(office)
    written = signed_files.numbers(office.config.anchors)
    last = START + timedelta(minutes=3 * 61)
    with time_machine.travel(last, tick=False) as moment:
        moment.shift(timedelta(minutes=59))
        record(office, CASE, 1)
        assert not anchoring.anchor_when_due(office)
        moment.shift(timedelta(minutes=2))
        assert anchoring.anchor_when_due(office)
        assert not anchoring.anchor_when_due(office)
        moment.shift(timedelta(hours=20))
        # What was recorded shortly before the last one is looked at once more, then there is rest.
        assert [anchoring.anchor_when_due(office) for _ in range(2)] == [True, False]
        moment.shift(timedelta(hours=20))
        assert not anchoring.anchor_when_due(office)
    assert signed_files.numbers(office.config.anchors) == [*written, 4, 5]
    assert told(office).endswith("everything holds.")


def test_what_is_recorded_by_a_clock_that_was_turned_back_is_anchored_at_once_and_held_like_the_rest(
    office: Office,
) -> None:
    three_hours(office)
    with time_machine.travel(START - timedelta(days=2), tick=False) as moment:
        record(office, OTHER, 2)
        assert anchoring.anchor_when_due(office)
        assert not anchoring.anchor_when_due(office)
        record(office, CASE, 1)
        moment.shift(timedelta(minutes=61))
        assert anchoring.anchor_when_due(office)
        assert told(office).endswith("everything holds.")
        with office.database.transaction() as session:
            session.execute(delete(AuditEntry).where(AuditEntry.stream == OTHER.name, AuditEntry.number == 5))
            session.execute(
                update(AuditHead)
                .where(AuditHead.stream == OTHER.name)
                .values(
                    number=4,
                    hash=select(AuditEntry.hash)
                    .where(AuditEntry.stream == OTHER.name, AuditEntry.number == 4)
                    .scalar_subquery(),
                )
            )
        assert "the end was cut off: when it was anchored, the stream had 5 entries" in told(office)


def test_after_a_crash_between_file_and_database_the_anchor_counts_as_it_was_written(office: Office) -> None:
    three_hours(office)
    record(office, OTHER, 1)
    at = datetime.now(UTC)

    class Crash(Exception):
        pass

    def crash(*_: object) -> None:
        raise Crash

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Crash):
        patch.setattr(audit, "append", crash)
        anchoring.anchor(office, at)
    assert "entry 4: the anchor has no entry" in told(office)
    assert anchoring.anchor(office, at)
    assert told(office).endswith("everything holds.")


def test_no_anchor_is_written_where_the_one_before_is_not(office: Office) -> None:
    three_hours(office)
    signed_files.place(office.config.anchors, 3).unlink()
    with pytest.raises(signed_files.NotAsSigned, match="put it back"):
        anchoring.anchor(office, datetime.now(UTC))


def test_a_replaced_key_still_checks_what_the_old_one_signed(office: Office) -> None:
    three_hours(office)
    path = office.config.anchor_key
    assert path.stat().st_mode & 0o777 == 0o600
    old = next(line for line in path.read_text().splitlines() if line.startswith("check"))
    path.unlink()
    assert "is not what was signed" in told(office)
    path.write_text(path.read_text() + old + "\n")
    assert told(office).endswith("everything holds.")
    with office.database.transaction() as session:
        assert session.scalar(select(AuditHead.number).where(AuditHead.stream == "anchors:all")) == 3
    assert anchoring.anchor(office, datetime.now(UTC))
    path.chmod(0o644)
    with pytest.raises(MasterKeyProblem, match="chmod 600"):
        told(office)


def test_the_root_is_that_of_rfc_6962() -> None:
    assert [audit_anchors.merkle_root([bytes([n]) for n in range(size)]).hex()[:8] for size in (0, 1, 2, 3)] == [
        "e3b0c442",
        "96a296d2",
        "a20bf9a7",
        "3b6cccd7",
    ]
