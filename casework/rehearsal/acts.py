"""What people do in a scenario. Each act is a key of a step; it is carried out by the commands that the pages use."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from cases.file_types import FileRefused
from cases.settings import NewVersion, catalogue, kinds, versions
from casework import corrections, settings_changes, shifts, start
from casework.rehearsal import checks
from casework.rehearsal.play import WentWrong
from casework.rehearsal.scene import Scene
from casework.rehearsal.shapes import Key, Listed, Named, Table, anything, moment, number, words, yes_or_no
from casework.rehearsal.written import Entry, Problem
from casework.tasks import handing, opened
from engine.errors import TaskGone
from foundation.clock import london_date
from foundation.database import new_id

Said = Mapping[str, Any]
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
"""What every file that people attach holds; it says nothing."""


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of step: what stands behind its own key, the keys beside it, and how it is done.

    `carry_out` gives the differences between what must be true and what is; only “expect” finds any.
    """

    key: Key
    keys: Mapping[str, Key]
    carry_out: Callable[[Scene, Said], Iterator[str]]


WHO = Key("who does it, by name; several do it one after another", Listed(words), needed=True)
ALONE = Key("who does it, by name", words, needed=True)
ANSWERS = Key("what they answer, by the keys of the form; what is not said is as the form has it", anything)
FILES = Key("what they attach: the key of the form’s field, and the file’s name", Named(words))
REFUSED = Key("it must not be possible, and these words are in what they are told", Listed(words))
USUAL = Key("no, to answer nothing but what stands here", yes_or_no)
ABOUT = Key("the agency that the task or event is about, where there are several", words)

_SENDS: Mapping[str, Key] = {"who": WHO, "answers": ANSWERS, "files": FILES, "refused": REFUSED, "usual answers": USUAL}


REFUSALS = (
    WentWrong,
    start.MayNotStart,
    handing.NotAColleague,
    corrections.NeedsSecondPerson,
    corrections.NotCorrectable,
    opened.NotYours,
    TaskGone,
    FileRefused,
    kinds.WrongValue,
)
"""What commands answer when something may not be done."""

_WORDS = {
    start.MayNotStart: "may not begin a case there",
    handing.NotAColleague: "is not one who may take the task",
    corrections.NeedsSecondPerson: "an earlier date is confirmed by a second person",
    corrections.NotCorrectable: "there is no such date to correct yet",
    opened.NotYours: "that is not theirs to see or do",
    TaskGone: "the task is over",
}


def in_words(refusal: Exception) -> str:
    """Why something may not be done."""
    return str(refusal) or _WORDS.get(type(refusal), type(refusal).__name__)


def _files(said: Said) -> list[tuple[str, str, bytes]]:
    return [(field, name, PDF) for field, name in (said.get("files") or {}).items()]


def _tried(said: Said, attempt: Callable[[], None]) -> Iterator[str]:
    """Do it; where it must be refused, say what is different from that."""
    if "refused" not in said:
        attempt()
        return
    try:
        attempt()
    except REFUSALS as wrong:
        told = in_words(wrong)
        yield from (f"refused: “{one}” was to be said, but it is: {told}" for one in said["refused"] if one not in told)
    else:
        yield "refused: it was to be refused, but it was done"


def _begin(scene: Scene, said: Said) -> Iterator[str]:
    name, play = said["who"], scene.play
    with scene.reading() as session:
        found = start.places(session, play.office, play.person(name))
    places = [place for place in found if place.event == said["begin"]]
    code = said.get("partnership") or scene.partnership
    home = scene.ids.partnerships.get(code)
    if home is None:
        raise WentWrong(f"there is no partnership {code}; there are {', '.join(scene.ids.partnerships)}")

    def attempt() -> None:
        if not places:
            offered = ", ".join(place.event for place in found) or "nothing"
            raise WentWrong(f"{name} cannot begin with {said['begin']}; can begin: {offered}")
        play.begin(name, (places[0].process, places[0].event), home, said["answers"], _files(said))
        scene.cases[said.get("called") or play.reference] = play.case_id

    yield from _tried(said, attempt)


def _do(scene: Scene, said: Said) -> Iterator[str]:
    for name in said["who"]:
        for _ in range(said.get("times") or 1):
            yield from _tried(
                said,
                partial(
                    scene.play.do,
                    name,
                    said["do"],
                    _files(said),
                    said.get("step") or "",
                    said.get("about") or "",
                    **said["answers"],
                ),
            )


def _tell(scene: Scene, said: Said) -> Iterator[str]:
    for name in said["who"]:
        yield from _tried(
            said,
            partial(scene.play.tell, name, said["tell"], said.get("about") or "", _files(said), **said["answers"]),
        )


def _correct(scene: Scene, said: Said) -> Iterator[str]:
    office, name = scene.play.office, said["who"]
    wanted = corrections.Correction(scene.case_id, said["correct"], said["to"].at, said["reason"])

    def attempt() -> None:
        agreed = shifts.fingerprint(corrections.preview(office, wanted))
        corrections.correct(office, wanted, scene.play.person(name), new_id(), agreed)
        scene.play.settle()

    yield from _tried(said, attempt)


def _hand_over(scene: Scene, said: Said) -> Iterator[str]:
    name = said["who"]

    def attempt() -> None:
        task = scene.play.task_of(name, said["hand over"], said.get("about") or "")
        giver, taker = scene.play.person(name), scene.play.person(said["to"])
        handing.hand_over(scene.play.office, giver, task, taker, said["reason"], new_id())
        scene.play.settle()

    yield from _tried(said, attempt)


def _settings(entry: Entry, problems: list[Problem]) -> Any:
    """Settings by their ids, each with what would be typed on the page."""
    found = Named(words)(entry, problems)
    problems += [Problem(entry.line, f"there is no setting “{key}”") for key in found if key not in catalogue.SETTINGS]
    return found


def _decide_settings(scene: Scene, said: Said) -> Iterator[str]:
    office, name = scene.play.office, said["who"]
    person, home, now = scene.play.person(name), scene.ids.partnerships[scene.partnership], office.clock.now()

    def attempt() -> None:
        with scene.reading() as session:
            today, before = london_date(now), versions.newest(session, home)
            theirs = settings_changes.offices(session, person, today, settings_changes.CHANGED_BY)
        if before is None or home not in {one.id for one in theirs}:
            raise WentWrong(f"{name} does not decide about the settings of {scene.partnership}")
        changes = {key: kinds.read(catalogue.SETTINGS[key], typed) for key, typed in said["settings"].items()}
        wanted = NewVersion(before.profile, {**before.own(), **changes}, today, said["reason"])
        settings_changes.save(office, home, wanted, person, new_id(), before.version)

    yield from _tried(said, attempt)


def _expect(scene: Scene, said: Said) -> Iterator[str]:
    for name, wanted in said["expect"].items():
        for difference in checks.CHECKS[name].find(scene, wanted):
            yield f"{name}: {difference}"


ACTS: Mapping[str, Act] = {
    "begin": Act(
        Key("begin a case: the id of the start event in the diagram", words),
        {
            **_SENDS,
            "who": ALONE,
            "called": Key("what the story calls this case, to come back to it", words),
            "partnership": Key("the code of the partnership it is sent to, when not the scenario’s", words),
        },
        _begin,
    ),
    "do": Act(
        Key("do a task: the id of its form", words),
        {
            **_SENDS,
            "about": ABOUT,
            "step": Key("the id of the task in the diagram, where several have the same form", words),
            "times": Key("how often, one task after another", number),
        },
        _do,
    ),
    "tell": Act(Key("say that something happened: the id of the event", words), {**_SENDS, "about": ABOUT}, _tell),
    "correct": Act(
        Key("correct a date that was written down wrongly: its name, such as received_at", words),
        {
            "who": ALONE,
            "to": Key("when it really was", moment, needed=True),
            "reason": Key("why that was not known", words, needed=True),
            "refused": REFUSED,
        },
        _correct,
    ),
    "hand over": Act(
        Key("give a task to a colleague: the id of its form", words),
        {
            "who": ALONE,
            "to": Key("to whom", words, needed=True),
            "reason": Key("why", words, needed=True),
            "about": ABOUT,
            "refused": REFUSED,
        },
        _hand_over,
    ),
    "settings": Act(
        Key("decide settings of the scenario’s partnership otherwise from now on, as on its page", _settings),
        {"who": ALONE, "reason": Key("why", words, needed=True), "refused": REFUSED},
        _decide_settings,
    ),
    "expect": Act(
        Key("what must be true now", Table("“expect”", {name: check.key for name, check in checks.CHECKS.items()})),
        {},
        _expect,
    ),
}
"""Every act by its key."""
