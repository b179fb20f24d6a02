"""The dates of a scenario, counted from what its steps say by other means than ours.

Days are counted one by one over the government's own list of bank holidays. What counts from what, and how long it
takes, stands here once more in plain words (guidance 3.1.2, 4.1 to 4.9), so that neither our clocks nor our settings
can make both sides wrong.
"""

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from govuk_bank_holidays.bank_holidays import BankHolidays

from casework.rehearsal import moments
from casework.rehearsal.scenario import Step

HOLIDAYS = {one["date"] for one in BankHolidays(use_cached_holidays=True).get_holidays("england-and-wales")}
NINE, NOON, FIVE = time(9), time(12), time(17)

Answers = Mapping[str, Any]


def works(day: date) -> bool:
    """Whether people work on a day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def worked(day: date) -> date:
    """The day, or the last working day before it."""
    while not works(day):
        day -= timedelta(days=1)
    return day


def counted(start: date, days: int) -> date:
    """So many working days after a day, or before it when negative: before a day off, from the last day of work."""
    step, found = timedelta(days=1 if days > 0 else -1), worked(start) if days < 0 else start
    while days:
        found += step
        if works(found):
            days += -1 if days > 0 else 1
    return found


def between(start: date, end: date) -> int:
    """Which working day after the start a day is."""
    return sum(works(start + timedelta(days=number + 1)) for number in range((end - start).days))


def months(start: date, number: int) -> date:
    """The same day some months later, or the last of that month."""
    years, month = divmod(start.month - 1 + number, 12)
    year = start.year + years
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def said(text: Any, today: date) -> datetime:
    """A day or moment as an answer gives it."""
    match = re.fullmatch(r"today(?: ([+-]) (\d+) (working )?days?)?(?: (\d\d:\d\d))?", str(text))
    if match is None:
        read = moments.read(str(text))
        return datetime.combine(read.day, read.clock or FIVE)
    sign, number, working, clock = match.groups()
    days = int(number or 0) * (-1 if sign == "-" else 1)
    day = counted(today, days) if working else today + timedelta(days=days)
    return datetime.combine(day, time.fromisoformat(clock) if clock else FIVE)


@dataclass(slots=True)
class Told:
    """What a story has told of one case so far: when each thing was, in London."""

    profile: str
    at: dict[str, datetime] = field(default_factory=dict)
    replies: dict[str, datetime] = field(default_factory=dict)
    """By when each agency is asked to reply."""
    chosen: list[str] = field(default_factory=list)
    """The agencies that the next release asks."""
    actions: set[datetime] = field(default_factory=set)
    promises: set[datetime] = field(default_factory=set)
    lying_back: tuple[str, datetime] | None = None
    """A date entered afterwards, which a second person has still to confirm, and when it was."""
    is_moved: bool = False
    """Whether another date was corrected meanwhile, so that the second person is asked once more."""
    moments: set[datetime] = field(default_factory=set)
    """Every moment at which anybody did something in the story."""

    def day(self, name: str) -> date:
        """The day of something that has been told. Raises KeyError."""
        return self.at[name].date()

    @property
    def is_review(self) -> bool:
        """Whether it is a Rapid Review: there is a notification."""
        return "sent" in self.at

    def latest_reply(self, asked: date) -> date:
        """By when replies are wanted that are asked for on a day: at least two days later, and before the papers.

        Six days after the receipt of a notification; on a referral ten days after asking, three before the meeting.
        """
        wanted = counted(self.day("received"), 6) if self.is_review else counted(asked, 10)
        if "meeting" in self.at and self.day("meeting") > asked:
            wanted = min(wanted, counted(self.day("meeting"), -3))
        return max(wanted, counted(asked, 2))


def _notified(told: Told, given: Answers, now: datetime) -> None:
    today = now.date()
    before = [told.at[name] for name in ("received", "first contact") if name in told.at]
    told.at |= {name: said(given[f"{name}_at"], today) for name in ("aware", "sent")}
    told.at["received"] = said(given["copied_at"], today)
    told.at["first contact"] = min([told.at["received"], *before])
    told.at.pop("meeting", None)
    # Where a referral becomes a Rapid Review, those who have not replied are asked by the notification's date.
    told.promises.add(datetime.combine(told.latest_reply(today), FIVE))


def _referred(told: Told, given: Answers, now: datetime) -> None:
    told.at |= {"received": now, "first contact": now, "aware": said(given["aware_date"], now.date())}


def _checked(told: Told, given: Answers, now: datetime) -> None:
    if given.get("complete") == "no":
        told.at["facts asked"] = now
    if given.get("partnership_ok") == "transfer":
        told.at["transfer asked"] = now


def _lies_back(told: Told, given: Answers, now: datetime) -> None:
    told.lying_back, told.is_moved = (NAMES[given["event"]], said(given["true_at"], now.date())), False


def _confirmed(told: Told, given: Answers, _now: datetime) -> None:
    if given["date_confirmed"] == "yes" and told.lying_back and not told.is_moved:
        told.at |= [told.lying_back]
    told.is_moved = False


def _will_notify(told: Told, given: Answers, now: datetime) -> None:
    if given.get("should_notify") == "yes":
        told.at["promise"] = now


def _not_met(told: Told, given: Answers, _now: datetime) -> None:
    if given["way_on"] in ("referral", "close"):
        told.at.pop("sent", None)
        told.at.pop("meeting", None)


def _chosen(told: Told, given: Answers, _now: datetime) -> None:
    told.chosen = [row["agency"] for row in given["agencies"]]


def _released(told: Told, given: Answers, now: datetime) -> None:
    if given.get("release", "send") == "send":
        told.at["released"] = said(given["send_at"], now.date()) if given.get("send_when") == "later" else now
        told.replies |= dict.fromkeys(told.chosen, datetime.combine(told.latest_reply(told.day("released")), FIVE))


def _asked_too(told: Told, given: Answers, now: datetime) -> None:
    again = given.get("ask_again") or []
    if given.get("reply_due"):
        due = said(given["reply_due"], now.date())
        told.replies |= dict.fromkeys([given["agency"]] if "agency" in given else again, due)


def _met(told: Told, given: Answers, now: datetime) -> None:
    when = given["other_at"] if given.get("proposed") == "other" else given["proposed"]
    told.at["meeting"] = said(when, now.date())
    if given.get("reissue"):
        told.replies |= dict.fromkeys(told.replies, datetime.combine(told.latest_reply(now.date()), FIVE))


def _agreed(told: Told, given: Answers, now: datetime) -> None:
    told.actions |= {said(row["due"], now.date()) for row in given.get("actions") or []}


def _decided(told: Told, _given: Answers, now: datetime) -> None:
    told.at["decided"] = now


def _signed(told: Told, _given: Answers, now: datetime) -> None:
    told.at["advice asked"] = now


def _discussed(told: Told, given: Answers, now: datetime) -> None:
    told.at["facts asked" if given["next_step"] == "clarify" else "decided"] = now


def _sent(told: Told, given: Answers, now: datetime) -> None:
    if given.get("release", "send") == "send":
        told.at["panel"] = now


def _promised(told: Told, given: Answers, now: datetime) -> None:
    if given.get("promised_for"):
        told.promises.add(said(given["promised_for"], now.date()))


def _more_time(told: Told, given: Answers, now: datetime) -> None:
    if given.get("extension") == "yes":
        told.promises.add(said(given["new_due"], now.date()))


NAMES = {"received_at": "received", "aware_at": "aware", "notified_at": "sent"}
"""What the system calls the dates that can be corrected."""

LEARNT: Mapping[str, Callable[[Told, Answers, datetime], None]] = {
    "notification_received": _notified,
    "f02_notification": _notified,
    "notification_arrives": _notified,
    "referral_received": _referred,
    "f03_intake_check": _checked,
    "f03b_should_notify": _will_notify,
    "f40_notification_ruling": _not_met,
    "true_date_entered": _lies_back,
    "f40_back_dated_check": _confirmed,
    "f03_agencies": _chosen,
    "f05_release_requests": _released,
    "agency_found": _asked_too,
    "child_added": _asked_too,
    "f08_schedule_meeting": _met,
    "meeting_moved": _met,
    "f12_immediate_action": _agreed,
    "f13_decision": _decided,
    "f13_version_2": _decided,
    "sign_off": _signed,
    "f19_first_discussion": _discussed,
    "f17_release_to_panel": _sent,
    "f10_escalation": _promised,
    "f10_partners": _promised,
    "answer_agency": _more_time,
}
"""What each form or event tells of the case's dates."""


def learn(told: Told, step: Step, now: datetime) -> None:
    """Take in what a step tells; what is refused tells nothing."""
    told.moments.add(now)
    if step.what == "correct" and "refused" not in step.said:
        told.at[NAMES[step.said["correct"]]] = step.said["to"].at.replace(tzinfo=None)
        told.is_moved = True
    if "refused" not in step.said and (name := str(step.said.get(step.what))) in LEARNT:
        LEARNT[name](told, step.said["answers"], now)
