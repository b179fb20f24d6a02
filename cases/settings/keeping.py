"""How long the records of a case are kept: a period for each class of them, and the event from which it counts.

The guidance names no period (2.1.5 asks for the law on information to be followed), so each partnership decides them.
"""

from collections.abc import Iterator

from cases.settings.kinds import CHOICE, DAYS, WORKING_DAYS, YEARS, Setting

CASE = "case"
"""The class of everything: when it is deleted, a skeleton of the case is left."""

CLASSES = {
    CASE: "the case file, with everything in it",
    "identity": "who the children and their families are",
    "replies": "what agencies answered, with their files",
    "letters": "letters",
    "advice": "advice of the Independent Advisor",
    "declarations": "declarations of interests and rulings on them",
    "papers": "papers of meetings",
    "mails": "e-mails that were sent",
}
"""The classes of a case's records, in words that follow “keep”."""

SINCE = {
    "case_closed_at": "the case was closed",
    "published_at": "the report was published; where none was, the case was closed",
    "decided_at": "the decision was taken; where none was, the case was closed",
    "youngest_25_at": "the end of the year in which the youngest child turns 25; where that is not known, closing",
}
"""From which event a period may count. None ends while the case is open."""

SETTINGS = "retention."
"""What the keys of these settings begin with."""

WITH_THE_CASE = "0: as long as the case file."


def settings() -> Iterator[Setting]:
    """A period and an event for each class, and how long what never became part of a case is kept."""
    for code, words in CLASSES.items():
        is_case = code == CASE
        yield Setting(f"retention.{code}.years", "retention", f"Keep {words}, for", YEARS, "2.1.5",
                      "" if is_case else WITH_THE_CASE, least=1 if is_case else 0)  # fmt: skip
        yield Setting(f"retention.{code}.from", "retention", f"Keep {words}, counted from", CHOICE, "2.1.5",
                      choices=SINCE)  # fmt: skip
    yield Setting("retention.review_days", "retention", "Time to look at what has fallen due", WORKING_DAYS, "2.1.5",
                  "Then it is asked about again. Nothing is deleted by itself.")  # fmt: skip
    yield Setting("retention.uploads.days", "retention", "Keep files that were uploaded and never sent, for", DAYS)
    yield Setting(
        "retention.drafts.days", "retention", "Keep what somebody began to write in a task that has ended, for", DAYS
    )
