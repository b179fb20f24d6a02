"""Changes that people make by hand in a finished letter: old and new paragraphs, which it takes over when made anew.

An edit is what one person changed at one time: `by`, `at`, `way` (words, file, back or form), `reason`, its `changes`.
A change has the `old` and the `new` paragraphs, `at`, how far down they stood, and `state`: *in* the letter, *lost*
because a letter made anew has no such paragraphs any more, or *left* out by somebody who looked at it since.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from casework.letters import rendering
from casework.letters.rendering import Changing
from foundation.canonical import Json

IN, LOST, LEFT = "in", "lost", "left"
FORM = "form"
"""The way of what was changed in a form before the letter was made: it is in the letter's data, and is only shown."""

PLAIN = "plain"


def in_words(texts: Sequence[str], new: Mapping[int, str]) -> list[dict[str, Any]]:
    """The changes that a person wrote, by the number of the paragraph; an empty line begins another paragraph."""
    found = []
    for at, text in sorted(new.items()):
        wanted = _lines(text)
        if at < len(texts) and wanted != [texts[at].rstrip()]:
            found.append({"at": at, "old": [texts[at]], "new": wanted, "state": IN})
    return found


def between(before: Sequence[str], after: Sequence[str]) -> list[dict[str, Any]]:
    """The changes that lead from one document's paragraphs to another's."""
    found = []
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        # What only comes in needs a paragraph to stand at: the one before it, or else the one after.
        back, on = (a == b and a > 0), (a == b == 0)
        old, new = before[a - back : b + on], after[c - back : d + on]
        found.append({"at": a - back, "old": [*old], "new": [*new], "state": IN})
    return found


def carried_over(content: bytes, edits: Sequence[Any]) -> tuple[bytes, list[Json]]:
    """A letter made anew with the changes put into it, and the edits as they stand now."""
    told: list[Any] = [{**edit, "changes": [dict(each) for each in edit["changes"]]} for edit in edits]
    again = [each for edit in told if edit["way"] != FORM for each in edit["changes"] if each["state"] != LEFT]
    (changed,) = rendering.change_all([Changing(content, again)])
    for number, each in enumerate(again):
        each["state"] = LOST if number in changed.lost else IN
    return changed.content, told


def in_form(by: str, at: datetime, note: str, before: str, after: str) -> list[Json]:
    """What somebody made of a text that the machine had proposed, as one edit; none when it stayed as it was."""
    changes = between(_lines(before), _lines(after))
    return [{"by": by, "at": at.isoformat(), "way": FORM, "reason": note, "changes": [*changes]}] if changes else []


def looked_at(edits: Sequence[Any]) -> list[Json]:
    """The same after somebody changed the letter with its lost changes in view: those are left out from now on."""
    return _with_state(edits, {IN: IN, LOST: LEFT, LEFT: LEFT})


def left_out(edits: Sequence[Any]) -> list[Json]:
    """The same after all changes were taken back."""
    return _with_state(edits, {IN: LEFT, LOST: LEFT, LEFT: LEFT})


def _with_state(edits: Sequence[Any], becomes: Mapping[str, str]) -> list[Json]:
    return [
        {**edit, "changes": [{**each, "state": becomes[each["state"]]} for each in edit["changes"]]} for edit in edits
    ]


def is_short(edits: Sequence[Any]) -> bool:
    """Whether a change found no place in the letter, and nobody has looked since."""
    return any(each["state"] == LOST for edit in edits for each in edit["changes"])


def _lines(text: str) -> list[str]:
    """The paragraphs of what was written, each without white space at its end."""
    parts = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return [part.rstrip() for part in parts if part.strip()]
