"""A form that begins a case, on its way from the page to the case: what is wrong with it, kept meanwhile, and sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from cases import begun_forms, kept_uploads
from cases.file_types import FileRefused
from cases.partnerships import Partnership
from casework import attaching, start
from casework.forms import validate
from casework.forms.checks import FieldError
from foundation.clock import london_date
from foundation.database import Session
from web import filled, unsent_files
from web.forms import render
from web.here import now, office, viewer
from web.problems import not_found

FOR = "_partnership"
"""The field that says for which partnership."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody has answered on a page; `key` is the page's own, `chosen` the partnership, or empty."""

    paper: start.StartPaper
    key: str
    chosen: str
    answers: dict[str, Any] = field(repr=False)
    saved_at: datetime | None = None
    is_of_older_form: bool = False


def paper_of(session: Session, process: str, event: str) -> start.StartPaper:
    """The form, for whoever may begin a case with it; the same 404 for all else."""
    try:
        return start.open_start(session, office(), viewer().id, process, event)
    except start.MayNotStart as refused:
        raise not_found() from refused


def offices(session: Session, paper: start.StartPaper) -> list[tuple[str, str]]:
    """The partnerships for which this person may begin the case: id and name."""
    ids = start.partnerships(session, office(), viewer().id, paper.place)
    found = [(one, session.get(Partnership, one)) for one in ids]
    return [(one, partnership.name if partnership else one) for one, partnership in found]


def chosen(session: Session, paper: start.StartPaper, wanted: str) -> str:
    """The partnership that is wanted, or the only one; empty when it is none of those that they may choose."""
    ids = [one for one, _ in offices(session, paper)]
    return ids[0] if len(ids) == 1 else wanted if wanted in ids else ""


def around(paper: start.StartPaper) -> filled.Around:
    """The form with what it is given from outside."""
    return filled.Around(paper.form, paper.data)


def saved(session: Session, paper: start.StartPaper, key: str) -> Written | None:
    """What this person answered on a page earlier and has not sent."""
    row = begun_forms.find(session, (viewer().id, key), now())
    if row is None or (row.process, row.event) != (paper.place.process, paper.place.event):
        return None
    answers = begun_forms.read(office().keys, row)
    partnership = chosen(session, paper, row.partnership_id)
    return Written(paper, key, partnership, answers, row.saved_at, row.form_version != paper.form_version)


def save(written: Written) -> None:
    """Keep what was answered, for whoever did alone."""
    paper, by = written.paper, (viewer().id, written.key)
    begun = begun_forms.Begun(
        paper.place.process, paper.place.event, paper.form_version, written.chosen, written.answers
    )

    def act(session: Session) -> None:
        # Another click on the same page may have sent it meanwhile: then there is nothing more to keep.
        if start.begun(session, *by) is None:
            begun_forms.save(session, office().keys, by, begun, now())

    office().database.carry_out(act)


def wrong(written: Written, before: filled.Errors = ()) -> list[FieldError]:
    """All that is wrong, said at once, with what was wrong with the post itself.

    Files are looked at only for a partnership, which has its limits for them.
    """
    found = list(before)
    if written.chosen:
        with office().database.reading() as session:
            limits = attaching.limits_of(session, written.chosen, london_date(now()))
        found += unsent_files.refused(written.paper.form, written.answers, written.key, limits)
    return filled.at_once(found, checked(written))


def checked(written: Written) -> validate.Valid | validate.Invalid:
    """The answers themselves, made clean or with what is wrong."""
    paper = written.paper
    return validate.validate(paper.form, written.answers, paper.data, london_date(now()), {})


def send(written: Written) -> list[FieldError]:
    """Open the case; gives what was wrong, and then it is not open. The same page sent twice is one case."""
    place, form = written.paper.place, written.paper.form
    try:
        files = unsent_files.contents(form, written.answers, written.key)
        answers = unsent_files.without(form, written.answers)
        sent = start.Beginning(place.process, place.event, written.chosen, written.key, answers, files)
        answer = start.begin(office(), viewer().id, sent)
    except start.MayNotStart as gone:
        raise not_found() from gone
    except FileRefused as full:
        return [FieldError(name, str(full)) for name in unsent_files.fields(form, written.answers)[:1]]
    return list(answer.errors) if isinstance(answer, start.NotStarted) else []


def to_case(key: str, *, was_sent: bool = False) -> Response | None:
    """The way to the case that this page has begun, if it has.

    When it `was_sent` just now, what was kept for it is thrown away, and it is said that the case is open.
    """
    with office().database.reading() as session:
        reference = start.begun(session, viewer().id, key)
    if reference is None:
        return None
    if was_sent:
        throw_away(key)
        flash(f"Case {reference} is open.")
    return redirect(url_for("cases.show", reference=reference), 303)


def throw_away(key: str) -> None:
    """Keep no longer what this person answered on a page, nor the files they chose for it."""
    with office().database.transaction() as session:
        begun_forms.drop(session, (viewer().id, key))
        kept_uploads.drop(session, (viewer().id, key))


def page(written: Written, errors: filled.Errors, *, asks_office: bool = False, focus: str = "") -> str:
    """The form with what was written and what is wrong."""
    paper = written.paper
    with office().database.reading() as session:
        found = offices(session, paper)
    answers: Mapping[str, Any] = written.answers
    return render_template(
        "pages/start_form.html",
        title=paper.place.name,
        place=paper.place,
        written=written,
        guidance=[line for line in paper.place.documentation.splitlines() if line.strip()],
        form=filled.fields(around(paper), answers, errors, may_save=False, focus=focus),
        asks_office=asks_office,
        others=[(render.anchor(paper.form, answers, one), one.message) for one in errors],
        offices=found,
        chosen=written.chosen or request.form.get(FOR, ""),
        field=FOR,
    )
