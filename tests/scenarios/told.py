"""What the steps of a story tell of the dates of a case, from which its other dates are counted: see counting.py."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from casework.rehearsal.scenario import Step
from tests.scenarios.counting import FIVE, counted, said

Answers = Mapping[str, Any]


DAYS_OLD = 5200
"""How old the child of a referral is, in the answers that scenarios share."""


@dataclass(slots=True)
class Told:
    """What a story has told of one case so far: when each thing was, in London."""

    profile: str
    heard: set[datetime]
    """When the office heard of this case or, before they were merged, of another one of the story."""
    at: dict[str, datetime] = field(default_factory=dict)
    replies: dict[str, datetime] = field(default_factory=dict)
    """By when each agency is asked to reply."""
    chosen: list[str] = field(default_factory=list)
    """The agencies that the next release asks."""
    actions: set[datetime] = field(default_factory=set)
    promises: set[datetime] = field(default_factory=set)
    in_hand: tuple[str, datetime | None] = ("letter", None)
    """What a second person releases next, and the time chosen for it."""
    lying_back: list[tuple[str, datetime]] = field(default_factory=list)
    """Dates entered afterwards, for a second person to confirm, and when it was: the last one is answered first."""
    is_moved: bool = False
    """Whether another date was corrected meanwhile, so that the second person is asked once more."""
    waited: int = 0
    """Days on which it was awaited what somebody means who asks for their data."""
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
    told.at |= {name: said(given[f"{name}_at"], today) for name in ("aware", "sent")}
    told.at["received"] = said(given["copied_at"], today)
    told.heard.add(told.at["received"])
    told.at.pop("meeting", None)
    # Where a referral becomes a Rapid Review, those who have not replied are asked by the notification's date.
    told.promises.add(datetime.combine(told.latest_reply(today), FIVE))


def _referred(told: Told, given: Answers, now: datetime) -> None:
    born = [now - timedelta(days=DAYS_OLD)]
    told.at["25 years old"] = datetime(max(one.year for one in born) + 25, 12, 31)
    told.at |= {"received": now, "aware": said(given["aware_date"], now.date())}
    told.heard.add(now)


def _checked(told: Told, given: Answers, now: datetime) -> None:
    if given.get("complete") == "no":
        told.at["facts asked"] = now
    if given.get("partnership_ok") == "transfer":
        told.at["transfer asked"] = now


def _lies_back(told: Told, given: Answers, now: datetime) -> None:
    told.lying_back.append((NAMES[given["event"]], said(given["true_at"], now.date())))
    told.is_moved = False


def _confirmed(told: Told, given: Answers, _now: datetime) -> None:
    if not told.is_moved:
        entered = told.lying_back.pop()
        told.at |= [entered] if given["date_confirmed"] == "yes" else []
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


def _requests(told: Told, given: Answers, now: datetime) -> None:
    when = said(given["send_at"], now.date()) if given.get("send_when") == "later" else None
    told.in_hand = ("released", when)


def _summary(told: Told, _given: Answers, _now: datetime) -> None:
    told.in_hand = ("panel", None)


def _letter(told: Told, _given: Answers, _now: datetime) -> None:
    told.in_hand = ("letter", None)


def _released(told: Told, given: Answers, now: datetime) -> None:
    name, when = told.in_hand
    if given.get("letters_released", "yes") == "yes":
        told.at[name] = when or now
        if name == "released":
            told.replies |= dict.fromkeys(told.chosen, datetime.combine(told.latest_reply(told.day(name)), FIVE))
        told.in_hand = ("letters that follow", None)


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
    told.at["outcome"] = now


def _given(told: Told, _answers: Answers, now: datetime) -> None:
    # A decision is told once the last of those who are asked about it has answered.
    told.at["outcome"] = now


def _panel_asks(told: Told, given: Answers, now: datetime) -> None:
    if given.get("reply_due"):
        told.at["answer wanted"] = said(given["reply_due"], now.date())


def _discussed(told: Told, given: Answers, now: datetime) -> None:
    if given.get("was_discussed") != "no":
        told.at["facts asked" if given["next_step"] == "clarify" else "decided"] = told.at["outcome"] = now


def _promised(told: Told, given: Answers, now: datetime) -> None:
    for name in ("promised_for", "review_on"):
        if given.get(name):
            told.promises.add(said(given[name], now.date()))


def _more_time(told: Told, given: Answers, now: datetime) -> None:
    if given.get("extension") == "yes":
        told.promises.add(said(given["new_due"], now.date()))


def _ended(told: Told, given: Answers, now: datetime) -> None:
    if "yes" in (given.get("chair_agrees"), "yes" if given.get("closure") == "close" else None):
        told.at["ended"] = now


def _looked_at(told: Told, given: Answers, now: datetime) -> None:
    told.in_hand = (given["records_chosen"][0], None)
    if given["retention_decision"] == "keep":
        told.at[f"kept {given['records_chosen'][0]}"] = said(given["kept_until"], now.date())


def _gone(told: Told, given: Answers, now: datetime) -> None:
    if given["deletion_confirmed"] == "yes":
        told.at[f"gone {told.in_hand[0]}"] = now


def _data_asked(told: Told, given: Answers, now: datetime) -> None:
    told.waited = 0
    told.at.pop("data later", None)
    if given["proof_needed"] != "asked":
        told.at["data asked"] = said(given["received_on"], now.date())


def _proved(told: Told, given: Answers, now: datetime) -> None:
    if given["proof_outcome"] == "shown":
        told.at["data asked"] = said(given["proof_shown_on"], now.date())


def _later(told: Told, given: Answers, now: datetime) -> None:
    told.at["data later"] = said(given["told_on"], now.date())


def _wondered(told: Told, given: Answers, now: datetime) -> None:
    told.at["data question"] = said(given["asked_on"], now.date())


def _meant(told: Told, given: Answers, now: datetime) -> None:
    told.waited += (said(given["answered_on"], now.date()) - told.at["data question"]).days


NAMES = {
    "received_at": "received",
    "aware_at": "aware",
    "notified_at": "sent",
    "case_closed_at": "ended",
    "youngest_25_at": "25 years old",
}
"""What the system calls the dates that can be corrected, and those of a case that has ended."""

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
    "f05_release_requests": _requests,
    "agency_found": _asked_too,
    "child_added": _asked_too,
    "f08_schedule_meeting": _met,
    "meeting_moved": _met,
    "f12_immediate_action": _agreed,
    "f13_decision": _decided,
    "f13_version_2": _decided,
    "sign_off": _signed,
    "f14_advice": _given,
    "f15_confirmation": _given,
    "f19_first_discussion": _discussed,
    "f17_release_to_panel": _summary,
    "f38_answer": _letter,
    "release_letters": _released,
    "f38_panel_reply": _panel_asks,
    "f10_escalation": _promised,
    "f10_partners": _promised,
    "hold_asked": _promised,
    "f38_national_review": _promised,
    "f40_hold_review": _promised,
    "answer_agency": _more_time,
    "f40_withdrawal_ruling": _ended,
    "f40_join_ruling": _ended,
    "sign_closure": _ended,
    "data_asked_for": _data_asked,
    "right_claimed": _data_asked,
    "data_request_proof": _proved,
    "more_time_needed": _later,
    "meaning_asked": _wondered,
    "data_request_clarified": _meant,
    "retention_review": _looked_at,
    "retention_confirm": _gone,
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
