"""When each clock of a case ends, each e-mail goes and each task is due: the rules of the guidance once more, in plain
words. See told.py for what they count from.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from tests.scenarios.counting import FIVE, NINE, NOON, counted, months, worked, works
from tests.scenarios.told import Told

Days: TypeAlias = Callable[[Told], date]


def after(name: str, days: int) -> Days:
    """So many working days after something that was told of, or before it."""
    return lambda told: counted(told.day(name), days)


def months_after(name: str, number: int, days: int = 0) -> Days:
    """So many months after, and the working days before that which are warned on."""

    def found(told: Told) -> date:
        due = months(told.day(name), number)
        return counted(due, days) if days else due

    return found


def kept(records: str, years: int) -> Days:
    """So many years after the case has ended, or until a later day on which somebody has decided."""

    def found(told: Told) -> date:
        day = months(told.day("ended"), 12 * years)
        return max(day, told.at.get(f"kept {records}", told.at["ended"]).date())

    return found


def first_kept(told: Told) -> date:
    mails = () if "gone mails" in told.at else (kept("mails", 6)(told),)
    return min(*mails, kept("case", 25)(told), date.max)


def review_due(told: Told) -> date:
    return counted(told.day("aware" if told.profile == "LLR-2020" else "sent"), 15)


def answered(told: Told) -> date:
    """A month, or three, from the request; days of waiting added; and never on a day without work."""
    day = months(told.day("data asked"), 3 if "data later" in told.at else 1) + timedelta(told.waited)
    while not works(day):
        day += timedelta(1)
    return day


CLOCKS: Mapping[str, tuple[Days, time]] = {
    "data_request_due": (answered, FIVE),
    "data_request_copy_ends": (after("data answered", 20), FIVE),
    "data_request_warning": (lambda told: counted(answered(told), -5), NINE),
    "notification_due": (after("aware", 5), FIVE),
    "requests_due": (after("received", 2), FIVE),
    "meeting_date_alert": (after("received", 4), FIVE),
    "rapid_review_due": (review_due, FIVE),
    "rapid_review_warning_1": (lambda told: counted(review_due(told), -3), NINE),
    "rapid_review_warning_2": (lambda told: counted(review_due(told), -1), NINE),
    "acknowledge_due": (after("released", 1), FIVE),
    "papers_due": (after("meeting", -2), FIVE),
    "reply_cut_off": (after("meeting", -1), NOON),
    "advice_due": (after("meeting", -1), NOON),
    "sign_off_due": (after("meeting", 1), FIVE),
    "post_advice_reminder": (after("advice asked", 1), FIVE),
    "post_advice_limit": (after("advice asked", 2), FIVE),
    "letters_due": (after("panel", 2), FIVE),
    "panel_reply_due": (after("panel", 15), FIVE),
    "panel_reply_chase": (after("panel", 15), FIVE),
    "panel_answer_due": (lambda told: told.day("answer wanted"), FIVE),
    "first_discussion_due": (months_after("received", 1), FIVE),
    "first_discussion_shown": (lambda told: worked(months(told.day("received"), 1)), FIVE),
    "first_discussion_warning": (months_after("received", 1, -5), NINE),
    "decision_due": (months_after("received", 2), FIVE),
    "decision_shown": (lambda told: worked(months(told.day("received"), 2)), FIVE),
    "decision_warning_1": (months_after("received", 2, -10), NINE),
    "decision_warning_2": (months_after("received", 2, -5), NINE),
    "referral_letters_due": (after("decided", 2), FIVE),
    "reconsideration_end": (after("outcome", 10), FIVE),
    "terms_of_reference_due": (after("decided", 20), FIVE),
    "lcspr_month_4": (months_after("decided", 4), FIVE),
    "lcspr_month_5": (months_after("decided", 5), FIVE),
    "lcspr_warning": (months_after("decided", 6, -10), NINE),
    "lcspr_due": (months_after("decided", 6), FIVE),
    "alternative_warning": (months_after("decided", 4, -10), NINE),
    "alternative_due": (months_after("decided", 4), FIVE),
    "missing_facts_reminder": (after("facts asked", 1), FIVE),
    "notification_reminder": (after("promise", 1), FIVE),
    "transfer_reminder": (after("transfer asked", 1), FIVE),
    "retention_case": (kept("case", 25), FIVE),
    "retention_mails": (kept("mails", 6), FIVE),
    "retention_due": (first_kept, FIVE),
    "retention_review_due": (lambda told: counted(first_kept(told), 20), FIVE),
}
"""What each clock counts from, how long, and to what time of the day."""

MAILS: Mapping[str, tuple[str, ...]] = {
    "missing_facts": ("missing_facts_reminder",),
    "transfer_waiting": ("transfer_reminder",),
    "notification_due": ("notification_reminder", "notification_due"),
    "looked_after_late": ("notification_due",),
    "requests_due": ("requests_due",),
    "no_meeting_date": ("meeting_date_alert",),
    "acknowledge_reminder": ("acknowledge_due",),
    "rapid_review_due_soon": ("rapid_review_warning_1", "rapid_review_warning_2"),
    "rapid_review_overdue": ("rapid_review_due",),
    "advice_reminder": ("advice_due", "post_advice_reminder"),
    "sign_off_reminder": ("sign_off_due",),
    "first_discussion_due_soon": ("first_discussion_warning",),
    "first_discussion_overdue": ("first_discussion_due",),
    "decision_due_soon": ("decision_warning_1", "decision_warning_2"),
    "decision_overdue": ("decision_due",),
    "panel_reply_chase": ("panel_reply_chase",),
    "letters_due": ("letters_due",),
    "terms_due": ("terms_of_reference_due",),
    "review_timetable": ("lcspr_month_4", "lcspr_month_5"),
    "review_due_soon": ("lcspr_warning",),
    "review_overdue": ("lcspr_due",),
    "learning_due_soon": ("alternative_warning",),
    "learning_overdue": ("alternative_due",),
    "data_request_due_soon": ("data_request_warning",),
    "data_request_overdue": ("data_request_due",),
    "records_due": ("retention_due", "retention_review_due"),
}
"""E-mails that a clock sends, and which."""

TASKS: Mapping[str, tuple[str, ...]] = {
    "data_request_decide": ("data_request_due",),
    "data_request_check": ("data_request_due",),
    "data_request_told": ("data_request_due",),
    "data_right_decide": ("data_request_due",),
    "data_right_check": ("data_request_due",),
    "data_right_told": ("data_request_due",),
    "f02_notification": ("notification_due",),
    "f02_looked_after": ("notification_due",),
    "f08_schedule_meeting": ("meeting_date_alert", "first_discussion_shown", "decision_shown"),
    "f09_papers": ("papers_due",),
    "advise_before": ("advice_due",),
    "f14_advice": ("advice_due", "post_advice_limit"),
    "close_branch": ("lcspr_due", "alternative_due"),
    "look_at_letters": ("requests_due", "letters_due", "referral_letters_due"),
    "f38_answer": ("panel_answer_due",),
    "release_letters": ("requests_due", "panel_answer_due"),
}
"""Tasks whose date a clock gives, and which it may be."""


def clock(told: Told, name: str) -> datetime:
    """When a clock ends. Raises KeyError where nobody counts it, or where the story has not told what it needs."""
    days, at = CLOCKS[name]
    return datetime.combine(days(told), at)


def clocks(told: Told, names: tuple[str, ...]) -> set[datetime]:
    """The ends of those clocks whose beginning has been told."""
    found = set()
    for name in names:
        try:
            found.add(clock(told, name))
        except KeyError:
            assert name in CLOCKS, f"nobody counts {name}"
    return found


def back(due: set[datetime]) -> set[datetime]:
    """Nine o’clock on the working day before."""
    return {datetime.combine(counted(one.date(), -1), NINE) for one in due}


def on(due: set[datetime], days: int) -> set[datetime]:
    """So many working days later, at five."""
    return {datetime.combine(counted(one.date(), days), FIVE) for one in due}


def about_agency(told: Told, name: str, agency: str, now: datetime) -> set[datetime]:
    """When a clock of an agency's request may end."""
    if name == "reply_due" and not agency:
        return {datetime.combine(told.latest_reply(now.date()), FIVE)}
    reply = {told.replies[agency]} if agency in told.replies else set()
    found = {
        "reply_due": reply,
        "reply_reminder": back(reply),
        "reply_late": on(reply, 1),
        # A step of an escalation is expected on the day on which it begins.
        "escalation_limit": on({now}, 2),
        "escalation_promised": told.promises,
    }
    return found[name] if name in found else {clock(told, name)}


def escalated(told: Told) -> set[datetime]:
    """When a step of an escalation may begin: at an act, a day late, as promised, or when another's time is up."""
    found = told.moments | on(set(told.replies.values()), 1) | told.promises
    for _ in range(2):
        found |= on(found, 2)
    return found


def sent(told: Told, kind: str) -> set[datetime]:
    """When an e-mail of a kind may have gone: by a clock, else at a moment at which somebody did something."""
    replies = set(told.replies.values())
    found = {
        "reply_reminder": back(replies),
        "reply_late": replies,
        "action_reminder": back(told.actions),
        "action_overdue": told.actions,
        "escalation_warning": back(escalated(told)),
    }
    if kind in MAILS:
        return clocks(told, MAILS[kind])
    if kind.startswith("escalation_") and kind not in found:
        return escalated(told)
    return found.get(kind, told.moments)


def window(told: Told) -> Mapping[str, object]:
    """The days on which the meeting can be: 7 to 13 days after receipt, two days before the Rapid Review is due."""
    received = told.day("received")
    if not told.is_review:
        return {"first": counted(received, 1), "last": clock(told, "first_discussion_shown").date()}
    first, last, latest = counted(received, 7), counted(received, 13), counted(review_due(told), -2)
    usable = [day for number in range(20) if works(day := first + timedelta(number)) and day <= min(last, latest)]
    flag = "empty" if not usable else "narrow" if len(usable) <= 3 else "ok"
    return {"first": first, "last": last, "usable to": latest, "usable": usable, "flag": flag}
