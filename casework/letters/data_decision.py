"""The decision that counts, in words: outcome, criteria with answers and reasons, advice, positions, signature."""

from cases import calendar, decisions, submissions
from cases.decisions import Decision
from casework.decision_facts import ADVISOR_NAME, gave_none
from casework.forms.components import Form
from casework.letters import form_words
from casework.letters.scope import Data, Scope, long_day
from casework.projections import reading
from casework.setting_facts import CRITERIA

FORM, ADVICE, CONFIRMATION = "f13_decision", "f14_advice", "f15_confirmation"
CODES = (*decisions.MUST_CONSIDER, *decisions.HAVE_REGARD)
REVIEW_MONTHS = "lcspr.months"
"""The setting for how many months after the decision a review is to be finished (guidance 3.1.2)."""

NO_ADVICE = "No advice was received."


def data(scope: Scope, taken: Decision | None = None) -> Data | None:
    """All of it for the Combined Summary, of the decision that counts or of this one; None before any is taken."""
    decision = taken or decisions.current(scope.session, scope.case_id)
    if decision is None:
        return None
    said = _said(scope, decision)
    form = form_words.form_of(scope.session, FORM)
    return {
        "outcome": form_words.label(form, "decision", decision.outcome),
        "code": decision.outcome,
        "review_due": long_day(calendar.add_months(decision.decided_on, int(scope.setting(REVIEW_MONTHS)))),
        "version": str(decision.version),
        "decided_on": long_day(decision.decided_on),
        "definition": form_words.label(form, "def_met", said.get("def_met")),
        "definition_why": reading.words(said, "def_why"),
        "criteria": _criteria(scope, decision, said),
        "rationale": reading.words(said, "rationale"),
        "potential": reading.words(said, "potential"),
        "already": _with_reason(form_words.label(form, "already", said.get("already")), said, "already_why"),
        "key_areas": [reading.words(row, "area") for row in reading.rows(said, "key_areas")],
        "other_learning": _with_reason(form_words.label(form, "alt", said.get("alt")), said, "alt_why"),
        "advice": reading.words(said, "ia_view") or _no_advice(scope),
        "later_advice": _later_advice(scope),
        "put_off": reading.words(said, "defer_for"),
        "dissent": _dissent(scope, said),
        "dissent_before": _dissent_before(scope, decision),
        "positions": _positions(scope),
        "family": reading.words(said, "family"),
        "media": _with_reason(_risk(form, said), said, "media_detail"),
        "suggest_national": decision.suggest_national,
        "suggest_national_why": reading.words(said, "suggest_national_why"),
        "signed_by": scope.person(decision.signed_by),
        "signed_on": long_day(decision.signed_at),
    }


def _said(scope: Scope, decision: Decision) -> Data:
    """What the meeting wrote; of what a later version asks again, only what was answered then."""
    said = scope.answers(FORM)
    if decision.submission_id is None:
        return said
    made = submissions.get(scope.session, scope.case_id, decision.submission_id)
    asked = form_words.questions(form_words.form_of(scope.session, made.form_id, made.form_version))
    kept = {key: value for key, value in said.items() if key not in asked}
    return kept | submissions.read(scope.session, scope.office.keys, made)


def put_off(scope: Scope) -> list[Data]:
    """Each time that the decision was put off: on which day, and what was waited for."""
    found = decisions.put_off(scope.session, scope.case_id)
    return [
        {"on": long_day(each.decided_on), "words": reading.words(scope.of_submission(each.submission_id), "defer_for")}
        for each in found
        if each.submission_id
    ]


def _dissent(scope: Scope, said: Data) -> list[Data]:
    return [
        {"who": scope.person(reading.chosen(row, "who")), "why": reading.words(row, "why")}
        for row in reading.rows(said, "dissent")
    ]


def _dissent_before(scope: Scope, decision: Decision) -> list[Data]:
    """Who disagreed with the versions before this one: a decision that is changed keeps both views."""
    form = form_words.form_of(scope.session, FORM)
    return [
        {"which": which(form, one), **row}
        for one in decisions.versions(scope.session, scope.case_id)
        if one.version < decision.version and one.submission_id
        for row in _dissent(scope, scope.of_submission(one.submission_id))
    ]


def which(form: Form, decision: Decision) -> str:
    """Which version of the decision, with its outcome."""
    return f"version {decision.version}, {form_words.label(form, 'decision', decision.outcome)}"


def _criteria(scope: Scope, decision: Decision, said: Data) -> list[Data]:
    """Each criterion in the words that the settings of the case have for it."""
    form = form_words.form_of(scope.session, FORM)
    found = decisions.findings(scope.session, decision)
    return [
        {
            "text": scope.setting(CRITERIA[code]),
            "answer": form_words.label(form, code, found.get(code) or said.get(code)) or "not answered",
            "why": _why(form, said, code),
        }
        for code in CODES
    ]


def _why(form: Form, said: Data, code: str) -> str:
    """Why a criterion was answered so, and what else was asked about it: which areas, which settings (1.4.2)."""
    words = reading.words(said, f"{code}_why").strip()
    more = [
        f"{form_words.question(form, key)}: {form_words.label(form, key, answer)}."
        for key, answer in said.items()
        if key.startswith(f"{code}_") and key != f"{code}_why" and answer
    ]
    ended = f"{words}." if words and more and words[-1] not in ".!?" else words
    return " ".join(filter(None, [ended, *more]))


def _no_advice(scope: Scope) -> str:
    """That there was none, and whether the advisor was there (guidance 4.7.5)."""
    given = decisions.advice(scope.session, scope.case_id, released_only=True)
    is_none = any(each.timing == decisions.NO_ADVICE for each in given)
    return gave_none(scope.setting(ADVISOR_NAME)) if is_none else NO_ADVICE


def _later_advice(scope: Scope) -> list[str]:
    """What the advisor said of the decision once it was taken (guidance 4.7.5)."""
    form = form_words.form_of(scope.session, ADVICE)
    said = []
    for each in decisions.advice(scope.session, scope.case_id, released_only=True):
        if each.timing == "post":
            answers = scope.of_submission(each.submission_id)
            position = form_words.label(form, "ia_position", answers.get("ia_position"))
            said.append(_with_reason(position, answers, "position_reason"))
    return [words for words in said if words]


def _risk(form: Form, said: Data) -> str:
    risk = form_words.label(form, "media", said.get("media"))
    return f"Risk of attention by the media: {risk.lower()}" if risk else ""


def _positions(scope: Scope) -> list[str]:
    """How partners stood to each version: a decision that was changed keeps what was said of the one before."""
    form, outcomes = (form_words.form_of(scope.session, each) for each in (CONFIRMATION, FORM))
    versions = decisions.versions(scope.session, scope.case_id)
    said = []
    for one in versions:
        on = f"On {which(outcomes, one)}: " if len(versions) > 1 else ""
        counted = decisions.positions(scope.session, one)
        said += [f"{on}{form_words.label(form, 'position', each)}: {count}" for each, count in sorted(counted.items())]
    return said


def _with_reason(answer: str, said: Data, key: str) -> str:
    return ". ".join(part for part in (answer, reading.words(said, key)) if part)
