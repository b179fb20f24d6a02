"""Letters on their way: released to whom they are for, papers given to a meeting, the summary sent to the Panel."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cases import file_parts, files, keys, panel, submissions
from cases import papers as packs
from cases.clocks import Anchor
from cases.correspondence import documents, letters
from cases.correspondence.letters import Draft, Letter
from casework import anchors
from casework.letters import catalogue, data_meeting, editing, looking, preparing
from casework.letters.data_panel import PANEL, address
from casework.letters.rendering import LetterProblem
from casework.letters.scope import Scope
from casework.mail import delivery, ordering, recipients, to_agency
from casework.mail.ordering import Order
from casework.projections import reading
from foundation.canonical import Json

PAPERS = "papers"
TO_PANEL = ("D05", "D06")


def send_by_link(scope: Scope, code: str) -> list[Letter]:
    """Release the prepared letters of a code, and what goes with them, so that their recipients can open them.

    That is their way: nothing leaves by e-mail but a link (guidance 2.1.6). Already sent ones stay as they are.
    Raises LetterProblem when the letter to one request or about one meeting has not been prepared.
    """
    kind = catalogue.KINDS[code]
    letters.hold(scope.session, scope.case_id)
    subject_id = scope.variable(kind.about) if kind.about else None
    if kind.about and not letters.in_force(scope.session, scope.case_id, code, subject_id or ""):
        raise LetterProblem(f"There is no letter {code} to send yet. Prepare it first.")
    found = [
        letter
        for each in (code, *kind.goes_with)
        for letter in letters.in_force(scope.session, scope.case_id, each, subject_id)
    ]
    keyring = scope.office.keys
    short = [each.kind for each in found if editing.is_short(documents.edits_of(scope.session, keyring, each))]
    preparing.short_of(short)
    for letter in found:
        letters.replace_earlier(scope.session, letter, scope.now)
        visibility = catalogue.KINDS[letter.kind].visibility
        letters.release(scope.session, letter, released_by(scope, code), visibility, scope.now)
        letters.mark_sent(scope.session, letter, scope.now)
    return found


def tell(scope: Scope, kept: Sequence[Letter], mail: str, key: str) -> None:
    """Release letters and tell each recipient, person or agency, by e-mail that theirs is there (guidance 4.8.2)."""
    for letter in kept:
        letters.replace_earlier(scope.session, letter, scope.now)
        visibility = catalogue.KINDS[letter.kind].visibility
        letters.release(scope.session, letter, released_by(scope, letter.kind), visibility, scope.now)
        letters.mark_sent(scope.session, letter, scope.now)
        asked = Order(scope.case_id, mail, f"{key}:{letter.id}", scope.variables, about=letter.id)
        if letter.agency_id:
            to_agency.order(scope.session, scope.office, asked, letter.agency_id, scope.now)
        else:
            to = recipients.named(scope.session, scope.case_id, [letter.person_id or ""])
            ordering.order(scope.session, scope.office, asked, to, scope.now)


def lock_summary(scope: Scope, summary: Letter) -> None:
    """The Combined Summary with its sections 2 and 3 takes the place of the one that went with the papers.

    The pack of the meeting stays as it was: it holds the earlier version (guidance 4.5.1, 4.6.3).
    """
    signed = submissions.latest(scope.session, scope.case_id, "sign_off")
    by = (signed.person_id if signed else None) or "system"
    letters.replace_earlier(scope.session, summary, scope.now)
    letters.release(scope.session, summary, by, catalogue.KINDS["D04"].visibility, scope.now)
    if summary.file_id:
        _on_table(scope, summary)
        packs.add_signed(scope.session, data_meeting.meeting_of(scope), summary.file_id, scope.now)


def _on_table(scope: Scope, letter: Letter) -> None:
    """A letter's document that is a paper too is deleted with the last of both."""
    if letter.file_id:
        file = files.get(scope.session, scope.case_id, letter.file_id)
        file_parts.belongs(scope.session, scope.office.keys, file, keys.TABLED)


def release_papers(scope: Scope, summary: Letter, key: str) -> Letter:
    """Make the papers one fixed pack: the Combined Summary and the files chosen with it; tell whoever gets them.

    A later pack is a new version; the earlier one stays as it was (guidance 4.5.1).
    """
    form = scope.answers("f09_papers")
    by = released_by(scope, "D04")
    letters.replace_earlier(scope.session, summary, scope.now)
    letters.release(scope.session, summary, by, catalogue.KINDS["D04"].visibility, scope.now)
    letters.mark_sent(scope.session, summary, scope.now)
    opened = _open_files(scope, form, by)
    release_to = reading.several(form, "release_to")
    meeting = data_meeting.meeting_of(scope)
    _on_table(scope, summary)
    packs.release(scope.session, meeting, [*filter(None, [summary.file_id]), *opened], release_to, scope.now)
    pack: dict[str, Json] = {
        "letters": [summary.id],
        "files": [*opened],
        "release_to": [*release_to],
        "mode": reading.words(form, "papers_mode"),
    }
    draft = Draft(scope.case_id, PAPERS, pack, subject_id=meeting.id)
    kept = letters.prepare(scope.session, scope.office.keys, draft, scope.now)
    letters.replace_earlier(scope.session, kept, scope.now)
    letters.release(scope.session, kept, by, catalogue.MEMBERS, scope.now)
    to = recipients.named(scope.session, scope.case_id, release_to)
    asked = Order(scope.case_id, "papers_released", key, scope.variables, about=kept.id)
    ordering.order(scope.session, scope.office, asked, to, scope.now)
    return kept


def send_to_panel(scope: Scope, key: str) -> datetime:
    """Send summary and covering letter to the Panel's address, and start the clocks that count from it (4.8.1).

    The outbox keeps the server's answer as proof; the letters are marked sent when it has taken them. Raises
    LetterProblem when a document or the address is missing.
    """
    letters.hold(scope.session, scope.case_id)
    enclosed = [each for code in TO_PANEL for each in letters.in_force(scope.session, scope.case_id, code)[-1:]]
    if len(enclosed) < len(TO_PANEL):
        raise LetterProblem("Combined Summary and covering letter are not both prepared. Prepare D05 and D06 first.")
    # What cannot leave must not be marked as sent: the clocks of the law would count from it.
    if ordering.fault_of(address(scope)):
        raise LetterProblem(f"The setting {PANEL} is not an e-mail address. Correct it, then try again.")
    for letter in enclosed:
        letters.replace_earlier(scope.session, letter, scope.now)
        visibility = catalogue.KINDS[letter.kind].visibility
        letters.release(scope.session, letter, released_by(scope, letter.kind), visibility, scope.now)
    asked = Order(scope.case_id, "panel_summary", key, letter_ids=tuple(each.id for each in enclosed))
    _to_panel(scope, asked)
    sent_at = panel.mark_sent(scope.session, scope.case_id, scope.now) or scope.now
    anchor = Anchor("summary_sent_at", sent_at)
    anchors.set_anchor(scope.session, scope.case_id, anchor, "system", scope.now)
    return sent_at


def write_to_panel(scope: Scope, code: str, key: str) -> None:
    """Send the letter of a code that was prepared last to the Panel's address (guidance 1.6.3).

    Raises LetterProblem when there is none, or no address to send it to.
    """
    letters.hold(scope.session, scope.case_id)
    prepared = letters.in_force(scope.session, scope.case_id, code)[-1:]
    if not prepared:
        raise LetterProblem(f"There is no letter {code} to send yet. Prepare it first.")
    if ordering.fault_of(address(scope)):
        raise LetterProblem(f"The setting {PANEL} is not an e-mail address. Correct it, then try again.")
    for letter in prepared:
        visibility = catalogue.KINDS[letter.kind].visibility
        letters.release(scope.session, letter, released_by(scope, letter.kind), visibility, scope.now)
    _to_panel(scope, Order(scope.case_id, "panel_letter", key, letter_ids=tuple(each.id for each in prepared)))


def _to_panel(scope: Scope, asked: Order) -> None:
    """The e-mail to the Panel, and one of its own to each address that gets a copy: none of them sees the others."""
    ordering.order_to_address(scope.session, scope.office, asked, address(scope), scope.now)
    for number, copied in enumerate(scope.setting("cc.panel"), start=1):
        copy = replace(asked, kind=delivery.COPY, key=f"{asked.key}:copy {number}")
        ordering.order_to_address(scope.session, scope.office, copy, str(copied), scope.now)


def released_by(scope: Scope, code: str) -> str:
    """Who released a letter of this code, as far as a person did: who looked at it last, else the system."""
    about = scope.variable("request_id") or ""
    found = looking.last_by(scope.session, scope.office, scope.case_id, code, looking.RELEASE, about=about)
    return found or letters.MACHINE


def _open_files(scope: Scope, form: Mapping[str, Json], by: str) -> list[str]:
    """The copy of the notification, when it is among the papers, and what was added to them: released, for members."""
    found = [str(file["id"]) for file in reading.rows(form, "extra")]
    made = submissions.latest(scope.session, scope.case_id, "f02_notification")
    if "notification" in reading.several(form, "attach_list") and made is not None:
        found += [file.id for file in files.of_submission(scope.session, scope.case_id, made.id)]
    for file_id in found:
        files.release(scope.session, scope.case_id, file_id, by, scope.now)
        files.get(scope.session, scope.case_id, file_id).visibility = catalogue.MEMBERS
    return found
