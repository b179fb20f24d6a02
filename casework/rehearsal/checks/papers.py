"""Expectations about what leaves: letters with their recipients, e-mails by kind and role, the letter to the Panel."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from lxml import etree
from sqlalchemy import select

from cases import files, panel
from cases.correspondence import letters
from cases.correspondence.outbox import Mail
from casework.rehearsal.checks.check import Check, same, same_things
from casework.rehearsal.moments import Moment, written
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Either, Key, Listed, Named, Table, moment, number, words, yes_or_no
from foundation.clock import LONDON

OUTSIDE = "outside"
"""Whoever gets an e-mail at an address that is no person’s here, such as the Panel’s mailbox."""


def mails(scene: Scene) -> list[tuple[str, str, Moment]]:
    """Every e-mail of the case: kind, the recipient's name or outside, and when it was ordered."""
    with scene.reading() as session:
        found = session.scalars(select(Mail).where(Mail.case_id == scene.case_id).order_by(Mail.ordered_at)).all()
        names = scene.names(session)
        return [(one.kind, names.get(one.person_id or "", OUTSIDE), _moment(one.ordered_at)) for one in found]


def _moment(at: datetime) -> Moment:
    there = at.astimezone(LONDON)
    return Moment(there.date(), there.time())


def _mails(scene: Scene, wanted: list[Mapping[str, Any]]) -> Iterator[str]:
    sent = mails(scene)
    for row in wanted:
        kind, at = row["kind"], row.get("at")
        found = [name for one, name, when in sent if one == kind and (at is None or at.matches(when.at))]
        about = f"{kind} {at or ''}".strip()
        if "times" in row:
            often = {name: found.count(name) for name in found}
            yield from same(dict.fromkeys(often, row["times"]), often, f"{about}, how often to each")
        if "to" not in row:
            if not found:
                yield f"{about}: there is none; there are {_kinds(sent, kind)}"
            continue
        with scene.reading() as session:
            expected = scene.recipients(session, row["to"])
        differences = list(same_things(expected, set(found), about))
        yield from (f"{one} ({_kinds(sent, kind)})" for one in differences)


def _kinds(sent: list[tuple[str, str, Moment]], kind: str) -> str:
    """When e-mails of a kind were sent; when none was, which kinds there are."""
    days = sorted({when.at for one, _, when in sent if one == kind})
    if days:
        return f"sent {', '.join(written(day) for day in days)}"
    return f"sent are {', '.join(sorted({one for one, _, _ in sent}))}"


def _no_mails(scene: Scene, wanted: list[str]) -> Iterator[str]:
    for kind, name, when in mails(scene):
        if kind in wanted:
            yield f"{kind} went to {name} on {when}"


def _letters(scene: Scene, wanted: Mapping[str, list[str] | None]) -> Iterator[str]:
    with scene.reading() as session:
        names = scene.names(session)
        found: dict[str, list[str]] = {}
        for one in letters.of_case(session, scene.case_id):
            if one.status not in letters.OUT_OF_FORCE:
                whose = names.get(one.agency_id or one.person_id or "", OUTSIDE if one.address else "the case")
                found.setdefault(one.kind, []).append(whose)
    for kind, recipients in wanted.items():
        if recipients is None:
            yield from same_things([], found.get(kind, []), kind)
        elif not found.get(kind):
            yield f"{kind}: there is none; there are {', '.join(sorted(found))}"
        else:
            yield from same_things(set(recipients), set(found[kind]), kind)


def _say(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for kind, sentences in wanted.items():
        texts = _texts(scene, kind)
        if not texts:
            yield f"{kind}: there is none"
        for sentence in sentences if texts else ():
            if not any(sentence in text for text in texts):
                yield f"{kind}: no letter in force says “{sentence}”"


def _do_not_say(scene: Scene, wanted: Mapping[str, list[str]]) -> Iterator[str]:
    for kind, sentences in wanted.items():
        for sentence in sentences:
            if any(sentence in text for text in _texts(scene, kind)):
                yield f"{kind}: a letter in force says “{sentence}”"


def _texts(scene: Scene, kind: str) -> list[str]:
    """What the letters of a kind that are in force say, each as one text."""
    office = scene.play.office
    with scene.reading() as session:
        found = letters.of_case(session, scene.case_id, kind)
        in_force = [one.file_id for one in found if one.status is not letters.LetterStatus.SUPERSEDED and one.file_id]
        kept = [files.read(session, office.keys, files.get(session, scene.case_id, each)) for each in in_force]
    return [_words(content) for content in kept]


def _words(document: bytes) -> str:
    """The paragraphs of a Word document, one after the other."""
    with ZipFile(BytesIO(document)) as parts:
        body = etree.fromstring(parts.read("word/document.xml"))
    return "\n".join("".join(str(part) for part in each.itertext()) for each in body.iter("{*}p"))


def _panel(scene: Scene, wanted: Mapping[str, Any]) -> Iterator[str]:
    with scene.reading() as session:
        sendings = [one for one in panel.sendings(session, scene.case_id) if one.sent_at]
        replies = panel.replies(session, scene.case_id)
    if "sent" in wanted:
        asked = [str(at) for at in wanted["sent"]]
        found = [written(one.sent_at) for one in sendings]
        if len(asked) != len(found) or not all(
            at.matches(one.sent_at) for at, one in zip(wanted["sent"], sendings, strict=True)
        ):
            yield from same(asked, found, "sent")
    if "late" in wanted:
        yield from same(wanted["late"], any(one.is_late for one in sendings), "late")
    if "replies" in wanted:
        yield from same(wanted["replies"], [one.position for one in replies], "replies")


CHECKS: Mapping[str, Check] = {
    "mails": Check(
        Key(
            "e-mails that were sent, each kind with exactly its recipients",
            Listed(
                Table(
                    "an e-mail",
                    {
                        "kind": Key("the kind, as in letters/mail", words, needed=True),
                        "at": Key("when, or on which day; whenever, when left out", moment),
                        "to": Key("to whom: roles, agencies (leads and deputies), people, or outside", Listed(words)),
                        "times": Key("how many each of them got", number),
                    },
                )
            ),
        ),
        _mails,
    ),
    "no mails": Check(Key("kinds of e-mail that nobody got in this case", Listed(words)), _no_mails),
    "letters": Check(
        Key(
            "for whom there are letters of a kind in force: agencies, people, “the case”, “outside”, or none",
            Named(Either(Listed(words), "none")),
        ),
        _letters,
    ),
    "letters say": Check(
        Key("words that a letter of a kind in force says", Named(Listed(words))),
        _say,
    ),
    "letters do not say": Check(
        Key("words that no letter of a kind in force says", Named(Listed(words))),
        _do_not_say,
    ),
    "panel": Check(
        Key(
            "what passed between the partnership and the National Panel",
            Table(
                "“panel”",
                {
                    "sent": Key("when the summary went to it, each time", Listed(moment)),
                    "late": Key("whether it was late", yes_or_no),
                    "replies": Key("its replies, in order", Listed(words)),
                },
            ),
        ),
        _panel,
    ),
}
