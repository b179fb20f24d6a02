"""A posted page read into answers: `children-0-name` into rows, date parts together, files staged."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from werkzeug.datastructures import FileStorage, MultiDict

from cases.file_types import FileRefused
from casework.forms import starting, tree
from casework.forms.checks import FieldError
from casework.forms.components import MULTIPLE, Component, Form
from casework.forms.moments import PARTS
from casework.forms.scope import Given
from casework.forms.tree import Nest, Spot

Post = MultiDict[str, str]
StagedFile = Mapping[str, Any]
"""A file as answers hold it: {id, name, size}."""


class Waits(FileRefused):
    """A file that stays chosen, although the form cannot be sent with it yet."""

    def __init__(self, file: StagedFile, why: str) -> None:
        super().__init__(why)
        self.file = file


ROW_MARK = "_row"
_ACTION = re.compile(r"(add|remove):([\w-]{1,200}?)(?::(\d{1,3}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Files:
    """How files are kept between two posts: `stage` keeps one, `staged` finds it again; both may raise FileRefused."""

    stage: Callable[[FileStorage], StagedFile]
    staged: Callable[[str], StagedFile | None]


@dataclass(frozen=True, slots=True)
class Posted:
    """Answers as they were written, and files that were refused."""

    answers: dict[str, Any] = field(repr=False)
    errors: list[FieldError] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """Which button was pressed: submit, check, save, add or remove; the last two with the list's name."""

    kind: str
    path: str = ""
    row: int = 0


def action(post: Post) -> Action:
    """The button that sent the page, by the posted `_action`; submit when there is none.

    `again` only shows the form with these answers (web.pages.late).
    """
    pressed = post.get("_action", "submit")
    found = _ACTION.fullmatch(pressed)
    if found:
        return Action(found[1], found[2], int(found[3] or 0))
    return Action(pressed if pressed in {"save", "again", "check"} else "submit")


def read(
    form: Form, post: Post, uploads: "MultiDict[str, FileStorage] | None" = None, files: Files | None = None
) -> Posted:
    """The answers in a post, in the shape of the form; what the form does not ask is left out."""
    reader = _Reader(post, uploads or MultiDict(), files)
    reader.read(form.components, ())
    return Posted(reader.nest.root, reader.errors)


def with_rows_changed(form: Form, answers: dict[str, Any], act: Action, given: Given) -> str:
    """Add or remove a row in `answers`; gives the id of what should have the focus then, "" when nothing changed."""
    for place in tree.places(form.components, answers, blank_rows=True):
        if place.component.kind != "dynamiclist" or place.name != act.path:
            continue
        holder = tree.dig(answers, place.spot[:-1]) if len(place.spot) > 1 else answers
        rows = holder.setdefault(str(place.spot[-1]), []) if isinstance(holder, dict) else []
        if act.kind == "add" and len(rows) < tree.MOST_ROWS:
            rows.append(starting.row(place.component, given))
            return f"{place.name}-{len(rows) - 1}"
        if act.kind == "remove" and act.row < len(rows):
            del rows[act.row]
            return f"{place.name}-add"
    return ""


class _Reader:
    """Walks a form and takes from the post what each component expects."""

    def __init__(self, post: Post, uploads: "MultiDict[str, FileStorage]", files: Files | None) -> None:
        self.post = post
        self.uploads = uploads
        self.files = files
        self.nest = Nest()
        self.errors: list[FieldError] = []

    def read(self, components: tuple[Component, ...], base: Spot) -> None:
        for component in components:
            spot = (*base, *component.key)
            if component.kind == "group":
                self.read(component.components, spot)
            elif component.kind == "dynamiclist":
                self.nest.rows(spot)
                for index in range(self.row_count(tree.name(spot))):
                    self.nest.holder((*spot, index))
                    self.read(component.components, (*spot, index))
            elif component.asks:
                value = self.value(component, tree.name(spot))
                if value is not None:
                    self.nest.put(spot, value)

    def row_count(self, name: str) -> int:
        """One more than the highest row number posted under a list's name."""
        numbered = re.compile(re.escape(name) + r"-(\d{1,3})-", re.ASCII)
        numbers = [int(match[1]) for key in self.post if (match := numbered.match(key))]
        return min(max(numbers, default=-1) + 1, tree.MOST_ROWS)

    def value(self, component: Component, name: str) -> Any:
        if component.kind == "datetime":
            parts = {part: self.post[f"{name}-{part}"] for part in (*PARTS, "time") if f"{name}-{part}" in self.post}
            return parts or self.post.get(name)
        if component.kind in MULTIPLE:
            return [each for each in self.post.getlist(name) if each]
        if component.kind == "filepicker":
            return self.attached(name)
        return self.post.get(name)

    def attached(self, name: str) -> list[StagedFile]:
        """Files staged by an earlier post and not dropped, then those uploaded now."""
        if self.files is None:
            return []
        dropped = set(self.post.getlist(f"{name}-drop"))
        kept = [each for each in self.post.getlist(f"{name}-staged") if each not in dropped]
        uploads = [each for each in self.uploads.getlist(name) if each.filename]
        takers: list[Callable[[], StagedFile | None]] = [
            *(partial(self.files.staged, each) for each in kept),
            *(partial(self.files.stage, each) for each in uploads),
        ]
        found = [self.taken(name, each) for each in takers]
        return [each for each in found if each is not None]

    def taken(self, name: str, take: Callable[[], StagedFile | None]) -> StagedFile | None:
        """The file; none when it is refused, which is said at its field."""
        try:
            return take()
        except Waits as waiting:
            self.errors.append(FieldError(name, str(waiting)))
            return waiting.file
        except FileRefused as refused:
            self.errors.append(FieldError(name, str(refused)))
            return None
