"""What becomes of the e-mails that are held since a restore: let go, left to somebody one by one, or dropped."""

from argparse import Namespace
from collections.abc import Callable, Sequence

from cases import dropped_mail, restores
from cases.dropped_mail import REASONS, NotThatMany, Span
from casework.mail import dropping
from casework.mail.dropping import NotAMoment
from casework.office import Office

Say = Callable[[str], None]


def release(office: Office, asked: Namespace, say: Say) -> int:
    """Let e-mails go again after a restore, drop them, or say what waits; gives the exit code."""
    if asked.drop:
        return _drop(office, asked, say)
    if any((asked.since, asked.until, asked.confirm)):
        say("--from, --until and --confirm are about what is dropped: say --drop with a reason, too.")
        return 2
    with office.database.reading() as session:
        held, waiting = restores.holding(session), restores.waiting(session)
    if held is None:
        say("Nothing is held back.")
        return 0
    _count(waiting, say)
    if not (asked.send or asked.one_by_one):
        say(
            "These wait. Some may have gone out before the disaster: compare with the mail server's log, by Message-ID."
        )
        say("Then say --send (all go out), --one-by-one (each waits for somebody on the page of e-mails) or --drop.")
        return 0
    with office.database.transaction() as session:
        restores.release(session, "system", office.clock.now(), one_by_one=asked.one_by_one)
    say(
        "They go out now." if asked.send else "Each waits on the page of e-mails; what is written from now on goes out."
    )
    return 0


def _drop(office: Office, asked: Namespace, say: Say) -> int:
    try:
        span = Span(dropping.since(asked.since), dropping.until(asked.until))
    except NotAMoment as problem:
        say(f"{problem}.")
        return 2
    with office.database.reading() as session:
        found = dropped_mail.kinds(session, span)
    number = sum(each for _, each in found)
    if not number:
        say("No e-mail that is held since a restore was ordered then.")
        return 0
    if asked.confirm is None:
        _count(found, say)
        say(f"These would never go out. {REASONS[asked.drop]}: if so, say the same again with --confirm {number}.")
        return 0
    try:
        with office.database.transaction() as session:
            dropped_mail.drop(session, span, asked.drop, asked.confirm, "system", office.clock.now())
    except NotThatMany as other:
        say(f"Nothing was dropped: {other}. Look at them without --confirm.")
        return 1
    say(f"Dropped: {number}. The audit of each case names them.")
    if asked.drop in dropped_mail.TO_BE_TOLD:
        say("The office of each case finds there whom it has to tell in another way.")
    return 0


def _count(found: Sequence[tuple[str, int]], say: Say) -> None:
    for kind, number in found:
        say(f"{number:6} {kind}")
