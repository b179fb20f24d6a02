"""Letters and papers: prepared apart from everything else, released, and sent by link or to the National Panel."""

from collections.abc import Callable

from casework.letters import catalogue, collating, data_panel, preparing, releasing
from casework.letters.preparing import Made
from casework.letters.scope import Scope
from casework.mail import texts
from casework.office import Office
from engine.work import Field, Variables, Work
from handlers.declaring import topic

LETTER = Field("letter", "string", "Which letter", choices=catalogue.CODES)


def _scope(office: Office, work: Work) -> Scope:
    return Scope(work.session, office, work.case_id, work.variables, work.now)


def _rendering(office: Office, work: Work, *codes: str) -> Callable[[], list[Made]]:
    """Read what the letters need now; what comes back renders them, with no transaction open."""
    planned = preparing.plan(_scope(office, work), codes)
    return lambda: preparing.render(planned)


def _named(office: Office, work: Work) -> Callable[[], list[Made]]:
    return _rendering(office, work, str(work.parameters["letter"]))


def _outcome_letters(office: Office, work: Work) -> Callable[[], list[Made]]:
    return _rendering(office, work, *catalogue.OUTCOMES)


def _papers(office: Office, work: Work) -> Callable[[], list[Made]]:
    return _rendering(office, work, "D04")


def _record(office: Office, work: Work) -> Callable[[], list[Made]]:
    return _rendering(office, work, "D04")


def _covering_letter(office: Office, work: Work) -> Callable[[], list[Made]]:
    """The covering letter once more, when it was prepared on an earlier day or without the reason for lateness."""
    return _rendering(office, work, *(["D06"] if data_panel.is_out_of_date(_scope(office, work)) else []))


@topic("letter.prepare", "Prepare a letter", takes=(LETTER,), paragraph="4.3.3", prepare=_named)
def prepare(office: Office, work: Work) -> Variables:
    """Keep the letter, or one for each recipient, as part of the case; nobody outside the office sees it yet.

    One that was prepared before from the same facts stays as it is. A request letter is made for the request that the
    process is about, else for every request that is released and not sent yet.
    """
    preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    return {}


@topic("letter.send", "Release a letter to its recipient", takes=(LETTER,), paragraph="4.3.3")
def send(office: Office, work: Work) -> Variables:
    """Let the recipient open the letter by link. An e-mail saying so is a step of its own."""
    releasing.send_by_link(_scope(office, work), str(work.parameters["letter"]))
    return {}


@topic(
    "letter.tell",
    "Make a letter and tell its recipients",
    takes=(LETTER, Field("mail", "string", "The text that tells them, a file in letters/mail", choices=texts.kinds())),
    paragraph="4.1.1, 4.8.2",
    prepare=_named,
)
def tell(office: Office, work: Work) -> Variables:
    """Make the letter, one for each recipient, let them open it by link, and tell each by e-mail that it is there."""
    preparing.must_fit(work.parameters["prepared"])
    kept = preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.tell(_scope(office, work), kept, str(work.parameters["mail"]), work.key)
    return {}


@topic("meeting.record", "Lock sections 2 and 3", paragraph="4.6.3", prepare=_record)
def record_meeting(office: Office, work: Work) -> Variables:
    """Keep the Combined Summary with what was agreed as a new version, released by who signed it."""
    kept = preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.lock_summary(_scope(office, work), kept[-1])
    return {}


@topic(
    "summary.collate",
    "Put section 1 of the Combined Summary together",
    paragraph="4.5.1",
    gives=(Field("no_reply_count", "number", "Agencies whose reply is not in it, refusals included"),),
)
def collate(office: Office, work: Work) -> Variables:
    """Collect the facts of the replies, the table of who answered how, and one timeline, for the office to edit."""
    _, missing = collating.collate(_scope(office, work))
    return {"no_reply_count": missing}


@topic("papers.release", "Release the papers of the meeting", paragraph="4.5.1, 4.5.2", prepare=_papers)
def release_papers(office: Office, work: Work) -> Variables:
    """Fix the papers as one version and tell everyone they are released to."""
    (summary,) = preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.release_papers(_scope(office, work), summary, work.key)
    return {}


@topic(
    "outcome.send",
    "Tell everyone the outcome",
    paragraph="4.8.2",
    gives=(Field("letter_count", "number", "How many letters were sent"),),
    prepare=_outcome_letters,
)
def send_outcome(office: Office, work: Work) -> Variables:
    """One letter for each agency asked, replied or not, and for whoever brought the case; each told by e-mail."""
    preparing.must_fit(work.parameters["prepared"])
    kept = preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.tell(_scope(office, work), kept, "outcome", work.key)
    return {"letter_count": len(kept)}


@topic("panel.send", "Send the summary to the National Panel", paragraph="4.8.1", prepare=_covering_letter)
def send_to_panel(office: Office, work: Work) -> Variables:
    """Send the Combined Summary with its covering letter to the Panel's address from the settings."""
    preparing.must_fit(work.parameters["prepared"])
    preparing.keep(work.session, office, work.parameters["prepared"], work.now)
    releasing.send_to_panel(_scope(office, work), work.key)
    return {}


@topic("panel.write", "Send a letter to the National Panel", takes=(LETTER,), paragraph="1.6.3")
def write_to_panel(office: Office, work: Work) -> Variables:
    """Send the letter prepared last to the Panel's address from the settings."""
    releasing.write_to_panel(_scope(office, work), str(work.parameters["letter"]), work.key)
    return {}
