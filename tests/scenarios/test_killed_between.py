"""Letters that are released, copies for people's data and deletions go through a kill at any point between their steps.

Nothing is lost, nothing is done twice, and nothing that should be gone is left readable.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from cases import audit, data_requests, deletion_orders, deletions, erasing, files, sealed, submissions
from cases.correspondence import letters, outbox
from cases.correspondence.outbox import Mail, MailState
from cases.data_requests import COPY
from cases.deletions import Deletion
from cases.identity_tokens import IdentityToken
from cases.submissions import Submission
from casework import forgetting, key_copies
from casework.disclosing import copying
from casework.mail import delivery, leases, ordering, transport
from casework.office import Office
from casework.operations import anchoring, examining
from foundation import audit as chains
from foundation.config_keys import KeySettings
from tests.scenarios.killing import killed_after, killed_in_vacuum, killed_within
from tests.scenarios.signed_in import browser, form
from tests.scenarios.stage import Stage
from tests.scenarios.test_disclosing import ASKED, DORA, DREW, MONA, OLIVE, address, decide_all, every_word
from web import create_app
from web.pages import disclosing

Point = tuple[object, str, int]


def holds(office: Office) -> None:
    lines: list[str] = []
    assert (examining.examine(office, lines.append), lines) == (0, ["Everything holds."])
    assert anchoring.verify(office, lambda _line: None) == 0


def killed_and_gone_on(on: Stage, act: Callable[[], object], points: tuple[Point, ...]) -> None:
    """Somebody's form is sent and its work is killed at the first point; the next worker is killed at the second …

    A job that was in hand at three deaths is given to an operator: two points at most are within the same.
    """

    def go_on() -> None:
        on.play.at(on.play.clock.now() + timedelta(minutes=30))

    for number, (where, name, after) in enumerate(points):
        on.office.close()
        killed_within(act if number == 0 else go_on, where, name, after)
        with on.office.database.transaction() as session:
            # As when the time is over for which the dead had taken them.
            session.execute(update(Mail).where(Mail.state == MailState.LEASED).values(try_after=outbox.AT_ONCE))
    go_on()


def what_left(on: Stage) -> dict[str, Any]:
    """All that a release of letters leaves behind, as far as it is the same each time."""
    case_id = on.play.case_id
    with on.office.database.reading() as session:
        entries = chains.entries(session, audit.of_case(case_id))
        mails = outbox.of_case(session, case_id)
        return {
            "letters": Counter((one.kind, one.version, one.status) for one in letters.of_case(session, case_id)),
            "mails": Counter((one.kind, one.person_id is None, one.state) for one in mails),
            "in the folder": {path.name for path in (on.office.config.data_dir / "mail").iterdir()}
            == {f"{one.message_id.strip('<>').partition('@')[0]}.eml" for one in mails if one.sent_at},
            "audit": Counter(one.action for one in entries),
            "open": on.play.open_forms(),
        }


@pytest.mark.slow
def test_letters_whose_release_is_killed_anywhere_leave_once(chapter: Callable[[str], Stage]) -> None:
    on, whole = chapter("confirmed"), what_left(chapter("sent"))
    on.play.at(on.days.at(11, 10))
    checked = {
        key: True for key in ("facts_match", "family_minimal", "decision_clear", "actions_listed", "partners_agree")
    }
    on.play.do("Oscar Office", "f17_release_to_panel", **checked, release="send")
    killed_and_gone_on(
        on,
        lambda: on.play.do("Olive Office", "release_letters", letters_released="yes"),
        (
            # To the National Panel, then to everybody else; the first two calls are the former's.
            (letters, "release", 1),
            (ordering, "order_to_address", 0),
            (letters, "release", 6),
            # While the step that died waits to be tried again, the e-mail to the Panel goes out.
            (delivery, "deliver_due", 0),
            (letters, "mark_sent", 1),
            (leases, "accepted", 0),
            (outbox, "put", 6),
            (transport, "send", 2),
            (leases, "accepted", 2),
        ),
    )
    assert what_left(on) == whole
    holds(on.office)


@pytest.mark.slow
def test_a_copy_for_somebody_whose_making_or_taking_is_killed_is_one_and_taken_once(
    chapter: Callable[[str], Stage],
) -> None:
    on = chapter("asked")
    on.play.tell(OLIVE, "data_asked_for", **{**ASKED, "received_on": on.play.clock.now().date().isoformat()})
    app = create_app(on.office)
    decide_all(on, browser(app, on, DORA))
    on.play.do(DORA, "data_request_decide", data_decision="disclose", decision_note="Looked at.")
    killed_and_gone_on(
        on,
        lambda: on.play.do(DREW, "data_request_check", disclosure_checked="yes", check_note="Read."),
        ((copying, "make", 0), (data_requests, "copied", 0)),
    )
    mona = browser(app, on, MONA)

    def take() -> object:
        return mona.post(address(on, part="/copy"), data=form())

    def copies() -> list[str]:
        with on.office.database.reading() as session:
            return [one.id for one in files.of_case(session, on.play.case_id) if one.kind == COPY]

    def said(action: str) -> int:
        with on.office.database.reading() as session:
            return sum(one.action == action for one in chains.entries(session, audit.of_case(on.play.case_id)))

    assert (len(copies()), said("data copy made"), said("data copy taken")) == (1, 1, 0)
    on.office.close()
    killed_within(take, files, "read")
    assert said("data copy taken") == 0, "nobody has got it"
    on.office.close()
    killed_within(take, disclosing, "as_file")
    assert said("data copy taken") == 1
    assert mona.post(address(on, part="/copy"), data=form()).status_code == 409, "perhaps they have got it"
    killed_and_gone_on(
        on,
        lambda: on.play.do(MONA, "data_request_told", told_outcome="again", told_note="It did not arrive."),
        ((files, "stage", 0), (files, "keep", 0)),
    )
    assert (len(copies()), said("data copy made")) == (1, 2)
    taken = mona.post(address(on, part="/copy"), data=form())
    assert taken.status_code == 200 and list(every_word(taken.data))
    holds(on.office)


def stored(office: Office, case_id: str) -> list[bytes]:
    """What the database and the key store hold of the identities and replies of a case, byte for byte."""
    replies = select(Submission.id).where(Submission.case_id == case_id, erasing.FORMS["replies"])
    with office.database.reading() as session:
        found = [*session.scalars(select(IdentityToken.token)), *session.scalars(replies)]
        for column in sealed.COLUMNS:
            if column.name in ("identity", "submission"):
                table = column.table
                those = [table.id.in_(replies)] if column.name == "submission" else []
                found += session.scalars(select(getattr(table, column.column)).where(table.case_id == case_id, *those))
    found += [row.wrapped for row in office.keys.store.of_case(case_id) if row.part in ("identity", "replies")]
    return [one for one in found if isinstance(one, bytes) and one]


@pytest.mark.slow
def test_a_deletion_of_classes_that_is_killed_anywhere_is_finished_and_leaves_nothing_readable(
    chapter: Callable[[str], Stage], tmp_path: Path
) -> None:
    on = chapter("replied")
    kept = KeySettings(copy_dir=tmp_path / "copy of keys")
    office, case_id = replace(on.office, config=replace(on.office.config, keys=kept)), on.play.case_id
    key_copies.write(office)
    gone = stored(office, case_id)
    assert len(gone) > 10
    wanted = Deletion(case_id, ("identity", "replies"), "person-1", "person-2", "retention", office.clock.now())
    with office.database.transaction() as session:
        forgetting.order(session, wanted)

    def finish() -> int:
        return forgetting.finish(office)

    def places() -> bytes:
        """Every byte on the disk."""
        office.close()
        return b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

    assert [one for one in gone if one in places()] == gone, "so that looking for them proves something"
    for where, name, after in (
        (deletion_orders, "enter", 0), (deletions, "outstanding", 0), (forgetting, "_check", 0),
        (key_copies, "write", 0), (erasing, "_pieces_go", 0), (erasing, "_pieces_go", 1),
    ):  # fmt: skip
        office.close()
        killed_within(finish, where, name, after)
    for half in (True, False):
        office.close()
        killed_in_vacuum(finish, office, forgetting, "overwrite_deleted", halfway=half)
    for where, name in ((forgetting, "_settle"), (audit, "append")):
        office.close()
        killed_within(finish, where, name)
    office.close()
    killed_after(finish, forgetting, "_settle")
    assert finish() in (0, 1) and finish() == 0
    left = places()
    assert [one for one in gone if one in left or one.hex().encode() in left] == []
    with office.database.reading() as session:
        assert not {"identity", "replies"} & erasing.counts(session, case_id).keys()
        for made in submissions.of_case(session, case_id):
            assert submissions.read(session, office.keys, made), "all else opens"
        entries = chains.entries(session, audit.of_case(case_id))
        assert sum(one.action == "deleted" for one in entries) == 1
        assert len(deletions.of_any(session)) == 1
    holds(office)
