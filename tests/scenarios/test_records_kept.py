"""Records are kept as long as the settings say, on legal hold for longer, and go when two people have decided so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete as sa_delete
from sqlalchemy import event

from cases import deletions, drafts, erasing, files, keys, legal_holds, owned, records, settings, sight, submissions
from cases.clocks import keeping, readings
from cases.clocks.anchors import AnchorRow
from cases.deletions import EVERYTHING
from cases.identity_tokens import IdentityToken
from cases.legal_holds import LegalHold
from cases.owned import OfCase
from cases.records import CaseStatus
from cases.settings import NewVersion
from casework import deleting, forgetting, schema, settings_changes, who_sees
from casework.deleting import NotTwo, Wanted
from casework.may import Clause
from casework.operations import anchoring, catching_up, examining, tidying
from engine import instances, worker
from engine.states import InstanceState
from foundation import signed_files
from foundation.clock import london_date
from foundation.database import Base
from tests.scenarios.signed_in import browser
from tests.scenarios.stage import Stage
from web import create_app

HIDDEN = ("Baby Testcase", "Sibling Testcase", "1 Invented Lane", "seriously harmed; the cause is not known")


@pytest.fixture
def on(chapter: Callable[[str], Stage]) -> Stage:
    """A case with replies, letters and e-mails that has ended by being withdrawn."""
    on = chapter("sent")
    with on.office.database.transaction() as session:
        records.change_status(session, on.play.case_id, CaseStatus.CLOSED, on.play.clock.now())
        deleting.note_end(session, on.office, on.play.case_id, "system", on.play.clock.now())
    return on


def wanted(on: Stage, *classes: str, second: str = "Carla Chair") -> Wanted:
    people = (on.play.person("Mona Manager"), on.play.person(second))
    return Wanted(on.play.case_id, classes or ("case",), *people, "period", on.play.clock.now())


def delete(on: Stage, what: Wanted) -> None:
    with on.office.database.transaction() as session:
        deleting.order(session, what, on.play.clock.now())
    forgetting.finish(on.office)


def put_on_hold(on: Stage) -> str:
    with on.office.database.transaction() as session:
        hold = LegalHold(
            **owned.key(on.play.case_id),
            asked_by="court",
            placed_by=on.play.person("Carla Chair"),
            placed_at=on.play.clock.now(),
        )
        return legal_holds.place(session, hold).id


def faults(on: Stage) -> list[str]:
    with on.office.database.reading() as session:
        return [str(one) for one in examining.faults(session, on.office)]


def test_every_table_of_a_case_has_its_class_or_stays_as_skeleton() -> None:
    schema.metadata()
    found = {each.class_ for each in Base.registry.mappers if issubclass(each.class_, OfCase)}
    others = {erasing.LetterTemplate}
    assert found | others == erasing.of_a_case()
    assert not {*erasing.SKELETON} & {*erasing.REST, *erasing.SHARED}


def test_each_class_goes_by_itself_and_the_rest_stays_readable(on: Stage) -> None:
    case_id = on.play.case_id
    with on.office.database.reading() as session:
        before = erasing.counts(session, case_id)
    assert {"case", "identity", "replies", "letters", "advice", "papers", "mails"} <= before.keys()
    client = browser(create_app(on.office), on, "Mona Manager")
    for code in erasing.CLASSES.keys() - {EVERYTHING}:
        delete(on, wanted(on, code))
        with on.office.database.reading() as session:
            left = erasing.counts(session, case_id)
            assert code not in left
            assert case_id not in deletions.forgotten(session)
            for made in submissions.of_case(session, case_id):
                assert submissions.read(session, on.office.keys, made)
        for part in ("", "/people", "/documents", "/mail", "/meetings", "/clocks", "/timeline", "/actions", "/tasks"):
            assert client.get(f"/cases/{on.play.reference}{part}").status_code == 200, (code, part)
    with on.office.database.reading() as session:
        assert erasing.counts(session, case_id).keys() == {"case"}
        assert session.query(IdentityToken).count() == 0
    assert {row.part for row in on.office.keys.store.of_case(case_id)} <= {keys.CASE, keys.MAILS, keys.REPLIES}
    with on.office.database.reading() as session:
        assert not [one for one in files.of_case(session, case_id) if one.kind == "letter"]
    assert faults(on) == []
    assert anchoring.verify(on.office, lambda _line: None) == 0


def test_a_deleted_case_shows_its_skeleton_and_no_page_of_it_breaks(on: Stage) -> None:
    delete(on, wanted(on))
    app = create_app(on.office)
    parts = ("", "/people", "/documents", "/mail", "/meetings", "/clocks", "/dates", "/timeline", "/actions", "/tasks")
    for name in ("Mona Manager", "Carla Chair"):
        client = browser(app, on, name)
        for part in (*parts, "/progress", "/access"):
            page = client.get(f"/cases/{on.play.reference}{part}")
            assert page.status_code == 200, (name, part)
            assert not [word for word in HIDDEN if word in page.text]
        overview = client.get(f"/cases/{on.play.reference}").text
        for words in ("Everything", "Mona Manager", "Carla Chair", "Their time is over"):
            assert words in overview
    assert_only_some_are_left(on, browser(app, on, "Mona Manager"))
    with on.office.database.reading() as session:
        with pytest.raises(keys.NoCaseKey):
            keys.of_case(session, on.office.keys, on.play.case_id)
        assert deleting.due(session, on.play.case_id, on.play.clock.now() + timedelta(days=40_000)) == []
    assert faults(on) == []
    assert anchoring.verify(on.office, lambda _line: None) == 0


def assert_only_some_are_left(on: Stage, client: FlaskClient) -> None:
    """The page of access says who still sees the skeleton, and why nobody else does; there is nothing left to read."""
    olive = on.play.person("Olive Office")

    def shown() -> tuple[str, str]:
        page = client.get(f"/cases/{on.play.reference}/access?person={olive}").text
        seeing, _, rest = page.partition("Shut out by a ruling")
        return seeing.partition("Who can see this case, and why")[2], rest

    seeing, rest = shown()
    assert "Olive Office" in seeing and "There is nothing yet." in rest
    with on.office.database.transaction() as session:
        sight.leave_to(session, on.play.case_id, sight.OF_SKELETONS)
    seeing, rest = shown()
    for name, role in (("Mona Manager", "Business Office manager"), ("Carla Chair", "chair")):
        assert f"{name}</" in seeing and f"{role} of the case’s partnership" in seeing
    assert "Olive Office" not in seeing and "Ida Independent" not in seeing
    assert f"Olive Office: {who_sees.REFUSED[Clause.ROLE]}" in rest


def test_a_decision_whose_commit_failed_is_in_no_ledger_and_nothing_of_it_is_deleted(on: Stage) -> None:
    def fail(_: object) -> None:
        raise OSError("the disk is full")

    def there() -> tuple[dict[str, int], CaseStatus]:
        with on.office.database.reading() as session:
            return erasing.counts(session, on.play.case_id), records.case(session, on.play.case_id).status

    before = there()
    with pytest.raises(OSError, match="full"), on.office.database.transaction() as session:
        deleting.order(session, wanted(on), on.play.clock.now())
        event.listen(session, "before_commit", fail)
    put_on_hold(on)
    assert forgetting.finish(on.office) == 0
    assert signed_files.numbers(forgetting.ledger(on.office).folder) == []
    assert there() == before
    assert faults(on) == []


def test_a_case_that_ended_before_this_was_counted_is_counted_by_itself_from_its_end_and_once(on: Stage) -> None:
    ended = on.play.clock.now()
    with on.office.database.transaction() as session:
        session.execute(sa_delete(AnchorRow).where(AnchorRow.name.in_((keeping.CLOSED, keeping.YOUNGEST_25))))

    def running() -> list[str]:
        with on.office.database.reading() as session:
            its = [one for one in instances.of_case(session, on.play.case_id) if one.process == "retention"]
            return [one.id for one in its if one.state is InstanceState.RUNNING]

    assert catching_up.begin_to_count(on.office) == 0, "its own processes may be about to"
    on.play.clock.set(ended + timedelta(days=40))
    assert on.play.reference in browser(create_app(on.office), on, "Mona Manager").get("/records").text
    assert (catching_up.begin_to_count(on.office), catching_up.begin_to_count(on.office)) == (1, 0)
    worker.run_until_idle(on.office.worker)
    assert len(running()) == 1 and catching_up.begin_to_count(on.office) == 0
    with on.office.database.reading() as session:
        due = readings.deadline(session, on.play.case_id, "retention_due", on.play.clock.now(), {})
        assert london_date(_there(due)) == london_date(ended).replace(year=ended.year + 6), "e-mails fall due first"
    assert on.play.may_tell("Mona Manager") >= {"looked_at_early"}
    with on.office.database.transaction() as session:
        records.change_status(session, on.play.case_id, CaseStatus.OPEN, on.play.clock.now())
    assert catching_up.begin_to_count(on.office) == 0


def test_a_legal_hold_beats_a_deletion_that_was_confirmed_and_lifting_it_takes_two(on: Stage) -> None:
    hold_id, chair = put_on_hold(on), on.play.person("Carla Chair")
    with pytest.raises(legal_holds.OnLegalHold):
        delete(on, wanted(on))
    with on.office.database.transaction() as session, pytest.raises(legal_holds.SamePerson):
        legal_holds.lift(session, on.play.case_id, hold_id, (chair, chair), on.play.clock.now())
    with on.office.database.transaction() as session:
        assert legal_holds.in_force(session, on.play.case_id)
        people = (chair, on.play.person("Mona Manager"))
        legal_holds.lift(session, on.play.case_id, hold_id, people, on.play.clock.now())
    with pytest.raises(NotTwo):
        delete(on, wanted(on, second="Mona Manager"))
    with on.office.database.reading() as session:
        assert deletions.entries(session) == []
    delete(on, wanted(on))
    with on.office.database.reading() as session:
        assert records.case(session, on.play.case_id).status is CaseStatus.DELETED
        assert [one.lifted_by for one in legal_holds.of_case(session, on.play.case_id)] == [people[1]]


def test_what_was_begun_and_never_sent_goes_by_setting_but_not_from_a_case_on_hold(on: Stage) -> None:
    place = drafts.Place(on.play.case_id, "an ended task", "ann")
    upload = files.Upload(on.play.case_id, "note.txt", b"Invented words.", "BO CH", person_id="bob")
    with on.office.database.transaction() as session:
        drafts.save(session, on.office.keys, place, drafts.Draft({"words": "begun"}, "1", on.play.clock.now()))
        files.stage(session, on.office.keys, upload, on.play.clock.now())
    put_on_hold(on)
    on.play.clock.set(on.play.clock.now() + timedelta(days=91))

    def tidied() -> tuple[int, bool]:
        dropped = tidying.drop_uploads_never_sent(on.office)
        tidying.drop_drafts_never_sent(on.office)
        with on.office.database.reading() as session:
            return dropped, drafts.load(session, on.office.keys, place) is not None

    assert tidied() == (0, True)
    with on.office.database.transaction() as session:
        hold = legal_holds.in_force(session, on.play.case_id)[0]
        legal_holds.lift(session, on.play.case_id, hold.id, ("ann", "bob"), on.play.clock.now())
    assert tidied() == (1, False)


def test_a_change_of_periods_shows_what_moves_in_cases_that_have_ended_and_moves_nothing(on: Stage) -> None:
    with on.office.database.reading() as session:
        home = records.partnership_of(session, on.play.case_id)
        day = london_date(on.play.clock.now()) + timedelta(days=1)
    changed = NewVersion("LLR-WT2023", {"retention.identity.years": 10, "retention.case.from": "youngest_25_at"}, day)
    found = settings_changes.effects(on.office, home, changed)
    moved = {one.title: (one.was, one.to) for effect in found for one in effect.shifts}
    assert moved["Identities are kept until"][0] is None
    assert london_date(_there(moved["Identities are kept until"][1])) == date(2037, 1, 29)
    assert london_date(_there(moved["The case file is kept until"][1])) == date(2076, 12, 31)
    other = NewVersion("LLR-WT2023", {"rr.days": 16}, day)
    assert settings_changes.effects(on.office, home, other) == []
    with on.office.database.reading() as session:
        assert readings.deadline(session, on.play.case_id, "retention_identity", on.play.clock.now(), {}) is None
        assert settings.value(session, on.play.case_id, "retention.identity.years") == 0


def _there(at: datetime | None) -> datetime:
    assert at is not None
    return at


class Killed(BaseException):
    """The process is gone."""


@contextmanager
def killed(patch: pytest.MonkeyPatch, module: object, name: str) -> Iterator[None]:
    def die(*_: object, **__: object) -> None:
        raise Killed

    with patch.context() as patched, pytest.raises(Killed):
        patched.setattr(module, name, die)
        yield


def _asked(on: Stage, *classes: str) -> None:
    """The manager has asked for a deletion, and the second person may confirm it."""
    on.play.tell("Mona Manager", "case_ended", early_reason="asked", early_note="")
    on.play.tell("Mona Manager", "looked_at_early", early_reason="asked", early_note="")
    answers = {"retention_decision": "delete", "records_chosen": [*classes], "deletion_reason": "request"}
    on.play.do("Mona Manager", "retention_review", **answers, retention_note="The request is granted.")


@pytest.mark.parametrize(
    ("module", "name", "entered"),
    [(forgetting, "finish", 0), (forgetting, "_erase", 1), (forgetting, "_settle", 1), (deletions, "_keep", 1)],
)
def test_a_deletion_through_the_diagram_is_finished_after_the_process_was_killed(
    on: Stage, module: object, name: str, entered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked(on, "identity", "mails")
    with killed(monkeypatch, module, name):
        on.play.do("Carla Chair", "retention_confirm", deletion_confirmed="yes", confirm_note="Looked at.")
    assert len(signed_files.numbers(forgetting.ledger(on.office).folder)) == entered
    assert [one for one in faults(on) if "a deletion" in one]
    on.play.clock.set(on.play.clock.now() + timedelta(hours=1))
    worker.run_until_idle(on.office.worker)
    with on.office.database.reading() as session:
        assert [row.carried_out_at is not None for row in deletions.entries(session)] == [True]
        assert not {"identity", "mails"} & erasing.counts(session, on.play.case_id).keys()
    assert faults(on) == []
    assert on.play.may_tell("Mona Manager") >= {"looked_at_early", "records_must_stay"}


def test_a_hold_placed_after_the_second_person_has_answered_stops_the_deletion_still(
    on: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    _asked(on, "identity")
    with killed(monkeypatch, deleting, "order"):
        on.play.do("Carla Chair", "retention_confirm", deletion_confirmed="yes", confirm_note="Looked at.")
    put_on_hold(on)
    on.play.clock.set(on.play.clock.now() + timedelta(hours=1))
    worker.run_until_idle(on.office.worker)
    with on.office.database.reading() as session:
        assert deletions.entries(session) == []
        assert "identity" in erasing.counts(session, on.play.case_id)
    assert on.play.open_forms().count("retention_confirm") == 0
    page = browser(create_app(on.office), on, "Carla Chair").get("/records").text
    assert on.play.reference in page.partition("On legal hold")[2].partition("Falling due next")[0]
    overview = browser(create_app(on.office), on, "Carla Chair").get(f"/cases/{on.play.reference}").text
    assert "Nothing of this case can be deleted" in overview
