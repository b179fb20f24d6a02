"""How long people wait who ask for what is held about them, or for it to be put right (UK GDPR Article 12)."""

from collections.abc import Iterator

from cases.settings.kinds import MONTHS, TEXT, WORKING_DAYS, Setting


def settings() -> Iterator[Setting]:
    """The month of the law, what may be added to it, and when whoever decides is reminded."""
    yield Setting("rights.months", "rights", "Time to answer a request about data", MONTHS, "2.1.5",
                  "From the day it came, or it was shown who asks. The law gives one month.", most=1)  # fmt: skip
    yield Setting("rights.more_months", "rights", "What may be added to it, told within that time", MONTHS, "2.1.5",
                  "For a complex request, or several. The law gives two months.", most=2)  # fmt: skip
    yield Setting("rights.warning_days", "rights", "Reminder before the answer is due", WORKING_DAYS, "2.1.5")
    yield Setting("rights.copy_days", "rights", "Keep the copy that was handed over, for", WORKING_DAYS, "2.1.5",
                  "Then it is deleted; the records and what was decided of each stay.")  # fmt: skip
    yield Setting("rights.letter", "rights", "What the letter with the copy says", TEXT, "2.1.5",
                  "For what data is used, who has it, how long it is kept, and which rights there are.")  # fmt: skip
    yield Setting(
        "rights.reply",
        "rights",
        "How the letter ends to whoever wanted data put right or deleted",
        TEXT,
        "2.1.5",
        "Who was told, and to whom they may complain. What was decided stands before it.",
    )
