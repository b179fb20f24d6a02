"""What happened and how the office came to know it: from the notification, and the referral where that says more."""

from cases import partnerships, submissions
from casework.letters import form_words
from casework.letters.scope import Data, Scope, day_of, long_moment
from casework.projections import reading

REFERRAL, NOTIFICATION, DIED = "f01_referral", "f02_notification", "f40_child_died"
NOTHING = "not recorded"


def incident(scope: Scope) -> Data:
    """The incident: facts for a table, and the account of it."""
    told = {**scope.answers(REFERRAL), **_given(scope.answers(NOTIFICATION))}
    form = form_words.form_of(scope.session, REFERRAL)
    councils = {each.id: each.name for each in partnerships.local_authorities(scope.session)}
    happened_in = reading.words(told, "inc_la") or reading.words(told, "la")
    rows = (
        ("When", _when(told)),
        ("Where", _with(form_words.label(form, "inc_place", told.get("inc_place")), told, "inc_place_detail")),
        ("Council area where it happened", councils.get(happened_in, "")),
        ("Council area where the child lives", councils.get(reading.words(told, "home_la"), "")),
        ("What happened to the child", form_words.label(form, "outcome", told.get("outcome"))),
        *_died_since(scope),
        ("Abuse or neglect", form_words.label(form, "an_status", told.get("an_status"))),
        ("Kinds of harm", _with(form_words.label(form, "harm_type", told.get("harm_type")), told, "harm_other")),
    )
    return {"facts": _told(rows), "summary": reading.words(told, "summary")}


def _died_since(scope: Scope) -> list[tuple[str, str]]:
    """The children who have died since the harm was notified (F40), by code, with the day."""
    found = submissions.of_case(scope.session, scope.case_id, DIED)
    said = [submissions.read(scope.session, scope.office.keys, one) for one in found]
    return [
        ("Has died since", f"{scope.reference}-{reading.words(one, 'child')}, on {day_of(one.get('died_on'))}")
        for one in said
    ]


def source(scope: Scope) -> list[Data]:
    """Who brought the case and how, what was notified, and what the family was told."""
    referral, notification = scope.answers(REFERRAL), scope.answers(NOTIFICATION)
    councils = {each.id: each.name for each in partnerships.local_authorities(scope.session)}
    notified = form_words.form_of(scope.session, NOTIFICATION)
    asked = form_words.form_of(scope.session, REFERRAL)
    rows = (
        ("Referred by", scope.agency(reading.chosen(referral, "ref_agency"))),
        ("Notified by", councils.get(reading.words(notification, "la"), "")),
        ("What was notified", form_words.label(notified, "notif_type", notification.get("notif_type"))),
        ("Notified to the Panel", _moment(notification, "sent_at") or day_of(referral.get("sin_date"))),
        ("Copied to this office", _moment(notification, "copied_at")),
        ("The Panel’s reference", panel_reference(scope)),
        ("Does the family know of the referral?", form_words.label(asked, "family_told", referral.get("family_told"))),
        ("Other investigations known at the start", form_words.label(asked, "parallel", referral.get("parallel"))),
    )
    return _told(rows)


def panel_reference(scope: Scope) -> str:
    """The Panel's own reference of the notification, as notification or referral gave it; empty without."""
    return reading.words(scope.answers(NOTIFICATION), "np_ref") or reading.words(scope.answers(REFERRAL), "sin_ref")


def _given(answers: Data) -> Data:
    return {key: value for key, value in answers.items() if value not in (None, "", [])}


def _when(told: Data) -> str:
    first, last = day_of(told.get("inc_date")), day_of(told.get("inc_date_to"))
    days = f"{first} to {last}" if last else first
    return f"{days} (estimated)" if days and reading.yes(told, "inc_estimated") else days


def _with(words: str, told: Data, key: str) -> str:
    return ": ".join(part for part in (words, reading.words(told, key)) if part)


def _moment(answers: Data, key: str) -> str:
    return long_moment(reading.instant(answers, key)) if reading.words(answers, key) else ""


def _told(rows: tuple[tuple[str, str], ...]) -> list[Data]:
    return [{"about": about, "given": given} for about, given in rows if given]
