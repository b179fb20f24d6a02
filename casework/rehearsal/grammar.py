"""Every key of a scenario file. What the loader accepts is what stands here; docs/scenarios.md says it to writers."""

from collections.abc import Mapping

from cases.people import ROLES
from cases.settings import PROFILES
from casework.rehearsal.acts import ACTS, Act
from casework.rehearsal.shapes import Key, Listed, Named, OneOf, Table, anything, moment, words
from casework.rehearsal.written import Entry, Problem

TOLD_UNDER = tuple(name for name in PROFILES if name != "blank")
"""The profiles of settings under which stories can be told."""

_profile = OneOf(TOLD_UNDER)

PERSON: Mapping[str, Key] = {
    "name": Key("what the person is called", words, needed=True),
    "role": Key("one of the roles", OneOf(tuple(ROLES)), needed=True),
    "agency": Key("the agency they are in", words),
    "title": Key("their job", words),
    "from": Key("the first day on which they have the role", moment),
    "until": Key("the last day on which they have it", moment),
}

AGENCY: Mapping[str, Key] = {
    "name": Key("what the agency is called", words, needed=True),
    "category": Key("its category, such as la_social_care or gp_practice", words, needed=True),
    "council": Key("the council it belongs to", words),
}

SHARED: Mapping[str, Key] = {
    "answers": Key("blocks of answers by name, for “same as”", Named(anything)),
    "usual answers": Key("answers by the id of a form or event, given wherever it is sent", Named(anything)),
}

FILE: Mapping[str, Key] = {
    "scenario": Key("the title of the story", words, needed=True),
    "story": Key("what it is about, for whoever reads it", words),
    "partnership": Key("the code of the partnership whose case it is", words, needed=True),
    "profiles": Key("the profiles of settings it is played under; both when left out", Listed(_profile)),
    "uses": Key("files of shared answers, in the folder “shared” beside this one", Listed(words)),
    "agencies": Key("agencies beside those of the demo", Listed(Table("an agency", AGENCY))),
    "people": Key("people beside those of the demo", Listed(Table("a person", PERSON))),
    "steps": Key("the story, step by step", anything, needed=True),
    **SHARED,
}

STEP: Mapping[str, Key] = {
    "at": Key("when it happens; without it, at the same time as the step before", moment),
    "only under": Key("the profile under which there is this step", _profile),
    "case": Key("go on with the case that was “called” this", words),
    "note": Key("a word to whoever reads it", words),
}


def what_is_done(row: Entry, problems: list[Problem]) -> tuple[str, Act | None]:
    """The act of a step: the one key that says what is done. A step without one lets time pass."""
    keys = row.value if isinstance(row.value, dict) else {}
    found = [name for name in keys if name in ACTS]
    if len(found) > 1:
        problems.append(Problem(row.line, f"a step does one thing, not {' and '.join(found)}: make two steps of it"))
    elif not found and "at" not in keys:
        problems.append(Problem(row.line, f"a step says what is done: one of {', '.join(ACTS)}; or an “at”, to wait"))
    return (found[0], ACTS[found[0]]) if found else ("", None)
