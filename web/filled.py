"""Forms between the page and the case: what was posted, the fields to show, and kept answers to read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request
from markupsafe import Markup

from cases import submissions
from casework import facts
from casework.asked import Asked
from casework.forms import answers as answered
from casework.forms import conditions, fixed_rows, outline, schema, scope, shelf, tree, validate
from casework.forms.checks import FieldError
from casework.forms.components import Form
from casework.tasks import paper
from engine.errors import NotFound
from engine.tables.instances import UserTask
from foundation.clock import london_date
from foundation.database import Session
from web.forms import posted, render
from web.here import now, office, viewer

Errors = Sequence[FieldError]
Functions = Mapping[str, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Around:
    """What a form is given from outside: options, known facts, words for its expressions."""

    form: Form
    data: Mapping[str, Any] = field(repr=False)
    functions: Functions = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """What came: the answers as written, files that were refused, and whether it is only to be shown again."""

    answers: dict[str, Any] = field(repr=False)
    errors: list[FieldError] = field(repr=False)
    saves: bool
    checks: bool
    row_changed: bool
    focus: str


@dataclass(frozen=True, slots=True)
class Fields:
    """A form to show: its errors in short, its boxes, its buttons, and the keys that scripts watch for conditions."""

    errors: Markup
    boxes: Markup
    buttons: Markup
    deciding: str
    has_files: bool
    is_wrong: bool


def read(around: Around, files: posted.Files) -> Post:
    """The posted answers. Uploads are kept at once by `files`, so that they survive a page that is shown again.

    See web.staged_files, and before there is a case web.unsent_files.
    """
    found = posted.read(around.form, request.form, request.files, files)
    act = posted.action(request.form)
    changed = act.kind in {"add", "remove", "again"}
    given = scope.given(around.data, london_date(now()), around.functions)
    focus = posted.with_rows_changed(around.form, found.answers, act, given) if changed else ""
    return Post(found.answers, found.errors, act.kind == "save", act.kind == "check", changed, focus)


def at_once(found: Errors, checked: validate.Valid | validate.Invalid) -> list[FieldError]:
    """What is wrong with files, and with the answers beside them, so that people put all of it right in one go."""
    said = {one.path for one in found}
    others = checked.errors if isinstance(checked, validate.Invalid) else ()
    return [*(one for one in others if one.path not in said), *found]


def fields(
    around: Around,
    answers: Mapping[str, Any],
    errors: Errors,
    *,
    may_save: bool,
    may_check: bool = True,
    focus: str = "",
) -> Fields:
    """The form as markup; where it `may_check`, it is looked through before it is sent, if the form asks for that."""
    wrong, checks = list(errors), may_check and around.form.is_checked
    given = scope.given(around.data, london_date(now()), around.functions)
    answers = fixed_rows.followed(around.form, answers, given)
    boxes = render.render_fields(
        around.form,
        answers,
        wrong,
        around.data,
        today=london_date(now()),
        functions=around.functions,
        focus=focus,
    )
    return Fields(
        errors=render.render_errors(around.form, answers, wrong),
        boxes=render.render_enter(checks=checks) + boxes,
        buttons=render.render_buttons(around.form, may_save=may_save, checks=checks),
        deciding=" ".join(sorted(_deciding(around.form))),
        has_files=has_files(around.form),
        is_wrong=bool(wrong),
    )


def _deciding(form: Form) -> frozenset[str]:
    """The keys whose answers change something else on the page: any, when a text follows what is written."""
    is_live = any("live" in component.properties for component in form.components)
    return frozenset({conditions.ANY}) if is_live else conditions.deciding(form)


def has_files(form: Form) -> bool:
    """Whether a form asks for files, so that the page must send them."""
    return any(component.kind == "filepicker" for component in tree.every(form.components))


def blank(around: Around) -> dict[str, Any]:
    """What a fresh page starts with."""
    return schema.defaults(around.form, around.data, london_date(now()), around.functions)


def followed(around: Around) -> dict[str, Any]:
    """What follows from the answers just posted: the parts that do not apply, and texts that have changed."""
    answers, today = posted.read(around.form, request.form).answers, london_date(now())
    return {
        "hidden": conditions.hidden(around.form, answers, around.data, today, around.functions),
        "live": render.live_texts(around.form, answers, around.data, today=today, functions=around.functions),
    }


def to_check(around: Around, answers: Mapping[str, Any], page: str, first: tuple[outline.Line, ...] = ()) -> Markup:
    """Everything that applies, answered or not, each with a link to its box on the form's own page.

    `first` is what that page asks besides; the path of each is the id of its box.
    """
    boxes = {one.path for one in first}

    def change(path: str) -> str:
        return f"{page}#{path if path in boxes else render.anchor(around.form, answers, FieldError(path, ''))}"

    today = london_date(now())
    asked = [outline.Section("", first)] if first else []
    sections = outline.outline(around.form, answers, around.data, today, around.functions, empty="Not answered")
    return render.render_outline([*asked, *sections], change=change)


def typed(session: Session, task: UserTask) -> Markup:
    """What was just posted to a task that is closed or somebody else's by now, in words; nothing of it is kept."""
    try:
        sheet = paper.of_task(session, office(), viewer().id, task)
    except NotFound:
        return Markup("")
    around = Around(sheet.form, sheet.data, sheet.functions)
    return in_words(around, posted.read(around.form, request.form).answers)


def in_words(around: Around, answers: Mapping[str, Any]) -> Markup:
    """What was answered, to read."""
    today = london_date(now())
    return render.render_outline(outline.outline(around.form, answers, around.data, today, around.functions))


def kept(session: Session, task: UserTask) -> Markup:
    """What the person there sent in with a task, to read; nothing when it was somebody else's form."""
    sent = submissions.of_task(session, task.case_id, task.id)
    if sent is None or sent.person_id != viewer().id:
        return Markup("")
    return read_only(session, sent, None)


def read_only(session: Session, sent: submissions.Submission, codes: frozenset[str] | None) -> Markup:
    """A kept form in words; with `codes`, only the answers that holders of these visibility codes may read."""
    form = shelf.of_version(session, sent.form_version)
    answers: Mapping[str, Any] = submissions.read(session, office().keys, sent)
    if codes is not None:
        mine = {code.partition("@")[0] for code in codes if "@" not in code or code.endswith(f"@{sent.agency_id}")}
        answers = answered.seen_by(form, answers, frozenset(mine))
    data = facts.known(session, office(), Asked(sent.case_id, viewer().id, {}, now()), form.needs)
    return render.render_outline(outline.outline(form, answers, data, london_date(now()), is_kept=True))
