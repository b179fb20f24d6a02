"""Letters on their way: prepared for the office only, released to their recipient only, sent with proof."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from cases import (
    access,
    assignments,
    attendance,
    clocks,
    decisions,
    files,
    meetings,
    panel,
    records,
    requests,
    settings,
)
from cases.clocks import anchors
from cases.correspondence import documents, letters, outbox
from cases.correspondence.letters import LetterStatus
from cases.correspondence.outbox import MailState
from cases.meetings import MeetingStatus
from cases.requests import RequestStatus
from casework.letters import collating, data_panel, preparing, releasing
from casework.letters.rendering import LetterProblem
from casework.letters.scope import long_moment
from casework.mail import delivery
from foundation.canonical import Json
from tests.casework.letters.conftest import File, words_of

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("at_home")]

ANNEXED = "Short summary of the notification"


def prepared(file: File, *codes: str, **variables: str) -> list[letters.Letter]:
    """Letters kept in the case, as the handler does it."""
    made = preparing.render(preparing.plan(file.scope(**variables), codes))
    return preparing.keep(file.session, file.office, made, file.now)


def readers(file: File, letter: letters.Letter) -> set[str]:
    """Which of the people may read a letter's file."""
    kept = files.get(file.session, file.case_id, letter.file_id or "")
    return {
        name
        for name, id_ in file.people.items()
        if kept.person_id == id_
        or access.may_see(file.session, id_, kept.visibility, file.case_id, kept.agency_id, file.now)
    }


def test_a_prepared_letter_is_the_office_s_and_a_released_one_its_agency_s(file: File) -> None:
    letter, template = prepared(file, "D02", "D03", request_id=file.requests["hospital"])
    other, _ = prepared(file, "D02", "D03", request_id=file.requests["police"])
    assert readers(file, letter) == {"crg_chair"}
    sent = releasing.send_by_link(file.scope(request_id=file.requests["hospital"]), "D02")
    assert sent == [letter, template]
    assert readers(file, letter) == readers(file, template) == {"crg_chair", "hospital"}
    assert readers(file, other) == {"crg_chair"}
    assert (letter.status, letter.released_by, letter.sent_at) == (LetterStatus.SENT, "olive", file.now)


def test_a_letter_made_from_the_same_facts_stays_the_one_that_was_looked_at(file: File) -> None:
    request_id = file.requests["hospital"]
    (letter,) = prepared(file, "D02", request_id=request_id)
    assert prepared(file, "D02", request_id=request_id) == [letter]
    file.wrote("f05_release_requests", by="olive", brief_outline="Another outline.")
    (anew,) = prepared(file, "D02", request_id=request_id)
    assert (anew.version, letter.status) == (2, LetterStatus.SUPERSEDED)
    planned = preparing.plan(file.scope(request_id=request_id), ["D02"])
    releasing.send_by_link(file.scope(request_id=request_id), "D02")
    with pytest.raises(LetterProblem, match="Somebody changed"):
        preparing.keep(file.session, file.office, preparing.render(planned), file.now)


def test_what_was_not_prepared_cannot_be_sent(file: File) -> None:
    with pytest.raises(LetterProblem, match="no letter D02 to send"):
        releasing.send_by_link(file.scope(request_id=file.requests["hospital"]), "D02")
    with pytest.raises(LetterProblem, match="D05 and D06"):
        releasing.send_to_panel(file.scope(), "job")


def test_without_an_address_nothing_counts_as_sent_to_the_panel(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    collating.collate(file.scope())
    decision = decisions.decide(file.session, file.case_id, decisions.Taken("lcspr", file.now))
    decision.submission_id = file.wrote("f13_decision", rationale="For good reasons.")
    prepared(file, "D05", "D06")
    settings.adopt(file.session, "lei", "LLR-2020", "test", file.now, {"recipient.national_panel": ""})
    records.case(file.session, file.case_id).settings_version = 2
    with pytest.raises(LetterProblem, match=r"recipient\.national_panel is not an e-mail address"):
        releasing.send_to_panel(file.scope(), "job")
    assert ("", "summary_sent_at") not in anchors.of_case(file.session, file.case_id)


def test_sending_again_changes_nothing(file: File) -> None:
    (letter,) = prepared(file, "D02", request_id=file.requests["hospital"])
    for _ in range(2):
        releasing.send_by_link(file.scope(request_id=file.requests["hospital"]), "D02")
    assert letter.status is LetterStatus.SENT


def test_what_was_merged_and_which_template_are_kept_and_sealed(file: File) -> None:
    (letter,) = prepared(file, "D02", request_id=file.requests["hospital"])
    merged = documents.snapshot_of(file.session, file.office.keys, letter)
    assert merged["incident"] == {"brief_outline": "A baby was harmed."}
    assert b"harmed" not in letter.snapshot and b"Testcase" not in letter.snapshot
    assert (letter.template_version, len(letter.template_hash), letter.variant) == ("default 1.4", 64, "health")
    kept = files.get(file.session, file.case_id, letter.file_id or "")
    assert letter.sha256 == kept.sha256


def test_a_file_is_named_by_references_that_count_nobody(file: File) -> None:
    names = []
    for agency_id in ("hospital", "police"):
        (letter,) = prepared(file, "D02", request_id=file.requests[agency_id])
        kept = files.get(file.session, file.case_id, letter.file_id or "")
        names.append(files.name_of(file.session, file.office.keys, kept))
    assert all(name.startswith("LEI-27-001-D02-") and name.endswith("-v1.docx") for name in names)
    assert len(set(names)) == 2 and all(len(name) == len("LEI-27-001-D02-0A1B-v1.docx") for name in names)


def test_a_letter_made_again_is_the_next_version_and_takes_the_place_of_the_first(file: File) -> None:
    (first,) = prepared(file, "D02", request_id=file.requests["hospital"])
    releasing.send_by_link(file.scope(request_id=file.requests["hospital"]), "D02")
    (second,) = prepared(file, "D02", request_id=file.requests["hospital"])
    assert (first.status, second.version) == (LetterStatus.SENT, 2)
    releasing.send_by_link(file.scope(request_id=file.requests["hospital"]), "D02")
    assert (first.status, second.status) == (LetterStatus.SUPERSEDED, LetterStatus.SENT)


def test_minutes_are_for_the_members_once_the_office_has_released_them(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    (letter,) = prepared(file, "D21-minutes", meeting_id=meeting.id)
    assert not readers(file, letter) & {"crg_member"}
    file.wrote("check_minutes", by="olive")
    releasing.send_by_link(file.scope(meeting_id=meeting.id), "D21-minutes")
    assert letter.released_by == "olive"
    assert readers(file, letter) == {"crg_chair"}, "the member has not declared"
    attendance.declare(file.session, meeting, file.people["crg_member"], False, None, file.now)
    assert readers(file, letter) == {"crg_chair", "crg_member"}


def test_papers_are_a_fixed_pack_and_those_who_get_them_are_told(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    collating.collate(file.scope())
    meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    for version in (1, 2):
        member = file.people["crg_member"]
        file.wrote("f09_papers", by="olive", section_1="Facts.", release_to=[member], papers_mode="advance")
        (summary,) = prepared(file, "D04")
        pack = releasing.release_papers(file.scope(), summary, f"job {version}")
        assert (pack.version, summary.version) == (version, version)
        assert documents.snapshot_of(file.session, file.office.keys, pack)["letters"] == [summary.id]
    told = [mail.kind for mail in outbox.of_case(file.session, file.case_id)]
    assert told == ["papers_released", "papers_released"]
    assert [each.status for each in letters.of_case(file.session, file.case_id, "D04")] == [
        LetterStatus.SUPERSEDED,
        LetterStatus.SENT,
    ]


def test_the_panel_gets_both_documents_and_the_proof_is_kept(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    collating.collate(file.scope())
    decision = decisions.decide(file.session, file.case_id, decisions.Taken("lcspr", file.now))
    decision.submission_id = file.wrote("f13_decision", rationale="For good reasons.")
    summary, covering = prepared(file, "D05", "D06")
    panel.release(file.session, file.case_id, decision.id, "oscar", False, file.now)
    releasing.send_to_panel(file.scope(), "job")
    assert (summary.status, covering.status) == (LetterStatus.RELEASED, LetterStatus.RELEASED)
    assert panel.sendings(file.session, file.case_id)[-1].sent_at == file.now
    assert anchors.of_case(file.session, file.case_id)[("", "summary_sent_at")] == file.now
    assert clocks.deadline(file.session, file.case_id, "letters_due", file.now, {}) is not None
    file.session.flush()
    _check_sent(file)


def test_copies_go_to_the_addresses_of_the_settings_and_criteria_group_and_office_are_called_as_they_say(
    file: File, replied: Callable[..., None]
) -> None:
    own: dict[str, Json] = {
        "cc.panel": ["partnership@council.example", "archive@council.example"],
        "criteria.c_a": "Something could be done better.",
        "label.group": "Learning Group",
        "label.office": "Review Team",
        "label.independent_advisor": "Scrutineer",
        "label.safeguarding_partner": "Delegate",
        "label.health_partner": "Care Board",
    }
    settings.adopt(file.session, "lei", "LLR-2020", "test", file.now, own)
    records.case(file.session, file.case_id).settings_version = 2
    replied("hospital")
    collating.collate(file.scope())
    decision = decisions.decide(file.session, file.case_id, decisions.Taken("no_further_action", file.now))
    decision.submission_id = file.wrote("f13_decision", rationale="For good reasons.", c_a="no", c_a_why="Nothing.")
    prepared(file, "D05", "D06")
    panel.release(file.session, file.case_id, decision.id, "oscar", False, file.now)
    releasing.send_to_panel(file.scope(), "job")
    file.session.flush()
    sent = outbox.of_case(file.session, file.case_id)
    to = {delivery._message(file.session, file.office, mail)[0]: mail.kind for mail in sent}
    assert to == {
        "national-panel@panel.example": "panel_summary",
        "partnership@council.example": "panel_copy",
        "archive@council.example": "panel_copy",
    }
    assert "Something could be done better." in file.words("D04")[0]
    (told,) = file.words("D14-g", request_id=file.requests["hospital"])[:1]
    assert "Learning Group" in told and "Review Team" in told and "Case Review Group" not in told
    assert "Review Team\non behalf of" in file.words("D06")[0]
    assert "Advice of the Scrutineer" in file.words("D05")[0]
    hospital = requests.get(file.session, file.case_id, file.requests["hospital"])
    hospital.variant, hospital.status = "health", RequestStatus.DRAFT
    assert "all care that the Care Board commissions" in file.words("D02", request_id=hospital.id)[0]


def _check_sent(file: File) -> None:
    """What the deliverer makes of it; it works in transactions of its own, so the message is built by itself here."""
    (mail,) = outbox.of_case(file.session, file.case_id)
    assert mail.state is MailState.READY and mail.person_id is None
    address, message = delivery._message(file.session, file.office, mail)
    assert address == "national-panel@panel.example"
    sent = message_from_bytes(message.as_bytes(), policy=default)
    attached = [part.get_filename() for part in sent.iter_attachments()]
    assert attached == ["LEI-27-001-D05-v1.docx", "LEI-27-001-D06-v1.docx"]
    assert "Testcase" not in sent.get_body().get_content()  # type: ignore[union-attr]


def test_outcome_letters_are_told_to_each_recipient_by_link(file: File, replied: Callable[..., None]) -> None:
    replied("hospital")
    decisions.decide(file.session, file.case_id, decisions.Taken("alternative", file.now))
    kept = prepared(file, "D14-b", "D14-c", "D14-d")
    releasing.tell(file.scope(), kept, "outcome", "job")
    assert {letter.agency_id for letter in kept} == {"hospital", "police", "gp"}
    told = {mail.person_id for mail in outbox.of_case(file.session, file.case_id)}
    assert told == {file.people[agency_id] for agency_id in ("hospital", "police", "gp")}
    assert readers(file, kept[0]) == {"crg_chair", str(kept[0].agency_id)}


def test_what_the_meeting_agreed_is_a_new_version_and_the_papers_stay_as_they_were(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    file.wrote("f09_papers", by="olive", section_1="Facts.", attach_list=["notification"], release_to=[])
    (papers,) = prepared(file, "D04")
    pack = releasing.release_papers(file.scope(), papers, "job")
    assert "Section 2" not in said(file, papers) and ANNEXED in said(file, papers)
    meetings.close(file.session, file.case_id, meeting.id, MeetingStatus.HELD, "decided", file.now)
    decision = decisions.decide(file.session, file.case_id, decisions.Taken("lcspr", file.now.date(), None, meeting.id))
    decision.submission_id = file.wrote("f13_decision", rationale="For good reasons.")
    file.wrote("sign_off", by="carla")
    (locked,) = prepared(file, "D04")
    releasing.lock_summary(file.scope(meeting_id=meeting.id), locked)
    assert "Section 2" in said(file, locked) and "For good reasons." in said(file, locked)
    assert ANNEXED not in said(file, locked)
    assert (locked.version, locked.released_by, papers.status) == (2, "carla", LetterStatus.SUPERSEDED)
    assert documents.snapshot_of(file.session, file.office.keys, pack)["letters"] == [papers.id]
    assert readers(file, locked) == {"crg_chair"}
    attendance.declare(file.session, meeting, file.people["crg_member"], False, None, file.now)
    assert readers(file, locked) == {"crg_chair", "crg_member"}


def said(file: File, letter: letters.Letter) -> str:
    """A kept letter's words."""
    kept = files.get(file.session, file.case_id, letter.file_id or "")
    return words_of(files.read(file.session, file.office.keys, kept))


def test_the_covering_letter_has_the_date_of_the_day_on_which_it_goes(file: File) -> None:
    decisions.decide(file.session, file.case_id, decisions.Taken("lcspr", file.now))
    prepared(file, "D06")
    assert not data_panel.is_out_of_date(file.scope())
    assert data_panel.is_out_of_date(file.scope(file.now + timedelta(days=1)))
    file.wrote("f17_release_to_panel", late_reason="Snow.")
    assert data_panel.is_out_of_date(file.scope())


def test_everybody_invited_is_told_once_of_each_new_time_and_nobody_who_was_excluded(file: File) -> None:
    meeting = meetings.plan(file.session, file.case_id, "rapid_review", "interim", file.now, "Room 1", file.now)
    member, excluded = file.people["crg_member"], file.people["referrer"]
    for person_id, agency_id in ((member, "police"), (excluded, None)):
        meetings.invite(file.session, meeting, person_id, agency_id, "member", file.now)
    assignments.assign(file.session, file.case_id, member, "crg_member", file.now)
    assignments.exclude(file.session, file.case_id, excluded, file.now)

    def tell() -> list[letters.Letter]:
        kept = prepared(file, "D14-h", meeting_id=meeting.id)
        releasing.tell(file.scope(meeting_id=meeting.id), kept, "meeting_rearranged", f"job {file.now}")
        return kept

    (letter,) = tell()
    assert letter.person_id == member and readers(file, letter) >= {"crg_chair", "crg_member"}
    assert long_moment(meeting.starts_at) in said(file, letter) and "who comes for your agency" in said(file, letter)
    assert tell() == [], "a second step that asks for the same letter finds nothing left to tell"
    meeting.starts_at += timedelta(days=1)
    (again,) = tell()
    assert (again.version, letter.status) == (2, LetterStatus.SUPERSEDED)
    for invitee in meetings.invitees(file.session, file.case_id, meeting.id):
        invitee.agency_id = None
    meeting.starts_at += timedelta(days=1)
    (of_none,) = tell()
    assert "tell us." in said(file, of_none) and "your agency" not in said(file, of_none), "as chair and advisor"
    assert [mail.kind for mail in outbox.of_case(file.session, file.case_id)] == ["meeting_rearranged"] * 3


def test_whoever_brought_the_case_gets_an_acknowledgement_that_only_they_and_the_office_read(file: File) -> None:
    sender, council = file.people["referrer"], file.people["crg_member"]
    for person_id, role in ((sender, "referrer"), (council, "la_notifier")):
        assignments.assign(file.session, file.case_id, person_id, role, file.now)
    replace(file, now=file.now - timedelta(hours=1)).wrote("f01_referral", by=sender)
    (letter,) = kept = prepared(file, "D14-a")
    assert letter.person_id == sender, "a council that is asked afterwards has sent nothing"
    releasing.tell(file.scope(), kept, "acknowledgement", "job")
    assert [mail.kind for mail in outbox.of_case(file.session, file.case_id)] == ["acknowledgement"]
    assert "Thursday 14 January 2027" in said(file, kept[0])
    assert readers(file, kept[0]) == {"crg_chair", "referrer"}
